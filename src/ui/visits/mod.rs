//! Visits in the pages: the list, booking and moving, the editor.

pub mod booked;
pub mod booking;
pub mod editor;
mod figures;
mod free;
mod measures;
pub mod moving;
mod notes;
mod opened;
mod page;
pub mod pages;
pub mod saving;
mod store;

pub use measures::difference;
mod warnings;
