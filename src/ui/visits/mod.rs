//! Visits in the pages: the list, booking and moving, the editor.

pub(in crate::ui) mod before;
pub mod billing;
pub mod booked;
pub mod booking;
mod booking_page;
pub mod deleting;
mod earlier;
pub mod editor;
mod figures;
mod filled;
mod free;
mod head;
mod known;
mod measures;
pub mod moving;
mod next;
mod notes;
mod opened;
mod page;
pub mod pages;
mod paper;
mod paper_texts;
pub mod papers;
mod planned;
mod rights;
pub mod saving;
pub mod signing;
mod steps;
mod store;
pub mod to_wait;
mod told;
mod type_choice;
mod waits;
mod warnings;
mod way_back;

pub use measures::{difference, unit_of};
