//! Where an appointment stood before it was moved, as an address carries it: milliseconds since 1970
//! and whose it was. By it one press takes the move back.

use std::fmt;

use crate::clock::Moment;
use crate::ids::Id;
use crate::visits::Details;

/// A time and its dietitian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Before {
    pub at: Moment,
    pub with: Id,
}

impl Before {
    pub fn of(details: &Details) -> Self {
        Self { at: details.visit_date, with: details.dietitian_id }
    }

    /// What [`Before`] writes; nothing else.
    pub fn read(text: &str) -> Option<Self> {
        let (at, with) = text.split_once('.')?;
        let at: i64 = at.parse().ok()?;
        let is_ours = (Moment::MIN_MS..=Moment::MAX_MS).contains(&at);
        Some(Self { at: Moment::from_ms(at), with: with.parse().ok()? }).filter(|_| is_ours)
    }
}

impl fmt::Display for Before {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.ms(), self.with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_it_stood_reads_back_as_it_was_written() {
        let before = Before { at: Moment::from_ms(1_795_700_000_123), with: Id::new() };
        assert_eq!(Before::read(&before.to_string()), Some(before));
        for wrong in ["", ".", "1", "1.", "x.y", "1.2", &format!("{}.{}", i64::MAX, before.with)] {
            assert_eq!(Before::read(wrong), None, "{wrong:?}");
        }
    }
}
