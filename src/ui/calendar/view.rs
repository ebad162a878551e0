//! What the calendar shows: a day, a week, a month, or a week as a list; and which days those are.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::ROOM;
use super::week_start::week_of;
use crate::ui::days;
use crate::ui::language::say;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    Day,
    Week,
    Month,
    List,
}

impl View {
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Day, "day", say("Day")),
        (Self::Week, "week", say("Week")),
        (Self::Month, "month", say("Month")),
        (Self::List, "list", say("List")),
    ];

    pub fn named(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|(_, known, _)| *known == name)
            .map_or(Self::Day, |(view, _, _)| view)
    }

    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(view, _, _)| *view == self).map_or("day", |(_, name, _)| name)
    }

    /// The first and the last day that it shows, where weeks begin on that day.
    pub fn days(self, day: Date, first: Weekday) -> (Date, Date) {
        let week = |day: Date| week_of(day, first);
        match self {
            Self::Day => (day, day),
            Self::Week | Self::List => (week(day), week(day).saturating_add(6.days())),
            Self::Month => {
                let (first, last) = (week(day.first_of_month()), day.last_of_month());
                (first, week(last).saturating_add(6.days()))
            }
        }
    }

    pub fn step(self, day: Date, forward: bool) -> Date {
        let sign = if forward { 1 } else { -1 };
        days::within(match self {
            Self::Day => day.saturating_add(sign.days()),
            Self::Week | Self::List => day.saturating_add((7 * sign).days()),
            Self::Month => day.first_of_month().saturating_add(sign.months()),
        })
    }

    /// The address of it on a day, with everybody's visits or one dietitian's.
    pub fn address(self, day: Date, with: &str) -> String {
        let with = if with.is_empty() { String::new() } else { format!("&with={with}") };
        format!("{ROOM}?view={}&day={day}{with}", self.name())
    }
}
