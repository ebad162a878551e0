//! Foods: what they are called, what is in them, where that is known from.

pub mod store;
pub mod value;
pub mod view;
