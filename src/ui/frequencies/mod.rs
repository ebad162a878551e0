//! How often a patient usually eats what, in the pages.

mod pages;
mod words;

pub use pages::routes;
