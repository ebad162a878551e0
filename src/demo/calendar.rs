//! The clinic's working days around today.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::random::Random;
use crate::clock::{Moment, Zone};
use crate::error::{Error, Result};

/// The zone in which the demo clinic stands.
pub const ZONE: &str = "Europe/Paris";

const WEEKS_AHEAD: i64 = 6;

/// Today as the clinic sees it. Everything generated depends on the day, never on the hour.
pub struct Calendar {
    zone: Zone,
    pub today: Date,
    /// When today began: nothing is recorded later.
    pub midnight: Moment,
}

/// A day on which the clinic opens.
pub struct WorkingDay {
    pub date: Date,
    /// Its first instant; the clocks only change on Sundays, so minutes may be added.
    pub start: Moment,
}

impl WorkingDay {
    /// Whether the clinic closes at noon.
    pub fn is_short(&self) -> bool {
        self.date.weekday() == Weekday::Saturday
    }
}

impl Calendar {
    /// The calendar on the day of `now`.
    ///
    /// # Errors
    /// 500 when this build does not know the clinic's zone.
    pub fn on(now: Moment) -> Result<Self> {
        let zone = Zone::named(ZONE)
            .ok_or_else(|| Error::internal(format!("the time zone {ZONE} is not known")))?;
        let today = zone.day_of(now);
        Ok(Self { midnight: zone.start_of(today), zone, today })
    }

    /// So many working days, in order; the last ones lie in the weeks to come.
    pub fn working_days(&self, count: usize) -> Vec<WorkingDay> {
        let mut days = Vec::with_capacity(count);
        let mut date = self.moved(self.today, WEEKS_AHEAD * 7);
        while days.len() < count && date > Date::MIN {
            if date.weekday() != Weekday::Sunday {
                days.push(WorkingDay { date, start: self.zone.start_of(date) });
            }
            date = self.moved(date, -1);
        }
        days.reverse();
        days
    }

    /// When the clinic opened: two months before the first visit, and two years ago at least.
    pub fn opening(&self, first_visit: Option<Moment>) -> Moment {
        let first = first_visit.map_or(self.today, |begins| self.day_of(begins));
        let day = self.moved(first, -60).min(self.moved(self.today, -730));
        self.zone.start_of(day).plus_minutes(8 * 60)
    }

    /// That day moved by whole days.
    pub fn moved(&self, date: Date, days: i64) -> Date {
        date.saturating_add(days.days())
    }

    /// The clinic's day at that instant.
    pub fn day_of(&self, moment: Moment) -> Date {
        self.zone.day_of(moment)
    }

    /// From the first instant of that day to the first of the next.
    pub fn whole_day(&self, date: Date) -> (Moment, Moment) {
        (self.zone.start_of(date), self.zone.end_of(date))
    }

    /// Whether in so many days it is Monday to Friday.
    pub fn is_weekday(&self, days: i64) -> bool {
        let day = self.moved(self.today, days).weekday();
        !matches!(day, Weekday::Saturday | Weekday::Sunday)
    }

    /// That day, or the one before if the clinic is closed on it.
    pub fn open_day(&self, date: Date) -> Date {
        if date.weekday() == Weekday::Sunday { self.moved(date, -1) } else { date }
    }

    /// That instant, or the same hour of the day before if the clinic is closed.
    pub fn open_hour(&self, moment: Moment) -> Moment {
        let is_closed = self.day_of(moment).weekday() == Weekday::Sunday;
        moment.plus_minutes(if is_closed { -1440 } else { 0 })
    }

    /// An instant in the opening hours of that day.
    pub fn in_hours(&self, date: Date, random: &mut Random) -> Moment {
        self.zone.start_of(date).plus_ms(random.between(8 * 3_600_000, 18 * 3_600_000))
    }

    /// That instant, but no later than last midnight.
    pub fn recorded(&self, moment: Moment) -> Moment {
        moment.min(self.midnight)
    }
}
