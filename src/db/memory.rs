//! What is remembered between questions of one database, by whoever stands above it.

use std::any::Any;

use super::Sql;
use crate::generations::{Born, Tag};

/// A memory beside the database: dated like answers, and found by every question ([`Sql::kept`]).
pub trait Memory: Any + Send + Sync {
    /// Reads anew what these changes made untrue: right after them, rather than at somebody's next
    /// question. Without any it is filled for the first time. A failure is that question's affair.
    fn renew(&self, sql: &Sql<'_>, born: Born, touched: &[Tag]);
}
