//! Visits in the pages: the list, booking and moving, the editor.

pub mod booking;
pub mod editor;
mod figures;
mod measures;
mod notes;
mod opened;
mod page;
pub mod pages;
pub mod saving;
mod store;

pub use measures::difference;
