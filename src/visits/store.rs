//! One visit in SQL: read with everything around it, inserted, rewritten, deleted softly.

use jiff::civil::Date;
use rusqlite::{Row, named_params, params};
use serde_json::value::RawValue;

use super::signing::store as signatures;
use super::{Details, Visit, VisitPatient, VisitRecord, VisitView};
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing};
use crate::ids::Id;
use crate::list::{Column, write_object};
use crate::notes::Notes;
use crate::patients::store::user_of;
use crate::patients::{INVOICE, MEASUREMENT};

/// The visit with the people around it: with `deleted` one that was deleted, else one that was not.
///
/// # Errors
/// What SQLite says.
pub fn detail(sql: &Sql<'_>, id: Id, deleted: bool) -> Result<Option<VisitRecord>> {
    let statement = include_str!("../../sql/queries/visits/detail.sql");
    let found = sql.maybe(statement, params![id, deleted], |row| {
        Ok((visit_of(row)?, patient_of(row)?, user_of(row, "dietitian")?, user_of(row, "creator")?))
    })?;
    let Some((visit, patient, Some(dietitian), creator)) = found else { return Ok(None) };
    Ok(Some(VisitRecord { visit, patient, dietitian, creator }))
}

/// Those visits, deleted or not, in no order.
///
/// # Errors
/// What SQLite says.
pub(crate) fn all(sql: &Sql<'_>, ids: &[Id]) -> Result<Vec<Visit>> {
    let (fields, _) = include_str!("../../sql/queries/visits/detail.sql")
        .split_once("WHERE")
        .ok_or_else(|| Error::internal("the statement of a visit has no condition"))?;
    let statement = format!("{fields}WHERE v.id IN (SELECT value FROM json_each(?1))");
    let keys = serde_json::to_string(ids).map_err(Error::internal)?;
    sql.all(&statement, [keys], visit_of)
}

/// That with its invoices and, for who reads notes, its measurements, in two more statements.
/// `today` is the clinic's day.
///
/// # Errors
/// What SQLite says.
pub fn view(sql: &Sql<'_>, detail: VisitRecord, notes: Notes, today: Date) -> Result<VisitView> {
    let (id, detail) = (detail.visit.id, detail.for_reader(notes));
    let billed = include_str!("../../sql/queries/visits/billing.sql");
    // Most visits have none: they are not asked for.
    let (signature, amendment) = match detail.visit.edition {
        0 => (None, None),
        edition => signatures::newest(sql, id, edition)?,
    };
    Ok(VisitView {
        signature: signature.filter(|_| notes.are_shown()),
        amendment: amendment.filter(|_| notes.are_shown()),
        detail,
        measurements: notes.are_shown().then(|| measurements(sql, id)).transpose()?,
        billing: array(sql, INVOICE, billed, id, Some(today))?,
    })
}

/// The JSON array of a visit's measurements, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn measurements(sql: &Sql<'_>, visit: Id) -> Result<Box<RawValue>> {
    let measured = include_str!("../../sql/queries/visits/measurements.sql");
    array(sql, MEASUREMENT, measured, visit, None)
}

/// 404 about that visit.
pub(crate) fn unknown(id: Id) -> Error {
    Error::not_found(Thing::Visit).about("visit", id)
}

/// The JSON array of what belongs to a visit: these columns, with the `rest` of the statement, whose first
/// value is the visit. `today`, its second, is given for what has money: then `b` is an invoice.
pub(crate) fn array(
    sql: &Sql<'_>,
    columns: &[Column],
    rest: &str,
    visit: Id,
    today: Option<Date>,
) -> Result<Box<RawValue>> {
    let names: Vec<&str> = columns.iter().map(|column| column.sql).collect();
    let statement = format!("SELECT b.currency, {} {rest}", names.join(", "));
    let statement = match today {
        Some(_) => statement,
        None => statement.replacen("b.currency", "NULL", 1),
    };
    let mut values = vec![visit.to_string()];
    values.extend(today.map(|day| day.to_string()));
    let mut json = vec![b'['];
    sql.each(&statement, rusqlite::params_from_iter(values), |row| {
        if json.len() > 1 {
            json.push(b',');
        }
        let currency: Option<String> = row.get(0)?;
        write_object(&mut json, row, columns, 1, currency.as_deref())
    })?;
    json.push(b']');
    let text = String::from_utf8(json).map_err(Error::internal)?;
    RawValue::from_string(text).map_err(Error::internal)
}

