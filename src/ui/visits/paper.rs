//! A paper that leaves the room: which, in what language, on what size, and its page.

use askama::Template;

use super::measures::Frozen;
use super::pages::ROOM;
use super::paper_texts::Advice;
use crate::clock::{Moment, Zone};
use crate::ids::Id;
use crate::shown::{Discloses, Shows};
use crate::ui::goals::GoalLine;
use crate::ui::language::{Language, say};
use crate::ui::letterhead::Letterhead;
use crate::ui::staff::Shell;
use crate::visits::VisitRecord;

/// A paper, as its address names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paper {
    Sheet,
    Note,
    Card,
    Letter,
}

impl Paper {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Sheet, "sheet", say("For the patient")),
        (Self::Card, "card", say("Appointment card")),
        (Self::Letter, "letter", say("Letter to a colleague")),
        (Self::Note, "note", say("Consultation note")),
    ];

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known, _)| *known == name).map(|(paper, ..)| paper)
    }

    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(paper, ..)| *paper == self).map_or("", |(_, name, _)| name)
    }
}

/// An appointment as a paper names it.
pub(super) struct Appointment {
    pub when: String,
    pub with: String,
}

impl Appointment {
    /// The visit, with whom as they are called.
    pub fn of(visit: &VisitRecord, with: &str, language: Language, zone: &Zone) -> Self {
        let details = &visit.visit.details;
        let minutes = details.duration_minutes.to_string();
        Self {
            when: on_the_day(details.visit_date, language, zone),
            with: language.fill(say("with {}, {} minutes"), &[with, &minutes]),
        }
    }
}

/// The page of a paper.
#[derive(Template)]
#[template(path = "ui/visits/paper.html", config = "src/ui/askama.toml")]
pub(super) struct PaperPage {
    pub shell: Shell,
    /// The reader's of the paper, not that of whoever prints it.
    pub language: Language,
    pub id: Id,
    pub paper: Paper,
    pub is_letter_size: bool,
    pub letterhead: Letterhead,
    pub patient: String,
    pub born: String,
    pub day: String,
    pub dietitian: String,
    /// Under which number the dietitian practises.
    pub registered: String,
    /// What to do until the next time, line by line.
    pub advice: Vec<Advice>,
    pub weight: Option<String>,
    pub curve: Option<String>,
    pub allergies: Option<String>,
    pub goals: Vec<GoalLine>,
    /// What to eat a day.
    pub prescribed: Option<String>,
    pub next: Option<Appointment>,
    pub notes: Vec<(&'static str, &'static str, String)>,
    pub figures: Vec<Frozen>,
    pub signed: Option<String>,
    pub to: String,
    pub text: String,
    pub problem: Option<String>,
    /// Whether the letter may be typed over.
    pub may_write: bool,
    pub papers: Vec<(&'static str, String, bool)>,
    pub choices: Vec<(&'static str, String, bool)>,
}

impl Discloses for PaperPage {
    fn shows(&self) -> Shows {
        Shows::record("visit", self.id)
    }
}

impl PaperPage {
    fn say<'a>(&self, english: &'a str) -> &'a str {
        self.language.t(english)
    }

    fn is(&self, name: &str) -> bool {
        self.paper.name() == name
    }
}

/// How a paper is wanted.
pub(super) struct Wanted {
    pub paper: Paper,
    pub language: Language,
    /// Whether the address says which language.
    is_asked_for: bool,
    pub is_letter_size: bool,
}

impl Wanted {
    pub fn of(paper: Paper, own: Language, given: impl Fn(&str) -> Option<String>) -> Self {
        let language = given("language").as_deref().and_then(Language::tagged);
        Self {
            paper,
            language: language.unwrap_or(own),
            is_asked_for: language.is_some(),
            is_letter_size: given("paper").as_deref() == Some("letter"),
        }
    }

    /// In the language of the patient, unless another is asked for. The clinic's own note stays in that of
    /// its reader.
    pub fn for_patient(self, language: Option<&str>) -> Self {
        let theirs = language.and_then(Language::tagged);
        let theirs = theirs.filter(|_| !self.is_asked_for && self.paper != Paper::Note);
        Self { language: theirs.unwrap_or(self.language), ..self }
    }

    fn address(&self, language: Language, is_letter_size: bool) -> String {
        let size = if is_letter_size { "letter" } else { "a4" };
        format!("?language={}&paper={size}", language.tag())
    }

    /// The other papers of the visit, and this one in other languages and sizes.
    pub fn ways(&self, id: Id) -> [Vec<(&'static str, String, bool)>; 2] {
        let same = self.address(self.language, self.is_letter_size);
        let papers = Paper::ALL.map(|(paper, name, label)| {
            (label, format!("{ROOM}/{id}/print/{name}{same}"), paper == self.paper)
        });
        let choice = |label, language: Language, is_letter_size: bool| {
            let is_on = language == self.language && is_letter_size == self.is_letter_size;
            (label, self.address(language, is_letter_size), is_on)
        };
        let choices = vec![
            choice("English", Language::English, self.is_letter_size),
            choice("Français", Language::French, self.is_letter_size),
            choice("A4", self.language, false),
            choice("Letter", self.language, true),
        ];
        [papers.into(), choices]
    }
}

/// "Thursday, 24 Dec 2026, 11:00".
fn on_the_day(at: Moment, language: Language, zone: &Zone) -> String {
    let day = zone.day_of(at);
    format!("{} {}, {}", language.weekday(day), day.year(), zone.wall_clock(at).strftime("%H:%M"))
}
