//! Patients in the pages: the list, the file, the form.

pub mod measured;
pub mod pages;
mod record;
