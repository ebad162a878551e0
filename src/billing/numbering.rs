//! Numbers without gaps or reuse: allotted inside the one write transaction, so that a number
//! exists exactly if its document does.

use rusqlite::params;

use crate::db::Tx;
use crate::error::Result;

/// A series of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    Invoice,
    CreditNote,
}

impl Series {
    fn name(self) -> &'static str {
        match self {
            Self::Invoice => "INV",
            Self::CreditNote => "CN",
        }
    }
}

/// The next number of that series and year, like `INV-2026-000042`. The year is that of the day that the
/// document bears: an invoice's own date, which need not be today's; a credit note is dated today, whenever
/// its invoice was.
///
/// # Errors
/// What SQLite says.
pub fn allot(tx: &Tx<'_>, series: Series, year: i16) -> Result<String> {
    let last: i64 = tx.one(
        "INSERT INTO number_series (series, year, last_number) VALUES (?1, ?2, 1) \
         ON CONFLICT DO UPDATE SET last_number = last_number + 1 RETURNING last_number",
        params![series.name(), year],
        |row| row.get(0),
    )?;
    Ok(format!("{}-{year:04}-{last:06}", series.name()))
}
