//! The languages of the pages. The English text of a message is its key: a page reads as written,
//! and a test holds the French catalogue against what the sources say.

mod catalogue;
mod counts;
mod french;
mod french_accounts;
mod french_backups;
mod french_clinical;
mod french_codes;
mod french_consultation;
mod french_desk;
mod french_doctor;
mod french_done;
mod french_food;
mod french_intakes;
mod french_money;
mod french_network;
mod french_paper;
mod french_patients;
mod french_people;
mod french_plans;
mod french_reports;
mod french_rooms;
mod french_setup;
mod french_system;
mod french_today;
mod french_trail;
mod labels;
pub mod rights;

use std::collections::HashMap;
use std::sync::LazyLock;

use rocket::Request;

pub(in crate::ui) use self::catalogue::capitalised;
use self::labels::LABELS;

/// The cookie that remembers somebody's choice.
pub const COOKIE: &str = "nutrivault_language";

static FRENCH: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| all().copied().collect());

/// French by its English.
type Table = &'static [(&'static str, &'static str)];

/// What the pages say, one table a subject.
const SAID: &[Table] = &[
    french::MESSAGES,
    french_accounts::MESSAGES,
    french_backups::MESSAGES,
    french_clinical::MESSAGES,
    french_consultation::MESSAGES,
    french_desk::MESSAGES,
    french_done::MESSAGES,
    french_food::MESSAGES,
    french_intakes::MESSAGES,
    french_money::MESSAGES,
    french_network::MESSAGES,
    french_paper::MESSAGES,
    french_patients::MESSAGES,
    french_people::MESSAGES,
    french_plans::MESSAGES,
    french_reports::MESSAGES,
    french_rooms::MESSAGES,
    french_setup::MESSAGES,
    french_system::MESSAGES,
    french_today::MESSAGES,
    french_trail::MESSAGES,
];

/// What the pages show of what others say: codes, names, rules, findings, classes.
const SHOWN: &[Table] = &[
    french_clinical::CLASSES,
    french_codes::CODES,
    french_codes::RULES,
    french_desk::CODES,
    french_doctor::FINDINGS,
    french_food::NAMES,
    french_money::CODES,
    french_network::RULES,
    french_paper::CODES,
    french_paper::RULES,
];

fn all() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    SAID.iter().chain(SHOWN).copied().flatten()
}

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    French,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::English, Self::French];

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

    /// The colon behind a name, with the space that the language sets before it.
    pub fn colon(self) -> &'static str {
        match self {
            Self::English => ":",
            Self::French => "\u{a0}:",
        }
    }

    /// A name and what is said of it: "Weight: 70 kg".
    pub fn labelled(self, name: &str, text: &str) -> String {
        format!("{name}{} {text}", self.colon())
    }

    /// The message in this language. One word of English that is several in French has a key for
    /// each, told apart behind a bar by what it is said of: `Paid|invoices`.
    pub fn t(self, english: &str) -> &str {
        match self {
            Self::English => match english.split_once('|') {
                Some((words, _)) if FRENCH.contains_key(english) => words,
                _ => english,
            },
            Self::French => {
                let known = FRENCH.get(english).or_else(|| LABELS.get(english));
                known.copied().unwrap_or(english)
            }
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
        match self {
            Self::English => english.to_owned(),
            Self::French => self.said_if_known(english).unwrap_or_else(|| english.to_owned()),
        }
    }

    /// The same, if the pages are prepared for it.
    fn said_if_known(self, english: &str) -> Option<String> {
        if FRENCH.contains_key(english) {
            return Some(self.t(english).to_owned());
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
        FRENCH.contains_key(pattern.as_str()).then(|| self.fill(&pattern, &figures))
    }
}

/// Marks a message that a page translates later, where it is shown.
pub const fn say(english: &'static str) -> &'static str {
    english
}

#[cfg(test)]
mod glossary_tests;
#[cfg(test)]
mod tests;
