//! CSV (RFC 4180), UTF-8 with a byte order mark, safe to open in a spreadsheet.

use std::io::Write;

use csv::{Terminator, Writer, WriterBuilder};

use super::packed::Packed;
use super::{Sheet, Table};
use crate::clock::Zone;
use crate::error::{Error, Result};
use crate::http::Spool;
use crate::list::{Datum, Kind};
use crate::money;

/// Tells Excel that the text is UTF-8; others skip it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What a spreadsheet may take for the beginning of a formula, in its full-width form too.
const BEGINS_FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

pub(super) struct Csv {
    writer: Writer<Packed>,
}

impl Csv {
    /// The file with its headings.
    pub fn new(mut to: Packed, sheet: &Sheet) -> Result<Self> {
        to.write_all(BYTE_ORDER_MARK)?;
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(to);
        let headings = sheet.columns.iter().map(|column| harmless((sheet.words)(column.name)));
        writer.write_record(headings).map_err(broken)?;
        Ok(Self { writer })
    }
}

impl Table for Csv {
    fn row(&mut self, sheet: &Sheet, row: &[Datum]) -> Result<()> {
        for (datum, column) in row.iter().zip(&sheet.columns) {
            let is_choice = matches!(column.kind, Kind::Choice(_));
            let cell = match datum {
                Datum::Text(code) if is_choice => harmless((sheet.words)(code)),
                other => cell(other, &sheet.zone),
            };
            self.writer.write_field(cell).map_err(broken)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(broken)
    }

    fn finish(self: Box<Self>) -> Result<(Spool, bool)> {
        let packed = self.writer.into_inner().map_err(|error| Error::from(error.into_error()))?;
        Ok(packed.finish()?)
    }
}

fn broken(error: csv::Error) -> Error {
    Error::from(std::io::Error::from(error))
}

/// Numbers are written by us and stay numbers, a negative one too; only text can be a formula.
fn cell(datum: &Datum, zone: &Zone) -> String {
    match datum {
        Datum::Nothing => String::new(),
        Datum::Text(text) => harmless(text.clone()),
        Datum::Flag(flag) => flag.to_string(),
        Datum::Integer(number) => number.to_string(),
        Datum::Real(number) => number.to_string(),
        Datum::Money(minor, currency) => money::to_fixed(*minor, currency),
        Datum::Day(day) => day.clone(),
        Datum::Moment(at) => zone.wall_clock(*at).strftime("%Y-%m-%d %H:%M:%S").to_string(),
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

    fn written(datum: Datum) -> String {
        cell(&datum, &Zone::named("Europe/Paris").unwrap())
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
    }

    #[test]
    fn an_instant_is_told_on_the_clinics_clock() {
        let at = "2026-07-01T22:30:00Z".parse().unwrap();
        assert_eq!(written(Datum::Moment(at)), "2026-07-02 00:30:00");
    }
}
