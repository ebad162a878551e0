//! Opening hours, absences and the waiting list in the pages.

pub mod absences;
pub mod hours;
pub mod waiting;
mod words;
