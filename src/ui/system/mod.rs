//! The state of the system in the pages.

pub mod examination;
pub mod pages;
