//! Ages as clinicians tell them: days of a newborn, months of an infant, years and months of a child.

use jiff::Unit;
use jiff::civil::{Date, DateDifference};

/// From this age the equations and classes of adults hold: Mifflin's youngest was 19, and the WHO's
/// growth references for children end with the nineteenth birthday (WHO growth reference 2007).
pub const ADULT_YEARS: i32 = 19;

/// So old may a child's height be at most to be used with a newer weight, months: a child grows by up
/// to a centimetre a month.
pub const CHILD_HEIGHT_MONTHS: i32 = 6;

/// An age on a day, in the finest unit that says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// Under a month.
    Days(i32),
    /// Under two years.
    Months(i32),
    /// Under six years: years and the months beyond them.
    YearsAndMonths(i32, i32),
    /// From six years.
    Years(i32),
}

impl Age {
    /// The age on `day` of somebody born on `birth`; before birth, no days.
    pub fn on(birth: Date, day: Date) -> Self {
        let span = |unit| day.max(birth).since(DateDifference::from(birth).largest(unit));
        // Days, months and years between two civil days are always known.
        let months = span(Unit::Month).map_or(0, |span| span.get_months());
        match (months / 12, months) {
            (_, 0) => Self::Days(span(Unit::Day).map_or(0, |span| span.get_days())),
            (0..2, months) => Self::Months(months),
            (years @ 2..6, months) => Self::YearsAndMonths(years, months % 12),
            (years, _) => Self::Years(years),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_childs_age_is_told_in_the_unit_that_says_something() {
        let born = date(2020, 1, 31);
        let on = |year, month, day| Age::on(born, date(year, month, day));
        assert_eq!(on(2020, 1, 31), Age::Days(0));
        assert_eq!(on(2020, 2, 28), Age::Days(28));
        assert_eq!(on(2020, 3, 31), Age::Months(2));
        assert_eq!(on(2022, 1, 30), Age::Months(23));
        assert_eq!(on(2022, 1, 31), Age::YearsAndMonths(2, 0));
        assert_eq!(on(2026, 1, 30), Age::YearsAndMonths(5, 11));
        assert_eq!(on(2026, 1, 31), Age::Years(6));
        assert_eq!(on(2019, 1, 1), Age::Days(0));
    }
}
