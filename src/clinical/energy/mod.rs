//! Energy needs: what a body spends at rest, and with what its owner does all day.
//!
//! Every estimate names its equation, what went in, where it is published and where it does not
//! hold. Units: kg, cm, years, kcal a day. Nothing is rounded before it is shown.

mod activity;
mod banded;
mod equation;
mod requirement;
#[cfg(test)]
mod tests;

pub use activity::Activity;
pub use banded::HENRY_HEIGHT_YEARS;
pub use equation::{Equation, Input, Inputs};
pub use requirement::{ACTIVITY_FROM_YEARS, Exertion, Life, PREGNANCY_FROM_WEEK};

use super::age::ADULT_YEARS;

/// The sex that an equation was fitted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    Male,
    Female,
}

impl Sex {
    /// What a patient's `equation_sex` says or, failing that, their `gender`. None when neither
    /// names one: no equation is then guessed.
    pub fn of(equation_sex: Option<&str>, gender: Option<&str>) -> Option<Self> {
        match (equation_sex, gender) {
            (Some("MALE"), _) | (None, Some("MALE")) => Some(Self::Male),
            (Some("FEMALE"), _) | (None, Some("FEMALE")) => Some(Self::Female),
            _ => None,
        }
    }
}

/// A body as the equations know it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Body {
    pub sex: Option<Sex>,
    pub age_years: f64,
    pub weight_kg: f64,
    pub height_cm: Option<f64>,
    /// Percent, where it was measured.
    pub body_fat_percentage: Option<f64>,
    /// Weight without fat, kg, where that is known itself.
    pub lean_mass_kg: Option<f64>,
    pub exertion: Option<Exertion>,
    pub life: Life,
}

impl Body {
    /// Of a grown person of whom nothing beside size, age and sex is known.
    pub fn sized(sex: Option<Sex>, age_years: f64, weight_kg: f64, height_cm: f64) -> Self {
        Self {
            sex,
            age_years,
            weight_kg,
            height_cm: Some(height_cm),
            body_fat_percentage: None,
            lean_mass_kg: None,
            exertion: None,
            life: Life::Usual,
        }
    }

    /// Weight without fat, kg: as known, or by the share of fat measured.
    pub fn lean_kg(&self) -> Option<f64> {
        let by_share = |percent: f64| self.weight_kg * (1.0 - percent / 100.0);
        self.lean_mass_kg.or_else(|| self.body_fat_percentage.map(by_share))
    }

    /// Weight without fat estimated from size (Boer P, Am J Physiol 1984;247:F632–F636), kg.
    pub fn boer_lean_kg(&self) -> Option<f64> {
        let (weight, height) = (self.weight_kg, self.height_cm?);
        Some(match self.sex? {
            Sex::Male => 0.407 * weight + 0.267 * height - 19.2,
            Sex::Female => 0.252 * weight + 0.473 * height - 48.3,
        })
    }
}

/// A figure without what binary fractions leave behind its ninth decimal: 0.1 + 0.2 is 0.3.
pub fn without_noise(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

/// Whether the equations may be trusted for somebody of that age.
pub fn holds_for(age_years: i32) -> bool {
    age_years >= ADULT_YEARS
}
