//! Sets of targets of the clinic's own in the pages.

mod form;
mod pages;

pub use pages::routes;

/// Where the sets are.
const PATH: &str = "/target-sets";
