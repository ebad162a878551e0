//! Invoices in the pages: the list, the document, its editor, its money, its print.

mod ageing;
mod document;
pub mod drawing;
pub mod money;
pub mod note;
pub mod owing;
pub mod pages;
pub mod received;
pub(in crate::ui) mod store;
