//! The audit trail in the pages.

pub mod pages;
pub mod store;
