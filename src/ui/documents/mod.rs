//! A patient's documents.

mod label;
pub(super) mod pages;
