//! Excel workbooks, written row by row: the library keeps finished rows on the disk, not in memory.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{Sheet, Table};
use crate::clock::{Zone, parse_day};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::http::Spool;
use crate::list::{Datum, Kind};
use crate::money;

/// Rows of a sheet below its headings (Excel specifications and limits).
const MOST_ROWS: u32 = 1_048_575;
/// Characters that a cell holds (same).
const MOST_CHARACTERS: usize = 32_767;

pub(super) struct Xlsx {
    workbook: Workbook,
    spool: Spool,
    name: &'static str,
    sheets: usize,
    row: u32,
    styles: Styles,
}

struct Styles {
    heading: Format,
    day: Format,
    moment: Format,
    /// By the currency's decimals.
    money: [Format; 5],
}

impl Xlsx {
    /// A workbook with the headings of its first sheet.
    pub fn new(config: &Config, spool: Spool, name: &'static str, sheet: &Sheet) -> Result<Self> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(&config.data).map_err(broken)?;
        let money = ["0", "0.0", "0.00", "0.000", "0.0000"];
        let styles = Styles {
            heading: Format::new().set_bold(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
            money: money.map(|pattern| Format::new().set_num_format(pattern)),
        };
        let mut table = Self { workbook, spool, name, sheets: 0, row: 0, styles };
        table.begin_sheet(sheet)?;
        Ok(table)
    }

    fn begin_sheet(&mut self, sheet: &Sheet) -> Result<()> {
        self.sheets += 1;
        let name = match self.sheets {
            1 => self.name.to_owned(),
            number => format!("{} {number}", self.name),
        };
        let page = self.workbook.add_worksheet_with_constant_memory().map_err(broken)?;
        page.set_name(name).map_err(broken)?;
        page.set_freeze_panes(1, 0).map_err(broken)?;
        for (at, column) in (0..).zip(&sheet.columns) {
            page.set_column_width(at, width(column.kind)).map_err(broken)?;
            let heading = (sheet.words)(column.name);
            page.write_string_with_format(0, at, heading, &self.styles.heading).map_err(broken)?;
        }
        self.row = 0;
        Ok(())
    }
}

impl Table for Xlsx {
    fn row(&mut self, sheet: &Sheet, row: &[Datum]) -> Result<()> {
        if self.row == MOST_ROWS {
            self.begin_sheet(sheet)?;
        }
        self.row += 1;
        let page = self.workbook.worksheet_from_index(self.sheets - 1).map_err(broken)?;
        for ((at, datum), column) in (0..).zip(row).zip(&sheet.columns) {
            let place = (self.row, at);
            match datum {
                Datum::Text(code) if matches!(column.kind, Kind::Choice(_)) => {
                    page.write_string(self.row, at, (sheet.words)(code)).map_err(broken)?;
                }
                other => write(page, place, other, &sheet.zone, &self.styles).map_err(broken)?,
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(Spool, bool)> {
        self.workbook.save_to_writer(&mut self.spool).map_err(broken)?;
        Ok((self.spool, false))
    }
}

/// A text is a cell of text, whatever it begins with: nothing here becomes a formula.
fn write(
    page: &mut Worksheet,
    (row, at): (u32, u16),
    datum: &Datum,
    zone: &Zone,
    styles: &Styles,
) -> Result<(), XlsxError> {
    match datum {
        Datum::Nothing => {}
        Datum::Text(text) => {
            page.write_string(row, at, fitting(text))?;
        }
        Datum::Flag(flag) => {
            page.write_boolean(row, at, *flag)?;
        }
        Datum::Integer(number) => {
            page.write_number(row, at, *number as f64)?;
        }
        Datum::Real(number) => {
            page.write_number(row, at, *number)?;
        }
        Datum::Money(minor, currency) => {
            let places = money::decimals(currency);
            let amount = *minor as f64 / 10_f64.powi(places.cast_signed());
            let style = styles.money.get(places as usize).unwrap_or(&styles.money[2]);
            page.write_number_with_format(row, at, amount, style)?;
        }
        Datum::Day(text) => match parse_day(text).and_then(|day| excel_day(day).ok()) {
            Some(day) => {
                page.write_datetime_with_format(row, at, day, &styles.day)?;
            }
            // Excel's calendar begins in 1900.
            None => {
                page.write_string(row, at, text)?;
            }
        },
        Datum::Moment(moment) => {
            let wall = zone.wall_clock(*moment);
            let (hour, minute) = (wall.hour().cast_unsigned(), wall.minute().cast_unsigned());
            let day = excel_day(wall.date());
            let instant = day.and_then(|day| day.and_hms(hour.into(), minute, wall.second()));
            match instant {
                Ok(instant) => {
                    page.write_datetime_with_format(row, at, instant, &styles.moment)?;
                }
                Err(_) => {
                    page.write_string(row, at, wall.to_string())?;
                }
            }
        }
    }
    Ok(())
}

fn excel_day(day: jiff::civil::Date) -> Result<ExcelDateTime, XlsxError> {
    let part = |number: i8| number.cast_unsigned();
    let year = u16::try_from(day.year()).unwrap_or(0);
    ExcelDateTime::from_ymd(year, part(day.month()), part(day.day()))
}

/// The text as far as a cell holds it.
fn fitting(text: &str) -> String {
    match text.chars().count() {
        0..=MOST_CHARACTERS => text.to_owned(),
        _ => text.chars().take(MOST_CHARACTERS - 1).chain(['…']).collect(),
    }
}

fn width(kind: Kind) -> f64 {
    match kind {
        Kind::Id => 12.0,
        Kind::Flag | Kind::Integer | Kind::Real => 9.0,
        Kind::Day | Kind::Money(_) => 12.0,
        Kind::Moment => 17.0,
        Kind::Choice(_) => 18.0,
        Kind::Text | Kind::Json | Kind::User => 24.0,
    }
}

fn broken(error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(error) => error.into(),
        other => Error::internal(other),
    }
}
