//! Time: UTC instants with milliseconds, civil days, and the clinic's zone between them.

mod legacy;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Serialize, Serializer};

use crate::message::{Message, message};

pub use legacy::place_instead_of;

/// An instant in UTC, in whole milliseconds; its text sorts as it reads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Moment(i64);

impl Moment {
    /// The first instant that a four-digit year can write.
    pub const MIN_MS: i64 = -62_167_219_200_000;
    /// The last one.
    pub const MAX_MS: i64 = 253_402_300_799_999;

    /// The instant `ms` milliseconds after 1970, held within years 0000 to 9999.
    pub fn from_ms(ms: i64) -> Self {
        Self(ms.clamp(Self::MIN_MS, Self::MAX_MS))
    }

    /// Milliseconds since 1970.
    pub fn ms(self) -> i64 {
        self.0
    }

    /// This instant moved by `ms` milliseconds.
    pub fn plus_ms(self, ms: i64) -> Self {
        Self::from_ms(self.0.saturating_add(ms))
    }

    /// This instant moved by whole minutes.
    pub fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_ms(minutes.saturating_mul(60_000))
    }

    /// The same instant for the calendar library.
    pub fn timestamp(self) -> Timestamp {
        // Its last instant lies a day before ours.
        Timestamp::from_millisecond(self.0).unwrap_or(match self.0 > 0 {
            true => Timestamp::MAX,
            false => Timestamp::MIN,
        })
    }
}

impl From<Timestamp> for Moment {
    fn from(timestamp: Timestamp) -> Self {
        Self::from_ms(timestamp.as_millisecond())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.0.div_euclid(86_400_000);
        let in_day = self.0.rem_euclid(86_400_000);
        let (year, month, day) = civil_from_days(days);
        let (hour, minute) = (in_day / 3_600_000, in_day / 60_000 % 60);
        let (second, milli) = (in_day / 1000 % 60, in_day % 1000);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
    }
}

/// Days since 1970 as year, month, day of the proleptic Gregorian calendar
/// (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

impl FromStr for Moment {
    type Err = ();

    /// Reads an instant that says its offset (`Z` or `+02:00`).
    fn from_str(text: &str) -> Result<Self, ()> {
        let moment = Moment(text.parse::<Timestamp>().map_err(|_| ())?.as_millisecond());
        (Self::MIN_MS..=Self::MAX_MS).contains(&moment.0).then_some(moment).ok_or(())
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl ToSql for Moment {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.to_string().into())
    }
}

impl FromSql for Moment {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(|()| FromSqlError::InvalidType)
    }
}

/// Where "now" comes from. Managed state: a test may move it, the product never does.
///
/// A system clock that is set back a little (as time servers do) makes this one stand still until
/// it has caught up, so that no change is dated before the one it follows. One that is set back a
/// lot was wrong before: this one follows it, or every day would be the wrong one until a restart.
/// The audit trail's order is its numbers, whatever the clock does.
#[derive(Clone, Default)]
pub struct Clock {
    ahead_ms: Arc<AtomicI64>,
    latest: Arc<AtomicI64>,
}

/// Up to so much the clock is waited for.
const STANDS_STILL_MS: i64 = 60_000;

impl Clock {
    /// The present instant.
    pub fn now(&self) -> Moment {
        let system = Moment::from(Timestamp::now());
        self.after_the_latest(system.plus_ms(self.ahead_ms.load(Ordering::Relaxed)))
    }

    fn after_the_latest(&self, now: Moment) -> Moment {
        let latest = self.latest.load(Ordering::Relaxed);
        if now.ms() < latest && latest - now.ms() <= STANDS_STILL_MS {
            return Moment::from_ms(latest);
        }
        if now.ms() != latest {
            self.latest.store(now.ms(), Ordering::Relaxed);
        }
        now
    }

