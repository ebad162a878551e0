//! The calendar: visits by day, week and month; and the day's sheet.

mod grid;
pub mod pages;
mod shading;
pub mod sheet;
mod store;
mod week;

/// The address of these pages.
pub(in crate::ui) const ROOM: &str = "/calendar";
