//! A patient's documents.

pub(super) mod pages;
