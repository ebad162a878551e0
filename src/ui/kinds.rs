//! Visit types in words: as the clinic calls them, else as the reader's language does.

use super::language::Language;
use crate::settings::InForce;
use crate::settings::visit_types::{VisitType, VisitTypes};

/// The visit types of the clinic in one language.
#[derive(Clone, Copy)]
pub struct Kinds<'s> {
    types: &'s VisitTypes,
    pub language: Language,
}

impl<'s> Kinds<'s> {
    pub fn of(settings: &'s InForce, language: Language) -> Self {
        Self { types: &settings.0.visit_types, language }
    }

    /// These types, where there are no settings.
    #[cfg(test)]
    pub fn with(types: &'s VisitTypes, language: Language) -> Self {
        Self { types, language }
    }

    /// What a visit of that type is called.
    pub fn word(&self, code: Option<&str>) -> String {
        let code = code.unwrap_or("VISIT");
        let own = self.types.get(code).and_then(|one| one.name.clone());
        own.unwrap_or_else(|| self.language.code(code))
    }

    /// The tint of a visit of that type.
    pub fn colour(&self, code: Option<&str>) -> String {
        let own = code.and_then(|code| self.types.get(code));
        own.map_or_else(|| "sky".to_owned(), |one| one.colour.clone())
    }

    /// What a form offers, with the one that the record has already.
    pub fn choices(&self, present: Option<&str>) -> Vec<(String, String)> {
        self.types.offered(present).map(|one| self.option(one)).collect()
    }

    /// What a list can be narrowed to: hidden ones too.
    pub fn all(&self) -> Vec<(String, String)> {
        self.types.all().iter().map(|one| self.option(one)).collect()
    }

    fn option(&self, one: &VisitType) -> (String, String) {
        (one.code.clone(), self.word(Some(&one.code)))
    }
}
