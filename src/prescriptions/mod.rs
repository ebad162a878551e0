//! Energy prescriptions: what a patient is to eat a day, by an equation, an activity, a deficit or a surplus,
//! and protein by weight. Each is kept with its inputs as they were, and never rewritten.

pub(crate) mod api;
pub(crate) mod service;
pub(crate) mod store;

use rocket::fairing::AdHoc;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::clinical::energy::without_noise;
use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::http::Fields;
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::ENERGY_NUMBERS;
use crate::nutrition::energy::Energy;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::plans::model::Target;

/// Less or more than what is needed, at most, kcal a day.
pub(crate) const MOST_ADJUSTED: f64 = 3000.0;
/// Protein, g per kg and day, at most.
pub(crate) const MOST_PROTEIN: f64 = 6.0;
/// What a prescription may come to, kcal a day.
const PRESCRIBED: std::ops::RangeInclusive<f64> = 300.0..=10_000.0;

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("energy prescriptions", |rocket| async {
        rocket.mount("/api/energy-prescriptions", api::routes())
    })
}

/// What is prescribed, and what it was worked out from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Prescribed {
    /// The equation with its inputs, result and source.
    pub energy: Energy,
    /// Of a whole day, unrounded.
    pub needed_kcal: f64,
    /// Below zero a deficit.
    pub adjustment_kcal: f64,
    /// Whole kcal a day: what is prescribed.
    pub kcal: f64,
    pub protein_g_per_kg: Option<f64>,
    /// The weight that the protein is reckoned by.
    pub protein_weight_kg: Option<f64>,
    pub protein_g: Option<f64>,
    pub note: Option<String>,
}

impl Prescribed {
    /// The same as what a day of a plan aims at.
    pub fn targets(&self, source: &str) -> Vec<Target> {
        let aim = |nutrient, aim| Target {
            nutrient,
            min: None,
            aim: Some(aim),
            max: None,
            source: Some(source.to_owned()),
        };
        let protein = self.protein_g.map(|grams| aim(Tag::PROCNT, grams));
        std::iter::once(aim(Tag::ENERC_KCAL, self.kcal)).chain(protein).collect()
    }
}

/// A prescription as answers show it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Prescription {
    pub id: Id,
    pub patient_id: Id,
    #[serde(flatten)]
    pub prescribed: Prescribed,
    pub created_by: Option<Id>,
    pub created_at: Moment,
}

/// A prescription to be written.
#[derive(Clone, Debug)]
pub(crate) struct NewPrescription {
    pub id: Option<Id>,
    pub patient_id: Id,
    /// The equation and what is said of the body; what is left out is taken from the file.
    pub asked: Map<String, Value>,
    adjustment_kcal: f64,
    protein_g_per_kg: Option<f64>,
    protein_weight_kg: Option<f64>,
    note: Option<String>,
}

impl NewPrescription {
    /// # Errors
    /// 400 with every bad field that is not of the body.
    pub fn read(mut body: Map<String, Value>) -> Result<Self> {
        let is_of_energy = |name: &str| {
            ["equation", "sex", "activity"].contains(&name)
                || ENERGY_NUMBERS.iter().any(|(known, ..)| *known == name)
        };
        let mut asked = Map::new();
        body.retain(|name, value| {
            let is_of_energy = is_of_energy(name);
            if is_of_energy && !value.is_null() {
                asked.insert(name.clone(), value.take());
            }
            !is_of_energy
        });
        let mut fields = Fields::of(body);
        let id = fields.chosen_id();
        let patient_id = fields.id("patient_id");
        let patient_id = fields.required("patient_id", patient_id);
        let adjustment = fields.number("adjustment_kcal", -MOST_ADJUSTED..=MOST_ADJUSTED);
        let protein = fields.number("protein_g_per_kg", 0.1..=MOST_PROTEIN).value();
        let weight = fields.number("protein_weight_kg", 2.0..=400.0).value();
        let note = fields.text("note", 1000).value();
        fields.finish()?;
        let patient_id =
            patient_id.ok_or_else(|| Error::internal("a required field passed without a value"))?;
        Ok(Self {
            id,
            patient_id,
            asked,
            adjustment_kcal: adjustment.value().unwrap_or(0.0),
            protein_g_per_kg: protein,
            protein_weight_kg: weight,
            note,
        })
    }

    /// What is prescribed, with the energy that was worked out.
    ///
    /// # Errors
    /// 400 without an activity, and for what nobody lives on.
    fn prescribed(&self, energy: Energy) -> Result<Prescribed> {
        let Some(needed_kcal) = energy.of_a_day() else {
            let must = message("required", "is required");
            return Err(Error::field("pal", must).and_nothing_changed());
        };
        let kcal = (needed_kcal + self.adjustment_kcal).round();
        if !PRESCRIBED.contains(&kcal) {
            let must = message(
                "prescribed-out-of-range",
                "makes a day of less than 300 or more than 10,000 kcal",
            );
            return Err(Error::field("adjustment_kcal", must).and_nothing_changed());
        }
        let weight = self.protein_weight_kg.unwrap_or(energy.inputs.weight_kg);
        let protein = self.protein_g_per_kg.map(|per_kg| (per_kg, weight));
        Ok(Prescribed {
            needed_kcal,
            adjustment_kcal: self.adjustment_kcal,
            kcal,
            protein_g_per_kg: protein.map(|(per_kg, _)| per_kg),
            protein_weight_kg: protein.map(|(_, weight)| weight),
            protein_g: protein.map(|(per_kg, weight)| without_noise(per_kg * weight)),
            note: self.note.clone(),
            energy,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::nutrition::energy::EnergyInputs;

    #[test]
    fn a_prescription_is_the_need_less_the_deficit_in_whole_kcal_and_protein_by_weight() {
        let body = json!({
            "patient_id": Id::new(), "equation": "mifflin", "pal": 1.55, "adjustment_kcal": -500,
            "protein_g_per_kg": 1.2,
        });
        let new = NewPrescription::read(body.as_object().unwrap().clone()).unwrap();
        assert_eq!(new.asked.len(), 2, "what is asked of the body goes to the equation");
        let worked_out = |kcal, total_kcal, is_whole_day| {
            let inputs = EnergyInputs { weight_kg: 77.2, ..EnergyInputs::default() };
            Energy { kcal, total_kcal, is_whole_day, inputs, ..Energy::default() }
        };
        let of = new.prescribed(worked_out(1400.0, Some(2170.4), false)).unwrap();
        assert_eq!((of.needed_kcal, of.kcal, of.protein_g), (2170.4, 1670.0, Some(92.64)));
        let whole = worked_out(2300.0, None, true);
        assert_eq!(new.prescribed(whole).unwrap().kcal, 1800.0, "never multiplied again");
        let at_rest = worked_out(1400.0, None, false);
        assert!(new.prescribed(at_rest).is_err(), "an activity is wanted");
        let little = worked_out(600.0, Some(700.0), false);
        assert!(new.prescribed(little).is_err());
    }
}
