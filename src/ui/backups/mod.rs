//! The copies of the clinic in the pages: make, check, download, delete, go back to one.

pub mod pages;
pub mod planning;
pub mod restoring;
pub mod upload;
mod words;

pub use words::{alarm, remedy};
