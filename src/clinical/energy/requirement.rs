//! The estimated energy requirement (EER) of the National Academies, Dietary Reference Intakes for
//! Energy, 2023: a whole day with its activity, growth, pregnancy or lactation. Never multiplied by
//! an activity level again.

use super::Sex;

/// How active somebody is, in the EER's classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exertion {
    Inactive,
    LowActive,
    Active,
    VeryActive,
}

impl Exertion {
    pub const ALL: [Self; 4] = [Self::Inactive, Self::LowActive, Self::Active, Self::VeryActive];
    pub const CODES: &'static [&'static str] = &["inactive", "low_active", "active", "very_active"];

    pub fn code(self) -> &'static str {
        Self::CODES[self as usize]
    }

    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The class of a physical activity level at that age (cut-offs of the same report).
    pub fn of_level(level: f64, age_years: f64) -> Self {
        let cuts = match age_years {
            ..9.0 => [1.31, 1.44, 1.59],
            9.0..14.0 => [1.44, 1.59, 1.77],
            14.0..19.0 => [1.56, 1.73, 1.92],
            _ => [1.53, 1.68, 1.85],
        };
        Self::ALL[cuts.iter().filter(|cut| level >= **cut).count()]
    }
}

/// What beside age and size a requirement depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Life {
    Usual,
    /// The week of pregnancy, and the body mass index before it.
    Pregnant {
        week: f64,
        bmi_before: f64,
    },
    /// Months since birth.
    Lactating {
        months: f64,
    },
}

/// Before this week a pregnancy adds nothing.
pub const PREGNANCY_FROM_WEEK: f64 = 14.0;
/// The table of lactation goes so far: 0 to 6 months and 7 to 12.
pub(super) const LACTATION_MONTHS: f64 = 12.0;
/// From this age the adults' equations are used.
const ADULT: f64 = 19.0;
/// Below this age activity is no part of it.
pub const ACTIVITY_FROM_YEARS: f64 = 3.0;

/// Intercept, kcal per cm, kcal per kg; by class of activity.
type Rows = [(f64, f64, f64); 4];

const MEN: Rows =
    [(753.07, 6.50, 14.10), (581.47, 8.30, 14.94), (1004.82, 6.52, 15.91), (-517.88, 15.61, 19.11)];
const WOMEN: Rows =
    [(584.90, 5.72, 11.71), (575.77, 6.60, 12.14), (710.25, 6.54, 12.34), (511.83, 9.07, 12.56)];
const BOYS: Rows = [
    (-447.51, 13.01, 13.15),
    (19.12, 8.62, 20.28),
    (-388.19, 12.66, 20.46),
    (-671.75, 15.38, 23.25),
];
const GIRLS: Rows = [
    (55.59, 8.43, 17.07),
    (-297.54, 12.77, 14.73),
    (-189.55, 11.74, 18.34),
    (-709.59, 18.22, 14.25),
];
const PREGNANT: Rows =
    [(1131.20, 0.34, 12.15), (693.35, 5.73, 10.20), (-223.84, 13.23, 8.15), (-779.72, 18.45, 8.73)];

/// The requirement, kcal a day.
pub(super) fn requirement(
    sex: Sex,
    age: f64,
    weight_kg: f64,
    height_cm: f64,
    exertion: Exertion,
    life: Life,
) -> f64 {
    let by_class = |rows: &Rows, per_year: f64| {
        let (base, per_cm, per_kg) = rows[exertion as usize];
        base + per_year * age + per_cm * height_cm + per_kg * weight_kg
    };
    if let Life::Pregnant { week, bmi_before } = life
        && week >= PREGNANCY_FROM_WEEK
    {
        return by_class(&PREGNANT, -2.04) + 9.16 * week + deposition(bmi_before);
    }
    let usual = match (sex, age) {
        (Sex::Male, ..ACTIVITY_FROM_YEARS) => {
            -716.45 - 1.00 * age + 17.82 * height_cm + 15.06 * weight_kg
        }
        (Sex::Female, ..ACTIVITY_FROM_YEARS) => {
            -69.15 + 80.0 * age + 2.65 * height_cm + 54.15 * weight_kg
        }
        (Sex::Male, ..ADULT) => by_class(&BOYS, 3.68),
        (Sex::Female, ..ADULT) => by_class(&GIRLS, -22.25),
        (Sex::Male, _) => by_class(&MEN, -10.83),
        (Sex::Female, _) => by_class(&WOMEN, -7.01),
    };
    usual + growth(sex, age) + milk(life)
}

/// What tissue that grows takes.
fn growth(sex: Sex, age: f64) -> f64 {
    let (male, female) = match age {
        ..0.25 => (200.0, 180.0),
        0.25..0.5 => (50.0, 60.0),
        0.5..1.0 => (20.0, 20.0),
        1.0..4.0 => (20.0, 15.0),
        4.0..9.0 => (15.0, 15.0),
        9.0..14.0 => (25.0, 30.0),
        14.0..ADULT => (20.0, 20.0),
        _ => (0.0, 0.0),
    };
    match sex {
        Sex::Male => male,
        Sex::Female => female,
    }
}

/// What a pregnancy lays down, by the body mass index before it.
fn deposition(bmi_before: f64) -> f64 {
    match bmi_before {
        ..18.5 => 300.0,
        18.5..25.0 => 200.0,
        25.0..30.0 => 150.0,
        _ => -50.0,
    }
}

fn milk(life: Life) -> f64 {
    match life {
        Life::Lactating { months } if months < 7.0 => 400.0,
        Life::Lactating { .. } => 380.0,
        _ => 0.0,
    }
}
