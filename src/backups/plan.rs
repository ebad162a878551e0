//! When the server backs itself up, and which of its copies stay.

use std::path::Path;

use jiff::ToSpan;
use serde::Serialize;

use super::second::place;
use super::second::{Disk, Place, Second};
use crate::clock::{Moment, Zone};
use crate::error::{Error, Result};
use crate::http::{Field, Fields};
use crate::message::{Message, message};

/// The plan in force.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    pub is_on: bool,
    /// On the clinic's clock.
    pub hour: i8,
    pub keep_daily: i64,
    pub keep_weekly: i64,
    pub keep_monthly: i64,
    pub second_folder: Option<String>,
    /// The disk on which that folder was when it was chosen.
    #[serde(skip)]
    pub second_disk: Option<Disk>,
    /// Nothing before this instant is overdue.
    #[serde(skip)]
    pub since: Moment,
    pub version: i64,
}

impl Plan {
    /// The last instant up to `now` at which the day's copy is due. In the gap of a clock change
    /// the hour after it counts.
    pub fn last_due(&self, now: Moment, zone: &Zone) -> Moment {
        let today = zone.day_of(now);
        let at = |day: jiff::civil::Date| {
            let wall = day.at(self.hour, 0, 0, 0);
            zone.instant_of(wall)
        };
        let due = at(today);
        match due <= now {
            true => due,
            false => today.checked_sub(1.days()).map_or(due, at),
        }
    }

    /// Whether a copy should be made now; `last` is when the newest good one of the schedule began.
    pub fn is_due(&self, now: Moment, zone: &Zone, last: Option<Moment>) -> bool {
        let known = self.known(now, last).unwrap_or(Moment::from_ms(Moment::MIN_MS));
        self.is_on && known < self.last_due(now, zone)
    }

    /// The later of that instant and the plan's own. What lies ahead is not known: a clock that
    /// was ahead once must not silence anybody until it is there again.
    pub(super) fn known(&self, now: Moment, last: Option<Moment>) -> Option<Moment> {
        last.into_iter().chain([self.since]).filter(|at| *at <= now).max()
    }

    /// Where copies go too.
    pub fn second(&self) -> Option<Second> {
        let folder = self.second_folder.as_ref()?.into();
        Some(Second { folder, disk: self.second_disk })
    }
}

/// What an update names; the rest stays.
pub struct PlanChange {
    is_on: Field<bool>,
    hour: Field<i64>,
    keep_daily: Field<i64>,
    keep_weekly: Field<i64>,
    keep_monthly: Field<i64>,
    second_folder: Field<String>,
    second_disk: Option<Disk>,
}

impl PlanChange {
    /// Reads the fields of a body; the bad ones are named when `fields` finishes.
    pub fn read(fields: &mut Fields) -> Self {
        let is_on = fields.flag("is_on");
        let hour = fields.integer("hour", 0..=23);
        let keep_daily = fields.integer("keep_daily", 1..=366);
        let keep_weekly = fields.integer("keep_weekly", 0..=520);
        let keep_monthly = fields.integer("keep_monthly", 0..=240);
        let second_folder = fields.line("second_folder", 1..=500);
        if let Field::Set(folder) = &second_folder
            && !Path::new(folder).is_absolute()
        {
            fields.refuse(
                "second_folder",
                message("whole-path", "must be a whole path that begins with /"),
            );
        }
        Self {
            is_on: fields.not_null("is_on", is_on),
            hour: fields.not_null("hour", hour),
            keep_daily: fields.not_null("keep_daily", keep_daily),
            keep_weekly: fields.not_null("keep_weekly", keep_weekly),
            keep_monthly: fields.not_null("keep_monthly", keep_monthly),
            second_folder,
            second_disk: None,
        }
    }

