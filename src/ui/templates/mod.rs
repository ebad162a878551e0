//! `/note-templates`: what notes begin with, and blocks of text for anywhere.

mod pages;

pub use pages::routes;
