//! The audit trail in the pages.

pub mod pages;
mod sentences;
pub mod store;
mod whose;
