//! Users in the pages: the list, one user, what each role may do.

mod handing;
mod keys;
mod listing;
pub mod pages;

/// The address of these pages.
pub(in crate::ui) const ROOM: &str = "/users";
