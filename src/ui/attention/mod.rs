//! What needs attention: visits without a note, patients who were not seen for long.

pub mod pages;
pub mod store;
