//! Clinical text: how much of it somebody reads, and the texts themselves, which an answer withholds
//! rather than empties.

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

/// The level of clinical text that a reader sees: the permissions `visits.notes` and
/// `visits.private_notes` as one value. What hides with the notes: everything written of a visit,
/// everything measured, a patient's medical notes and preferences, goals, plans, intakes and clinical
/// documents. Allergies stay, for everybody's safety.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Notes {
    /// None: the front desk of a clinic that wants it so.
    #[default]
    Hidden,
    /// What the staff share.
    Shared,
    /// Private notes too.
    All,
}

impl Notes {
    /// The level of a role with these two permissions; private notes alone show nothing.
    pub fn of(notes: bool, private: bool) -> Self {
        match (notes, private) {
            (false, _) => Self::Hidden,
            (true, false) => Self::Shared,
            (true, true) => Self::All,
        }
    }

    /// Whether clinical text shows.
    pub fn are_shown(self) -> bool {
        self >= Self::Shared
    }

    /// Whether private notes show too.
    pub fn are_all(self) -> bool {
        self == Self::All
    }

    /// The same for a cache key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Hidden => "no notes",
            Self::Shared => "notes",
            Self::All => "all notes",
        }
    }
}

/// The texts of a visit, as columns and fields are called: the last are its private notes, why a
/// signed note was opened again, and what tells that and when it was signed.
pub const OF_VISITS: &[&str] = &[
    "chief_complaint",
    "assessment",
    "nutrition_diagnosis",
    "intervention",
    "monitoring_evaluation",
    "recommendations",
    PRIVATE,
    "reason",
    "digest",
    "edition",
    "signed_at",
];
/// The text of a visit that only some read.
pub const PRIVATE: &str = "private_notes";
/// A clinical text, or the fact that its reader may not know whether there is one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum NoteText {
    Text(Option<String>),
    Withheld,
}

impl Default for NoteText {
    fn default() -> Self {
        Self::Text(None)
    }
}

impl NoteText {
    /// Whether the reader may not see it: an answer then has no such field.
    pub fn is_withheld(&self) -> bool {
        *self == Self::Withheld
    }

    /// The text, where there is one to see.
    pub fn as_deref(&self) -> Option<&str> {
        match self {
            Self::Text(text) => text.as_deref(),
            Self::Withheld => None,
        }
    }

    /// The text for this reader.
    pub fn shown_if(self, shows: bool) -> Self {
        if shows { self } else { Self::Withheld }
    }
}

/// Something that was done with a clinical text, or that its reader may not know whether it was.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum NoteFact<T> {
    Known(Option<T>),
    Withheld,
}

impl<T: Copy> NoteFact<T> {
    /// Whether the reader may not know: an answer then has no such field.
    pub fn is_withheld(&self) -> bool {
        matches!(self, Self::Withheld)
    }

    /// The fact, where there is one to know.
    pub fn get(self) -> Option<T> {
        match self {
            Self::Known(fact) => fact,
            Self::Withheld => None,
        }
    }

    /// Whether it was done, as far as the reader may know.
    pub fn is_some(self) -> bool {
        self.get().is_some()
    }

    /// Whether it was not done, as far as the reader may know.
    pub fn is_none(self) -> bool {
        self.get().is_none()
    }

    /// The fact for this reader.
    pub fn shown_if(self, shows: bool) -> Self {
        if shows { self } else { Self::Withheld }
    }
}

impl<T: FromSql> FromSql for NoteFact<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Option::<T>::column_result(value).map(Self::Known)
    }
}

impl FromSql for NoteText {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Option::<String>::column_result(value).map(Self::Text)
    }
}

/// What was withheld from a reader is not what is stored: writing it is an error.
impl ToSql for NoteText {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Text(text) => text.to_sql(),
            Self::Withheld => {
                Err(rusqlite::Error::ToSqlConversionFailure("a withheld text is not stored".into()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_notes_show_only_to_who_reads_notes_at_all() {
        assert_eq!(Notes::of(false, true), Notes::Hidden);
        assert!(Notes::of(true, false).are_shown() && !Notes::of(true, false).are_all());
        assert!(Notes::of(true, true).are_all());
    }

    #[test]
    fn a_withheld_text_is_never_written() {
        assert!(NoteText::Withheld.to_sql().is_err());
        assert!(NoteText::Text(None).to_sql().is_ok());
    }
}
