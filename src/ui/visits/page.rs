//! The page of a visit: what it shows, and the same again with what was typed and refused.

use askama::Template;

use super::earlier::Earlier;
use super::figures::Figures;
use super::filled::Offered;
use super::head::Head;
use super::measures::{Frozen, Measure};
use super::next::Next;
use super::planned::Planned;
use crate::error::Error;
use crate::ids::Id;
use crate::message::{Message, message};
use crate::shown::{Discloses, Shows};
use crate::ui::bases::Bases;
use crate::ui::documents::DocumentLine;
use crate::ui::form::{Field, Sent, in_words};
use crate::ui::goals::GoalLine;
use crate::ui::prescriptions::PrescriptionLine;
use crate::ui::staff::Shell;

/// What a page asks of such a pressure.
pub(super) const SWAPPED: Message = message(
    "pressure-swapped",
    "is lower than the diastolic pressure: swap the two, or save again to keep both as they are",
);

/// Whether the note is signed, and what can be done about it.
pub(super) struct Signature {
    /// "Signed by …": of the newest edition, if there is one.
    pub signed: Option<String>,
    /// Why the signed note is open again.
    pub amendment: Option<String>,
    pub is_signed: bool,
    pub may_sign: bool,
    pub is_required: bool,
    /// The reason of an amendment that was refused.
    pub reason: String,
}

/// The page: to be read, or written.
#[derive(Template)]
#[template(path = "ui/visits/visit.html", config = "src/ui/askama.toml")]
pub(super) struct VisitPage {
    pub shell: Shell,
    pub id: Id,
    pub patient: (String, String),
    pub head: Head,
    pub when: String,
    pub is_open: bool,
    pub version: i64,
    pub measurement: (String, String),
    pub fields: Vec<Field>,
    pub measures: Vec<Measure>,
    /// The figures for reading: as a signature froze them, or as they are.
    pub frozen: Vec<Frozen>,
    /// What the fields and measurements were when the page was opened.
    pub bases: Bases,
    pub figures: Figures,
    pub activities: Vec<(&'static str, String)>,
    pub next: Option<Next>,
    /// The day that was noted for the next appointment, and where one is booked.
    pub next_day: Option<String>,
    pub next_href: Option<String>,
    pub earlier: Option<Earlier>,
    pub goals: Vec<GoalLine>,
    /// What the patient is to eat a day.
    pub prescribed: Option<PrescriptionLine>,
    pub offered: Offered,
    pub signature: Signature,
    pub invoices: Vec<(String, String)>,
    /// What is kept with the visit; none for who may not see it.
    pub documents: Option<Vec<DocumentLine>>,
    /// The patient's meal plan; none for who may not see it.
    pub planned: Option<Planned>,
    pub may_add_documents: bool,
    /// Whether a pressure that looks swapped is kept when the form is sent again.
    pub asks_for_pressure: bool,
    pub drafted_at: Option<String>,
    pub problem: Option<String>,
    /// What was typed into a note that was signed meanwhile: label and text.
    pub unsaved: Vec<(&'static str, String)>,
    pub is_writing: bool,
    pub may_edit: bool,
    pub may_bill: bool,
    /// What a visit of each type costs, by its code.
    pub prices: Vec<(String, String)>,
    pub may_delete: bool,
}

impl Discloses for VisitPage {
    fn shows(&self) -> Shows {
        let plan = self.planned.as_ref().and_then(|planned| planned.current.as_ref());
        let shown = Shows::record("visit", self.id)
            .and(Shows::texts("meal_plan", plan.map(|plan| plan.id)));
        match &self.earlier {
            Some(earlier) => shown.and(Shows::record("visit", earlier.id)),
            None => shown,
        }
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
        if let Some(next) = self.next.as_mut().filter(|_| was_sent("next_at")) {
            next.take(sent.get("next_at"), sent.get("next_other"));
        }
    }

    /// The choice of what kind of visit it is.
    fn kind_field(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == "visit_type")
    }

    /// What a visit of that type costs, by the price list.
    fn price_of(&self, code: &str) -> Option<&str> {
        let found = self.prices.iter().find(|(known, _)| known == code);
        found.map(|(_, price)| price.as_str())
    }

    /// What is invoiced when this one ends.
    fn price(&self) -> &str {
        self.kind_field().and_then(|field| self.price_of(&field.value)).unwrap_or_default()
    }

    /// The sections of the note.
    fn notes(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.is_text())
    }

    /// The day of the next appointment, where only a day is noted.
    fn day_field(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == "next_visit_date")
    }

    /// The page of a note that somebody signed meanwhile: with what was typed beside it.
    pub fn signed_meanwhile(mut self, sent: &Sent, error: &Error) -> Self {
        let language = self.shell.look.language;
        let typed = |field: &Field| {
            let stored = self.bases.get(field.name).unwrap_or_default();
            let text = sent.over(field.name, stored);
            let was_sent = sent.all().iter().any(|(known, _)| known == field.name);
            (was_sent && text.trim() != stored.trim()).then_some((field.label, text))
        };
        self.unsaved = self.notes().filter_map(typed).collect();
        self.problem = Some(in_words(error, language));
        self.is_writing = false;
        self
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
            } else if let Some(next) = self.next.as_mut().filter(|_| detail.field == "next_other") {
                next.problem = Some(said);
            } else {
                elsewhere.push(format!("{}.", language.field_and_why(detail)));
            }
        }
        elsewhere.insert(0, in_words(error, language));
        self.is_writing = true;
        self.problem = Some(elsewhere.join(" "));
        self
    }
}
