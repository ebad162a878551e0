//! The clinic's settings and its price list in the pages.

pub mod accounts;
pub mod first;
pub mod logo;
mod moves;
pub mod pages;
pub mod prices;
mod store;
pub mod tabs;
pub mod visit_types;
pub mod zone;
