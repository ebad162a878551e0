//! Energy needs: what a body spends at rest, and with what its owner does all day.
//!
//! Every estimate names its equation, what went in, where it is published and where it does not
//! hold. Units: kg, cm, years, kcal a day. Nothing is rounded before it is shown.

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
    pub age_years: i32,
    pub weight_kg: f64,
    pub height_cm: f64,
    /// Percent, where it was measured.
    pub body_fat_percentage: Option<f64>,
}

impl Body {
    /// Weight without fat, kg.
    pub fn lean_kg(&self) -> Option<f64> {
        self.body_fat_percentage.map(|percent| self.weight_kg * (1.0 - percent / 100.0))
    }
}

/// An equation for the basal metabolic rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Equation {
    MifflinStJeor,
    HarrisBenedict1919,
    HarrisBenedictRevised,
    KatchMcArdle,
}

impl Equation {
    /// All of them, the usual one first.
    pub const ALL: [Self; 4] = [
        Self::MifflinStJeor,
        Self::HarrisBenedict1919,
        Self::HarrisBenedictRevised,
        Self::KatchMcArdle,
    ];

    /// As the field calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::MifflinStJeor => "Mifflin-St Jeor",
            Self::HarrisBenedict1919 => "Harris-Benedict (1919)",
            Self::HarrisBenedictRevised => "Harris-Benedict (revised 1984)",
            Self::KatchMcArdle => "Katch-McArdle",
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
        }
    }

    /// The equation as written for that sex: W kg, H cm, A years, LBM kg.
    pub fn formula(self, sex: Option<Sex>) -> &'static str {
        match (self, sex) {
            (Self::KatchMcArdle, _) => "370 + 21.6 × LBM",
            (Self::MifflinStJeor, Some(Sex::Female)) => "10 × W + 6.25 × H − 5 × A − 161",
            (Self::MifflinStJeor, _) => "10 × W + 6.25 × H − 5 × A + 5",
            (Self::HarrisBenedict1919, Some(Sex::Female)) => {
                "655.0955 + 9.5634 × W + 1.8496 × H − 4.6756 × A"
            }
            (Self::HarrisBenedict1919, _) => "66.4730 + 13.7516 × W + 5.0033 × H − 6.7550 × A",
            (Self::HarrisBenedictRevised, Some(Sex::Female)) => {
                "447.593 + 9.247 × W + 3.098 × H − 4.330 × A"
            }
            (Self::HarrisBenedictRevised, _) => "88.362 + 13.397 × W + 4.799 × H − 5.677 × A",
        }
    }

    /// The basal metabolic rate, kcal a day, unrounded. None when the equation needs what is not known: the
    /// sex, or the share of fat.
    pub fn bmr(self, body: &Body) -> Option<f64> {
        let (weight, height, age) = (body.weight_kg, body.height_cm, f64::from(body.age_years));
        let linear =
            |base: f64, kg: f64, cm: f64, year: f64| base + kg * weight + cm * height - year * age;
        let rate = match (self, body.sex) {
            (Self::KatchMcArdle, _) => 370.0 + 21.6 * body.lean_kg()?,
            (_, None) => return None,
            (Self::MifflinStJeor, Some(Sex::Male)) => linear(5.0, 10.0, 6.25, 5.0),
            (Self::MifflinStJeor, Some(Sex::Female)) => linear(-161.0, 10.0, 6.25, 5.0),
            (Self::HarrisBenedict1919, Some(Sex::Male)) => linear(66.4730, 13.7516, 5.0033, 6.7550),
            (Self::HarrisBenedict1919, Some(Sex::Female)) => {
                linear(655.0955, 9.5634, 1.8496, 4.6756)
            }
            (Self::HarrisBenedictRevised, Some(Sex::Male)) => linear(88.362, 13.397, 4.799, 5.677),
            (Self::HarrisBenedictRevised, Some(Sex::Female)) => {
                linear(447.593, 9.247, 3.098, 4.330)
            }
        };
        Some(rate)
    }

    /// What the equation takes of a body.
    pub fn takes(self) -> Inputs {
        match self {
            Self::KatchMcArdle => Inputs::LeanMass,
            _ => Inputs::WeightHeightAgeSex,
        }
    }
}

/// What an equation takes of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inputs {
    /// Weight without fat, kg.
    LeanMass,
    WeightHeightAgeSex,
}

/// A physical activity level: total over basal energy. The classes are those of FAO/WHO/UNU,
/// Human energy requirements, 2004, table 5.1; the value is the middle of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// 1.40 to 1.69.
    Sedentary,
    /// 1.70 to 1.99.
    Active,
    /// 2.00 to 2.40.
    Vigorous,
}

impl Activity {
    /// From the least to the most.
    pub const ALL: [Self; 3] = [Self::Sedentary, Self::Active, Self::Vigorous];

    /// The factor that the basal rate is multiplied by.
    pub fn level(self) -> f64 {
        match self {
            Self::Sedentary => 1.55,
            Self::Active => 1.85,
            Self::Vigorous => 2.20,
        }
    }

    /// Total daily energy expenditure from an unrounded rate, in whole kcal: more would pretend to
    /// know.
    pub fn tdee(self, bmr: f64) -> f64 {
        (bmr * self.level()).round()
    }
}

/// Whether the equations may be trusted for somebody of that age.
pub fn holds_for(age_years: i32) -> bool {
    age_years >= ADULT_YEARS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(sex: Sex) -> Body {
        Body {
            sex: Some(sex),
            age_years: 30,
            weight_kg: 70.0,
            height_cm: 175.0,
            body_fat_percentage: Some(20.0),
        }
    }

    #[test]
    fn the_equations_agree_with_worked_examples() {
        for (equation, male, female) in [
            (Equation::MifflinStJeor, 1648.75, 1482.75),
            (Equation::HarrisBenedict1919, 1702.0, 1507.9),
            (Equation::HarrisBenedictRevised, 1695.7, 1507.1),
            (Equation::KatchMcArdle, 1579.6, 1579.6),
        ] {
            for (sex, expected) in [(Sex::Male, male), (Sex::Female, female)] {
                let bmr = equation.bmr(&body(sex)).unwrap();
                assert!((bmr - expected).abs() < 0.06, "{} {sex:?}: {bmr}", equation.name());
            }
        }
    }

    #[test]
    fn no_sex_and_no_share_of_fat_are_guessed() {
        let unknown = Body { sex: None, body_fat_percentage: None, ..body(Sex::Male) };
        assert!(Equation::ALL.iter().all(|equation| equation.bmr(&unknown).is_none()));
        assert_eq!(Sex::of(None, Some("OTHER")), None);
        assert_eq!(Sex::of(Some("FEMALE"), Some("OTHER")), Some(Sex::Female));
        assert_eq!(Sex::of(None, Some("MALE")), Some(Sex::Male));
    }

    #[test]
    fn activity_multiplies_the_rate_at_rest() {
        assert_eq!(Activity::Sedentary.tdee(1648.75), 2556.0);
        assert!(Activity::ALL.windows(2).all(|two| two[0].level() < two[1].level()));
        assert!(!holds_for(18) && holds_for(19));
    }
}
