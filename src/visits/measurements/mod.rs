//! What was measured at a visit, and the indices that the server computes from it.

mod api;
pub(crate) mod change;
pub(crate) mod store;

use std::ops::RangeInclusive;

use rocket::Route;
use serde::{Deserialize, Serialize};

use crate::clock::{Moment, Zone};
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::schedule::input::plausible_moment;

pub(super) fn routes() -> Vec<Route> {
    api::routes()
}

/// What people measure: everything that a body may change. Centimetres and kilograms.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Values {
    pub weight_kg: Option<f64>,
    pub height_cm: Option<f64>,
    pub waist_circumference_cm: Option<f64>,
    pub hip_circumference_cm: Option<f64>,
    pub body_fat_percentage: Option<f64>,
    /// mmHg
    pub blood_pressure_systolic: Option<i64>,
    /// mmHg
    pub blood_pressure_diastolic: Option<i64>,
    pub notes: Option<String>,
}

impl Values {
    /// These, and where there is none the earlier ones.
    pub fn over(&self, earlier: &Self) -> Self {
        Self {
            weight_kg: self.weight_kg.or(earlier.weight_kg),
            height_cm: self.height_cm.or(earlier.height_cm),
            waist_circumference_cm: self.waist_circumference_cm.or(earlier.waist_circumference_cm),
            hip_circumference_cm: self.hip_circumference_cm.or(earlier.hip_circumference_cm),
            body_fat_percentage: self.body_fat_percentage.or(earlier.body_fat_percentage),
            blood_pressure_systolic: self
                .blood_pressure_systolic
                .or(earlier.blood_pressure_systolic),
            blood_pressure_diastolic: self
                .blood_pressure_diastolic
                .or(earlier.blood_pressure_diastolic),
            notes: None,
        }
    }

    /// Whether anything was measured at all.
    pub fn is_empty(&self) -> bool {
        Self { notes: None, ..self.clone() } == Self::default()
    }
}

/// A measurement of a visit.
#[derive(Clone, Debug)]
pub struct Measurement {
    pub id: Id,
    pub visit_id: Id,
    pub measured_at: Moment,
    pub values: Values,
    pub version: i64,
}

/// What nobody is below or above, by the field of a measurement; as wide as figures go for what is none.
pub fn range(measure: &str) -> RangeInclusive<f64> {
    match measure {
        "weight_kg" => 0.1..=650.0,
        "height_cm" => 20.0..=275.0,
        "waist_circumference_cm" | "hip_circumference_cm" => 10.0..=300.0,
        "body_fat_percentage" => 1.0..=80.0,
        "blood_pressure_systolic" => 40.0..=300.0,
        "blood_pressure_diastolic" => 20.0..=200.0,
        _ => 0.0..=10_000.0,
    }
}

/// The fields of a body, each checked. Indices in a body are ignored: the server computes them.
#[derive(Clone, Debug)]
pub struct Changes {
    measured_at: Field<Moment>,
    weight_kg: Field<f64>,
    height_cm: Field<f64>,
    waist_circumference_cm: Field<f64>,
    hip_circumference_cm: Field<f64>,
    body_fat_percentage: Field<f64>,
    blood_pressure_systolic: Field<i64>,
    blood_pressure_diastolic: Field<i64>,
    notes: Field<String>,
}

impl Changes {
    /// Reads the fields, all optional.
    pub fn read(fields: &mut Fields, zone: &Zone) -> Self {
        let measured_at = plausible_moment(fields, "measured_at", zone);
        let measured = |fields: &mut Fields, name: &str| fields.number(name, range(name));
        let pressure = |fields: &mut Fields, name: &str| {
            let (least, most) = range(name).into_inner();
            fields.integer(name, least as i64..=most as i64)
        };
        Self {
            measured_at: fields.not_null("measured_at", measured_at),
            weight_kg: measured(fields, "weight_kg"),
            height_cm: measured(fields, "height_cm"),
            waist_circumference_cm: measured(fields, "waist_circumference_cm"),
            hip_circumference_cm: measured(fields, "hip_circumference_cm"),
            body_fat_percentage: measured(fields, "body_fat_percentage"),
            blood_pressure_systolic: pressure(fields, "blood_pressure_systolic"),
            blood_pressure_diastolic: pressure(fields, "blood_pressure_diastolic"),
            notes: fields.text("notes", 1000),
        }
    }

    /// What the record becomes.
    pub fn apply_to(self, current: &Values, measured_at: Moment) -> (Values, Moment) {
        let now = current.clone();
        let values = Values {
            weight_kg: self.weight_kg.or(now.weight_kg),
            height_cm: self.height_cm.or(now.height_cm),
            waist_circumference_cm: self.waist_circumference_cm.or(now.waist_circumference_cm),
            hip_circumference_cm: self.hip_circumference_cm.or(now.hip_circumference_cm),
            body_fat_percentage: self.body_fat_percentage.or(now.body_fat_percentage),
            blood_pressure_systolic: self.blood_pressure_systolic.or(now.blood_pressure_systolic),
            blood_pressure_diastolic: self
                .blood_pressure_diastolic
                .or(now.blood_pressure_diastolic),
            notes: self.notes.or(now.notes),
        };
        (values, self.measured_at.value().unwrap_or(measured_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_alone_is_no_measurement() {
        assert!(Values { notes: Some("tired".into()), ..Values::default() }.is_empty());
        assert!(!Values { blood_pressure_systolic: Some(120), ..Values::default() }.is_empty());
    }
}
