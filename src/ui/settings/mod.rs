//! The clinic's settings and its price list in the pages.

mod moves;
pub mod pages;
pub mod prices;
mod store;
