//! Invoices in the pages: the list, the document, its editor, its money, its print.

mod act;
mod ageing;
mod badge;
mod bookings;
pub mod cash_up;
mod document;
pub mod editor;
mod listing;
pub mod note;
mod opened;
pub mod owing;
pub mod pages;
mod paper;
pub mod payments;
pub mod receipt;
pub mod received;
mod rows;
pub mod slip;
mod spread;
pub(in crate::ui) mod store;
pub mod totals;

/// The address of these pages.
const ROOM: &str = "/invoices";
