//! The audit trail in the pages.

pub mod pages;
mod store;
