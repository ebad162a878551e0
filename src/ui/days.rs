//! The day that the address of a page names: one of those on which a visit can be.
//!
//! The calendar has no other days, so that none of its loops meets the end of time.

use jiff::civil::{Date, date};

use super::language::{Language, say};
use super::typed::Quantity;
use crate::clock::parse_day;
use crate::error::{Error, Result};
use crate::http::Parameters;
use crate::schedule::YEARS;

/// The day of the parameter `day`, as people of that language write it; `today` when nothing is asked.
///
/// # Errors
/// 400 for what is no day or may be two, and for one of another century.
pub(super) fn asked(parameters: &Parameters, today: Date, language: Language) -> Result<Date> {
    let given = parameters.get("day").map(str::trim).filter(|text| !text.is_empty());
    let Some(text) = given else { return Ok(within(today)) };
    let read = Quantity::Day.read(language, text);
    let read = read.ok_or_else(|| Error::field("day", Quantity::Day.question()))?;
    parse_day(&read).filter(|day| YEARS.contains(&day.year())).ok_or_else(|| {
        let message = say("There is no such day in the calendar: it has the years 1900 to 2199.");
        Error::bad("VALIDATION_ERROR", message)
    })
}

/// That day, or the calendar's nearest.
pub(super) fn within(day: Date) -> Date {
    day.clamp(date(*YEARS.start(), 1, 1), date(*YEARS.end(), 12, 31))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_begins_and_ends() {
        let today = date(2026, 11, 26);
        let of = |text: &str| {
            asked(&Parameters::of(vec![("day".into(), text.into())]), today, Language::English)
        };
        for day in ["1900-01-01", "2199-12-31"] {
            assert_eq!(of(day).unwrap().to_string(), day);
        }
        assert_eq!(of(" ").unwrap(), today);
        assert_eq!(of("24 Nov 2026").unwrap(), date(2026, 11, 24));
        for none in [
            "1899-12-31",
            "2200-01-01",
            "9999-12-31",
            "0001-01-01",
            "-009999-01-01",
            "x",
            "3/4/2026",
        ] {
            assert_eq!(of(none).unwrap_err().status().code, 400, "{none}");
        }
        assert_eq!(within(date(2200, 1, 1)), date(2199, 12, 31));
    }
}
