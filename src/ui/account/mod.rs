//! One's own account: language, theme, keys, password, sessions.

pub mod keys;
pub mod pages;
pub mod store;

pub use pages::remember_language;
