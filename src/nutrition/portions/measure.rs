//! What amounts are counted in, and what is measured.

/// What an amount is counted in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// Grams in one.
    Mass(f64),
    /// Millilitres in one; weighed by the food's density.
    Volume(f64),
    /// A household measure: its key among the names of portions. What one weighs depends on the food.
    Household(&'static str),
    /// Pieces, or whatever the food's usual portion is.
    Piece,
}

/// A portion of a food: its name and the grams of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Portion<'p> {
    /// In any language.
    pub name: &'p str,
    pub grams: f64,
    pub is_default: bool,
}

/// A food as it is weighed.
#[derive(Clone, Debug, Default)]
pub struct Weighed<'f> {
    /// Its names by the codes of their languages.
    pub names: Vec<(&'f str, &'f str)>,
    pub portions: Vec<Portion<'f>>,
    /// g/ml, where its table says it.
    pub density: Option<f64>,
}
