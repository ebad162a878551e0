//! Time: UTC instants with milliseconds, civil days, and the clinic's zone between them.

mod legacy;
mod moment;
mod zone;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::Row;
use rusqlite::types::Type;

pub use legacy::place_instead_of;
pub use moment::Moment;
pub use zone::Zone;

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

/// The civil day that a row's column holds as `YYYY-MM-DD`.
///
/// # Errors
/// A conversion's for anything else.
pub fn day_of(row: &Row<'_>, column: &str) -> rusqlite::Result<Date> {
    let text: String = row.get(column)?;
    let what = || format!("{column} is not a day").into();
    parse_day(&text).ok_or_else(|| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, what()))
}

/// Whole years from birth to `day`.
pub fn age_on(birth: Date, day: Date) -> i32 {
    let before_birthday = (day.month(), day.day()) < (birth.month(), birth.day());
    i32::from(day.year()) - i32::from(birth.year()) - i32::from(before_birthday)
}

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;
