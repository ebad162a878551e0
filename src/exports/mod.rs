//! Exports: a whole list as a file, for those who may take it out of the house.
//!
//! A file is written to the disk from one snapshot before its first byte is sent: it is of one
//! instant, it breaks off for no reason but the client's, what fails is said as an error instead of
//! half a file, and a slow client holds neither a connection nor a thread nor memory. `store` knows
//! what is in a row, `csv` and `xlsx` how it is written, `api` who may ask.

pub(crate) mod api;
mod csv;
mod packed;
mod store;
mod xlsx;

use std::sync::Arc;

use crate::clock::Zone;
use crate::error::{Error, Result};
use crate::http::{Parameters, Spool, unknown_parameter};
use crate::list::{Column, Datum, ListQuery};

pub use api::stage;
use store::Subject;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Xlsx,
}

impl Format {
    /// Takes `format` out of the parameters; CSV when it is not there.
    ///
    /// # Errors
    /// 400 `INVALID_FORMAT`.
    fn take(parameters: &mut Parameters) -> Result<Self> {
        match parameters.take("format").as_deref() {
            None | Some("csv") => Ok(Self::Csv),
            Some("xlsx" | "excel") => Ok(Self::Xlsx),
            Some(_) => Err(Error::bad("INVALID_FORMAT", "format must be csv or xlsx (or excel).")),
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// How the words of a file are said: names of columns and of choices.
pub(crate) type Words = Arc<dyn Fn(&str) -> String + Send + Sync>;

/// What every kind of file is written with.
struct Sheet {
    columns: Vec<&'static Column>,
    words: Words,
    zone: Zone,
}

/// A file that takes row after row.
trait Table {
    fn row(&mut self, sheet: &Sheet, row: &[Datum]) -> Result<()>;

    /// Writes what is left. Answers the bytes, and whether they are gzip's.
    fn finish(self: Box<Self>) -> Result<(Spool, bool)>;
}

/// An export has every row and its own columns: what a list pages and chooses by is not for it.
const NOT_FOR_EXPORTS: [&str; 6] = ["limit", "offset", "cursor", "count", "fields", "include"];

/// Reads the parameters: the format, and the list's own filters, search and order.
///
/// # Errors
/// 400, naming the parameter.
fn asked(
    subject: &Subject,
    mut parameters: Parameters,
    zone: &Zone,
) -> Result<(Format, ListQuery)> {
    let format = Format::take(&mut parameters)?;
    if let Some(name) = NOT_FOR_EXPORTS.iter().find(|name| parameters.get(name).is_some()) {
        return Err(unknown_parameter(name));
    }
    Ok((format, ListQuery::read(subject.spec, parameters, zone)?))
}
