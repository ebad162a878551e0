//! Documents in the pages: of a patient, of a visit, photos side by side.

mod in_file;
mod label;
pub(super) mod pages;
mod photos;
mod shown;
mod storing;
mod visit;

pub(in crate::ui) use shown::{DocumentLine, line};
