//! The days around: a week in one line, with how many visits each day has.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use rusqlite::params;

use super::view::View;
use super::week_start::week_of;
use crate::auth::Scope;
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::ui::language::Language;

/// A day of the strip.
pub(super) struct StripDay {
    pub name: &'static str,
    pub number: i8,
    pub href: String,
    pub count: usize,
    pub is_chosen: bool,
}

/// The beginnings of the visits of a week that take their time.
///
/// # Errors
/// What SQLite says.
pub(super) fn begun(
    sql: &Sql<'_>,
    (day, first, zone): (Date, Weekday, &Zone),
    scope: Scope,
    with: Option<Id>,
) -> Result<Vec<Moment>> {
    let week = week_of(day, first);
    let (from, to) = (zone.start_of(week), zone.end_of(week.saturating_add(6.days())));
    sql.all(
        include_str!("../../../sql/queries/ui/visits_begun.sql"),
        params![from, to, scope.dietitian(), with],
        |row| row.get(0),
    )
}

/// The week of a day.
pub(super) fn strip(
    (day, first): (Date, Weekday),
    begun: &[Moment],
    with: &str,
    zone: &Zone,
    language: Language,
) -> Vec<StripDay> {
    let week = week_of(day, first);
    let one = |at: i32| {
        let here = week.saturating_add(at.days());
        let name = usize::try_from(here.weekday().to_monday_zero_offset()).unwrap_or(0);
        StripDay {
            name: &language.days()[name % 7][..3],
            number: here.day(),
            href: View::Day.address(here, with),
            count: begun.iter().filter(|at| zone.day_of(**at) == here).count(),
            is_chosen: here == day,
        }
    };
    (0..7).map(one).collect()
}
