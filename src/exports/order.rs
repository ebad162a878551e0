//! An order for a file: what it is called, its columns, and where its rows come from.

use std::collections::BTreeSet;

use super::{Sheet, Table};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::list::Column;

/// Writes the rows into a table. Answers what was written.
type Rows = Box<dyn FnOnce(&Sql<'_>, &Sheet, &mut dyn Table) -> Result<Written> + Send>;

/// What a file holds: how many rows, and of which records. Sixteen bytes a record, for the audit.
#[derive(Default)]
pub(super) struct Written {
    pub rows: u64,
    pub records: BTreeSet<Id>,
}

impl Written {
    /// Another row, which shows that record.
    pub fn add(&mut self, record: Id) {
        self.rows += 1;
        self.records.insert(record);
    }
}

/// What a file is of.
pub(crate) struct Order {
    /// Its name in the address and in the file's name.
    pub name: &'static str,
    /// What its reader calls it.
    pub title: &'static str,
    /// The kind of record, for the audit.
    pub resource: &'static str,
    /// The kind of the records that its rows show, for the audit.
    pub shown: &'static str,
    pub(super) columns: Vec<&'static Column>,
    /// Each column's share of the width on paper.
    pub(super) weights: Vec<u16>,
    pub(super) rows: Rows,
}
