//! Opening hours: which minutes of which weekdays patients are received, on the clinic's wall clock.

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use super::free::{Stretch, merged};
use crate::clock::{Moment, Zone};

/// The minutes of a day, and so the last that hours can end at.
pub const MIDNIGHT: i64 = 24 * 60;
const MINUTE_MS: i64 = 60_000;

/// Hours of one weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opening {
    /// Monday is 1, Sunday 7.
    pub weekday: i64,
    /// Minutes from midnight; `to` is the first minute after them.
    pub from: i64,
    pub to: i64,
}

/// The hours of a week, by day and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week(Vec<Opening>);

impl Week {
    /// Monday to Friday from 8 to 19: what holds until somebody says otherwise.
    pub fn usual() -> Self {
        Self((1..=5).map(|weekday| Opening { weekday, from: 8 * 60, to: 19 * 60 }).collect())
    }

    /// These hours, where no two of a day overlap.
    pub fn of(mut openings: Vec<Opening>) -> Option<Self> {
        openings.sort_unstable();
        let is_clear =
            |pair: &[Opening]| pair[0].weekday != pair[1].weekday || pair[0].to <= pair[1].from;
        openings.windows(2).all(is_clear).then_some(Self(openings))
    }

    /// The hours, by day and time.
    pub fn openings(&self) -> &[Opening] {
        &self.0
    }

    /// The hours of that weekday.
    pub fn on(&self, weekday: i64) -> impl Iterator<Item = &Opening> {
        self.0.iter().filter(move |opening| opening.weekday == weekday)
    }

    /// When it is open from the first day to the last. An instant is open when the wall clock shows a
    /// time within the hours: in an hour that is repeated both times, in a skipped one never.
    pub fn open(&self, first: Date, last: Date, zone: &Zone) -> Vec<Stretch> {
        let mut open = Vec::new();
        for (since, until, offset) in zone.offsets(zone.start_of(first), zone.end_of(last)) {
            let days = (since.ms() + offset).div_euclid(MIDNIGHT * MINUTE_MS)
                ..=(until.ms() + offset - 1).div_euclid(MIDNIGHT * MINUTE_MS);
            for day in days {
                // The first of January 1970 was a Thursday.
                let weekday = (day + 3).rem_euclid(7) + 1;
                let at =
                    |minute: i64| Moment::from_ms((day * MIDNIGHT + minute) * MINUTE_MS - offset);
                open.extend(self.on(weekday).map(|opening| Stretch {
                    from: at(opening.from).max(since),
                    to: at(opening.to).min(until),
                }));
            }
        }
        merged(&open)
    }
}

/// A minute of a day as `HH:MM`; the last one is 24:00.
pub fn clock_text(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The minute of the day that `HH:MM` names; none of another text.
pub fn minute_of(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |text: &str| {
        let is_two = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        is_two.then(|| text.parse::<i64>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let minute = hours * 60 + minutes;
    (minutes < 60 && minute <= MIDNIGHT).then_some(minute)
}

impl Serialize for Opening {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown {
            weekday: i64,
            from: String,
            to: String,
        }
        let (from, to) = (clock_text(self.from), clock_text(self.to));
        Shown { weekday: self.weekday, from, to }.serialize(serializer)
    }
}
