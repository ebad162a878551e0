//! Physical activity: the factor between a rate at rest and a whole day.

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
