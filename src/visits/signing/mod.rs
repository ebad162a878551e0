//! Signed notes: the texts of a visit locked under somebody's name, beside the figures as they stood.
//!
//! A signature copies the note and the measurements into a row that never changes, and its digest
//! goes into the audit's chain. The visit's own note is locked with it, by triggers too, so that no
//! statement changes it. Whoever has to correct it amends it for a reason: the note is open again, the
//! signed edition stays readable, and the next signature makes the next edition.

pub(crate) mod note;
pub(crate) mod service;
pub(crate) mod store;

use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use self::note::Note;
use super::measurements::Values;
use crate::clock::Moment;
use crate::http::Fields;
use crate::ids::Id;
use crate::notes::Notes;
use crate::patients::NamedUser;

/// Characters of a reason at most.
const REASON: usize = 500;

/// A signature, as an answer names it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Signed {
    /// 1 for the first; an amended note is signed as the next.
    pub edition: i64,
    pub signed_at: Moment,
    pub signed_by: NamedUser,
    /// The SHA-256 of what was signed, in hexadecimal; the audit's row of the signature has it too.
    pub digest: String,
}

/// Why a signed note was opened again.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Amendment {
    pub reason: String,
    pub opened_at: Moment,
    pub opened_by: NamedUser,
}

/// A signed edition, whole.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Edition {
    #[serde(flatten)]
    pub signed: Signed,
    #[serde(flatten)]
    pub note: Note,
    /// The measurements as they stood.
    pub figures: Box<RawValue>,
    /// Whether the digest is still that of these texts and figures.
    pub holds: bool,
    /// Why it was amended, where it was.
    pub amendment: Option<Amendment>,
}

impl Edition {
    /// The last measurement as it stood; nothing where none was taken.
    pub fn measured(&self) -> Values {
        // What this build cannot read it does not show: the row stays as it is.
        let all: Vec<Values> = serde_json::from_str(self.figures.get()).unwrap_or_default();
        all.into_iter().next_back().unwrap_or_default()
    }

    /// The edition for somebody who reads notes, and that much of them.
    pub fn for_reader(mut self, notes: Notes) -> Self {
        self.note.private_notes = self.note.private_notes.shown_if(notes.are_all());
        self
    }
}

/// The digest of an edition: the SHA-256 of the visit's id, the edition, who signed and when, the seven
/// texts in their order and the JSON of the figures; each as `00` where there is none, else `01`, its
/// length in bytes as 8 bytes big-endian, and the bytes.
fn digest(visit: Id, (edition, by, at): (i64, Id, Moment), note: &Note, figures: &str) -> String {
    let head = [visit.to_string(), edition.to_string(), by.to_string(), at.to_string()];
    let mut hasher = Sha256::new();
    let head = head.iter().map(|part| Some(part.as_str()));
    for part in head.chain(note.texts()).chain([Some(figures)]) {
        match part {
            None => hasher.update([0]),
            Some(text) => {
                hasher.update([1]);
                hasher.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
                hasher.update(text);
            }
        }
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The `reason` of an amendment.
pub(crate) fn reason(fields: &mut Fields) -> Option<String> {
    let reason = fields.line("reason", 1..=REASON);
    fields.required("reason", reason)
}
