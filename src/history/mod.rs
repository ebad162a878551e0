//! What a record was: its versions with what each changed, and the record as it stood at an instant. Both
//! are read out of the audit trail, so they reach as far back as it has values, and what was erased there
//! is erased here.

mod api;
pub(crate) mod as_of;
pub(crate) mod past;
pub(crate) mod replay;
pub(crate) mod restoring;
pub(crate) mod store;

use rocket::fairing::AdHoc;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::ids::Id;
use crate::notes::{self, Notes};
use crate::patients::texts::NOTES;

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("history", |rocket| async {
        rocket
            .mount("/api", api::routes())
            .mount("/api", as_of::routes())
            .mount("/api", restoring::routes())
    })
}

/// Who made a version.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Author {
    pub id: Option<Id>,
    pub username: Option<String>,
}

/// A field before and after, as the trail has it: none of a value that it does not say.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(crate) struct Change {
    #[serde(deserialize_with = "said")]
    pub old: Option<Value>,
    #[serde(deserialize_with = "said")]
    pub new: Option<Value>,
}

/// A value that is there, though it be null.
fn said<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

impl Change {
    /// What the trail says of a field; nothing where it has another shape, as an import's may.
    pub fn of(told: &Value) -> Self {
        Self::deserialize(told).unwrap_or_default()
    }

    /// Whether there is neither a value before nor one after.
    pub fn is_of_nothing(&self) -> bool {
        [&self.old, &self.new].iter().all(|one| one.as_ref().is_none_or(Value::is_null))
    }
}

/// A version of a record: what somebody changed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Version {
    /// Its row in the audit trail.
    pub seq: i64,
    pub at: String,
    pub action: String,
    /// What was changed: the record itself, or a measurement of a visit.
    pub resource_type: String,
    pub resource_id: Option<Id>,
    pub by: Author,
    /// `{field:{old,new}}`; none where nothing was noted, or once it is erased.
    pub changes: Option<Map<String, Value>>,
    pub is_erased: bool,
    /// Whether an import brought it: its values have any shape.
    #[serde(skip)]
    pub is_imported: bool,
}

impl Version {
    /// The version without what it found: only what it left is its reader's.
    pub fn without_old(mut self) -> Self {
        for (_, change) in self.changes.iter_mut().flatten() {
            match change.as_object_mut() {
                Some(change) => drop(change.remove("old")),
                None => *change = Value::Null,
            }
        }
        self
    }

    /// The version without the fields that its reader may not see.
    ///
    /// None of a change of nothing else; values that an import brought have any shape, and show only
    /// where nothing is hidden.
    pub fn without(mut self, hidden: &[&str]) -> Option<Self> {
        if self.is_imported && !hidden.is_empty() {
            self.changes = None;
        }
        let Some(changes) = &mut self.changes else { return Some(self) };
        let had = !changes.is_empty();
        changes.retain(|field, _| !hidden.contains(&field.as_str()));
        let is_of_fields = ["UPDATE", "SIGN", "AMEND"].contains(&self.action.as_str());
        let is_gone = had && changes.is_empty() && is_of_fields;
        (!is_gone).then_some(self)
    }
}

/// The fields of a visit that its reader may not read.
pub(crate) fn hidden_of_visits(notes: Notes) -> &'static [&'static str] {
    match notes {
        Notes::All => &[],
        Notes::Shared => &[notes::PRIVATE],
        Notes::Hidden => notes::OF_VISITS,
    }
}

/// The fields of a patient that their reader may not read.
pub(crate) fn hidden_of_patients(notes: Notes) -> &'static [&'static str] {
    if notes.are_shown() { &[] } else { &NOTES }
}

/// The versions as their reader may see them: what they may not read is left out, and what was
/// measured where they read no notes.
pub(crate) fn seen_with(versions: Vec<Version>, notes: Notes, hidden: &[&str]) -> Vec<Version> {
    let is_shown = |version: &Version| notes.are_shown() || version.resource_type != "measurement";
    versions.into_iter().filter(is_shown).filter_map(|version| version.without(hidden)).collect()
}
