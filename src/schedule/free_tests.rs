//! Free times held against a count of every fifth minute: another computation of the same.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::free::{Stretch, free};
use super::hours::{MIDNIGHT, Opening, Week, clock_text, minute_of};
use crate::clock::{Moment, Zone};

/// The grid of the count. Whatever is drawn at random lies on it.
const STEP: i64 = 5;

/// A small generator of numbers: the same days at every run.
struct Random(u64);

impl Random {
    fn below(&mut self, most: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from(self.0 % most.unsigned_abs()).unwrap()
    }

    fn week(&mut self) -> Week {
        let mut openings = Vec::new();
        for weekday in 1..=7 {
            let mut from = self.below(20) * 60;
            for _ in 0..self.below(4) {
                let to = (from + STEP * (1 + self.below(100))).min(MIDNIGHT);
                if from < to {
                    openings.push(Opening { weekday, from, to });
                }
                // Back to back now and then.
                from = to + STEP * self.below(30);
            }
        }
        Week::of(openings).unwrap()
    }

    fn stretch(&mut self, start: Moment, days: i64, longest: i64) -> Stretch {
        let from = start.plus_minutes(STEP * self.below((days + 2) * MIDNIGHT / STEP) - MIDNIGHT);
        Stretch { from, to: from.plus_minutes(STEP * (1 + self.below(longest / STEP))) }
    }
}

/// Minute after minute: is the wall clock within the hours, and is nobody there?
fn counted(
    week: &Week,
    (first, last): (Date, Date),
    zone: &Zone,
    busy: &[Stretch],
    minutes: i64,
) -> Vec<Stretch> {
    let mut runs: Vec<Stretch> = Vec::new();
    let mut at = zone.start_of(first);
    while at < zone.end_of(last) {
        let wall = zone.wall_clock(at);
        let weekday = i64::from(wall.weekday().to_monday_one_offset());
        let shown = i64::from(wall.hour()) * 60 + i64::from(wall.minute());
        let is_open = week.openings().iter().any(|opening| {
            opening.weekday == weekday && (opening.from..opening.to).contains(&shown)
        });
        let is_taken = busy.iter().any(|busy| busy.from <= at && at < busy.to);
        let next = at.plus_minutes(STEP);
        if is_open && !is_taken {
            match runs.last_mut() {
                Some(run) if run.to == at => run.to = next,
                _ => runs.push(Stretch { from: at, to: next }),
            }
        }
        at = next;
    }
    runs.retain(|run| run.to.ms() - run.from.ms() >= minutes * 60_000);
    runs
}

#[test]
fn free_times_of_ten_thousand_days_are_what_a_count_of_minutes_finds() {
    // Clocks that change at one, two and three, by an hour and by half of one, and at midnight; one
    // that never does; one beside a quarter of an hour.
    let zones = [
        "Europe/Paris",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "Africa/Casablanca",
        "UTC",
    ];
    let changes = [
        date(2026, 3, 29),
        date(2026, 10, 25),
        date(2026, 3, 8),
        date(2026, 11, 1),
        date(2026, 4, 5),
    ];
    let mut random = Random(0x5eed_2026_1127);
    let mut days = 0;
    while days < 10_000 {
        let zone = Zone::named(zones[random.below(8) as usize]).unwrap();
        // Every third stretch of days lies around a change of the clock.
        let first = match random.below(3) {
            0 => changes[random.below(5) as usize].saturating_sub(random.below(3).days()),
            _ => date(2005, 1, 1).saturating_add(random.below(12_000).days()),
        };
        let length = 1 + random.below(3);
        let last = first.saturating_add((length - 1).days());
        let week = random.week();
        let start = zone.start_of(first);
        let mut busy: Vec<Stretch> =
            (0..random.below(9)).map(|_| random.stretch(start, length, 8 * 60)).collect();
        busy.extend((0..random.below(3)).map(|_| random.stretch(start, length, 2 * MIDNIGHT)));
        let minutes = STEP * (1 + random.below(24));
        let open = week.open(first, last, &zone);
        let found = free(&open, &busy, minutes);
        let expected = counted(&week, (first, last), &zone, &busy, minutes);
        assert_eq!(found, expected, "{first} to {last} in {}: {week:?} {busy:?}", zone.name());
        days += length;
    }
}

#[test]
fn an_hour_that_is_repeated_is_open_twice_and_a_skipped_one_never() {
    let zone = Zone::named("Europe/Paris").unwrap();
    let night = |weekday| Week::of(vec![Opening { weekday, from: 120, to: 180 }]).unwrap();
    let hours = |day: Date| {
        let open = night(7).open(day, day, &zone);
        open.iter().map(|s| (s.to.ms() - s.from.ms()) / 3_600_000).sum::<i64>()
    };
    assert_eq!(hours(date(2026, 10, 25)), 2);
    assert_eq!(hours(date(2026, 3, 29)), 0);
    assert_eq!(hours(date(2026, 3, 22)), 1);
}

#[test]
fn hours_are_written_and_read_as_a_clock_shows_them() {
    for (text, expected) in [("00:00", 0), ("08:30", 510), ("24:00", 1440)] {
        assert_eq!((minute_of(text), clock_text(expected)), (Some(expected), text.to_owned()));
    }
    for wrong in ["8:30", "24:01", "12:60", "+1:00", "12", "12:3", "", "ab:cd"] {
        assert_eq!(minute_of(wrong), None, "{wrong}");
    }
    let twice = |from, to| Opening { weekday: 1, from, to };
    assert!(Week::of(vec![twice(60, 120), twice(100, 180)]).is_none());
    assert!(Week::of(vec![twice(120, 180), twice(60, 120)]).is_some());
}
