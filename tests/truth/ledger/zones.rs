//! The clinic's day by offsets that were written down by hand: no library's tables decide what the
//! model calls a day.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A zone: its offset in minutes before all changes, and each change with the instant, as UTC, from
/// which the new one holds.
pub struct Zone {
    pub name: &'static str,
    first: i64,
    changes: &'static [(&'static str, i64)],
}

/// Where the clinic is, by the seed.
pub const ZONES: [Zone; 6] = [
    Zone { name: "UTC", first: 0, changes: &[] },
    Zone {
        name: "Europe/Paris",
        first: 60,
        changes: &[
            ("2025-03-30T01:00", 120),
            ("2025-10-26T01:00", 60),
            ("2026-03-29T01:00", 120),
            ("2026-10-25T01:00", 60),
            ("2027-03-28T01:00", 120),
            ("2027-10-31T01:00", 60),
            ("2028-03-26T01:00", 120),
            ("2028-10-29T01:00", 60),
        ],
    },
    Zone {
        name: "America/New_York",
        first: -300,
        changes: &[
            ("2025-03-09T07:00", -240),
            ("2025-11-02T06:00", -300),
            ("2026-03-08T07:00", -240),
            ("2026-11-01T06:00", -300),
            ("2027-03-14T07:00", -240),
            ("2027-11-07T06:00", -300),
            ("2028-03-12T07:00", -240),
            ("2028-11-05T06:00", -300),
        ],
    },
    Zone { name: "Asia/Kolkata", first: 330, changes: &[] },
    Zone {
        name: "Pacific/Auckland",
        first: 780,
        changes: &[
            ("2025-04-05T14:00", 720),
            ("2025-09-27T14:00", 780),
            ("2026-04-04T14:00", 720),
            ("2026-09-26T14:00", 780),
            ("2027-04-03T14:00", 720),
            ("2027-09-25T14:00", 780),
            ("2028-04-01T14:00", 720),
            ("2028-09-23T14:00", 780),
        ],
    },
    Zone { name: "Pacific/Honolulu", first: -600, changes: &[] },
];

/// Milliseconds since 1970 of a civil time, as if it were UTC.
fn utc_ms(at: DateTime) -> i64 {
    let days = date(1970, 1, 1).until((jiff::Unit::Day, at.date())).unwrap().get_days();
    let time = at.time();
    let seconds =
        i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    i64::from(days) * DAY_MS + seconds * 1000
}

/// The civil time of these milliseconds, as if they were UTC.
fn civil(ms: i64) -> DateTime {
    let day = date(1970, 1, 1).saturating_add(ms.div_euclid(DAY_MS).days());
    day.to_datetime(jiff::civil::Time::midnight())
        .saturating_add(ms.rem_euclid(DAY_MS).milliseconds())
}

/// The instant as a body carries it.
pub fn utc(ms: i64) -> String {
    format!("{}Z", civil(ms).strftime("%Y-%m-%dT%H:%M:%S"))
}

impl Zone {
    fn change(&self, place: usize) -> (i64, i64) {
        let (from, minutes) = self.changes[place];
        (utc_ms(from.parse().unwrap()), minutes)
    }

    /// The days on which the clocks change, or some ordinary ones where they never do.
    pub fn days_of_change(&self) -> Vec<Date> {
        let changes = (0..self.changes.len().min(4)).map(|place| self.day(self.change(place).0));
        match self.changes.is_empty() {
            true => vec![date(2026, 3, 29), date(2026, 10, 25), date(2025, 11, 2)],
            false => changes.collect(),
        }
    }

    fn offset_minutes(&self, ms: i64) -> i64 {
        let mut changes = (0..self.changes.len()).map(|place| self.change(place));
        changes.rfind(|(from, _)| *from <= ms).map_or(self.first, |(_, minutes)| minutes)
    }

    /// The day of an instant.
    pub fn day(&self, ms: i64) -> Date {
        civil(ms + self.offset_minutes(ms) * 60_000).date()
    }

    /// The first instant of a day.
    pub fn start_of(&self, day: Date) -> i64 {
        let midnight = day.to_datetime(jiff::civil::Time::midnight());
        self.instants(midnight)[0]
    }

    /// The instants that a clock on the wall shows that time at: none in the gap of a change, two
    /// in its fold, the earlier first.
    pub fn instants(&self, wall: DateTime) -> Vec<i64> {
        let mut offsets = vec![self.first];
        offsets.extend(self.changes.iter().map(|(_, minutes)| *minutes));
        offsets.sort_unstable();
        offsets.dedup();
        let at = |minutes: &i64| utc_ms(wall) - minutes * 60_000;
        let mut found: Vec<i64> = offsets
            .iter()
            .filter(|minutes| self.offset_minutes(at(minutes)) == **minutes)
            .map(at)
            .collect();
        found.sort_unstable();
        found
    }

    /// The instant with this zone's offset, as a body carries it.
    pub fn with_offset(&self, ms: i64) -> String {
        let minutes = self.offset_minutes(ms);
        let sign = if minutes < 0 { '-' } else { '+' };
        let wall = civil(ms + minutes * 60_000).strftime("%Y-%m-%dT%H:%M:%S");
        format!("{wall}{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
    }
}

#[test]
fn the_clocks_change_where_they_do() {
    let paris = &ZONES[1];
    let wall = |text: &str| text.parse::<DateTime>().unwrap();
    assert!(paris.instants(wall("2026-03-29T02:30")).is_empty());
    assert_eq!(paris.instants(wall("2026-10-25T02:30")).len(), 2);
    let midnight = paris.start_of(date(2026, 10, 26));
    assert_eq!(
        (utc(midnight).as_str(), paris.day(midnight - 1)),
        ("2026-10-25T23:00:00Z", date(2026, 10, 25))
    );
    assert_eq!(paris.with_offset(midnight), "2026-10-26T00:00:00+01:00");
}
