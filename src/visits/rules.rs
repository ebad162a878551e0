//! What a body may say of a visit: one set of rules for creation and update.

use super::repeat::Repeat;
use super::{Details, STATUSES};
use crate::clock::{Moment, Zone};
use crate::error::{Error, Result};
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::notes::{NoteText, Notes};
use crate::schedule::input::{plausible_day, plausible_moment};
use crate::settings::Settings;

/// Characters of a text of the note, …
const NOTE: usize = 20_000;
/// … and of the complaint.
const REMARK: usize = 2_000;
/// What a visit lasts when nothing is said.
const USUAL_MINUTES: i64 = 60;

/// The fields of a body, each checked.
#[derive(Clone, Debug)]
pub struct Changes {
    /// Only creation takes it; an update may repeat it.
    pub patient_id: Field<Id>,
    pub dietitian_id: Field<Id>,
    visit_date: Field<Moment>,
    duration_minutes: Field<i64>,
    visit_type: Field<String>,
    status: Field<String>,
    arrived_at: Field<Moment>,
    started_at: Field<Moment>,
    chief_complaint: Field<String>,
    assessment: Field<String>,
    nutrition_diagnosis: Field<String>,
    intervention: Field<String>,
    monitoring_evaluation: Field<String>,
    recommendations: Field<String>,
    private_notes: Field<String>,
    next_visit_date: Field<String>,
    /// Stores the visit although its dietitian is busy.
    pub allow_overlap: bool,
}

/// A visit to be created, with the id that the caller chose.
#[derive(Clone, Debug)]
pub struct NewVisit {
    pub id: Option<Id>,
    pub patient_id: Id,
    pub details: Details,
    pub allow_overlap: bool,
    /// The visits that are booked with it.
    pub(crate) repeat: Option<Repeat>,
    /// Whether those whose time is taken are left out.
    pub skip_conflicts: bool,
}

impl NewVisit {
    /// Reads a creation's body. `own` is the dietitian who writes it, who holds the visit unless
    /// the body names another.
    ///
    /// # Errors
    /// 400 with every bad field; 403 for a note that they may not even read.
    pub fn read(
        mut fields: Fields,
        clinic: &Settings,
        own: Option<Id>,
        notes: Notes,
    ) -> Result<Self> {
        let id = fields.chosen_id();
        let visit_type = clinic.visit_types.chosen(&mut fields, "visit_type");
        let mut changes = Changes::of(&mut fields, &clinic.zone, visit_type);
        changes.must_be_readable(notes)?;
        if let (Some(own), Field::Absent | Field::Null) = (own, &changes.dietitian_id) {
            changes.dietitian_id = Field::Set(own);
        }
        let patient_id = fields.required("patient_id", changes.patient_id.clone());
        let repeat = Repeat::read(&mut fields);
        let skip_conflicts = fields.flag("skip_conflicts").value().unwrap_or(false);
        let dietitian_id = fields.required("dietitian_id", changes.dietitian_id.clone());
        let visit_date = fields.required("visit_date", changes.visit_date.clone());
        fields.finish()?;
        let (Some(patient_id), Some(dietitian_id), Some(visit_date)) =
            (patient_id, dietitian_id, visit_date)
        else {
            return Err(Error::internal("a required field passed without a value"));
        };
        let allow_overlap = changes.allow_overlap;
        let details = changes.apply_to(&Details::booked(dietitian_id, visit_date));
        Ok(Self { id, patient_id, details, allow_overlap, repeat, skip_conflicts })
    }
}

impl Details {
    /// A visit of which only this is known.
    pub fn booked(dietitian_id: Id, visit_date: Moment) -> Self {
        Self {
            dietitian_id,
            visit_date,
            duration_minutes: USUAL_MINUTES,
            visit_type: None,
            status: "SCHEDULED".into(),
            arrived_at: None,
            started_at: None,
            series_id: None,
            chief_complaint: NoteText::default(),
            assessment: NoteText::default(),
            nutrition_diagnosis: NoteText::default(),
            intervention: NoteText::default(),
            monitoring_evaluation: NoteText::default(),
            recommendations: NoteText::default(),
            private_notes: NoteText::default(),
            next_visit_date: None,
        }
    }
}

