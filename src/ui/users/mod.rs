//! Users in the pages: the list, one user, what each role may do.

mod adding;
mod form;
mod handing;
mod keys;
mod listing;
mod owned;
pub mod pages;
mod password;
mod roles;
mod user_page;

/// The address of these pages.
pub(in crate::ui) const ROOM: &str = "/users";
