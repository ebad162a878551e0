//! Small tables as a file: those of a report, which are in memory already.

use std::sync::Arc;

use super::Format;
use super::csv::Csv;
use super::dialect::Dialect;
use super::packed::Packed;
use super::reader::Reader;
use super::xlsx::Xlsx;
use crate::clock::Zone;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::http::Spool;
use crate::list::Datum;

/// Widths of columns, in letters.
const FIRST: f64 = 26.0;
const OTHERS: f64 = 16.0;

/// A table with a name.
pub(crate) struct Titled {
    pub title: String,
    pub headings: Vec<String>,
    pub rows: Vec<Vec<Datum>>,
}

/// The tables in one file: under each other as CSV, a sheet each as XLSX.
///
/// # Errors
/// `INVALID_FORMAT` for PDF, which the page itself prints; what the disk says.
pub(crate) fn written(
    format: Format,
    tables: &[Titled],
    (reader, dialect): (Arc<dyn Reader>, Dialect),
    config: &Config,
) -> Result<Spool> {
    let spool = Spool::new(config)?;
    let written = match format {
        Format::Csv => csv(spool, tables, dialect)?,
        Format::Xlsx => xlsx(config, spool, tables, reader)?,
        Format::Pdf => return Err(Error::bad("INVALID_FORMAT", "format must be csv or xlsx.")),
    };
    Ok(written.0)
}

fn csv(spool: Spool, tables: &[Titled], dialect: Dialect) -> Result<(Spool, bool)> {
    let mut file = Csv::new(Packed::new(spool, None, 0), dialect)?;
    for (place, table) in tables.iter().enumerate() {
        if place > 0 {
            file.words([String::new()])?;
        }
        file.words([table.title.clone()])?;
        file.words(table.headings.iter().cloned())?;
        for row in &table.rows {
            file.values(row, &Zone::utc())?;
        }
    }
    file.end()
}

fn xlsx(
    config: &Config,
    spool: Spool,
    tables: &[Titled],
    reader: Arc<dyn Reader>,
) -> Result<(Spool, bool)> {
    let sums = move |digits: &str, currency: &str| reader.sum_format(digits, currency);
    let mut book = Xlsx::new(config, spool, Box::new(sums))?;
    for table in tables {
        let widths = std::iter::once(FIRST).chain(std::iter::repeat(OTHERS));
        let columns: Vec<(String, f64)> = table.headings.iter().cloned().zip(widths).collect();
        book.begin(&table.title, &columns)?;
        for row in &table.rows {
            book.values(row, &Zone::utc())?;
        }
    }
    book.end()
}
