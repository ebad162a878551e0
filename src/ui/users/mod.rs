//! Users in the pages: the list, one user, what each role may do.

mod handing;
mod keys;
pub mod pages;
