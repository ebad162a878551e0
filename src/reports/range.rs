//! The days of a report, and its months.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;

use crate::clock::{Zone, parse_day};
use crate::error::{Error, Result};
use crate::http::Parameters;
use crate::message::message;

/// Months of a trend without a range.
const USUAL_MONTHS: i32 = 12;
/// A trend has its last so many months, however many days are asked for: a hundred years.
const MOST_MONTHS: i32 = 1200;

/// A month, or the part of one that lies in the range: inclusive days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// `2026-11`
    pub name: String,
    pub first: Date,
    pub last: Date,
}

/// Inclusive days in the clinic's zone; open where nothing was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// The months of a trend, oldest first.
    pub months: Vec<Month>,
}

impl Range {
    /// Reads `from_date` and `to_date`. Without either, figures cover everything and trends the
    /// last twelve months up to `today`'s.
    ///
    /// # Errors
    /// 400 naming the parameter; 400 `INVALID_FILTER` for an unknown one.
    pub fn read(mut parameters: Parameters, today: Date) -> Result<Self> {
        let mut day = |name: &str| -> Result<Option<Date>> {
            let Some(text) = parameters.take(name) else { return Ok(None) };
            let day = parse_day(text.trim());
            day.map(Some).ok_or_else(|| {
                Error::field(name, message("is-date", "must be a date like 2026-11-23"))
            })
        };
        let (from, to) = (day("from_date")?, day("to_date")?);
        parameters.finish()?;
        Self::between(from, to, today)
    }

    /// # Errors
    /// 400 when the days are the wrong way round.
    pub fn between(from: Option<Date>, to: Option<Date>, today: Date) -> Result<Self> {
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            return Err(Error::field(
                "to_date",
                message("ends-before-it-begins", "must not be before from_date"),
            ));
        }
        let last = to.unwrap_or_else(|| from.map_or(today, |from| from.max(today)));
        let last = if to.is_some() { last } else { last.last_of_month() };
        let earliest = last.first_of_month().saturating_sub((USUAL_MONTHS - 1).months());
        let first = from.unwrap_or(earliest);
        let first = first.max(last.first_of_month().saturating_sub((MOST_MONTHS - 1).months()));
        Ok(Self { from, to, months: months(first, last) })
    }

    /// The first day as stored days have it.
    pub fn first_day(&self) -> String {
        self.from.map_or("0000-01-01".to_owned(), |day| day.to_string())
    }

    /// The last day as stored days have it.
    pub fn last_day(&self) -> String {
        self.to.map_or("9999-12-31".to_owned(), |day| day.to_string())
    }

    /// The instants that bound the days: from the first on, before the second.
    pub fn instants(&self, zone: &Zone) -> (String, String) {
        let from = self.from.map_or(String::new(), |day| zone.start_of(day).to_string());
        // Sorts behind every instant.
        let to = self.to.map_or("~".to_owned(), |day| zone.end_of(day).to_string());
        (from, to)
    }

    /// The months as a JSON array of the instants that bound them.
    pub fn months_json(&self, zone: &Zone) -> String {
        let bounds = |month: &Month| json!([zone.start_of(month.first), zone.end_of(month.last)]);
        json!(self.months.iter().map(bounds).collect::<Vec<_>>()).to_string()
    }

    /// The first and the last day of all months.
    pub fn trend_days(&self) -> (String, String) {
        let text = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        (
            text(self.months.first().map(|month| month.first)),
            text(self.months.last().map(|month| month.last)),
        )
    }
}

fn months(first: Date, last: Date) -> Vec<Month> {
    let mut months = Vec::new();
    let mut begin = first;
    while begin <= last {
        let end = begin.last_of_month().min(last);
        months.push(Month { name: begin.strftime("%Y-%m").to_string(), first: begin, last: end });
        match end.tomorrow() {
            Ok(next) => begin = next,
            Err(_) => break,
        }
    }
    months
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn names(range: &Range) -> Vec<&str> {
        range.months.iter().map(|month| month.name.as_str()).collect()
    }

    #[test]
    fn a_trend_has_every_month_and_no_day_outside_the_range() {
        let today = date(2026, 11, 24);
        let usual = Range::between(None, None, today).unwrap();
        assert_eq!(names(&usual).len(), 12);
        assert_eq!((names(&usual)[0], names(&usual)[11]), ("2025-12", "2026-11"));
        assert_eq!(usual.trend_days(), ("2025-12-01".to_owned(), "2026-11-30".to_owned()));
        let asked = Range::between(Some(date(2024, 1, 31)), Some(date(2024, 3, 1)), today).unwrap();
        assert_eq!(names(&asked), ["2024-01", "2024-02", "2024-03"]);
        assert_eq!(asked.trend_days(), ("2024-01-31".to_owned(), "2024-03-01".to_owned()));
        let day = Range::between(Some(today), Some(today), today).unwrap();
        assert_eq!(names(&day), ["2026-11"]);
        assert!(Range::between(Some(today), Some(date(2026, 11, 23)), today).is_err());
        let all = Range::between(Some(date(1, 1, 1)), None, today).unwrap();
        assert_eq!((all.first_day(), all.months.len()), ("0001-01-01".to_owned(), 1200));
        assert_eq!(all.months.last().unwrap().name, "2026-11");
    }
}
