//! What a page could not take of what its address asks for: asked back beside the fields of its
//! filters, on the same page, without the rows or the figures that nobody asked for like this.

use rocket::http::Status;

use super::language::{Language, say};
use crate::error::{Error, FieldError, Result};
use crate::message::{Message, message};

/// A filter that was refused, as it was typed, and what is asked of it.
#[derive(Clone)]
struct Doubt {
    typed: String,
    refused: FieldError,
}

/// The filters of an address that a page asks back.
#[derive(Clone, Default)]
pub struct Doubts {
    found: Vec<Doubt>,
    /// How the page calls its filters, and whether their fields stand on it.
    called: Vec<(&'static str, &'static str)>,
    has_fields: bool,
}

/// A line of the summary; the name of the field that it leads to, if the page has it.
pub struct Told {
    pub field: Option<&'static str>,
    pub text: String,
}

impl Doubts {
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The status of a page with these.
    pub fn status(&self) -> Status {
        if self.is_empty() { Status::Ok } else { Status::BadRequest }
    }

    /// Whether that filter is asked back.
    pub fn has(&self, name: &str) -> bool {
        self.found.iter().any(|one| one.refused.field == name)
    }

    /// Asks a filter back; the first question of each stands.
    pub fn note(&mut self, name: &str, typed: &str, must: Message) {
        if !self.has(name) {
            self.found
                .push(Doubt { typed: typed.to_owned(), refused: FieldError::new(name, must) });
        }
    }

    /// Asks back what a refusal names of what was given.
    ///
    /// # Errors
    /// The refusal itself, where it names nothing of that.
    pub fn take(&mut self, error: Error, given: &[(String, String)]) -> Result<()> {
        let before = self.found.len();
        if error.status() == Status::BadRequest {
            for detail in error.details() {
                if let Some((name, typed)) = given.iter().find(|(name, _)| *name == detail.field) {
                    self.note(name, typed, detail.message.clone());
                }
            }
        }
        if self.found.len() > before { Ok(()) } else { Err(error) }
    }

    /// The same on a page whose fields of these names are called so.
    pub fn beside(mut self, fields: &[(&'static str, &'static str)]) -> Self {
        self.called = fields.to_vec();
        self.has_fields = true;
        self
    }

    /// The same on a page that has no fields for them.
    pub fn calling(self, names: &[(&'static str, &'static str)]) -> Self {
        Self { has_fields: false, ..self.beside(names) }
    }

    /// What is said beside the field of that name, behind its label.
    pub fn of(&self, name: &str, language: &Language) -> Option<String> {
        let doubt = self.found.iter().find(|one| one.refused.field == name)?;
        Some(language.told_of_field(&doubt.refused))
    }

    /// What is said above all of them.
    pub fn said(&self, language: &Language) -> String {
        language.told(&message("filters-asked-back", "The filters cannot be used like this."))
    }

    /// Each of them in a line: the field where the page has one, else what is wrong in full.
    pub fn told(&self, language: &Language) -> Vec<Told> {
        let line = |doubt: &Doubt| {
            let of = &doubt.refused.field;
            let known = self.called.iter().find(|(name, _)| name == of);
            if let (Some((name, label)), true) = (known, self.has_fields) {
                return Told { field: Some(*name), text: language.t(label).to_owned() };
            }
            let name = match known {
                Some((_, label)) => language.t(label).to_owned(),
                None => called(*language, of).unwrap_or_else(|| of.clone()),
            };
            let name = language.fill(say("{} “{}”"), &[&name, &shortened(&doubt.typed)]);
            let why = language.told_of_field(&doubt.refused);
            Told { field: None, text: language.labelled(&name, &why) }
        };
        self.found.iter().map(line).collect()
    }
}

/// How people call a filter that stands in an address alone: the field, and which end of it.
fn called(language: Language, name: &str) -> Option<String> {
    let ends = [
        ("_gte", say("{}, from")),
        ("_gt", say("{}, from")),
        ("_lte", say("{}, to")),
        ("_lt", say("{}, to")),
        ("_between", "{}"),
        ("_in", "{}"),
        ("_eq", "{}"),
        ("_ne", "{}"),
        ("_not_null", "{}"),
        ("_null", "{}"),
        ("_ilike", "{}"),
        ("_like", "{}"),
    ];
    language.field(name).or_else(|| {
        let of = |(end, words): &(&str, &'static str)| Some((name.strip_suffix(end)?, *words));
        let (field, words) = ends.iter().find_map(of)?;
        Some(language.fill(words, &[&language.field(field)?]))
    })
}

/// The beginning of what was typed, enough to know it again.
fn shortened(typed: &str) -> String {
    const ENOUGH: usize = 60;
    match typed.char_indices().nth(ENOUGH) {
        Some((end, _)) => format!("{}…", &typed[..end]),
        None => typed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubts() -> Doubts {
        let mut doubts = Doubts::default();
        doubts.note("from_date", "abc", message("ask-day", ""));
        doubts.note("total_amount_gte", "abc", message("ask-sum", ""));
        doubts.beside(&[("from_date", say("From"))])
    }

    #[test]
    fn a_filter_is_asked_back_at_its_field_or_by_its_name() {
        let english = Language::English;
        assert_eq!(doubts().status(), Status::BadRequest);
        assert!(doubts().of("from_date", &english).unwrap().contains("2026-11-24"));
        assert_eq!(doubts().of("to_date", &english), None);
        let told = doubts().told(&english);
        assert_eq!((told[0].field, told[0].text.as_str()), (Some("from_date"), "From"));
        assert!(told[1].text.starts_with("Total, from “abc”: cannot be read"), "{}", told[1].text);
    }

    #[test]
    fn what_names_no_filter_of_the_address_is_not_asked_back() {
        let given = [("age_min".to_owned(), "x".to_owned())];
        let mut doubts = Doubts::default();
        assert!(doubts.take(Error::field("limit", "must be a number"), &given).is_err());
        assert!(doubts.take(Error::field("age_min", "must be a number"), &given).is_ok());
        assert!(doubts.has("age_min") && !doubts.has("limit"));
    }
}
