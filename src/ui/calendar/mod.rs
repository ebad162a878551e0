//! The calendar: visits by day, week and month; a visit's card; and the day's sheet.
//!
//! - `view` says which days are shown, `week_start` where weeks begin, `store` reads their visits.
//! - The board: `geometry` places minutes, `shading` what is closed, `shown` says a visit in words,
//!   `lanes` says whose lanes there are, `board` fills them; `week` and `month` are the views without hours.
//! - `card` is what a visit is at the desk, and what is done with it there.

mod board;
pub mod card;
mod geometry;
mod lanes;
mod load;
mod month;
pub mod pages;
mod shading;
pub mod sheet;
mod shown;
mod store;
mod strip;
mod view;
mod week;
mod week_start;

/// The address of these pages.
pub(in crate::ui) const ROOM: &str = "/calendar";
