//! Patients in the pages.

mod chronicle;
mod listing;
pub mod measured;
pub mod pages;
mod record;
mod searching;
mod store;
pub mod summary;
