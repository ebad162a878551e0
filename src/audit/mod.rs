//! The audit trail: who did what to which record, from where, and what changed.

mod action;
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

pub use action::{Action, KINDS};
pub use diff::diff;
pub use reads::{QueueState, ReadLog};
pub use record::{Actor, Entry, record};
pub use store::AuditLogs;
pub use walk::{Bad, Progress, Walk, verify_here};