    /// Looks at the second folder that was chosen, and remembers its disk. One that is not there at
    /// this moment is taken: its disk may lie in a drawer.
    ///
    /// # Errors
    /// 400 naming `second_folder` where no second copy can ever be.
    pub fn look(&mut self, first: &Path) -> Result<()> {
        let Field::Set(folder) = &self.second_folder else { return Ok(()) };
        let folder = Path::new(folder);
        let refused = |why: Message| Err(Error::field("second_folder", why));
        self.second_disk = match place::look(folder, first, None) {
            Place::Ready(disk) => match place::try_out(folder, disk) {
                Ok(()) => Some(disk),
                Err(_) => {
                    return refused(message("not-writable", "cannot be written to by this server"));
                }
            },
            Place::First => {
                return refused(message("first-folder", "is the folder of the first copies"));
            }
            Place::NoFolder => return refused(message("no-folder", "is a file, and no folder")),
            Place::Closed(_) => {
                return refused(message("not-writable", "cannot be written to by this server"));
            }
            Place::Absent | Place::Unmounted | Place::OtherDisk => None,
        };
        Ok(())
    }

    /// The plan with this change made.
    pub(super) fn apply(self, old: &Plan) -> Plan {
        let second_disk = match &self.second_folder {
            Field::Set(folder) if old.second_folder.as_ref() == Some(folder) => {
                self.second_disk.or(old.second_disk)
            }
            Field::Absent => old.second_disk,
            Field::Set(_) | Field::Null => self.second_disk,
        };
        Plan {
            second_disk,
            is_on: self.is_on.value().unwrap_or(old.is_on),
            hour: self.hour.value().and_then(|h| i8::try_from(h).ok()).unwrap_or(old.hour),
            keep_daily: self.keep_daily.value().unwrap_or(old.keep_daily),
            keep_weekly: self.keep_weekly.value().unwrap_or(old.keep_weekly),
            keep_monthly: self.keep_monthly.value().unwrap_or(old.keep_monthly),
            second_folder: self.second_folder.or(old.second_folder.clone()),
            since: old.since,
            version: old.version,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        let since = "2026-03-01T12:00:00Z".parse().unwrap();
        Plan {
            is_on: true,
            hour: 2,
            keep_daily: 7,
            keep_weekly: 5,
            keep_monthly: 12,
            second_folder: None,
            second_disk: None,
            since,
            version: 1,
        }
    }

    fn due(now: &str, last: Option<&str>) -> bool {
        let zone = Zone::named("Europe/Paris").unwrap();
        plan().is_due(now.parse().unwrap(), &zone, last.map(|at| at.parse().unwrap()))
    }

    #[test]
    fn a_day_is_due_once_from_its_hour_on_the_clinics_clock() {
        // Two o'clock in Paris is one o'clock UTC in winter.
        assert!(!due("2026-03-03T00:59:59Z", Some("2026-03-02T01:00:05Z")));
        assert!(due("2026-03-03T01:00:00Z", Some("2026-03-02T01:00:05Z")));
        assert!(!due("2026-03-03T01:00:10Z", Some("2026-03-03T01:00:05Z")));
    }

    #[test]
    fn what_was_missed_is_due_at_the_next_start() {
        assert!(due("2026-03-09T08:00:00Z", Some("2026-03-05T01:00:00Z")));
        assert!(due("2026-03-02T08:00:00Z", None));
    }

    #[test]
    fn a_new_clinic_waits_for_its_first_hour() {
        assert!(!due("2026-03-01T12:00:10Z", None));
        assert!(!due("2026-03-02T00:30:00Z", None));
        assert!(due("2026-03-02T01:00:00Z", None));
    }

    #[test]
    fn the_hour_that_a_clock_change_skips_is_the_one_after_it() {
        // On 29 March 2026 there is no two o'clock in Paris: three o'clock is one o'clock UTC.
        assert!(!due("2026-03-29T00:59:59Z", Some("2026-03-28T01:00:00Z")));
        assert!(due("2026-03-29T01:00:00Z", Some("2026-03-28T01:00:00Z")));
    }

    #[test]
    fn a_copy_of_a_clock_that_was_ahead_silences_nothing() {
        assert!(due("2026-03-09T08:00:00Z", Some("2031-01-01T00:00:00Z")));
        assert!(!Plan { is_on: false, ..plan() }.is_due(
            "2026-03-09T08:00:00Z".parse().unwrap(),
            &Zone::utc(),
            None
        ));
    }
}
