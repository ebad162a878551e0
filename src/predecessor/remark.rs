//! What an import says of single values, and what it counts.

use std::fmt;

/// Something that was changed, or is strange and was kept.
pub struct Remark<'a> {
    pub table: &'a str,
    pub id: &'a str,
    pub column: &'a str,
    pub value: &'a str,
    pub done: &'a str,
}

impl fmt::Display for Remark<'_> {
    /// One line, its parts apart by tabs; line breaks of the value are written as `\n`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value: String = self.value.chars().take(200).collect();
        let value = value.replace('\\', "\\\\").replace('\n', "\\n").replace(['\t', '\r'], " ");
        write!(f, "{}\t{}\t{}\t{value}\t{}", self.table, self.id, self.column, self.done)
    }
}

/// What became of a table's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub read: u64,
    pub arrived: u64,
    pub already_there: u64,
    pub left_out: u64,
    pub remarks: u64,
}
