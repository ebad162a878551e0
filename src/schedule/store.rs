//! Timetables, absences and what takes a dietitian's time, in SQL.

use std::collections::HashMap;

use jiff::civil::Date;
use rusqlite::{Row, params};

use super::LONGEST_VISIT_MINUTES;
use super::free::{Stretch, free};
use super::hours::{Opening, Week};
use super::input::{NewAbsence, Wanted};
use super::view::{AbsenceView, OpeningHoursView, Source};
use crate::auth::Scope;
use crate::clock::{Moment, Zone};
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing};
use crate::ids::Id;

/// Absences of an answer at most.
const MOST_ABSENCES: i64 = 1000;

/// The row of the clinic's own timetable.
const CLINIC: &str = "clinic";

/// A stored timetable.
pub(crate) struct Timetable {
    pub week: Week,
    pub version: i64,
}

/// The timetable that is stored for the clinic (none) or a dietitian.
///
/// # Errors
/// What SQLite says.
pub(crate) fn timetable(sql: &Sql<'_>, whose: Option<Id>) -> Result<Option<Timetable>> {
    let id = whose.map_or_else(|| CLINIC.to_owned(), |id| id.to_string());
    let statement = "SELECT version FROM timetables WHERE id = ?1";
    let Some(version) = sql.maybe(statement, [&id], |row| row.get(0))? else { return Ok(None) };
    let openings = sql.all(
        "SELECT weekday, from_minute, to_minute FROM opening_hours WHERE timetable_id = ?1",
        [&id],
        |row| Ok(Opening { weekday: row.get(0)?, from: row.get(1)?, to: row.get(2)? }),
    )?;
    let week = Week::of(openings).ok_or_else(|| Error::internal("stored hours overlap"))?;
    Ok(Some(Timetable { week, version }))
}

/// The hours that hold, and where they come from.
pub(crate) struct HoursInForce {
    pub week: Week,
    pub source: Source,
    /// Of the own timetable; 0 where there is none.
    pub version: i64,
}

/// The hours that hold for the clinic (none) or a dietitian.
///
/// # Errors
/// What SQLite says.
pub(crate) fn hours_in_force(sql: &Sql<'_>, whose: Option<Id>) -> Result<HoursInForce> {
    if let Some(Timetable { week, version }) = timetable(sql, whose)? {
        return Ok(HoursInForce { week, source: Source::Own, version });
    }
    let clinic = match whose {
        Some(_) => timetable(sql, None)?,
        None => None,
    };
    let (week, source) = match clinic {
        Some(Timetable { week, .. }) => (week, Source::Clinic),
        None => (Week::usual(), Source::Usual),
    };
    Ok(HoursInForce { week, source, version: 0 })
}

/// The hours of everybody, read at once.
#[derive(Default)]
pub(crate) struct Timetables {
    by_id: HashMap<String, Week>,
}

impl Timetables {
    /// Reads all timetables.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn read(sql: &Sql<'_>) -> Result<Self> {
        let mut openings: HashMap<String, Vec<Opening>> = HashMap::new();
        // A timetable without hours is one too: closed all week.
        sql.each("SELECT id FROM timetables", [], |row| {
            openings.entry(row.get(0)?).or_default();
            Ok(())
        })?;
        let statement = "SELECT timetable_id, weekday, from_minute, to_minute FROM opening_hours";
        sql.each(statement, [], |row| {
            let opening = Opening { weekday: row.get(1)?, from: row.get(2)?, to: row.get(3)? };
            openings.entry(row.get(0)?).or_default().push(opening);
            Ok(())
        })?;
        let week = |(id, openings)| Some((id, Week::of(openings)?));
        Ok(Self { by_id: openings.into_iter().filter_map(week).collect() })
    }

    /// The hours that hold for a dietitian.
    pub fn of(&self, dietitian: Id) -> Week {
        let own = self.by_id.get(&dietitian.to_string()).or_else(|| self.by_id.get(CLINIC));
        own.cloned().unwrap_or_else(Week::usual)
    }
}

/// The hours that hold for the clinic (none) or a dietitian, as answers show them.
///
/// # Errors
/// What SQLite says.
pub(crate) fn shown(sql: &Sql<'_>, whose: Option<Id>) -> Result<OpeningHoursView> {
    let HoursInForce { week, source, version } = hours_in_force(sql, whose)?;
    let hours = week.openings().to_vec();
    Ok(OpeningHoursView { dietitian_id: whose, source, hours, version })
}

/// Writes a timetable as the next version; without a week it is gone.
///
/// # Errors
/// What SQLite says.
pub(super) fn write_timetable(
    tx: &Tx<'_>,
    whose: Option<Id>,
    week: Option<&Week>,
    by: Id,
) -> Result<()> {
    let id = whose.map_or_else(|| CLINIC.to_owned(), |id| id.to_string());
    tx.run("DELETE FROM opening_hours WHERE timetable_id = ?1", [&id])?;
    let Some(week) = week else {
        tx.run("DELETE FROM timetables WHERE id = ?1", [&id])?;
        return Ok(());
    };
    tx.run(
        "INSERT INTO timetables (id, dietitian_id, updated_by, updated_at) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (id) DO UPDATE SET updated_by = ?3, updated_at = ?4, version = version + 1",
        params![id, whose, by, tx.now()],
    )?;
    for opening in week.openings() {
        tx.run(
            "INSERT INTO opening_hours (timetable_id, weekday, from_minute, to_minute) \
             VALUES (?1, ?2, ?3, ?4)",
            params![id, opening.weekday, opening.from, opening.to],
        )?;
    }
    Ok(())
}

