//! Consents of patients: the texts with their languages and editions, who agreed to which edition when and
//! before whom, and what was withdrawn. An edition never changes, so a consent says for good to what it
//! was given.

pub(crate) mod api;
pub(crate) mod service;
pub(crate) mod store;

use rocket::fairing::AdHoc;
use serde::Serialize;

use crate::clock::{Moment, Zone};
use crate::error::{Error, Result};
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::schedule::input::plausible_moment;

/// The languages of texts.
pub(crate) const LANGUAGES: &[&str] = &["en", "fr"];
const BODY: usize = 20_000;

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("consents", |rocket| async { rocket.mount("/api", api::routes()) })
}

/// An edition of a text that patients agree to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Text {
    pub id: Id,
    /// What it is about, the same in every language and edition.
    pub code: String,
    pub language: String,
    pub edition: i64,
    pub title: String,
    pub body: String,
    /// Since when it is no longer asked for.
    pub retired_at: Option<Moment>,
    pub created_at: Moment,
}

/// A new edition of a text.
#[derive(Clone, Debug)]
pub(crate) struct NewText {
    pub code: String,
    pub language: &'static str,
    pub title: String,
    pub body: String,
}

impl NewText {
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let code = fields.line("code", 1..=40).map(|code| code.to_lowercase());
        let code = fields.required("code", code);
        let language = fields.choice("language", LANGUAGES);
        let language = fields.required("language", language);
        let title = fields.line("title", 1..=200);
        let title = fields.required("title", title);
        let body = fields.text("body", BODY);
        let body = fields.required("body", body);
        fields.finish()?;
        match (code, language, title, body) {
            (Some(code), Some(language), Some(title), Some(body)) => {
                Ok(Self { code, language, title, body })
            }
            _ => Err(Error::internal("a required field passed without a value")),
        }
    }
}

/// A consent as answers show it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Consent {
    pub id: Id,
    pub patient_id: Id,
    pub text: Text,
    pub given_at: Moment,
    /// Who agreed for the patient: a parent, a guardian.
    pub given_by: Option<String>,
    pub witness: Option<String>,
    /// The signed paper, scanned.
    pub document_id: Option<Id>,
    pub withdrawn_at: Option<Moment>,
    pub created_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i64,
}

/// What a signed paper is kept as.
pub(crate) const PAPER: &str = "consent_form";

/// What people write of a consent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Details {
    pub text_id: Id,
    pub given_at: Moment,
    pub given_by: Option<String>,
    pub witness: Option<String>,
    pub document_id: Option<Id>,
    pub withdrawn_at: Option<Moment>,
}

impl Consent {
    /// What people wrote of it.
    pub fn details(&self) -> Details {
        Details {
            text_id: self.text.id,
            given_at: self.given_at,
            given_by: self.given_by.clone(),
            witness: self.witness.clone(),
            document_id: self.document_id,
            withdrawn_at: self.withdrawn_at,
        }
    }
}

/// A consent to be written down.
#[derive(Clone, Debug)]
pub(crate) struct NewConsent {
    pub id: Option<Id>,
    pub patient_id: Id,
    pub text_id: Id,
    /// None: now.
    pub given_at: Option<Moment>,
    pub given_by: Option<String>,
    pub witness: Option<String>,
    pub document_id: Option<Id>,
}

impl NewConsent {
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields, zone: &Zone) -> Result<Self> {
        let id = fields.chosen_id();
        let (patient_id, text_id) = (fields.id("patient_id"), fields.id("text_id"));
        let patient_id = fields.required("patient_id", patient_id);
        let text_id = fields.required("text_id", text_id);
        let given_at = plausible_moment(&mut fields, "given_at", zone).value();
        let given_by = fields.line("given_by", 1..=200).value();
        let witness = fields.line("witness", 1..=200).value();
        let document_id = fields.id("document_id").value();
        fields.finish()?;
        let (Some(patient_id), Some(text_id)) = (patient_id, text_id) else {
            return Err(Error::internal("a required field passed without a value"));
        };
        Ok(Self { id, patient_id, text_id, given_at, given_by, witness, document_id })
    }
}

/// What may be said of a consent later.
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    given_by: Field<String>,
    witness: Field<String>,
    document_id: Field<Id>,
    withdrawn_at: Field<Moment>,
}

impl Changes {
    pub fn read(fields: &mut Fields, zone: &Zone) -> Self {
        Self {
            given_by: fields.line("given_by", 1..=200),
            witness: fields.line("witness", 1..=200),
            document_id: fields.id("document_id"),
            withdrawn_at: plausible_moment(fields, "withdrawn_at", zone),
        }
    }

    fn apply_to(self, now: &Details) -> Details {
        Details {
            given_by: self.given_by.or(now.given_by.clone()),
            witness: self.witness.or(now.witness.clone()),
            document_id: self.document_id.or(now.document_id),
            withdrawn_at: self.withdrawn_at.or(now.withdrawn_at),
            ..now.clone()
        }
    }
}