    /// Moves this clock, and every clone of it, by `ms` milliseconds.
    pub fn advance_ms(&self, ms: i64) {
        self.ahead_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

/// A civil day as `YYYY-MM-DD`; nothing but days of the years 0001 to 9999 that exist.
pub fn parse_day(text: &str) -> Option<Date> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| match i {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    let day: Date = shaped.then(|| text.parse().ok()).flatten()?;
    (day.year() >= 1).then_some(day)
}

/// The clinic's time zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of this IANA name, or nothing.
    pub fn named(name: &str) -> Option<Self> {
        // The library takes the name of a fixed UTC too; an empty one would be the system's zone.
        (!name.is_empty()).then(|| TimeZone::get(name).ok().map(Self)).flatten()
    }

    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The clinic's day at that instant.
    pub fn day_of(&self, moment: Moment) -> Date {
        self.0.to_datetime(moment.timestamp()).date()
    }

    /// The wall clock at that instant.
    pub fn wall_clock(&self, moment: Moment) -> DateTime {
        self.0.to_datetime(moment.timestamp())
    }

    /// The first instant of that day: midnight, or where the zone skips midnight what follows it.
    pub fn start_of(&self, day: Date) -> Moment {
        let midnight = day.to_datetime(jiff::civil::Time::midnight());
        self.0.to_ambiguous_timestamp(midnight).compatible().map_or_else(
            |_| Moment::from_ms(if day.year() > 0 { Moment::MAX_MS } else { Moment::MIN_MS }),
            Moment::from,
        )
    }

    /// The instant of that wall clock: of a repeated hour the earlier, of a skipped one the same
    /// time after the gap.
    pub fn instant_of(&self, wall: DateTime) -> Moment {
        let found = self.0.to_ambiguous_timestamp(wall).compatible();
        found.map_or_else(|_| self.start_of(wall.date()), Moment::from)
    }

    /// The first instant after that day.
    pub fn end_of(&self, day: Date) -> Moment {
        day.checked_add(1.day()).map_or(Moment::from_ms(Moment::MAX_MS), |next| self.start_of(next))
    }

    /// The clinic's next midnight after that instant.
    pub fn next_midnight(&self, moment: Moment) -> Moment {
        self.end_of(self.day_of(moment))
    }

    /// How far the clinic's clock is ahead of UTC at that instant, in milliseconds.
    pub fn offset_ms(&self, moment: Moment) -> i64 {
        i64::from(self.0.to_offset(moment.timestamp()).seconds()) * 1000
    }

    /// The stretches between two instants in which the zone keeps one offset from UTC: their first
    /// instant, the first after them, and the offset in milliseconds.
    pub fn offsets(&self, from: Moment, to: Moment) -> Vec<(Moment, Moment, i64)> {
        let (mut since, mut offset, mut all) = (from, self.offset_ms(from), Vec::new());
        for change in self.0.following(from.timestamp()) {
            let at = Moment::from(change.timestamp());
            if at >= to {
                break;
            }
            all.push((since, at, offset));
            (since, offset) = (at, i64::from(change.offset().seconds()) * 1000);
        }
        all.push((since, to, offset));
        all.retain(|(since, until, _)| since < until);
        all
    }

    /// Reads an instant: with an offset as it says, without one on the clinic's wall clock.
    ///
    /// # Errors
    /// A sentence for the user: not an instant, or a time that a clock change skips.
    /// In the hour that a clock change repeats, the earlier is taken.
    pub fn parse(&self, text: &str) -> Result<Moment, Message> {
        const SHAPE: Message = message("is-moment", "must be an instant like 2026-11-23T14:30:00Z");
        if text.len() > 40 {
            return Err(SHAPE);
        }
        if let Ok(moment) = text.parse() {
            return Ok(moment);
        }
        let has_time = text.len() > 10 && matches!(text.as_bytes()[10], b'T' | b't' | b' ');
        let says_zone =
            text.ends_with(['Z', 'z', ']']) || (has_time && text[11..].contains(['+', '-']));
        let wall: DateTime = match (has_time, says_zone) {
            (true, false) => text.parse().map_err(|_| SHAPE)?,
            _ => return Err(SHAPE),
        };
        let ambiguous = self.0.to_ambiguous_timestamp(wall);
        if let AmbiguousOffset::Gap { .. } = ambiguous.offset() {
            return Err(message(
                "clock-gap",
                "does not exist: the clocks go forward over it in the clinic's time zone",
            ));
        }
        let moment = ambiguous.earlier().map_err(|_| SHAPE)?;
        Ok(Moment::from(moment))
    }

    /// The zone's IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }
}

/// Whole years from birth to `day`.
pub fn age_on(birth: Date, day: Date) -> i32 {
    let before_birthday = (day.month(), day.day()) < (birth.month(), birth.day());
    i32::from(day.year()) - i32::from(birth.year()) - i32::from(before_birthday)
}

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;