fn absence_of(row: &Row<'_>) -> rusqlite::Result<AbsenceView> {
    Ok(AbsenceView {
        id: row.get("id")?,
        dietitian_id: row.get("dietitian_id")?,
        from: row.get("begins_at")?,
        to: row.get("ends_at")?,
        reason: row.get("reason")?,
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
    })
}

/// The absences of one dietitian (with the closures) or of everybody that touch a stretch, the
/// earliest first. A dietitian reads the reasons of their own and of closures.
///
/// # Errors
/// What SQLite says.
pub(crate) fn absences(
    sql: &Sql<'_>,
    whose: Option<Id>,
    stretch: Stretch,
    scope: Scope,
) -> Result<Vec<AbsenceView>> {
    let statement = include_str!("../../sql/queries/schedule/absences.sql");
    let mut found =
        sql.all(statement, params![stretch.from, stretch.to, whose, MOST_ABSENCES], absence_of)?;
    if let Some(own) = scope.dietitian() {
        let is_told = |absence: &AbsenceView| absence.dietitian_id.is_none_or(|id| id == own);
        for absence in found.iter_mut().filter(|absence| !is_told(absence)) {
            absence.reason = None;
        }
    }
    Ok(found)
}

/// An absence: with `deleted` one that was taken away, else one that was not.
///
/// # Errors
/// 404.
pub(crate) fn absence(sql: &Sql<'_>, id: Id, deleted: bool) -> Result<AbsenceView> {
    let statement = "SELECT id, dietitian_id, begins_at, ends_at, reason, created_by, created_at \
                     FROM absences WHERE id = ?1 AND (deleted_at IS NOT NULL) = ?2";
    let found = sql.maybe(statement, params![id, deleted], absence_of)?;
    found.ok_or_else(|| Error::not_found(Thing::Absence).about("absence", id))
}

/// Stores an absence or a closure.
///
/// # Errors
/// 400 for an id in use.
pub(super) fn insert_absence(tx: &Tx<'_>, id: Id, new: &NewAbsence, by: Id) -> Result<()> {
    let written = tx.run(
        "INSERT INTO absences (id, dietitian_id, begins_at, ends_at, reason, created_by, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![id, new.dietitian_id, new.from, new.to, new.reason, by, tx.now()],
    );
    written.map(drop).map_err(|error| Error::of_insert(error, "absences.id"))
}

/// Takes an absence away, or brings it back.
///
/// # Errors
/// What SQLite says.
pub(super) fn set_deleted(tx: &Tx<'_>, id: Id, deleted: bool, by: Id) -> Result<()> {
    tx.run(
        "UPDATE absences SET deleted_at = CASE WHEN ?2 THEN ?3 END, \
         deleted_by = CASE WHEN ?2 THEN ?4 END WHERE id = ?1",
        params![id, deleted, tx.now(), by],
    )?;
    Ok(())
}

/// The absences that a stretch of a dietitian's time meets, each by whose it is: the dietitian's, or none for
/// a closure of the clinic.
///
/// # Errors
/// What SQLite says.
pub(crate) fn away(sql: &Sql<'_>, dietitian: Id, stretch: Stretch) -> Result<Vec<Option<Id>>> {
    let statement = include_str!("../../sql/queries/schedule/away.sql");
    sql.all(statement, params![dietitian, stretch.from, stretch.to], |row| row.get(0))
}

/// What takes a dietitian's time in a stretch: visits, absences and closures.
///
/// # Errors
/// What SQLite says.
pub(crate) fn busy(sql: &Sql<'_>, dietitian: Id, stretch: Stretch) -> Result<Vec<Stretch>> {
    let earliest = stretch.from.plus_minutes(-LONGEST_VISIT_MINUTES);
    sql.all(
        include_str!("../../sql/queries/schedule/busy.sql"),
        params![dietitian, stretch.from, stretch.to, earliest],
        |row| Ok(Stretch { from: row.get(0)?, to: row.get(1)? }),
    )
}

/// The free times of a dietitian, from the first day to the last.
///
/// # Errors
/// What SQLite says.
pub(crate) fn free_times(sql: &Sql<'_>, wanted: &Wanted, zone: &Zone) -> Result<Vec<Stretch>> {
    let (first, last): (Date, Date) = (wanted.days.first, wanted.days.last);
    let week = hours_in_force(sql, Some(wanted.dietitian_id))?.week;
    let stretch = days_between(first, last, zone);
    let busy = busy(sql, wanted.dietitian_id, stretch)?;
    Ok(free(&week.open(first, last, zone), &busy, wanted.minutes))
}

/// From the first instant of a day to the end of another.
pub fn days_between(first: Date, last: Date, zone: &Zone) -> Stretch {
    let (from, to): (Moment, Moment) = (zone.start_of(first), zone.end_of(last));
    Stretch { from, to }
}
