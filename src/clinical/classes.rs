//! Classes of adults, from unrounded values. Below [`ADULT_YEARS`] there are none: a child's figures
//! are read on growth references.

use super::age::ADULT_YEARS;
use super::energy::Sex;
use super::indices;

/// A class of an index: its name and its limits, and whether it is the one to be in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Class {
    /// As the source names it.
    pub name: &'static str,
    /// The first value in it.
    pub from: f64,
    /// The first value beyond it.
    pub below: f64,
    pub is_normal: bool,
}

const fn class(name: &'static str, from: f64, below: f64, is_normal: bool) -> Class {
    Class { name, from, below, is_normal }
}

/// BMI of adults, kg/m² (WHO Technical Report Series 894, 2000, table 2.1).
pub const BMI: [Class; 6] = [
    class("Underweight (WHO)", 0.0, 18.5, false),
    class("Normal range (WHO)", 18.5, 25.0, true),
    class("Overweight (WHO)", 25.0, 30.0, false),
    class("Obesity class I (WHO)", 30.0, 35.0, false),
    class("Obesity class II (WHO)", 35.0, 40.0, false),
    class("Obesity class III (WHO)", 40.0, f64::INFINITY, false),
];

/// Waist-to-height ratio of adults (NICE NG246, 2025): it says so for a BMI below 35 only.
const WHTR: [Class; 3] = [
    class("0.4 to 0.49: healthy central adiposity (NICE)", 0.4, 0.5, true),
    class("0.5 to 0.59: increased health risk (NICE)", 0.5, 0.6, false),
    class("0.6 or more: further increased health risk (NICE)", 0.6, f64::INFINITY, false),
];

/// From this BMI the waist-to-height ratio says nothing more (NICE NG246, 2025).
const WHTR_BMI_BELOW: f64 = 35.0;

const WHR_RISK: &str = "substantially increased risk (WHO)";

/// The class of an adult's BMI.
pub fn bmi_class(weight_kg: f64, height_cm: f64, age_years: i32) -> Option<&'static str> {
    named(&BMI, indices::bmi(weight_kg, height_cm), age_years)
}

/// The class of an adult's waist-to-height ratio; none without a BMI below 35.
pub fn whtr_class(
    waist_cm: f64,
    height_cm: f64,
    weight_kg: Option<f64>,
    age_years: i32,
) -> Option<&'static str> {
    let is_told = weight_kg.is_some_and(|kg| indices::bmi(kg, height_cm) < WHTR_BMI_BELOW);
    named(&WHTR, indices::whtr(waist_cm, height_cm), age_years).filter(|_| is_told)
}

/// What the WHO says of an adult's waist-to-hip ratio: from 0.90 in men and 0.85 in women the risk is
/// substantially increased (WHO expert consultation 2008, table A1).
pub fn whr_class(
    waist_cm: f64,
    hip_cm: f64,
    sex: Option<Sex>,
    age_years: i32,
) -> Option<&'static str> {
    let limit = match sex? {
        Sex::Male => 0.90,
        Sex::Female => 0.85,
    };
    let is_told = age_years >= ADULT_YEARS && indices::whr(waist_cm, hip_cm) >= limit;
    is_told.then_some(WHR_RISK)
}

fn named(classes: &[Class], value: f64, age_years: i32) -> Option<&'static str> {
    let found = classes.iter().find(|class| (class.from..class.below).contains(&value));
    found.filter(|_| age_years >= ADULT_YEARS).map(|class| class.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_that_of_the_unrounded_value() {
        // 18.495 prints as 18.50, and 39.996 as 40.00.
        assert_eq!(bmi_class(18.495, 100.0, 30), Some("Underweight (WHO)"));
        assert_eq!(bmi_class(18.5, 100.0, 30), Some("Normal range (WHO)"));
        assert_eq!(bmi_class(39.996, 100.0, 30), Some("Obesity class II (WHO)"));
        assert_eq!(bmi_class(40.0, 100.0, 30), Some("Obesity class III (WHO)"));
        let whtr = |waist| whtr_class(waist, 100.0, Some(25.0), 40);
        assert_eq!(whtr(49.56), Some("0.4 to 0.49: healthy central adiposity (NICE)"));
        assert_eq!(whtr(50.0), Some("0.5 to 0.59: increased health risk (NICE)"));
        assert_eq!(whtr(60.0), Some("0.6 or more: further increased health risk (NICE)"));
        assert_eq!(whtr_class(60.0, 100.0, Some(35.0), 40), None);
    }

    #[test]
    fn nobody_below_nineteen_has_an_adults_class() {
        assert_eq!(bmi_class(31.0, 100.0, 18), None);
        assert_eq!(whtr_class(60.0, 100.0, Some(25.0), 18), None);
        assert_eq!(whr_class(95.0, 100.0, Some(Sex::Male), 18), None);
    }

    #[test]
    fn the_limits_of_waist_to_hip_are_those_of_the_sex() {
        assert_eq!(whr_class(90.0, 100.0, Some(Sex::Male), 40), Some(WHR_RISK));
        assert_eq!(whr_class(89.9, 100.0, Some(Sex::Male), 40), None);
        assert_eq!(whr_class(85.0, 100.0, Some(Sex::Female), 40), Some(WHR_RISK));
        assert_eq!(whr_class(99.0, 100.0, None, 40), None);
    }
}
