//! CSV (RFC 4180), UTF-8 with a byte order mark, safe to open in a spreadsheet.

use std::io::Write;

use csv::{Terminator, Writer, WriterBuilder};

use super::dialect::Dialect;
use super::packed::Packed;
use super::{Sheet, Table, text};
use crate::clock::Zone;
use crate::error::{Error, Result};
use crate::http::Spool;
use crate::list::Datum;

/// Tells Excel that the text is UTF-8; others skip it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What a spreadsheet may take for the beginning of a formula, in its full-width form too.
const BEGINS_FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

pub(super) struct Csv {
    writer: Writer<Packed>,
    dialect: Dialect,
}

impl Csv {
    /// A file without a line.
    pub fn new(mut to: Packed, dialect: Dialect) -> Result<Self> {
        to.write_all(BYTE_ORDER_MARK)?;
        let mut builder = WriterBuilder::new();
        // The tables of a report have their own numbers of columns.
        builder.terminator(Terminator::CRLF).delimiter(dialect.separator).flexible(true);
        Ok(Self { writer: builder.from_writer(to), dialect })
    }

    /// The file with its headings.
    pub fn of_sheet(to: Packed, sheet: &Sheet) -> Result<Self> {
        let mut file = Self::new(to, sheet.dialect)?;
        file.words(sheet.columns.iter().map(|column| sheet.heading(column)))?;
        Ok(file)
    }

    /// A line of words.
    pub fn words(&mut self, cells: impl IntoIterator<Item = String>) -> Result<()> {
        self.writer.write_record(cells.into_iter().map(harmless)).map_err(broken)
    }

    /// A line of values.
    pub fn values(&mut self, cells: &[Datum], zone: &Zone) -> Result<()> {
        let cells = cells.iter().map(|datum| cell(datum, zone, self.dialect));
        self.writer.write_record(cells).map_err(broken)
    }

    /// Writes what is left.
    pub fn end(self) -> Result<(Spool, bool)> {
        let packed = self.writer.into_inner().map_err(|error| Error::from(error.into_error()))?;
        Ok(packed.finish()?)
    }
}

impl Table for Csv {
    fn row(&mut self, sheet: &Sheet, row: &[Datum]) -> Result<()> {
        for (datum, column) in row.iter().zip(&sheet.columns) {
            let cell = match sheet.said(datum, column) {
                Some(words) => harmless(words),
                None => cell(datum, &sheet.zone, self.dialect),
            };
            self.writer.write_field(cell).map_err(broken)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(broken)
    }

    fn finish(self: Box<Self>, _: &Sheet) -> Result<(Spool, bool)> {
        self.end()
    }
}

fn broken(error: csv::Error) -> Error {
    Error::from(std::io::Error::from(error))
}

/// Numbers are written by us and stay numbers, a negative one too; only text can be a formula.
fn cell(datum: &Datum, zone: &Zone, dialect: Dialect) -> String {
    match datum {
        Datum::Text(text) => harmless(text.clone()),
        Datum::Real(_) | Datum::Percent(_) | Datum::Money(..) => dialect.number(&text(datum, zone)),
        other => text(other, zone),
    }
}

/// An apostrophe makes a spreadsheet read as text what it would run as a formula (CWE-1236).
fn harmless(text: String) -> String {
    match text.starts_with(BEGINS_FORMULA) {
        true => format!("'{text}"),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::exports::dialect::{CONTINENTAL, PLAIN};

    fn written(datum: Datum) -> String {
        cell(&datum, &Zone::named("Europe/Paris").unwrap(), PLAIN)
    }

    #[test]
    fn text_that_a_spreadsheet_would_run_is_kept_from_running() {
        for begins in ["=1+1", "+33 6 12", "-2", "@x", "\tx", "\rx", "\n=1", "＝1"] {
            assert_eq!(written(Datum::Text(begins.into())), format!("'{begins}"));
        }
        for plain in ["Ana", "a=b", "1-2", " x", ""] {
            assert_eq!(written(Datum::Text(plain.into())), plain);
        }
    }

    #[test]
    fn a_negative_amount_is_a_number_with_its_currencys_decimals() {
        assert_eq!(written(Datum::Money(-1250, "EUR".into())), "-12.50");
        assert_eq!(written(Datum::Money(-1250, "JPY".into())), "-1250");
        assert_eq!(written(Datum::Money(5, "KWD".into())), "0.005");
        assert_eq!(written(Datum::Integer(-3)), "-3");
        let french = |datum: Datum| cell(&datum, &Zone::utc(), CONTINENTAL);
        assert_eq!(french(Datum::Money(-1250, "EUR".into())), "-12,50");
        assert_eq!(french(Datum::Text("1.5".into())), "1.5", "text is nobody's number");
    }

    #[test]
    fn an_instant_is_told_on_the_clinics_clock() {
        let at = "2026-07-01T22:30:00Z".parse().unwrap();
        assert_eq!(written(Datum::Moment(at)), "2026-07-02 00:30:00");
    }
}
