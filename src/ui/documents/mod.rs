//! A patient's documents.

mod in_file;
mod label;
pub(super) mod pages;
