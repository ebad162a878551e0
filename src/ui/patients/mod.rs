//! Patients in the pages.

pub mod access;
mod entries;
mod file;
mod form;
pub(in crate::ui) mod head;
mod listing;
pub mod measurements_page;
pub mod medical_history;
mod overview;
pub mod pages;
mod record;
mod searching;
pub(in crate::ui) mod seen;
mod store;
pub mod summary;
mod tabs;
mod timeline_page;

/// The address of these pages.
pub(in crate::ui) const ROOM: &str = "/patients";
