//! Visit types: what an appointment is for, how long it usually takes and what it costs. The five of
//! the contract stay, renamed or hidden; a clinic has its own beside them.

pub(super) mod api;
pub(crate) mod service;
pub(crate) mod store;

#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::error::Error;
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::message::{Message, message};

/// The codes of the contract. They always exist.
pub const CONTRACT: &[&str] =
    &["INITIAL_CONSULTATION", "FOLLOW_UP", "EMERGENCY", "ONLINE", "IN_PERSON"];
/// Their names in answers where the clinic has given none.
const NAMES: [&str; 5] = ["Initial consultation", "Follow-up", "Emergency", "Online", "In person"];
/// The colours that a type can have. Each has its own contrast in both themes.
pub const COLOURS: &[&str] = &["violet", "sky", "teal", "olive", "plum"];
/// The longest code.
const LONGEST_CODE: usize = 40;

/// A visit type as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitType {
    pub code: String,
    /// None: the word of the reader's language, of a type of the contract.
    pub name: Option<String>,
    pub minutes: i64,
    /// The entry of the price list that its invoice begins with.
    pub service_id: Option<Id>,
    pub colour: String,
    /// Whether a new patient's first appointment is one.
    pub is_first: bool,
    /// Whether it is no longer offered.
    pub is_hidden: bool,
    pub version: i64,
}

/// The same in answers.
#[derive(Debug, Serialize)]
pub struct VisitTypeView<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub minutes: i64,
    pub service_id: Option<Id>,
    pub colour: &'a str,
    pub is_first: bool,
    pub is_hidden: bool,
    pub version: i64,
}

impl VisitType {
    pub fn view(&self) -> VisitTypeView<'_> {
        let known = CONTRACT.iter().position(|code| *code == self.code);
        let usual = known.map_or(self.code.as_str(), |at| NAMES[at]);
        VisitTypeView {
            code: &self.code,
            name: self.name.as_deref().unwrap_or(usual),
            minutes: self.minutes,
            service_id: self.service_id,
            colour: &self.colour,
            is_first: self.is_first,
            is_hidden: self.is_hidden,
            version: self.version,
        }
    }

    /// Whether the contract knows it, so that it stays.
    pub fn is_of_the_contract(&self) -> bool {
        CONTRACT.contains(&self.code.as_str())
    }
}

/// All visit types: those of the contract in its order, then the clinic's own by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisitTypes(Vec<VisitType>);

impl VisitTypes {
    pub fn all(&self) -> &[VisitType] {
        &self.0
    }

    /// Those that are offered, and the one that a record has already.
    pub fn offered<'a>(&'a self, present: Option<&'a str>) -> impl Iterator<Item = &'a VisitType> {
        self.0.iter().filter(move |one| !one.is_hidden || Some(one.code.as_str()) == present)
    }

    pub fn get(&self, code: &str) -> Option<&VisitType> {
        self.0.iter().find(|one| one.code == code)
    }

    /// The type of a new patient's first appointment, or of any other.
    pub fn usual(&self, is_first: bool) -> Option<&VisitType> {
        let offered = || self.offered(None);
        let of = |wanted: bool| offered().find(move |one| one.is_first == wanted);
        of(is_first).or_else(|| offered().next())
    }

    /// Reads a type that a record is to have: one that there is.
    pub fn known(&self, fields: &mut Fields, name: &str) -> Field<String> {
        self.choice(fields, name, |_| true)
    }

    /// The same for a new record: one that is offered.
    pub fn chosen(&self, fields: &mut Fields, name: &str) -> Field<String> {
        self.choice(fields, name, |one| !one.is_hidden)
    }

    fn choice(
        &self,
        fields: &mut Fields,
        name: &str,
        may: impl Fn(&VisitType) -> bool,
    ) -> Field<String> {
        match fields.secret(name) {
            Field::Set(code) if !self.get(&code).is_some_and(&may) => {
                fields.refuse(name, self.not_offered());
                Field::Absent
            }
            field => field,
        }
    }

    /// # Errors
    /// 400 for a hidden type that the record did not have before.
    pub fn must_be_offered(&self, old: Option<&str>, new: Option<&str>) -> Result<(), Error> {
        let hidden = new.and_then(|code| self.get(code)).is_some_and(|one| one.is_hidden);
        match hidden && old != new {
            true => Err(Error::field("visit_type", self.not_offered()).and_nothing_changed()),
            false => Ok(()),
        }
    }

    /// # Errors
    /// 400 `INVALID_FILTER` for a code that is no type, of the filters of a list.
    pub fn must_know(&self, codes: &[(String, String)]) -> Result<(), Error> {
        let unknown = codes.iter().find(|(_, code)| self.get(code).is_none());
        let Some((name, _)) = unknown else { return Ok(()) };
        let words: Vec<&str> = self.0.iter().map(|one| one.code.as_str()).collect();
        let wording = format!("{name} must be one of {}.", words.join(", "));
        let detail = crate::error::FieldError::new(name, self.not_offered());
        Err(Error::bad("INVALID_FILTER", message("refused-filter", "").worded(wording))
            .with_details(vec![detail]))
    }

    fn not_offered(&self) -> Message {
        let words: Vec<&str> = self.offered(None).map(|one| one.code.as_str()).collect();
        message("not-offered", "").worded(format!("must be one of {}", words.join(", ")))
    }
}

/// Whether a clinic may call its own type so: `[A-Z][A-Z0-9_]{1,39}`.
fn is_code(text: &str) -> bool {
    let mut letters = text.bytes();
    letters.next().is_some_and(|first| first.is_ascii_uppercase())
        && (2..=LONGEST_CODE).contains(&text.len())
        && letters.all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}
