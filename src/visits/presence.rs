//! How a visit stands on its day: expected, late, waiting, in consultation, or over.

use crate::clock::Moment;

/// Minutes in a millisecond count.
const MINUTE_MS: i64 = 60_000;

/// How a visit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// To come.
    Expected,
    /// Expected, and so many minutes after its time.
    Late(i64),
    /// In the waiting room since then.
    Waiting(Moment),
    /// In consultation since then.
    Inside(Moment),
    Completed,
    Missed,
    Cancelled,
}

impl Presence {
    /// From what is stored of the visit, at `now`.
    pub fn of(
        status: &str,
        begins: Moment,
        (arrived, started): (Option<Moment>, Option<Moment>),
        now: Moment,
    ) -> Self {
        let minutes = (now.ms() - begins.ms()) / MINUTE_MS;
        match (status, started, arrived) {
            ("COMPLETED", ..) => Self::Completed,
            ("NO_SHOW", ..) => Self::Missed,
            ("CANCELLED", ..) => Self::Cancelled,
            (_, Some(at), _) => Self::Inside(at),
            (_, None, Some(at)) => Self::Waiting(at),
            _ if minutes > 0 => Self::Late(minutes),
            _ => Self::Expected,
        }
    }

    /// Whether it takes its dietitian's time: a cancelled or missed one does not.
    pub fn takes_time(self) -> bool {
        !matches!(self, Self::Missed | Self::Cancelled)
    }

    /// Whether it is still to be held.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Expected | Self::Late(_) | Self::Waiting(_) | Self::Inside(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patient_is_expected_then_late_then_waits_then_is_inside() {
        let at = |minutes: i64| Moment::from_ms(minutes * MINUTE_MS);
        let of = |arrived: Option<i64>, started: Option<i64>, now: i64| {
            let marks = (arrived.map(at), started.map(at));
            Presence::of("SCHEDULED", at(600), marks, at(now))
        };
        assert_eq!(of(None, None, 599), Presence::Expected);
        assert_eq!(of(None, None, 600), Presence::Expected);
        assert_eq!(of(None, None, 612), Presence::Late(12));
        assert_eq!(of(Some(595), None, 612), Presence::Waiting(at(595)));
        assert_eq!(of(Some(595), Some(601), 612), Presence::Inside(at(601)));
        // Whoever is called in at once was never seen waiting.
        assert_eq!(of(None, Some(601), 612), Presence::Inside(at(601)));
        let over = |status| Presence::of(status, at(600), (Some(at(595)), None), at(700));
        assert_eq!(over("COMPLETED"), Presence::Completed);
        assert!(!over("NO_SHOW").takes_time() && !over("CANCELLED").takes_time());
        assert!(over("COMPLETED").takes_time() && !over("COMPLETED").is_open());
    }
}
