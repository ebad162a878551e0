//! Series: visits that are booked together, every so many weeks at the same time of the clinic's
//! clock, and moved together from one of them on.

use jiff::Span;
use jiff::civil::{DateTime, Time};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::change::{self, Writer};
use super::{Changes, Details, NewVisit, VisitRecord, overlap};
use crate::clock::{Moment, Zone};
use crate::db::{Sql, Tx};
use crate::error::{Error, Result};
use crate::http::{Fields, Precondition};
use crate::ids::Id;
use crate::message::message;
use crate::schedule::input::OUT_OF_RANGE;
use crate::shown::Shows;

/// A visit of a series that was stored, or could not be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Occurrence {
    /// None where nothing was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Id>,
    pub visit_date: Moment,
    /// Why not, in words; none where nothing is in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<String>,
}

/// What was booked: the first visit, and all occurrences where it is a series.
pub(crate) struct Booked {
    pub first: VisitRecord,
    pub series: Vec<Occurrence>,
}

/// Books a visit with those that repeat it: all of them, or nothing.
///
/// # Errors
/// As [`change::create`]; 409 `SERIES_CONFLICT` naming each time that is taken, unless those are to
/// be left out.
pub(crate) fn create(
    tx: &Tx<'_>,
    writer: &Writer,
    new: NewVisit,
    body: &Map<String, Value>,
) -> Result<Booked> {
    let Some(repeat) = new.repeat else {
        return Ok(Booked { first: change::create(tx, writer, new, body)?, series: Vec::new() });
    };
    let zone = &writer.clinic.zone;
    let moments = repeat
        .moments(new.details.visit_date, zone)
        .ok_or_else(|| Error::field("repeat", OUT_OF_RANGE).and_nothing_changed())?;
    if let Some(known) = booked_already(tx, writer, &new, body)? {
        return Ok(known);
    }
    let skips = new.skip_conflicts;
    let mut series = Vec::with_capacity(moments.len());
    for moment in moments {
        let details = Details { visit_date: moment, ..new.details.clone() };
        let clash = match new.allow_overlap {
            true => None,
            false => overlap::find(tx, Id::new(), &details, writer.author.scope)?,
        };
        let conflict = clash.map(|clash| clash.told(zone));
        series.push(Occurrence { id: None, visit_date: moment, conflict });
    }
    let free = series.iter().filter(|one| one.conflict.is_none()).count();
    if free == 0 || (free < series.len() && !skips) {
        return Err(conflicts(&series));
    }
    let id = Id::new();
    let mut first = None;
    for one in series.iter_mut().filter(|one| one.conflict.is_none()) {
        let details =
            Details { visit_date: one.visit_date, series_id: Some(id), ..new.details.clone() };
        let own = new.id.filter(|_| first.is_none());
        let visit = NewVisit { id: own, details, repeat: None, ..new.clone() };
        let stored = change::create(tx, writer, visit, body)?;
        one.id = Some(stored.visit.id);
        first.get_or_insert(stored);
    }
    let first = first.ok_or_else(|| Error::internal("a series without a visit"))?;
    Ok(Booked { first, series })
}

/// The series that the same request has booked already.
fn booked_already(
    tx: &Tx<'_>,
    writer: &Writer,
    new: &NewVisit,
    body: &Map<String, Value>,
) -> Result<Option<Booked>> {
    let known = match new.id {
        Some(id) => super::store::detail(tx, id, false)?.is_some(),
        None => false,
    };
    if !known {
        return Ok(None);
    }
    // The id is claimed: this is that visit, or a refusal.
    let first = change::create(tx, writer, NewVisit { repeat: None, ..new.clone() }, body)?;
    let series = match first.visit.details.series_id {
        Some(series) => members(tx, series)?,
        None => Vec::new(),
    };
    Ok(Some(Booked { first, series }))
}

/// When the visits of a series are.
///
/// # Errors
/// What SQLite says.
pub(crate) fn dates(sql: &Sql<'_>, series: Id) -> Result<Vec<Moment>> {
    sql.all(
        "SELECT visit_date FROM visits WHERE series_id = ?1 AND deleted_at IS NULL \
         AND status <> 'CANCELLED' ORDER BY visit_date, id",
        [series],
        |row| row.get(0),
    )
}

