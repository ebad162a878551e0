//! Totals of nutrients: what is known is added, and what is not known stays visible.
//!
//! A table says of a nutrient how much there is, that there are traces, that there is less than a
//! bound, or nothing. None of these becomes zero. Nothing is rounded before it is printed.

mod shares;
mod shown;
mod tally;
#[cfg(test)]
mod tests;

pub use shares::{EnergyShares, Part};
pub use shown::Shown;
pub use tally::{Content, Tally};
