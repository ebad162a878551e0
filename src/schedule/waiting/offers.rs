//! Offers: a time that came free because a visit was cancelled, and whom of those who wait it is offered
//! to.

use rusqlite::named_params;

use super::WaitingView;
use super::store::{Sought, list};
use crate::auth::Scope;
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::schedule::LONGEST_VISIT_MINUTES;

/// A time that a cancelled visit has left free: nothing else takes it, no visit and no absence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Freed {
    pub at: Moment,
    pub minutes: i64,
    pub dietitian: Id,
    /// Who called off.
    pub patient: Id,
}

/// The next times that came free between two instants.
///
/// # Errors
/// What SQLite says.
pub(crate) fn freed(
    sql: &Sql<'_>,
    between: (Moment, Moment),
    scope: Scope,
    limit: i64,
) -> Result<Vec<Freed>> {
    read(sql, between, (scope.dietitian(), None), limit)
}

/// The time that this visit, which begins `at`, has left free: none where it is not cancelled, not to
/// come, or taken.
///
/// # Errors
/// What SQLite says.
pub(crate) fn freed_by(sql: &Sql<'_>, visit: Id, at: Moment, now: Moment) -> Result<Option<Freed>> {
    if at <= now {
        return Ok(None);
    }
    let freed = read(sql, (at, at.plus_ms(1)), (None, Some(visit)), 1)?;
    Ok(freed.into_iter().next())
}

/// Those to whom a time is offered, the longest waiting first: whom it suits, whose file is open to
/// whoever offers it, and who has not just called it off.
///
/// # Errors
/// What SQLite says.
pub(crate) fn offered_to(
    sql: &Sql<'_>,
    freed: &Freed,
    scope: Scope,
    zone: &Zone,
) -> Result<Vec<WaitingView>> {
    let sought = Sought {
        dietitian: Some(freed.dietitian),
        day: Some(zone.day_of(freed.at).to_string()),
        minutes: Some(freed.minutes),
        is_to_call: true,
    };
    let mut waiting = list(sql, &sought, scope)?;
    waiting.retain(|entry| entry.patient_id != freed.patient);
    Ok(waiting)
}

fn read(
    sql: &Sql<'_>,
    (from, to): (Moment, Moment),
    (dietitian, visit): (Option<Id>, Option<Id>),
    limit: i64,
) -> Result<Vec<Freed>> {
    sql.all(
        include_str!("../../../sql/queries/schedule/freed.sql"),
        named_params! {
            ":from": from, ":to": to, ":dietitian": dietitian, ":visit": visit, ":limit": limit,
            ":earliest": from.plus_minutes(-LONGEST_VISIT_MINUTES),
        },
        |row| {
            Ok(Freed {
                at: row.get("visit_date")?,
                minutes: row.get("duration_minutes")?,
                dietitian: row.get("dietitian_id")?,
                patient: row.get("patient_id")?,
            })
        },
    )
}
