//! What the fields of a form were when it was opened, which it carries along in hidden ones.

use std::borrow::Cow;

/// Before a field's name: what it was when the form was opened.
pub(super) const WAS: &str = "was.";

/// What the fields of a form were when it was opened.
#[derive(Default)]
pub struct Bases(pub(super) Vec<(Cow<'static, str>, String)>);

impl Bases {
    pub fn of(fields: impl Iterator<Item = (impl Into<Cow<'static, str>>, String)>) -> Self {
        Self(fields.map(|(name, value)| (name.into(), value)).collect())
    }

    /// What is stored in that field, if the form carries it along.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// The hidden fields of the form: name and value.
    pub fn hidden(&self) -> impl Iterator<Item = (String, &str)> {
        self.0.iter().map(|(name, value)| (format!("{WAS}{name}"), value.as_str()))
    }
}
