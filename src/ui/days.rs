//! The day that the address of a page names: one of those on which a visit can be.
//!
//! The calendar has no other days, so that none of its loops meets the end of time.

use jiff::civil::{Date, date};

use super::wanted::Wanted;
use crate::clock::parse_day;
use crate::schedule::YEARS;

/// The day of the parameter `day`; `today` where none is asked for, or where it is asked back.
pub(super) fn asked(wanted: &Wanted, today: Date) -> Date {
    within(parse_day(&wanted.day("day", "")).unwrap_or(today))
}

/// That day, or the calendar's nearest.
pub(super) fn within(day: Date) -> Date {
    day.clamp(date(*YEARS.start(), 1, 1), date(*YEARS.end(), 12, 31))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Parameters;
    use crate::ui::language::Language;

    #[test]
    fn the_calendar_begins_and_ends() {
        let today = date(2026, 11, 26);
        let of = |text: &str| {
            let given = Parameters::of(vec![("day".into(), text.into())]);
            Wanted::read("/calendar", given, (Language::English, "EUR")).only(&["day"])
        };
        for day in ["1900-01-01", "2199-12-31"] {
            assert_eq!(asked(&of(day), today).to_string(), day);
        }
        assert_eq!(asked(&of(" "), today), today);
        assert_eq!(asked(&of("24 Nov 2026"), today), date(2026, 11, 24));
        for none in [
            "1899-12-31",
            "2200-01-01",
            "9999-12-31",
            "0001-01-01",
            "-009999-01-01",
            "x",
            "3/4/2026",
        ] {
            assert!(of(none).is_doubted(), "{none}");
            assert_eq!(asked(&of(none), today), today, "{none}");
        }
        assert_eq!(within(date(2200, 1, 1)), date(2199, 12, 31));
    }
}
