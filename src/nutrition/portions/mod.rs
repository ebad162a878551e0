//! Portions: how much of a food somebody means who types "2 tbsp olive oil" or « 150 g riz cuit ».
//!
//! `words` knows the measures and number words of both languages, `typed` reads a text, and
//! [`Amount::grams`] weighs what was read by the food's own portions first.

mod amount;
mod measure;
#[cfg(test)]
mod tests;
mod typed;
mod words;

pub use amount::Amount;
pub use measure::{Measure, Portion};
pub use typed::{Typed, read};
