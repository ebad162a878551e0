//! The write-ahead log as a file beside the database, read without SQLite: whose it is, and what to
//! do when it is another file's.
//!
//! SQLite takes any log that has the right name: where a copy was put in the place of the database
//! by hand, the old log's pages would be laid over it, and neither of the two would be left.

mod aside;
mod examination;
mod frames;
mod mark;
mod origin;

use std::path::{Path, PathBuf};

pub use aside::{SetAside, refuse_unless_own, set_aside_unless_own, settle};
pub use frames::page_one;
pub use mark::{Mark, advance, advance_if_there, last, root};
pub use origin::{Origin, judge};

pub(super) use mark::in_file;
pub(super) use origin::{Trail, page_size};

/// The log of a database.
pub fn log_of(database: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", database.display()))
}
