//! The equations: what each takes, where it is published, whom it holds for.

use super::banded::{self, HENRY_HEIGHT_YEARS};
use super::requirement::{ACTIVITY_FROM_YEARS, LACTATION_MONTHS, requirement};
use super::{Body, Life, Sex, without_noise};

/// An equation for the energy that a body spends: at rest, or in a whole day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Equation {
    MifflinStJeor,
    HarrisBenedict1919,
    HarrisBenedictRevised,
    KatchMcArdle,
    Cunningham,
    Schofield,
    Henry,
    Nasem,
    Black,
}

/// Something that an equation takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    Sex,
    Height,
    LeanMass,
    Exertion,
}

/// What an equation takes of a body, in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inputs {
    /// Weight without fat, kg.
    LeanMass,
    WeightHeightAgeSex,
}

/// From this age the adults' equations for the rate at rest hold.
const ADULTS: f64 = 18.0;

impl Equation {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::MifflinStJeor,
        Self::HarrisBenedict1919,
        Self::HarrisBenedictRevised,
        Self::KatchMcArdle,
        Self::Cunningham,
        Self::Schofield,
        Self::Henry,
        Self::Nasem,
        Self::Black,
    ];

    /// Their codes, in the same order.
    pub const CODES: &'static [&'static str] = &[
        "mifflin",
        "harris_benedict_1919",
        "harris_benedict_1984",
        "katch_mcardle",
        "cunningham",
        "schofield",
        "henry_2005",
        "nasem_2023",
        "black_1996",
    ];

    /// Those that a consultation compares, the usual one first.
    pub const USUAL: [Self; 4] = [
        Self::MifflinStJeor,
        Self::HarrisBenedict1919,
        Self::HarrisBenedictRevised,
        Self::KatchMcArdle,
    ];

    pub fn code(self) -> &'static str {
        Self::CODES[self as usize]
    }

    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// As the field calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::MifflinStJeor => "Mifflin-St Jeor",
            Self::HarrisBenedict1919 => "Harris-Benedict (1919)",
            Self::HarrisBenedictRevised => "Harris-Benedict (revised 1984)",
            Self::KatchMcArdle => "Katch-McArdle",
            Self::Cunningham => "Cunningham (1980)",
            Self::Schofield => "Schofield (FAO/WHO/UNU 2004)",
            Self::Henry => "Henry (Oxford) 2005",
            Self::Nasem => "NASEM EER 2023",
            Self::Black => "Black (1996)",
        }
    }

    /// Where it is published.
    pub fn source(self) -> &'static str {
        match self {
            Self::MifflinStJeor => "Mifflin MD, St Jeor ST et al., Am J Clin Nutr 1990;51:241–247",
            Self::HarrisBenedict1919 => {
                "Harris JA, Benedict FG, Carnegie Institution of Washington, publication 279, 1919"
            }
            Self::HarrisBenedictRevised => "Roza AM, Shizgal HM, Am J Clin Nutr 1984;40:168–182",
            Self::KatchMcArdle => "McArdle WD, Katch FI, Katch VL, Exercise Physiology",
            Self::Cunningham => "Cunningham JJ, Am J Clin Nutr 1980;33:2372–2374",
            Self::Schofield => "FAO/WHO/UNU, Human energy requirements, 2004, table 5.2",
            Self::Henry => "Henry CJK, Public Health Nutr 2005;8:1133–1152",
            Self::Nasem => {
                "National Academies, Dietary Reference Intakes for Energy, 2023 (EER: activity included)"
            }
            Self::Black => "Black AE, Coward WA et al., Eur J Clin Nutr 1996;50:72–92",
        }
    }

    /// The equation as written for that body: W kg, H cm, A years, LBM kg.
    pub fn formula(self, body: &Body) -> String {
        let is_female = body.sex == Some(Sex::Female);
        let either = |male: &str, female: &str| (if is_female { female } else { male }).to_owned();
        let of = |line: Option<banded::Line>| line.map(banded::Line::formula).unwrap_or_default();
        let (sex, age) = (body.sex.unwrap_or(Sex::Male), body.age_years);
        match self {
            Self::KatchMcArdle => "370 + 21.6 × LBM".to_owned(),
            Self::Cunningham => "500 + 22 × LBM".to_owned(),
            Self::MifflinStJeor => {
                either("10 × W + 6.25 × H − 5 × A + 5", "10 × W + 6.25 × H − 5 × A − 161")
            }
            Self::HarrisBenedict1919 => either(
                "66.4730 + 13.7516 × W + 5.0033 × H − 6.7550 × A",
                "655.0955 + 9.5634 × W + 1.8496 × H − 4.6756 × A",
            ),
            Self::HarrisBenedictRevised => either(
                "88.362 + 13.397 × W + 4.799 × H − 5.677 × A",
                "447.593 + 9.247 × W + 3.098 × H − 4.330 × A",
            ),
            Self::Black => either(
                "1.083 × W^0.48 × H(m)^0.50 × A^−0.13 MJ",
                "0.963 × W^0.48 × H(m)^0.50 × A^−0.13 MJ",
            ),
            Self::Schofield => of(banded::schofield(sex, age)),
            Self::Henry => of(banded::henry(sex, age, body.height_cm.is_some())),
            Self::Nasem => "EER by age, height, weight, activity and growth".to_owned(),
        }
    }

    /// What is not known of that body and has to be.
    pub fn lacks(self, body: &Body) -> Vec<Input> {
        let takes_activity = body.age_years >= ACTIVITY_FROM_YEARS;
        let needed: &[Input] = match self {
            Self::KatchMcArdle | Self::Cunningham => &[Input::LeanMass],
            Self::Schofield | Self::Henry => &[Input::Sex],
            Self::Nasem if takes_activity => &[Input::Sex, Input::Height, Input::Exertion],
            _ => &[Input::Sex, Input::Height],
        };
        let is_lacking = |input: &Input| match input {
            Input::Sex => body.sex.is_none(),
            Input::Height => body.height_cm.is_none(),
            Input::LeanMass => body.lean_kg().is_none(),
            Input::Exertion => body.exertion.is_none(),
        };
        needed.iter().copied().filter(is_lacking).collect()
    }

    /// Energy, kcal a day, unrounded: the rate at rest, or of a whole day where
    /// [`Self::is_whole_day`]. None when the equation needs what is not known.
    pub fn bmr(self, body: &Body) -> Option<f64> {
        let (weight, age) = (body.weight_kg, body.age_years);
        let linear = |base: f64, kg: f64, cm: f64, year: f64| {
            Some(base + kg * weight + cm * body.height_cm? - year * age)
        };
        let black = |factor: f64| {
            let height_m = body.height_cm? / 100.0;
            Some(factor * weight.powf(0.48) * height_m.powf(0.50) * age.powf(-0.13) / 4.184e-3)
        };
        let height_m = body.height_cm.unwrap_or_default() / 100.0;
        let rate = match (self, body.sex) {
            (Self::KatchMcArdle, _) => 370.0 + 21.6 * body.lean_kg()?,
            (Self::Cunningham, _) => 500.0 + 22.0 * body.lean_kg()?,
            (_, None) => return None,
            (Self::MifflinStJeor, Some(Sex::Male)) => linear(5.0, 10.0, 6.25, 5.0)?,
            (Self::MifflinStJeor, Some(Sex::Female)) => linear(-161.0, 10.0, 6.25, 5.0)?,
            (Self::HarrisBenedict1919, Some(Sex::Male)) => {
                linear(66.4730, 13.7516, 5.0033, 6.7550)?
            }
            (Self::HarrisBenedict1919, Some(Sex::Female)) => {
                linear(655.0955, 9.5634, 1.8496, 4.6756)?
            }
            (Self::HarrisBenedictRevised, Some(Sex::Male)) => linear(88.362, 13.397, 4.799, 5.677)?,
            (Self::HarrisBenedictRevised, Some(Sex::Female)) => {
                linear(447.593, 9.247, 3.098, 4.330)?
            }
            (Self::Black, Some(Sex::Male)) => black(1.083)?,
            (Self::Black, Some(Sex::Female)) => black(0.963)?,
            (Self::Schofield, Some(sex)) => banded::schofield(sex, age)?.kcal(weight, 0.0),
            (Self::Henry, Some(sex)) => {
                banded::henry(sex, age, body.height_cm.is_some())?.kcal(weight, height_m)
            }
            (Self::Nasem, Some(sex)) => {
                let exertion = match age < ACTIVITY_FROM_YEARS {
                    true => super::Exertion::Inactive,
                    false => body.exertion?,
                };
                requirement(sex, age, weight, body.height_cm?, exertion, body.life)
            }
        };
        Some(without_noise(rate))
    }

    /// Whether its result is a whole day's, activity included: never to be multiplied again.
    pub fn is_whole_day(self) -> bool {
        self == Self::Nasem
    }

    /// Whether the equation was made for a body like that one.
    pub fn holds(self, body: &Body) -> bool {
        self.why_not(body).is_none()
    }

    /// Why the equation was not made for a body like that one; none where it was. It was for adults,
    /// but for those by bands of age; for no pregnancy and no lactation, but for the EER.
    pub fn why_not(self, body: &Body) -> Option<&'static str> {
        let is_mother = body.sex == Some(Sex::Female) && (19.0..51.0).contains(&body.age_years);
        if self.takes() == Inputs::LeanMass && body.lean_kg() > Some(body.weight_kg) {
            return Some("the lean mass is more than the whole body weighs");
        }
        match (self, body.life) {
            (Self::Nasem, Life::Usual) => None,
            (Self::Nasem, _) if !is_mother => {
                Some("pregnancy and lactation are those of women from 19 to 50 years of age")
            }
            (Self::Nasem, Life::Lactating { months }) if months > LACTATION_MONTHS => {
                Some("its table of lactation ends 12 months after the birth")
            }
            (Self::Nasem, _) => None,
            (_, Life::Pregnant { .. } | Life::Lactating { .. }) => {
                Some("it was not made for pregnancy or lactation")
            }
            (Self::Schofield | Self::Henry, Life::Usual) => None,
            (_, Life::Usual) => (body.age_years < ADULTS).then_some("it was made for adults"),
        }
    }

    /// Whether this body's result comes out of weight and height, where there is a choice.
    pub fn uses_height(self, body: &Body) -> bool {
        match self {
            Self::KatchMcArdle | Self::Cunningham | Self::Schofield => false,
            Self::Henry => body.height_cm.is_some() && body.age_years >= HENRY_HEIGHT_YEARS,
            _ => true,
        }
    }

    /// What the equation takes of a body.
    pub fn takes(self) -> Inputs {
        match self {
            Self::KatchMcArdle | Self::Cunningham => Inputs::LeanMass,
            _ => Inputs::WeightHeightAgeSex,
        }
    }
}
