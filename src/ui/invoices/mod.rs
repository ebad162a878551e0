//! Invoices in the pages: the list, the document, its editor, its money, its print.

mod document;
pub mod drawing;
pub mod money;
pub mod pages;
mod store;
