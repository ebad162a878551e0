//! Changes of a measurement: each with its audit row and the answers that it makes untrue.

use serde_json::{Map, Value};

use super::store::{self, Place, Stored};
use super::{Changes, Values};
use crate::audit::{Action, Entry, diff, record};
use crate::cache::Tag;
use crate::clock::Moment;
use crate::db::{Creation, Tx, claim_id_below};
use crate::derivation::rederive;
use crate::error::{Error, Result, Thing};
use crate::http::Precondition;
use crate::ids::Id;
use crate::message::message;
use crate::shown::Shows;
use crate::visits::VisitRecord;
use crate::visits::change::{Writer, visible};

/// A measurement as an answer carries it: its JSON and its version.
pub(crate) struct Written {
    pub json: Vec<u8>,
    pub version: i64,
}

/// Adds a measurement to a visit. Without an instant it was taken when the visit began, or now if
/// the visit is still to come.
///
/// # Errors
/// 404 and 403 for the visit; 400 when nothing was measured or the id is in use.
pub(crate) fn create(
    tx: &Tx<'_>,
    writer: &Writer,
    visit: Id,
    chosen: Option<Id>,
    changes: Changes,
    body: &Map<String, Value>,
) -> Result<Written> {
    writer.must_read_notes()?;
    let detail = visible(tx, writer, visit, false)?;
    let begins = detail.visit.details.visit_date.min(tx.now());
    let (values, measured_at) = changes.apply_to(&Values::default(), begins);
    must_measure(&values)?;
    let id = match claim_id_below(tx, writer.author.id, ("measurement", visit), chosen, body)? {
        Creation::New(id) => id,
        Creation::Again(id) => return written(tx, visit, id),
    };
    let place = Place { visit, patient: detail.visit.patient_id, measured_at };
    store::insert(tx, id, place, &values, writer.author.id)?;
    rederive(tx, place.patient)?;
    record_and_invalidate(tx, writer, Action::Create, id, &detail, diff(&Value::Null, &values))?;
    written(tx, visit, id)
}

/// Changes what the body names; the indices of every measurement that carries its height are
/// computed anew.
///
/// # Errors
/// 404 and 403 for the visit; 404 for the measurement; 409 for a stale version; 400 when nothing
/// would be left.
pub(crate) fn update(
    tx: &Tx<'_>,
    writer: &Writer,
    (visit, id): (Id, Id),
    changes: Changes,
    precondition: Precondition,
) -> Result<Written> {
    writer.must_read_notes()?;
    let (detail, current) = find(tx, writer, visit, id)?;
    precondition.check(current.version, || {
        let json = String::from_utf8(store::json(tx, id)?).map_err(Error::internal)?;
        Ok((format!("{{\"measurement\":{json}}}"), Shows::record("visit", visit)))
    })?;
    let (values, measured_at) = judged(writer, &current, changes)?;
    if values == current.values && measured_at == current.measured_at {
        return written(tx, visit, id);
    }
    let place = Place { visit, patient: detail.visit.patient_id, measured_at };
    store::rewrite(tx, id, place, &values, writer.author.id)?;
    rederive(tx, place.patient)?;
    let next = Stored { values, measured_at, ..current.clone() };
    let changes = diff(&current.facts(), &next.facts());
    record_and_invalidate(tx, writer, Action::Update, id, &detail, changes)?;
    written(tx, visit, id)
}

/// What the measurement becomes, by the rules.
///
/// # Errors
/// As [`update`].
pub(crate) fn judged(
    writer: &Writer,
    current: &Stored,
    changes: Changes,
) -> Result<(Values, Moment)> {
    writer.must_read_notes()?;
    let (values, measured_at) = changes.apply_to(&current.values, current.measured_at);
    must_measure(&values)?;
    Ok((values, measured_at))
}

/// Deletes softly.
///
/// # Errors
/// 404 and 403 for the visit; 404 for the measurement; 409 for a stale version.
pub(crate) fn delete(
    tx: &Tx<'_>,
    writer: &Writer,
    (visit, id): (Id, Id),
    precondition: Precondition,
) -> Result<()> {
    writer.must_read_notes()?;
    let (detail, current) = find(tx, writer, visit, id)?;
    precondition.check(current.version, || {
        let json = String::from_utf8(store::json(tx, id)?).map_err(Error::internal)?;
        Ok((format!("{{\"measurement\":{json}}}"), Shows::record("visit", visit)))
    })?;
    store::set_deleted(tx, id, true, writer.author.id)?;
    rederive(tx, detail.visit.patient_id)?;
    record_and_invalidate(
        tx,
        writer,
        Action::Delete,
        id,
        &detail,
        diff(&current.values, &Value::Null),
    )
}

/// Brings a deleted measurement back; one that is not deleted stays as it is.
///
/// # Errors
/// 404 and 403 for the visit; 404 for the measurement.
pub(crate) fn restore(tx: &Tx<'_>, writer: &Writer, visit: Id, id: Id) -> Result<()> {
    writer.must_read_notes()?;
    let detail = visible(tx, writer, visit, false)?;
    if store::load(tx, visit, id)?.is_some() {
        return Ok(());
    }
    if !store::is_deleted(tx, visit, id)? {
        return Err(Error::not_found(Thing::Measurement).about("measurement", id));
    }
    store::set_deleted(tx, id, false, writer.author.id)?;
    rederive(tx, detail.visit.patient_id)?;
    let restored = store::load(tx, visit, id)?.map(|stored| stored.values).unwrap_or_default();
    record_and_invalidate(tx, writer, Action::Restore, id, &detail, diff(&Value::Null, &restored))
}

/// The measurement with its visit, if the writer may see that.
fn find(tx: &Tx<'_>, writer: &Writer, visit: Id, id: Id) -> Result<(VisitRecord, Stored)> {
    let detail = visible(tx, writer, visit, false)?;
    let unknown = || Error::not_found(Thing::Measurement).about("measurement", id);
    Ok((detail, store::load(tx, visit, id)?.ok_or_else(unknown)?))
}

fn must_measure(values: &Values) -> Result<()> {
    match values.is_empty() {
        true => Err(Error::field(
            "weight_kg",
            message("nothing-measured", "or another value is required: nothing was measured"),
        )),
        false => Ok(()),
    }
}

fn written(tx: &Tx<'_>, visit: Id, id: Id) -> Result<Written> {
    let stored = store::load(tx, visit, id)?;
    let version = stored.ok_or_else(|| Error::not_found(Thing::Measurement))?.version;
    Ok(Written { json: store::json(tx, id)?, version })
}

/// The audit row of a change, and the answers that it makes untrue.
fn record_and_invalidate(
    tx: &Tx<'_>,
    writer: &Writer,
    action: Action,
    id: Id,
    detail: &VisitRecord,
    changes: Map<String, Value>,
) -> Result<()> {
    let patient = detail.visit.patient_id;
    let entry = Entry::new(action, "measurement").on(id).of_patient(patient).changing(changes);
    record(tx, &writer.author.actor, &entry)?;
    tx.touch(Tag::Visits);
    tx.touch(Tag::Patient(patient));
    Ok(())
}
