//! Foods: what they are called, what is in them, where that is known from.
//!
//! A table of foods is a source; one import is one edition, which never changes. A clinic's own foods
//! stand in a source of their own, copies of official ones among them.

mod api;
pub mod finding;
pub mod import;
pub mod input;
pub mod list;
pub mod own;
pub mod service;
pub mod sources;
pub mod starter;
pub mod store;
pub mod tables;
pub mod upload;
pub mod value;
pub mod view;

pub(super) use api::{foods, sources as source_routes};