/// Inserts a visit.
///
/// # Errors
/// 400 for an id in use.
pub fn insert(tx: &Tx<'_>, id: Id, patient: Id, details: &Details, by: Option<Id>) -> Result<()> {
    write(tx, include_str!("../../sql/queries/visits/insert.sql"), id, patient, details, by)
}

/// Rewrites a visit's details, as the next version.
///
/// # Errors
/// What SQLite says.
pub fn rewrite(tx: &Tx<'_>, id: Id, patient: Id, details: &Details, by: Option<Id>) -> Result<()> {
    write(tx, include_str!("../../sql/queries/visits/update.sql"), id, patient, details, by)
}

/// Deletes a visit softly or brings it back, as the next version.
///
/// # Errors
/// What SQLite says.
pub fn set_deleted(tx: &Tx<'_>, id: Id, deleted: bool, by: Id) -> Result<()> {
    tx.run(
        "UPDATE visits SET deleted_at = CASE WHEN ?2 THEN ?3 END, \
         deleted_by = CASE WHEN ?2 THEN ?4 END, updated_by = ?4, updated_at = ?3, \
         version = version + 1 WHERE id = ?1",
        params![id, deleted, tx.now(), by],
    )?;
    Ok(())
}

fn write(
    tx: &Tx<'_>,
    statement: &str,
    id: Id,
    patient: Id,
    details: &Details,
    by: Option<Id>,
) -> Result<()> {
    let written = tx.run(
        statement,
        named_params! {
            ":id": id,
            ":patient_id": patient,
            ":dietitian_id": details.dietitian_id,
            ":visit_date": details.visit_date,
            ":ends_at": details.ends_at(),
            ":duration_minutes": details.duration_minutes,
            ":visit_type": details.visit_type,
            ":status": details.status,
            ":arrived_at": details.arrived_at,
            ":started_at": details.started_at,
            ":series_id": details.series_id,
            ":chief_complaint": details.chief_complaint,
            ":assessment": details.assessment,
            ":nutrition_diagnosis": details.nutrition_diagnosis,
            ":intervention": details.intervention,
            ":monitoring_evaluation": details.monitoring_evaluation,
            ":recommendations": details.recommendations,
            ":private_notes": details.private_notes,
            ":next_visit_date": details.next_visit_date,
            ":by": by,
            ":now": tx.now(),
        },
    );
    written.map(drop).map_err(|error| Error::of_insert(error, "visits.id"))
}

fn visit_of(row: &Row<'_>) -> rusqlite::Result<Visit> {
    Ok(Visit {
        id: row.get("id")?,
        patient_id: row.get("patient_id")?,
        details: Details {
            dietitian_id: row.get("dietitian_id")?,
            visit_date: row.get("visit_date")?,
            duration_minutes: row.get("duration_minutes")?,
            visit_type: row.get("visit_type")?,
            status: row.get("status")?,
            arrived_at: row.get("arrived_at")?,
            started_at: row.get("started_at")?,
            series_id: row.get("series_id")?,
            chief_complaint: row.get("chief_complaint")?,
            assessment: row.get("assessment")?,
            nutrition_diagnosis: row.get("nutrition_diagnosis")?,
            intervention: row.get("intervention")?,
            monitoring_evaluation: row.get("monitoring_evaluation")?,
            recommendations: row.get("recommendations")?,
            private_notes: row.get("private_notes")?,
            next_visit_date: row.get("next_visit_date")?,
        },
        created_by: row.get("created_by")?,
        updated_by: row.get("updated_by")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        signed_at: row.get("signed_at")?,
        edition: row.get("edition")?,
        version: row.get("version")?,
    })
}

fn patient_of(row: &Row<'_>) -> rusqlite::Result<VisitPatient> {
    Ok(VisitPatient {
        id: row.get("patient_id")?,
        first_name: row.get("patient_first_name")?,
        last_name: row.get("patient_last_name")?,
        date_of_birth: row.get("patient_date_of_birth")?,
        assigned_dietitian_id: row.get("patient_assigned_dietitian_id")?,
    })
}
