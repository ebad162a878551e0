//! How a visit is repeated: every so many weeks, at the same time of the clinic's clock.

use jiff::ToSpan;
use serde_json::Value;

use crate::clock::{Moment, Zone};
use crate::http::Fields;
use crate::message::message;
use crate::schedule::YEARS;

/// Visits of a series at most.
const MOST_TIMES: i64 = 52;
/// Weeks between two of them at most.
const MOST_WEEKS: i64 = 52;

/// How a visit is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Repeat {
    every_weeks: i64,
    /// How many visits there are in all.
    times: i64,
}

impl Repeat {
    /// Reads `repeat:{every_weeks,times}`, if the body has it.
    pub fn read(fields: &mut Fields) -> Option<Self> {
        let map = match fields.raw("repeat") {
            None | Some(Value::Null) => return None,
            Some(Value::Object(map)) => map.clone(),
            Some(_) => {
                fields.refuse("repeat", message("is-object", "must be an object"));
                return None;
            }
        };
        let mut inner = Fields::of(map);
        let weeks = inner.integer("every_weeks", 1..=MOST_WEEKS);
        let times = inner.integer("times", 2..=MOST_TIMES);
        let (weeks, times) = (inner.required("every_weeks", weeks), inner.required("times", times));
        fields.absorb("repeat", inner);
        Some(Self { every_weeks: weeks?, times: times? })
    }

    /// The instants of all visits from the first, at the same time of the wall clock; where the clock
    /// skips that time, the same time after the gap. None where one lies beyond the calendar.
    pub fn moments(self, first: Moment, zone: &Zone) -> Option<Vec<Moment>> {
        let wall = zone.wall_clock(first);
        let at = |time: i64| {
            if time == 0 {
                return Some(first);
            }
            let later = wall.checked_add((time * self.every_weeks).weeks()).ok()?;
            YEARS.contains(&later.year()).then(|| zone.instant_of(later))
        };
        (0..self.times).map(at).collect()
    }
}
