//! A move as an address carries it: where the appointment stood before and where it stood then, in
//! milliseconds since 1970 and with whom. By it one press takes the move back, unless somebody has
//! moved the appointment once more.

use std::fmt;

use crate::clock::Moment;
use crate::ids::Id;
use crate::visits::Details;

/// A time and its dietitian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Place {
    pub at: Moment,
    pub with: Id,
}

/// From where to where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Move {
    pub from: Place,
    pub to: Place,
}

impl Place {
    pub fn of(details: &Details) -> Self {
        Self { at: details.visit_date, with: details.dietitian_id }
    }

    fn read(at: &str, with: &str) -> Option<Self> {
        let at: i64 = at.parse().ok()?;
        let is_ours = (Moment::MIN_MS..=Moment::MAX_MS).contains(&at);
        Some(Self { at: Moment::from_ms(at), with: with.parse().ok()? }).filter(|_| is_ours)
    }
}

impl Move {
    /// What [`Move`] writes; nothing else.
    pub fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('.').collect();
        let [at, with, then, by] = parts[..] else { return None };
        Some(Self { from: Place::read(at, with)?, to: Place::read(then, by)? })
    }
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        write!(f, "{}.{}.{}.{}", from.at.ms(), from.with, to.at.ms(), to.with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_reads_back_as_it_was_written() {
        let at = |ms| Place { at: Moment::from_ms(ms), with: Id::new() };
        let moved = Move { from: at(1_795_700_000_123), to: at(1_795_703_600_000) };
        assert_eq!(Move::read(&moved.to_string()), Some(moved));
        let place = format!("1.{}", moved.to.with);
        let late = format!("{}.{}.{place}", i64::MAX, moved.to.with);
        for wrong in ["", ".", "...", &place, &format!("{place}.1.x"), &late] {
            assert_eq!(Move::read(wrong), None, "{wrong:?}");
        }
    }
}
