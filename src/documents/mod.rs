//! Documents of a patient, a visit or a user: lab results, plans, consent forms, photos.
//!
//! `guess` tells what a file is for where nobody said it. `api::upload` takes files off the wire, `sniffer`, `office` and `plain_text`
//! tell by their bytes what they are, `kind` lists what is kept, `name` makes
//! their names harmless, `change` stores them with their audit rows, `access` says whose they are, `texts` reads
//! what is written in them for the search.

mod access;
pub(crate) mod api;
pub(crate) mod change;
mod guess;
mod kind;
mod name;
mod office;
mod plain_text;
mod sniffer;
pub mod store;
mod texts;

pub(crate) use texts::{Apart, read_here};

use rocket::fairing::AdHoc;
use serde::Serialize;

use crate::clock::Moment;
use crate::ids::Id;

pub(crate) use access::Keeper;
pub(crate) use api::upload::Upload;
use kind::Kind;

/// What a document is for.
pub const TYPES: &[&str] = &[
    "medical_record",
    "lab_result",
    "diet_plan",
    "profile_photo",
    "meal_plan",
    "progress_photo",
    "prescription",
    "insurance_card",
    "consent_form",
    "other",
];

/// Files of one request.
pub const MOST_FILES: usize = 10;
/// Bytes of one file.
pub const LARGEST_FILE: u64 = 10 * 1024 * 1024;

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("documents", |rocket| async {
        rocket
            .attach(texts::at_start())
            .mount("/api/documents", api::routes())
            .mount("/api/patients", api::of_patients())
            .mount("/api/visits", api::of_visits())
            .mount("/api/users", api::of_users())
    })
}

/// The kind of record that a document belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Patient,
    Visit,
    User,
}

impl Owner {
    /// As stored, and as the audit has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Visit => "visit",
            Self::User => "user",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Patient, Self::Visit, Self::User].into_iter().find(|owner| owner.name() == name)
    }
}

/// What people write about a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Label {
    /// Of a file that is still to be stored blank: what its name and kind suggest.
    pub document_type: String,
    pub title: Option<String>,
    pub description: Option<String>,
}

/// A document as the contract shows one: never a path, never its content.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    pub id: Id,
    pub resource_type: String,
    pub resource_id: Id,
    #[serde(flatten)]
    pub label: Label,
    pub original_filename: String,
    pub mime_type: String,
    pub file_size: i64,
    pub sha256: String,
    pub created_by: Option<Id>,
    pub updated_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i64,
}

impl Document {
    /// Whether a browser may show it instead of keeping it.
    pub fn can_be_shown(&self) -> bool {
        kind::of_mime(&self.mime_type).is_some_and(|kind| kind.shown.is_some())
    }
}
