//! Goals of a patient: a measure on its way from a start to a target, or a habit; progress is worked out
//! from the measurements, and reached is what a person says so of.

pub(crate) mod api;
pub(crate) mod service;
pub(crate) mod store;

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use rocket::fairing::AdHoc;
use serde::Serialize;

use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::message::{Message, message};
use crate::schedule::input::plausible_day;
use crate::visits::measurements::range;

/// What a goal can be about.
pub(crate) const KINDS: &[&str] = &["measure", "habit"];
/// What can be measured on the way to one, by the field of a measurement.
pub(crate) const MEASURES: &[&str] = &[
    "weight_kg",
    "waist_circumference_cm",
    "hip_circumference_cm",
    "body_fat_percentage",
    "blood_pressure_systolic",
    "blood_pressure_diastolic",
];
/// What has become of it.
pub(crate) const STATES: &[&str] = &["open", "reached", "ended"];

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("goals", |rocket| async { rocket.mount("/api/goals", api::routes()) })
}

/// What people write of a goal.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Details {
    pub kind: String,
    pub measure: Option<String>,
    pub title: String,
    pub start_value: Option<f64>,
    /// Civil days.
    pub start_date: Option<String>,
    pub target_value: Option<f64>,
    pub target_date: Option<String>,
    /// How far a habit is.
    pub current_value: Option<f64>,
    pub state: String,
}

/// A goal as answers show it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Goal {
    pub id: Id,
    pub patient_id: Id,
    #[serde(flatten)]
    pub details: Details,
    /// The newest value on the way: as measured, or of a habit as noted.
    pub latest_value: Option<f64>,
    pub latest_at: Option<Moment>,
    /// From 0 at the start to 1 at the target; none where either is not known.
    pub progress: Option<f64>,
    /// Who said that it is reached, or ended, and when.
    pub decided_by: Option<Id>,
    pub decided_at: Option<Moment>,
    pub created_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i64,
}

impl Goal {
    /// Whether it is still on the way.
    pub fn is_open(&self) -> bool {
        self.details.state == STATES[0]
    }
}

/// The share of the way from a start to a target, whichever is larger.
pub(crate) fn progress(start: Option<f64>, target: Option<f64>, now: Option<f64>) -> Option<f64> {
    let (start, target, now) = (start?, target?, now?);
    let way = target - start;
    if way == 0.0 {
        return Some(1.0);
    }
    Some(((now - start) / way).clamp(0.0, 1.0))
}

/// The fields of a body, each checked.
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    kind: Field<&'static str>,
    measure: Field<&'static str>,
    title: Field<String>,
    start_value: Field<f64>,
    start_date: Field<Date>,
    target_value: Field<f64>,
    target_date: Field<Date>,
    current_value: Field<f64>,
    state: Field<&'static str>,
}

impl Changes {
    pub fn read(fields: &mut Fields) -> Self {
        let kind = fields.choice("kind", KINDS);
        let title = fields.line("title", 1..=200);
        let state = fields.choice("state", STATES);
        Self {
            kind: fields.not_null("kind", kind),
            measure: fields.choice("measure", MEASURES),
            title: fields.not_null("title", title),
            start_value: fields.number("start_value", 0.0..=10_000.0),
            start_date: plausible_day(fields, "start_date"),
            target_value: fields.number("target_value", 0.0..=10_000.0),
            target_date: plausible_day(fields, "target_date"),
            current_value: fields.number("current_value", 0.0..=10_000.0),
            state: fields.not_null("state", state),
        }
    }

    /// What the goal becomes.
    fn apply_to(self, now: &Details) -> Details {
        let now = now.clone();
        let day = |field: Field<Date>| field.map(|day| day.to_string());
        Details {
            kind: self.kind.value().map_or(now.kind, str::to_owned),
            measure: self.measure.map(str::to_owned).or(now.measure),
            title: self.title.value().unwrap_or(now.title),
            start_value: self.start_value.or(now.start_value),
            start_date: day(self.start_date).or(now.start_date),
            target_value: self.target_value.or(now.target_value),
            target_date: day(self.target_date).or(now.target_date),
            current_value: self.current_value.or(now.current_value),
            state: self.state.value().map_or(now.state, str::to_owned),
        }
    }
}

impl Details {
    /// # Errors
    /// 400 for a measure that is not named, a habit with one, days in the wrong order, a value that
    /// nobody has of its measure; not for one that was there `before`.
    fn must_fit(&self, before: &Self) -> Result<()> {
        let wrong = match (self.kind.as_str(), &self.measure) {
            ("measure", None) => Some(("measure", message("required", "is required"))),
            ("habit", Some(_)) => {
                Some(("measure", message("habit-measures-nothing", "is only of a measure")))
            }
            ("measure", Some(_)) if self.target_value.is_none() => {
                Some(("target_value", message("required", "is required")))
            }
            _ => None,
        };
        let is_backward = self.start_date.as_ref().zip(self.target_date.as_ref());
        let wrong = wrong.or(is_backward.filter(|(start, target)| target < start).map(|_| {
            let must = message("ends-before-it-begins", "must not be before the first day");
            ("target_date", must)
        }));
        let wrong = wrong.or_else(|| self.out_of_range(before));
        match wrong {
            Some((field, must)) => Err(Error::field(field, must).and_nothing_changed()),
            None => Ok(()),
        }
    }

    /// The new value that nobody has of the measure: a waist of 0.85 cm was meant in metres.
    fn out_of_range(&self, before: &Self) -> Option<(&'static str, Message)> {
        let measure = self.measure.as_deref()?;
        let range = range(measure);
        let is_other = self.measure != before.measure;
        let values = [
            ("start_value", self.start_value, before.start_value),
            ("target_value", self.target_value, before.target_value),
            ("current_value", self.current_value, before.current_value),
        ];
        let is_out = |value: f64, old| (is_other || old != Some(value)) && !range.contains(&value);
        let (field, ..) =
            values.into_iter().find(|(_, new, old)| new.is_some_and(|new| is_out(new, *old)))?;
        let must = message("number-range", "must be a number from {least} to {most}");
        Some((field, must.number("least", range.start()).number("most", range.end())))
    }
}

/// A goal to be made, with the id that the caller chose.
#[derive(Clone, Debug)]
pub(crate) struct NewGoal {
    pub id: Option<Id>,
    pub patient_id: Id,
    pub details: Details,
}

impl NewGoal {
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let patient_id = fields.id("patient_id");
        let patient_id = fields.required("patient_id", patient_id);
        let changes = Changes::read(&mut fields);
        fields.required("title", changes.title.clone());
        fields.finish()?;
        let patient_id =
            patient_id.ok_or_else(|| Error::internal("a required field passed without a value"))?;
        let kind = if matches!(changes.measure, Field::Set(_)) { KINDS[0] } else { KINDS[1] };
        let blank = Details {
            kind: kind.to_owned(),
            measure: None,
            title: String::new(),
            start_value: None,
            start_date: None,
            target_value: None,
            target_date: None,
            current_value: None,
            state: STATES[0].to_owned(),
        };
        let details = changes.apply_to(&blank);
        details.must_fit(&blank)?;
        Ok(Self { id, patient_id, details })
    }
}
