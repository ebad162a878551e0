//! The audit trail: who did what to which record, from where, and what changed.

pub mod chain;
mod diff;
mod gathering;
mod journal;
mod reads;
mod recent;
mod record;
pub(crate) mod store;
pub(crate) mod verification;
mod walk;

pub use diff::diff;
pub use reads::{QueueState, ReadLog};
pub use record::{Action, Actor, Entry, KINDS, record};
pub use store::AuditLogs;
pub use walk::{Bad, Progress, Walk, verify_here};
