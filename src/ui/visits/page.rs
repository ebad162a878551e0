//! The page of a visit: what it shows, and the same again with what was typed and refused.

use askama::Template;

use super::figures::Figures;
use super::measures::Measure;
use super::notes::Previous;
use crate::error::Error;
use crate::ids::Id;
use crate::message::{Message, message};
use crate::shown::{Discloses, Shows};
use crate::ui::bases::Bases;
use crate::ui::form::{Field, Sent, in_words};
use crate::ui::staff::Shell;

/// What a page asks of such a pressure.
pub(super) const SWAPPED: Message = message(
    "pressure-swapped",
    "is lower than the diastolic pressure: swap the two, or save again to keep both as they are",
);

/// The page.
#[derive(Template)]
#[template(path = "ui/visits/visit.html", config = "src/ui/askama.toml")]
pub(super) struct VisitPage {
    pub shell: Shell,
    pub id: Id,
    pub patient: (String, String),
    pub about: String,
    pub allergies: Option<String>,
    pub when: String,
    pub dietitian: String,
    pub status: String,
    pub badge: &'static str,
    pub arrived: Option<String>,
    pub is_open: bool,
    pub version: i64,
    pub measurement: (String, String),
    pub fields: Vec<Field>,
    pub measures: Vec<Measure>,
    /// What the fields and measurements were when the page was opened.
    pub bases: Bases,
    pub figures: Figures,
    pub activities: Vec<(&'static str, String)>,
    /// Where the next visit is booked.
    pub next: Option<String>,
    pub previous: Option<Previous>,
    pub invoices: Vec<(String, String)>,
    /// Whether a pressure that looks swapped is kept when the form is sent again.
    pub asks_for_pressure: bool,
    pub drafted_at: Option<String>,
    pub problem: Option<String>,
    pub may_edit: bool,
    pub may_bill: bool,
    pub may_delete: bool,
}

impl Discloses for VisitPage {
    fn shows(&self) -> Shows {
        Shows::record("visit", self.id)
    }
}

impl VisitPage {
    /// Shows what was typed instead of what is stored.
    pub fn take(&mut self, sent: &Sent) {
        let was_sent = |name: &str| sent.all().iter().any(|(known, _)| known == name);
        for field in self.fields.iter_mut().filter(|field| was_sent(field.name)) {
            field.value = sent.over(field.name, self.bases.get(field.name).unwrap_or_default());
        }
        for measure in self.measures.iter_mut().filter(|measure| was_sent(measure.name)) {
            let stored = self.bases.get(measure.name).unwrap_or_default();
            measure.value = sent.over(measure.name, stored);
        }
    }

    /// The same page with what was typed and what was wrong with it.
    pub fn refused(mut self, sent: &Sent, error: &Error) -> Self {
        let language = self.shell.look.language;
        self.take(sent);
        for field in &mut self.fields {
            let stored = self.bases.get(field.name).unwrap_or_default();
            let is_overtaken = sent.is_overtaken(field.name, stored);
            field.theirs = is_overtaken.then(|| field.words(stored, language));
        }
        for measure in &mut self.measures {
            let stored = self.bases.get(measure.name).unwrap_or_default();
            let differs = measure.value.trim() != stored;
            if differs && sent.is_overtaken(measure.name, stored) {
                measure.problem = Some(format!("{} {stored}", language.t("Stored meanwhile:")));
            }
        }
        self.drafted_at = None;
        let mut elsewhere = Vec::new();
        self.asks_for_pressure = error.details().iter().any(|detail| detail.message == SWAPPED);
        for detail in error.details() {
            let said = language.told_of_field(detail);
            if let Some(field) = self.fields.iter_mut().find(|field| field.name == detail.field) {
                field.problem = Some(said);
            } else if let Some(measure) =
                self.measures.iter_mut().find(|measure| measure.name == detail.field)
            {
                measure.problem = Some(said);
            } else {
                elsewhere.push(format!("{}.", language.field_and_why(detail)));
            }
        }
        elsewhere.insert(0, in_words(error, language));
        self.problem = Some(elsewhere.join(" "));
        self
    }
}
