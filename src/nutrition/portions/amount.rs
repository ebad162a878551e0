//! An amount of a food, and what it weighs.

use super::measure::{Measure, Portion};
use super::words::names;

/// How much of what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount {
    pub count: f64,
    pub measure: Measure,
    /// The measure's key among the names of portions: "tablespoon", "slice"; empty for a piece.
    pub key: &'static str,
}

/// Water weighs as much as it takes room.
const WATER: f64 = 1.0;
/// A pan's oil never fills the spoon to the brim: grams in a millilitre of spoon.
const OIL_IN_SPOON: f64 = 10.0 / 15.0;
/// Lighter than this is an oil.
const OIL_DENSITY: f64 = 0.93;

impl Amount {
    /// The grams that are meant: by the food's own portion of that name, else by the measure itself.
    /// None for pieces of what has no portion: nobody knows what one weighs.
    pub fn grams(&self, portions: &[Portion<'_>], density: Option<f64>) -> Option<f64> {
        let own = || portions.iter().find(|portion| names(self.key, portion.name));
        let usual = || portions.iter().find(|portion| portion.is_default).or(portions.first());
        let one = match self.measure {
            Measure::Mass(grams) => grams,
            Measure::Volume(ml) => match (own().filter(|_| !self.key.is_empty()), density) {
                (Some(portion), _) => portion.grams,
                (None, Some(density)) if density < OIL_DENSITY && self.key.ends_with("spoon") => {
                    ml * OIL_IN_SPOON
                }
                (None, density) => ml * density.unwrap_or(WATER),
            },
            Measure::Household(_, grams) => own().map_or(grams, |portion| portion.grams),
            Measure::Piece => usual()?.grams,
        };
        // Nobody weighs finer than a milligram.
        Some((self.count * one * 1000.0).round() / 1000.0)
    }
}
