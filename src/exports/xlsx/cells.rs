//! The cells of a workbook: numbers that are numbers, sums in the format of their currency, days that
//! are days, and text that stays text.

use std::collections::HashMap;

use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};

use crate::clock::{Zone, parse_day};
use crate::list::Datum;
use crate::money;

/// Characters that a cell holds (Excel specifications and limits).
const MOST_CHARACTERS: usize = 32_767;

/// The format of sums, from that of their digits and their currency.
pub(crate) type SumFormat = Box<dyn Fn(&str, &str) -> String + Send>;

pub(super) struct Cells {
    heading: Format,
    day: Format,
    moment: Format,
    percent: Format,
    sum_format: SumFormat,
    /// By currency.
    sums: HashMap<String, Format>,
}

impl Cells {
    pub fn new(sum_format: SumFormat) -> Self {
        let pattern = |pattern: &str| Format::new().set_num_format(pattern);
        Self {
            heading: Format::new().set_bold(),
            day: pattern("yyyy-mm-dd"),
            moment: pattern("yyyy-mm-dd hh:mm"),
            percent: pattern("0.0##%"),
            sum_format,
            sums: HashMap::new(),
        }
    }

    pub fn heading(&self) -> &Format {
        &self.heading
    }

    /// A text is a cell of text, whatever it begins with: nothing here becomes a formula.
    ///
    /// # Errors
    /// What the library says.
    pub fn write(
        &mut self,
        page: &mut Worksheet,
        (row, at): (u32, u16),
        datum: &Datum,
        zone: &Zone,
    ) -> Result<(), XlsxError> {
        match datum {
            Datum::Nothing => return Ok(()),
            Datum::Text(text) => page.write_string(row, at, fitting(text))?,
            Datum::Flag(flag) => page.write_boolean(row, at, *flag)?,
            Datum::Integer(number) => page.write_number(row, at, *number as f64)?,
            Datum::Real(number) => page.write_number(row, at, *number)?,
            Datum::Percent(number) => {
                page.write_number_with_format(row, at, number / 100.0, &self.percent)?
            }
            Datum::Money(minor, currency) => {
                let places = money::decimals(currency);
                let amount = *minor as f64 / 10_f64.powi(places.cast_signed());
                page.write_number_with_format(row, at, amount, self.sum(currency, places))?
            }
            Datum::Day(text) => match parse_day(text).and_then(|day| excel_day(day).ok()) {
                Some(day) => page.write_datetime_with_format(row, at, day, &self.day)?,
                // Excel's calendar begins in 1900.
                None => page.write_string(row, at, text)?,
            },
            Datum::Moment(moment) => {
                let wall = zone.wall_clock(*moment);
                let (hour, minute) = (wall.hour().cast_unsigned(), wall.minute().cast_unsigned());
                let day = excel_day(wall.date());
                let instant = day.and_then(|day| day.and_hms(hour.into(), minute, wall.second()));
                match instant {
                    Ok(instant) => {
                        page.write_datetime_with_format(row, at, instant, &self.moment)?
                    }
                    Err(_) => page.write_string(row, at, wall.to_string())?,
                }
            }
        };
        Ok(())
    }

    /// The format of sums in that currency.
    fn sum(&mut self, currency: &str, places: u32) -> &Format {
        let formats = &self.sum_format;
        self.sums.entry(currency.to_owned()).or_insert_with(|| {
            let point = if places == 0 { "" } else { "." };
            let digits = format!("#,##0{point}{}", "0".repeat(places as usize));
            Format::new().set_num_format(formats(&digits, currency))
        })
    }
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
