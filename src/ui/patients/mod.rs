//! Patients in the pages.

mod chronicle;
pub mod measured;
pub mod pages;
mod record;
mod store;
pub mod summary;
