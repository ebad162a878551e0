//! An amount of a food, and what it weighs.

use super::counted::{is_counted, is_of_many, is_portion};
use super::measure::{Measure, Portion, Weighed};
use super::usual::{density, grams_of_one, is_drink, is_liquid, portion_of};
use super::words::names;

/// How much of what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount {
    pub count: f64,
    pub measure: Measure,
    /// The measure's key among the names of portions: "tablespoon", "slice"; empty for a piece.
    pub key: &'static str,
}

/// The key of grams that nobody has said: a bare number.
pub(super) const BARE: &str = "bare";
/// More than this of pieces is no plate, and no pot either.
const PILE_GRAMS: f64 = 10_000.0;
/// Water weighs as much as it takes room.
const WATER: f64 = 1.0;
/// Measures that are one size for drinks, and any for other foods.
const DRUNK_OF: [&str; 2] = ["can", "small bottle"];
/// A pan's oil never fills the spoon to the brim: grams in a millilitre of spoon.
const OIL_IN_SPOON: f64 = 10.0 / 15.0;
/// Lighter than this is an oil, and heavier than what is heaped.
const OIL_DENSITY: std::ops::Range<f64> = 0.9..0.93;

impl Amount {
    /// The grams that are meant: by the food's own portion of that name, else by the measure itself.
    /// None where nobody knows what one weighs: of pieces of what has no portion, or has one that is
    /// no piece, of a bare number of them, of rooms of what is neither drunk nor of a known density, and
    /// of household measures that are another's.
    pub fn grams(&self, food: &Weighed<'_>) -> Option<f64> {
        let own = || food.portions.iter().find(|portion| names(self.key, portion.name));
        let one = match self.measure {
            Measure::Mass(_) if self.is_bare() && is_counted(food) => return None,
            Measure::Mass(grams) => grams,
            Measure::Volume(ml) => match own().filter(|_| !self.key.is_empty()) {
                Some(portion) => portion.grams,
                None if DRUNK_OF.contains(&self.key) && !is_drink(&food.names) => return None,
                None => ml * self.grams_of_one_ml(food)?,
            },
            Measure::Household(key) => match own() {
                Some(portion) => portion.grams,
                None if key == "portion" && !food.portions.is_empty() => {
                    let usual = usual(food).filter(|usual| is_portion(usual, food));
                    usual.map(|usual| usual.grams).or_else(|| portion_of(&food.names))?
                }
                None => grams_of_one(key, &food.names)?,
            },
            Measure::Piece => usual(food).filter(|_| !is_of_many(food))?.grams,
        };
        // Nobody weighs finer than a milligram.
        Some((self.count * one * 1000.0).round() / 1000.0)
    }

    /// Whether it is a number that may be of grams or of pieces.
    pub(super) fn is_bare(&self) -> bool {
        self.key == BARE
    }

    /// The same as grams, where what there is of the food is weighed, or nobody has so many pieces.
    #[must_use]
    pub fn beside(self, is_weighed: bool, of_one: f64) -> Self {
        let is_pile = self.count * of_one > PILE_GRAMS;
        if self.is_bare() && (is_weighed || is_pile) { Self { key: "", ..self } } else { self }
    }

    fn grams_of_one_ml(&self, food: &Weighed<'_>) -> Option<f64> {
        match food.density.or_else(|| density(&food.names)) {
            Some(density) if OIL_DENSITY.contains(&density) && self.key.ends_with("spoon") => {
                Some(OIL_IN_SPOON)
            }
            density => density.or_else(|| is_liquid(&food.names).then_some(WATER)),
        }
    }
}

fn usual<'f>(food: &'f Weighed<'_>) -> Option<&'f Portion<'f>> {
    food.portions.iter().find(|portion| portion.is_default).or(food.portions.first())
}
