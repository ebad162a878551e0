//! Portions: how much of a food somebody means who types "2 tbsp olive oil" or « 150 g riz cuit ».
//!
//! `words` knows the measures of both languages and `numerals` their number words, `number` and `typed`
//! read a text, and [`Amount::grams`] weighs what was read: by the food's own portions first, where they
//! are what it is `counted` by, else by what is `usual`.

mod amount;
mod counted;
mod measure;
mod number;
mod numerals;
#[cfg(test)]
mod tests;
mod typed;
mod usual;
mod words;

pub use amount::Amount;
pub use measure::{Measure, Portion, Weighed};
pub use typed::{Typed, read};
pub use usual::{density, is_liquid};
