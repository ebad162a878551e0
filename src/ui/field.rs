//! The fields of forms.

use serde_json::Value;

use super::language::{Language, say};

/// How a field is typed in.
pub enum Kind {
    /// An `<input>` of that type.
    Line(&'static str),
    Text,
    /// One of these values, each with the words it is shown in.
    Choice(Vec<(String, String)>),
    /// One of these codes, shown in the words of the language.
    Codes(Vec<String>),
}

/// A field of a form.
pub struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub kind: Kind,
    pub value: String,
    pub problem: Option<String>,
    pub is_required: bool,
    pub hint: &'static str,
    /// What somebody else has stored meanwhile.
    pub theirs: Option<String>,
}

impl Field {
    /// An optional field.
    pub fn new(name: &'static str, label: &'static str, kind: Kind) -> Self {
        let (value, problem, hint, theirs) = (String::new(), None, "", None);
        Self { name, label, kind, value, problem, is_required: false, hint, theirs }
    }

    /// A line of text.
    pub fn line(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, Kind::Line("text"))
    }

    /// A number with a decimal sign of the user's choice.
    pub fn number(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, Kind::Line("decimal"))
    }

    /// A longer text.
    pub fn text(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, Kind::Text)
    }

    /// One of some codes, shown in words; blank where it is optional.
    pub fn codes(name: &'static str, label: &'static str, codes: &[&str]) -> Self {
        Self::new(name, label, Kind::Codes(codes.iter().map(|code| (*code).to_owned()).collect()))
    }

    /// What a choice offers: the value and its words. What the field has already is offered in any
    /// case: a browser that finds it missing would send the first of the others instead.
    pub fn options(&self, language: &Language) -> Vec<(String, String)> {
        let mut options = match &self.kind {
            Kind::Choice(options) => options.clone(),
            Kind::Codes(codes) => {
                codes.iter().map(|code| (code.clone(), language.code(code))).collect()
            }
            Kind::Line(_) | Kind::Text => return Vec::new(),
        };
        if !self.value.is_empty() && options.iter().all(|(value, _)| *value != self.value) {
            options.push((self.value.clone(), language.code(&self.value)));
        }
        options
    }

    /// A value of the field in words.
    pub fn words(&self, value: &str, language: Language) -> String {
        let shown = self.options(&language).into_iter().find(|(known, _)| known == value);
        match (shown, value.is_empty()) {
            (Some((_, words)), _) => words,
            (None, true) => language.t(say("nothing")).to_owned(),
            (None, false) => value.to_owned(),
        }
    }

    pub fn is_choice(&self) -> bool {
        matches!(self.kind, Kind::Choice(_) | Kind::Codes(_))
    }

    pub fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Text)
    }

    /// What stands before the text of a `<textarea>`: browsers drop its first line break.
    pub fn opening(&self) -> &'static str {
        if self.value.starts_with('\n') { "\n" } else { "" }
    }

    /// The type of an `<input>`, and whether it takes decimals.
    pub fn line_type(&self) -> &'static str {
        match self.kind {
            Kind::Line("decimal") => "text",
            Kind::Line(kind) => kind,
            _ => "text",
        }
    }

    /// The last day or moment that can be chosen.
    pub fn last(&self) -> Option<&'static str> {
        match self.line_type() {
            "date" => Some("2199-12-31"),
            "datetime-local" => Some("2199-12-31T23:59"),
            _ => None,
        }
    }

    pub fn is_decimal(&self) -> bool {
        matches!(self.kind, Kind::Line("decimal"))
    }

    /// Takes the value of its name over from a record, and says whether that has one. A form meets a
    /// record by names here and nowhere else.
    pub(super) fn fill(&mut self, record: &Value) -> bool {
        self.value = match record.get(self.name) {
            None | Some(Value::Null) => return false,
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        true
    }

    pub fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    pub fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    pub fn with(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }
}
