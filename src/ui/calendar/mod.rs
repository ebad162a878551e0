//! The calendar in the pages.

mod grid;
pub mod pages;
mod store;