/// All visits of a series.
fn members(tx: &Tx<'_>, series: Id) -> Result<Vec<Occurrence>> {
    tx.all(
        "SELECT id, visit_date FROM visits WHERE series_id = ?1 AND deleted_at IS NULL \
         ORDER BY visit_date, id",
        [series],
        |row| Ok(Occurrence { id: row.get(0)?, visit_date: row.get(1)?, conflict: None }),
    )
}

/// The times of a series that are taken, as the refusal has them.
#[derive(Debug, Serialize, Deserialize)]
struct Conflicts {
    conflicts: Vec<Occurrence>,
}

/// The times that made a series be refused; none of another error.
pub(crate) fn taken_times(error: &Error) -> Vec<Moment> {
    let told = error.data().and_then(|data| serde_json::from_str::<Conflicts>(data).ok());
    told.into_iter().flat_map(|told| told.conflicts).map(|one| one.visit_date).collect()
}

/// 409 with each time that is taken.
fn conflicts(series: &[Occurrence]) -> Error {
    let taken: Vec<_> = series.iter().filter(|one| one.conflict.is_some()).cloned().collect();
    let said = message(
        "refused-series",
        "{count} of {all} appointments cannot be booked: the time is taken. Nothing was stored: \
         choose another time, or leave those out with skip_conflicts.",
    );
    let said = said.count("count", taken.len()).count("all", series.len());
    Error::conflict("SERIES_CONFLICT", said)
        .with_data(json!(Conflicts { conflicts: taken }).to_string())
        .showing(Shows::nothing())
}

/// Moves a visit and those of its series that follow it by the same days, to the same time of the
/// clock, with the same dietitian and length. Only visits that are still scheduled move.
///
/// # Errors
/// As [`change::update`]; 409 where a time is taken. Nothing is moved then.
pub(crate) fn move_following(
    tx: &Tx<'_>,
    writer: &Writer,
    id: Id,
    changes: Changes,
    precondition: Precondition,
) -> Result<VisitRecord> {
    let zone = &writer.clinic.zone;
    let allow_overlap = changes.allow_overlap;
    let old = change::visible(tx, writer, id, false)?.visit.details;
    // The others stand where they will leave: the first may only meet what stays.
    let mut first = changes;
    first.allow_overlap = true;
    let moved = change::update(tx, writer, id, first, precondition)?;
    let new = &moved.visit.details;
    let shift = Shift::between(&old, new, zone);
    let mut all = vec![id];
    if let Some(series) = old.series_id {
        for follower in following(tx, series, old.visit_date, id)? {
            let visit = change::visible(tx, writer, follower, false)?.visit.details;
            let body = json!({
                "visit_date": shift.applied(visit.visit_date, zone).to_string(),
                "dietitian_id": new.dietitian_id, "duration_minutes": new.duration_minutes,
                "allow_overlap": true,
            });
            let mut fields = Fields::of(body.as_object().cloned().unwrap_or_default());
            let changes = Changes::read(&mut fields, &writer.clinic);
            fields.finish()?;
            change::update(tx, writer, follower, changes, Precondition::none())?;
            all.push(follower);
        }
    }
    if !allow_overlap {
        for one in all {
            let details = change::visible(tx, writer, one, false)?.visit.details;
            if let Some(clash) = overlap::find(tx, one, &details, writer.author.scope)? {
                return Err(clash.refusal(zone));
            }
        }
    }
    Ok(moved)
}

/// The visits of a series that are scheduled after that instant, but the one that was there.
fn following(tx: &Tx<'_>, series: Id, after: Moment, but: Id) -> Result<Vec<Id>> {
    tx.all(
        "SELECT id FROM visits WHERE series_id = ?1 AND visit_date > ?2 AND id <> ?3 \
         AND deleted_at IS NULL AND status = 'SCHEDULED' ORDER BY visit_date, id",
        params![series, after, but],
        |row| row.get(0),
    )
}

/// How far a visit was moved, on the wall clock.
struct Shift {
    days: Span,
    time: Time,
}

impl Shift {
    fn between(old: &Details, new: &Details, zone: &Zone) -> Self {
        let (from, to) = (zone.wall_clock(old.visit_date), zone.wall_clock(new.visit_date));
        let days = from.date().until(to.date()).unwrap_or_default();
        Self { days, time: to.time() }
    }

    fn applied(&self, at: Moment, zone: &Zone) -> Moment {
        let day = zone.day_of(at).saturating_add(self.days);
        zone.instant_of(DateTime::from_parts(day, self.time))
    }
}
