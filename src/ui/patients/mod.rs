//! Patients in the pages.

pub mod access;
mod entries;
mod form;
mod listing;
pub mod measurements_page;
pub mod pages;
mod record;
mod searching;
mod store;
pub mod summary;
mod timeline_page;

/// The address of these pages.
pub(in crate::ui) const ROOM: &str = "/patients";
