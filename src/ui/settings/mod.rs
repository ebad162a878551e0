//! The clinic's settings and its price list in the pages.

pub mod pages;
pub mod prices;
