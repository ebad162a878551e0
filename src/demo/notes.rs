//! What the clinic's people write about a patient, in the patient's language.

mod afar;
mod near;

pub use afar::{ARABIC, GREEK, JAPANESE, POLISH, TURKISH, VIETNAMESE};
pub use near::{ENGLISH, FRENCH, GERMAN, PORTUGUESE, SPANISH};

use super::random::Random;

/// The phrases of one language, by the field that they fill.
pub struct Texts {
    pub medical: &'static [&'static str],
    pub allergies: &'static [&'static str],
    pub diets: &'static [&'static str],
    pub complaints: &'static [&'static str],
    pub assessments: &'static [&'static str],
    pub diagnoses: &'static [&'static str],
    pub interventions: &'static [&'static str],
    pub monitoring: &'static [&'static str],
    pub recommendations: &'static [&'static str],
    pub private: &'static [&'static str],
    pub invoices: &'static [&'static str],
}

/// One phrase, or two different ones that follow each other.
pub fn passage(random: &mut Random, phrases: &[&str]) -> String {
    let first = random.below(phrases.len());
    if phrases.len() < 2 || random.percent(45) {
        return phrases[first].to_owned();
    }
    let second = (first + 1 + random.below(phrases.len() - 1)) % phrases.len();
    format!("{} {}", phrases[first], phrases[second])
}
