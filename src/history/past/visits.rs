//! Visits as they stood at an instant, with what was measured.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::store::{self, Measured};
use super::{Doubt, Glance, MOST, PastVisit, ROOM, fields_of};
use crate::db::Sql;
use crate::error::Result;
use crate::history::hidden_of_visits;
use crate::history::replay::{Later, before, was_there};
use crate::history::store::after;
use crate::ids::Id;
use crate::visits::{Visit, store as visits};

/// A visit, as its reader may see it.
///
/// # Errors
/// 404 for one that was not there; 403 for another dietitian's.
pub(crate) fn one(sql: &Sql<'_>, id: Id, at: Glance) -> Result<PastVisit> {
    let (detail, is_there) = match visits::detail(sql, id, false)? {
        Some(detail) => (detail, true),
        None => {
            let deleted = visits::detail(sql, id, true)?;
            (deleted.ok_or_else(|| visits::unknown(id))?, false)
        }
    };
    detail.must_be_in(at.scope)?;
    let past = then(sql, vec![(detail.visit, is_there)], at, &mut Doubt::default())?;
    past.into_iter().next().ok_or_else(|| visits::unknown(id))
}

/// The visits of a patient, the last first.
pub(super) fn of_patient(
    sql: &Sql<'_>,
    patient: Id,
    at: Glance,
    doubt: &mut Doubt,
) -> Result<Vec<PastVisit>> {
    let found = store::visits_by(sql, patient, at.instant, MOST + 1)?;
    let mut bytes = 0;
    let has_room = |(_, _, texts): &&(Id, bool, i64)| {
        bytes += texts;
        bytes <= ROOM
    };
    let kept = found.iter().take(MOST as usize).take_while(has_room);
    let kept: HashMap<Id, bool> = kept.map(|(id, is_there, _)| (*id, *is_there)).collect();
    doubt.is_cut |= kept.len() < found.len();
    let found = kept;
    let ids: Vec<Id> = found.keys().copied().collect();
    let all = visits::all(sql, &ids)?.into_iter().map(|visit| {
        let is_there = found.get(&visit.id).copied().unwrap_or_default();
        (visit, is_there)
    });
    let mut all = then(sql, all.collect(), at, doubt)?;
    doubt.is_erased |= all.iter().any(|visit| visit.is_incomplete);
    all.sort_by_key(|past| {
        std::cmp::Reverse((past.text("visit_date").map(str::to_owned), past.id))
    });
    Ok(all)
}

/// Those that were there, as they were.
fn then(
    sql: &Sql<'_>,
    all: Vec<(Visit, bool)>,
    at: Glance,
    doubt: &mut Doubt,
) -> Result<Vec<PastVisit>> {
    let ids: Vec<Id> = all.iter().map(|(visit, _)| visit.id).collect();
    let mut later = after(sql, "visit", &ids, at.instant)?;
    let reads_notes = at.notes.are_shown();
    let mut signed =
        if reads_notes { store::signed_at(sql, &ids, at.instant)? } else { HashMap::new() };
    let mut measured = if reads_notes { measured_then(sql, &ids, at)? } else { HashMap::new() };
    let mut past = Vec::new();
    for (visit, is_there) in all {
        let later = later.remove(&visit.id).unwrap_or_default();
        doubt.is_cut |= later.is_beyond();
        if later.is_beyond() || visit.created_at > at.instant || !was_there(is_there, &later) {
            continue;
        }
        let mut visit_then = as_it_was(&visit, is_there, &later, at);
        if reads_notes {
            visit_then.fields.insert("signed_at".into(), json!(signed.remove(&visit.id)));
            let (measurements, lacks) = measured.remove(&visit.id).unwrap_or_default();
            visit_then.measurements = Some(measurements);
            visit_then.is_incomplete |= lacks;
        }
        past.push(visit_then);
    }
    Ok(past)
}

fn as_it_was(visit: &Visit, is_there: bool, later: &Later, at: Glance) -> PastVisit {
    // Notes are taken back too, and only then kept from who may not read them.
    let mut past = before(fields_of(visit), later);
    let hidden = hidden_of_visits(at.notes);
    past.record.retain(|field, _| !hidden.contains(&field.as_str()));
    PastVisit {
        id: visit.id,
        fields: past.record,
        measurements: None,
        is_incomplete: past.is_incomplete,
        is_there,
    }
}

/// What was measured at a visit, and whether something of it was erased.
type MeasuredThen = (Vec<Map<String, Value>>, bool);

fn measured_then(sql: &Sql<'_>, visits: &[Id], at: Glance) -> Result<HashMap<Id, MeasuredThen>> {
    let found = store::measurements(sql, visits, at.instant)?;
    let ids: Vec<Id> = found.iter().map(|one| one.id).collect();
    let mut later = after(sql, "measurement", &ids, at.instant)?;
    let mut all: HashMap<Id, MeasuredThen> = HashMap::new();
    for Measured { id, visit, is_there, values } in found {
        let later = later.remove(&id).unwrap_or_default();
        if was_there(is_there, &later) {
            let past = before(values, &later);
            let (measurements, lacks) = all.entry(visit).or_default();
            *lacks |= past.is_incomplete;
            measurements.push(past.record);
        }
    }
    Ok(all)
}
