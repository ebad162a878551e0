//! A field of a body: absent, null, or a value.

use crate::notes::NoteText;

/// What a body says of one field.
#[derive(Clone, Debug, PartialEq)]
pub enum Field<T> {
    /// Nothing: an update leaves it.
    Absent,
    /// `null`: an update clears it.
    Null,
    /// This value.
    Set(T),
}

impl<T> Field<T> {
    /// The value, absent and null alike being none.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// What an update makes of `current`.
    pub fn or(self, current: Option<T>) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Null => None,
            Self::Absent => current,
        }
    }

    /// Whether the body names the field at all.
    pub fn is_present(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// The value by reference.
    pub fn as_ref(&self) -> Field<&T> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Set(value) => Field::Set(value),
        }
    }

    /// The field with its value changed.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Set(value) => Field::Set(change(value)),
        }
    }
}

impl Field<String> {
    /// What an update makes of a clinical text.
    pub fn or_note(self, current: NoteText) -> NoteText {
        match self {
            Self::Absent => current,
            given => NoteText::Text(given.value()),
        }
    }
}
