//! Patients in the pages.

pub mod access;
mod chronicle;
mod entries;
mod form;
mod listing;
pub mod measured;
pub mod pages;
mod record;
mod searching;
mod store;
pub mod summary;
