//! `/patients/<id>/goals`: what a patient is on the way to.

mod pages;
mod weights;
mod words;

pub use pages::routes;
pub(in crate::ui) use words::{GoalLine, aim, aims, told};
