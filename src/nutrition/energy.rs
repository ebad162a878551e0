//! The energy that a body needs, with everything that it was worked out from: an answer of its own, and
//! frozen in plans and prescriptions.

use serde::{Deserialize, Serialize};

/// An energy need by an equation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Energy {
    /// By the equation: at rest, or of a whole day.
    pub kcal: f64,
    pub kj: f64,
    pub inputs: EnergyInputs,
    pub source: String,
    /// Whether the equation was made for such a body.
    pub holds: bool,
    /// Why it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
    pub equation: String,
    pub name: String,
    pub formula: String,
    /// Whether the equation has the day's activity in it.
    pub is_whole_day: bool,
    /// At rest times the activity, where that was said.
    pub total_kcal: Option<f64>,
}

/// What went into an energy need, and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EnergyInputs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    pub age: f64,
    pub weight_kg: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height_cm: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lean_mass_kg: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lean_mass_from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pregnancy_week: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bmi_before: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lactation_months: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pal: Option<f64>,
}

impl Energy {
    /// Of a whole day; none where nobody said how active it is.
    pub fn of_a_day(&self) -> Option<f64> {
        self.total_kcal.or(Some(self.kcal).filter(|_| self.is_whole_day))
    }

    /// At rest; none of an equation that has the activity in it.
    pub fn at_rest(&self) -> Option<f64> {
        Some(self.kcal).filter(|kcal| !self.is_whole_day && *kcal > 0.0)
    }
}
