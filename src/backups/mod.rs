//! Backups that are known to restore.
//!
//! A copy is taken from one snapshot of the live database, carries its own manifest (what it
//! must contain, and a digest of every byte), and counts as made only after it has been read
//! back and compared. A restore checks the candidate the same way before anything is touched,
//! prepares the new database beside the old one, and swaps them with one rename.

mod candidate;
mod digest;
mod restoration;
mod snapshot;
mod store;

pub use candidate::{Candidate, examine};
pub use restoration::{Change, Restored, compare, restore};
pub use snapshot::{Made, Phase, take};
pub use store::{Counts, Run, note};

use serde::{Deserialize, Serialize};

/// What a backup must contain: it lies inside the copy, so that a renamed file proves itself.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Manifest {
    /// UTC.
    pub made_at: String,
    /// The program that made it.
    pub program: String,
    pub schema_version: usize,
    /// The rows of every table.
    pub rows: Counts,
    /// The number and the hash of the last audit row, and its instant.
    pub audit_seq: i64,
    pub audit_head: String,
    pub newest: Option<String>,
    /// Names the place of the file's digest.
    pub seal: String,
}
