//! The audit trail: who did what to which record, from where, and what changed.

pub mod chain;
mod record;

pub use record::{Action, Actor, Entry, record};
