//! What was measured at a visit, and the indices that the server computes from it.

mod api;
pub(crate) mod change;
pub(crate) mod store;

use rocket::Route;
use serde::Serialize;

use super::indices;
use super::rules::plausible_moment;
use crate::clock::{Moment, Zone};
use crate::http::{Field, Fields};

pub(super) fn routes() -> Vec<Route> {
    api::routes()
}

/// What people measure: everything that a body may change. Centimetres and kilograms.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
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

/// What the server computes from the values, and the height that it took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Derived {
    pub height_used_cm: Option<f64>,
    pub bmi: Option<f64>,
    pub whr: Option<f64>,
    pub whtr: Option<f64>,
}

impl Values {
    /// Whether anything was measured at all.
    pub fn is_empty(&self) -> bool {
        Self { notes: None, ..self.clone() } == Self::default()
    }

    /// The indices. `carried_cm` is the patient's height as last measured, where these values
    /// have none.
    pub fn derive(&self, carried_cm: Option<f64>) -> Derived {
        let height = self.height_cm.or(carried_cm);
        let both = |a: Option<f64>, b: Option<f64>, index: fn(f64, f64) -> f64| Some(index(a?, b?));
        let (waist, hip) = (self.waist_circumference_cm, self.hip_circumference_cm);
        let bmi = both(self.weight_kg, height, indices::bmi);
        let whtr = both(waist, height, indices::whtr);
        let used = bmi.is_some() || whtr.is_some();
        Derived {
            height_used_cm: height.filter(|_| used),
            bmi,
            whr: both(waist, hip, indices::whr),
            whtr,
        }
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
        Self {
            measured_at: fields.not_null("measured_at", measured_at),
            weight_kg: fields.number("weight_kg", 0.1..=650.0),
            height_cm: fields.number("height_cm", 20.0..=275.0),
            waist_circumference_cm: fields.number("waist_circumference_cm", 10.0..=300.0),
            hip_circumference_cm: fields.number("hip_circumference_cm", 10.0..=300.0),
            body_fat_percentage: fields.number("body_fat_percentage", 1.0..=80.0),
            blood_pressure_systolic: fields.integer("blood_pressure_systolic", 40..=300),
            blood_pressure_diastolic: fields.integer("blood_pressure_diastolic", 20..=200),
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
    fn a_height_carries_over_where_none_was_measured() {
        let values = Values {
            weight_kg: Some(70.0),
            waist_circumference_cm: Some(84.0),
            ..Values::default()
        };
        assert_eq!(values.derive(None), Derived::default());
        let derived = values.derive(Some(175.0));
        assert_eq!(
            (derived.bmi, derived.whtr, derived.height_used_cm),
            (Some(22.86), Some(0.48), Some(175.0))
        );
        let measured = Values { height_cm: Some(180.0), ..values };
        assert_eq!(measured.derive(Some(175.0)).bmi, Some(21.6));
    }

    #[test]
    fn a_note_alone_is_no_measurement() {
        assert!(Values { notes: Some("tired".into()), ..Values::default() }.is_empty());
        assert!(!Values { blood_pressure_systolic: Some(120), ..Values::default() }.is_empty());
    }
}
