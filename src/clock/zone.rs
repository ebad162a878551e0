//! The clinic's time zone: civil days and wall clocks on one side, instants on the other.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::moment::Moment;
use crate::message::{Message, message};

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

    /// The first instant of that day and of the next.
    pub fn bounds_of(&self, day: Date) -> (Moment, Moment) {
        (self.start_of(day), self.end_of(day))
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
