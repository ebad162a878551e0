//! The languages of the pages. The English text of a message is its key: a page reads as written,
//! and a test holds the French catalogue against what the sources say.

mod french;

use std::collections::HashMap;
use std::sync::LazyLock;

use rocket::Request;

/// The cookie that remembers somebody's choice.
pub const COOKIE: &str = "nutrivault_language";

static FRENCH: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| french::CATALOGUE.iter().copied().collect());

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    French,
}

impl Language {
    /// By its tag: `fr`, `fr-CA` and `FR` are French.
    pub fn tagged(tag: &str) -> Option<Self> {
        match tag.trim().get(..2)?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "fr" => Some(Self::French),
            _ => None,
        }
    }

    /// What the user chose; failing that the first language of the browser that we speak.
    pub fn of(request: &Request<'_>) -> Self {
        let chosen = request.cookies().get(COOKIE);
        if let Some(language) = chosen.and_then(|cookie| Self::tagged(cookie.value())) {
            return language;
        }
        let accepted =
            request.headers().get("Accept-Language").flat_map(|header| header.split(','));
        accepted.into_iter().find_map(Self::tagged).unwrap_or_default()
    }

    /// As `lang` has it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// The message in this language.
    pub fn t(self, english: &str) -> &str {
        match self {
            Self::English => english,
            Self::French => FRENCH.get(english).copied().unwrap_or(english),
        }
    }

    /// The message with its `{}` filled in, in order.
    pub fn fill(self, english: &str, values: &[&str]) -> String {
        let mut parts = self.t(english).split("{}");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for (part, value) in parts.zip(values) {
            text.push_str(value);
            text.push_str(part);
        }
        text
    }

    /// A message of the rules, which stand below the pages and speak English: whole where the
    /// catalogue has it, with its figures carried over where it has the pattern.
    pub fn said(self, english: &str) -> String {
        if self == Self::English || FRENCH.contains_key(english) {
            return self.t(english).to_owned();
        }
        let is_figure = |c: char| c.is_ascii_digit() || c == '.';
        let words: Vec<&str> = english.split(' ').collect();
        let figures: Vec<&str> = words
            .iter()
            .map(|word| word.trim_end_matches(['.', ',', ';']))
            .filter(|word| !word.is_empty() && word.chars().all(is_figure))
            .collect();
        let mut pattern = english.to_owned();
        for figure in &figures {
            pattern = pattern.replacen(figure, "{}", 1);
        }
        match FRENCH.contains_key(pattern.as_str()) {
            true => self.fill(&pattern, &figures),
            false => english.to_owned(),
        }
    }
}

/// Marks a message that a page translates later, where it is shown.
pub const fn say(english: &'static str) -> &'static str {
    english
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_a_language_with_or_without_a_region() {
        assert_eq!(Language::tagged("fr-CA;q=0.8"), Some(Language::French));
        assert_eq!(Language::tagged(" en"), Some(Language::English));
        assert_eq!(Language::tagged("de"), None);
        assert_eq!(Language::tagged("é"), None);
    }

    #[test]
    fn a_rule_speaks_french_with_its_own_figures() {
        let french = Language::French;
        assert_eq!(french.said("is required"), "est obligatoire");
        assert_eq!(french.said("must be from 20 to 275"), "doit être compris entre 20 et 275");
        assert_eq!(french.said("some new rule 7"), "some new rule 7");
    }
}
