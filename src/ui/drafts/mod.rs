//! What is being typed, kept on the server while it is typed: the clinic's PCs are shared, so a
//! browser's own storage would show one person's notes to the next.

pub mod pages;
pub mod store;
