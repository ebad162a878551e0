//! Lists as files, from their pages.

pub(super) mod pages;
mod reader;
