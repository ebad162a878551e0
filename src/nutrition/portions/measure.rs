//! What amounts are counted in.

/// What an amount is counted in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// Grams in one.
    Mass(f64),
    /// Millilitres in one; weighed by the food's density.
    Volume(f64),
    /// A household measure: its key among the names of portions, and the usual grams of one.
    Household(&'static str, f64),
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
