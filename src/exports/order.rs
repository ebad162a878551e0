//! An order for a file: what it is called, its columns, and where its rows come from.

use super::{Sheet, Table};
use crate::db::Sql;
use crate::error::Result;
use crate::list::Column;

/// Writes the rows into a table. Answers how many there were.
type Rows = Box<dyn FnOnce(&Sql<'_>, &Sheet, &mut dyn Table) -> Result<u64> + Send>;

/// What a file is of.
pub(crate) struct Order {
    /// Its name in the address and in the file's name.
    pub name: &'static str,
    /// What its reader calls it.
    pub title: &'static str,
    /// The kind of record, for the audit.
    pub resource: &'static str,
    pub(super) columns: Vec<&'static Column>,
    /// Each column's share of the width on paper.
    pub(super) weights: Vec<u16>,
    pub(super) rows: Rows,
}
