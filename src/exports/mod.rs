//! Exports: lists, books and reports as files, for those who may take them out of the house.
//!
//! A file is written to the disk from one snapshot before its first byte is sent: it is of one
//! instant, it breaks off for no reason but the client's, what fails is said as an error instead of
//! half a file, and a slow client holds neither a connection nor a thread nor memory. `store` knows
//! what is in a row of a list, `payments` and `journal` what is in the books; `csv`, `xlsx` and `pdf`
//! how it is written, `reader` and `dialect` for whom; `tables` writes what is small enough for
//! memory; `desk` is where they are asked for, `api` knows who may ask.

mod api;
mod colleague;
mod csv;
pub(crate) mod desk;
pub(crate) mod dialect;
pub(crate) mod journal;
mod order;
mod packed;
pub(crate) mod payments;
mod pdf;
pub(crate) mod reader;
mod store;
pub(crate) mod tables;
mod xlsx;

use std::sync::Arc;

use crate::clock::Zone;
use crate::error::{Error, Result};
use crate::http::{Parameters, Spool};
use crate::list::{Column, Datum, Kind};
use crate::message::message;
use crate::money;
use crate::settings::visit_types::VisitTypes;

pub use api::stage;
use dialect::Dialect;
pub(crate) use order::Order;
use reader::Reader;
pub(crate) use store::{BILLING, PATIENTS, VISITS};

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Xlsx,
    Pdf,
}

impl Format {
    /// Takes `format` out of the parameters; CSV when it is not there.
    ///
    /// # Errors
    /// 400 `INVALID_FORMAT`.
    pub fn take(parameters: &mut Parameters) -> Result<Self> {
        match parameters.take("format").as_deref() {
            None | Some("csv") => Ok(Self::Csv),
            Some("xlsx" | "excel") => Ok(Self::Xlsx),
            Some("pdf") => Ok(Self::Pdf),
            Some(_) => Err(Error::bad(
                "INVALID_FORMAT",
                message("refused-no-format", "format must be csv, xlsx (or excel) or pdf."),
            )),
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
        }
    }
}

/// What every kind of file is written with.
struct Sheet {
    columns: Vec<&'static Column>,
    reader: Arc<dyn Reader>,
    dialect: Dialect,
    zone: Zone,
    visit_types: VisitTypes,
}

impl Sheet {
    fn heading(&self, column: &Column) -> String {
        self.reader.word(column.name)
    }

    /// The value as its reader calls it: choices and flags are words of ours.
    fn said(&self, datum: &Datum, column: &Column) -> Option<String> {
        match datum {
            Datum::Text(code) if matches!(column.kind, Kind::Choice(_)) => {
                Some(self.reader.word(code))
            }
            // A visit type, as the clinic calls it.
            Datum::Text(code) if matches!(column.kind, Kind::Code) => {
                let own = self.visit_types.get(code).and_then(|one| one.name.clone());
                let own = own.filter(|_| !self.reader.is_program());
                Some(own.unwrap_or_else(|| self.reader.word(code)))
            }
            Datum::Text(stored) if column.name == colleague::NAME => {
                Some(colleague::said(stored, &*self.reader))
            }
            Datum::Flag(flag) if !self.reader.is_program() => Some(self.reader.flag(*flag)),
            _ => None,
        }
    }
}

/// A value as text: numbers as programs write them, instants on the clinic's clock.
fn text(datum: &Datum, zone: &Zone) -> String {
    match datum {
        Datum::Nothing => String::new(),
        Datum::Text(text) => text.clone(),
        Datum::Flag(flag) => flag.to_string(),
        Datum::Integer(number) => number.to_string(),
        Datum::Real(number) | Datum::Percent(number) => number.to_string(),
        Datum::Money(minor, currency) => money::to_fixed(*minor, currency),
        Datum::Day(day) => day.clone(),
        Datum::Moment(at) => zone.wall_clock(*at).strftime("%Y-%m-%d %H:%M:%S").to_string(),
    }
}

/// A file that takes row after row.
trait Table {
    fn row(&mut self, sheet: &Sheet, row: &[Datum]) -> Result<()>;

    /// Writes what is left. Answers the bytes, and whether they are gzip's.
    fn finish(self: Box<Self>, sheet: &Sheet) -> Result<(Spool, bool)>;
}