impl Changes {
    /// Reads an update's fields: any may be absent, but what a visit cannot lack cannot be cleared.
    pub fn read(fields: &mut Fields, clinic: &Settings) -> Self {
        let visit_type = clinic.visit_types.known(fields, "visit_type");
        let mut changes = Self::of(fields, &clinic.zone, visit_type);
        changes.patient_id = fields.not_null("patient_id", changes.patient_id);
        changes.dietitian_id = fields.not_null("dietitian_id", changes.dietitian_id);
        changes.visit_date = fields.not_null("visit_date", changes.visit_date);
        changes.duration_minutes = fields.not_null("duration_minutes", changes.duration_minutes);
        changes.status = fields.not_null("status", changes.status);
        changes
    }

    fn of(fields: &mut Fields, zone: &Zone, visit_type: Field<String>) -> Self {
        Self {
            patient_id: fields.id("patient_id"),
            dietitian_id: fields.id("dietitian_id"),
            visit_date: plausible_moment(fields, "visit_date", zone),
            duration_minutes: fields.integer("duration_minutes", 5..=480),
            visit_type,
            status: fields.choice("status", STATUSES).map(str::to_owned),
            arrived_at: plausible_moment(fields, "arrived_at", zone),
            started_at: plausible_moment(fields, "started_at", zone),
            chief_complaint: fields.text("chief_complaint", REMARK),
            assessment: fields.text("assessment", NOTE),
            nutrition_diagnosis: fields.text("nutrition_diagnosis", NOTE),
            intervention: fields.text("intervention", NOTE),
            monitoring_evaluation: fields.text("monitoring_evaluation", NOTE),
            recommendations: fields.text("recommendations", NOTE),
            private_notes: fields.text("private_notes", NOTE),
            next_visit_date: plausible_day(fields, "next_visit_date").map(|day| day.to_string()),
            allow_overlap: fields.flag("allow_overlap").value().unwrap_or(false),
        }
    }

    /// Holds the notes that are written to be ones that the writer may read.
    ///
    /// # Errors
    /// 403.
    pub fn must_be_readable(&self, notes: Notes) -> Result<()> {
        let shared = [
            &self.chief_complaint,
            &self.assessment,
            &self.nutrition_diagnosis,
            &self.intervention,
            &self.monitoring_evaluation,
            &self.recommendations,
        ];
        if !notes.are_shown() && shared.iter().any(|text| text.is_present()) {
            return Err(Error::permission_denied("visits.notes"));
        }
        if !notes.are_all() && self.private_notes.is_present() {
            return Err(Error::permission_denied("visits.private_notes"));
        }
        Ok(())
    }

    /// What the record becomes.
    pub fn apply_to(self, current: &Details) -> Details {
        let now = current.clone();
        Details {
            dietitian_id: self.dietitian_id.value().unwrap_or(now.dietitian_id),
            visit_date: self.visit_date.value().unwrap_or(now.visit_date),
            duration_minutes: self.duration_minutes.value().unwrap_or(now.duration_minutes),
            visit_type: self.visit_type.or(now.visit_type),
            status: self.status.value().unwrap_or(now.status),
            arrived_at: self.arrived_at.or(now.arrived_at),
            started_at: self.started_at.or(now.started_at),
            series_id: now.series_id,
            chief_complaint: self.chief_complaint.or_note(now.chief_complaint),
            assessment: self.assessment.or_note(now.assessment),
            nutrition_diagnosis: self.nutrition_diagnosis.or_note(now.nutrition_diagnosis),
            intervention: self.intervention.or_note(now.intervention),
            monitoring_evaluation: self.monitoring_evaluation.or_note(now.monitoring_evaluation),
            recommendations: self.recommendations.or_note(now.recommendations),
            private_notes: self.private_notes.or_note(now.private_notes),
            next_visit_date: self.next_visit_date.or(now.next_visit_date),
        }
    }
}
