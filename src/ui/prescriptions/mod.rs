//! `/patients/<id>/energy`: what a patient is to eat a day, and from what it was worked out.

mod pages;
mod words;

pub use pages::routes;
pub(in crate::ui) use words::{PrescriptionLine, for_the_patient, told};
