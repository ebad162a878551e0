//! Intakes in SQL.

use jiff::civil::Date;
use rusqlite::types::Type;
use rusqlite::{Row, params};

use crate::auth::Scope;
use crate::clock::{Moment, Zone};
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing};
use crate::ids::Id;
use crate::nutrition::energy::Energy;
use crate::nutrition::plans::model::{Day, Target};
use crate::patients::store::must_see;

/// An intake as stored.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub id: Id,
    pub patient_id: Id,
    pub kind: String,
    pub notes: Option<String>,
    pub days: Vec<Day>,
    pub created_by: Option<Id>,
    pub created_at: Moment,
    pub version: i64,
}

const COLUMNS: &str = "id, patient_id, kind, notes, days, created_by, created_at, version";

fn read(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        id: row.get(0)?,
        patient_id: row.get(1)?,
        kind: row.get(2)?,
        notes: row.get(3)?,
        days: document(row, 4)?,
        created_by: row.get(5)?,
        created_at: row.get(6)?,
        version: row.get(7)?,
    })
}

fn document<T: serde::de::DeserializeOwned>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    let wrong = |error| rusqlite::Error::FromSqlConversionFailure(at, Type::Text, Box::new(error));
    serde_json::from_str(row.get_ref(at)?.as_str()?).map_err(wrong)
}

/// The latest intakes of a patient, the newest first.
///
/// # Errors
/// What SQLite says.
pub(crate) fn of_patient(sql: &Sql<'_>, patient: Id, most: i64) -> Result<Vec<Stored>> {
    let statement = format!(
        "SELECT {COLUMNS} FROM intakes WHERE patient_id = ?1 ORDER BY created_at DESC, id DESC LIMIT ?2"
    );
    sql.all(&statement, params![patient, most], read)
}

/// Every intake of a patient by its id, the newest first, with the bytes of its days.
///
/// # Errors
/// What SQLite says.
pub(super) fn lengths(sql: &Sql<'_>, patient: Id) -> Result<Vec<(Id, usize)>> {
    let statement = "SELECT id, octet_length(days) FROM intakes WHERE patient_id = ?1 \
                     ORDER BY created_at DESC, id DESC";
    sql.all(statement, [patient], |row| {
        let bytes: i64 = row.get(1)?;
        Ok((row.get(0)?, usize::try_from(bytes).unwrap_or(0)))
    })
}

/// These intakes, the newest first.
///
/// # Errors
/// What SQLite says.
pub(super) fn all_of(sql: &Sql<'_>, ids: &[Id]) -> Result<Vec<Stored>> {
    let statement = format!(
        "SELECT {COLUMNS} FROM intakes WHERE id IN (SELECT value FROM json_each(?1)) \
         ORDER BY created_at DESC, id DESC"
    );
    let ids = serde_json::to_string(ids).map_err(Error::internal)?;
    sql.all(&statement, [ids], read)
}

/// # Errors
/// 404.
pub(super) fn load(sql: &Sql<'_>, id: Id) -> Result<Stored> {
    let statement = format!("SELECT {COLUMNS} FROM intakes WHERE id = ?1");
    let found = sql.maybe(&statement, [id], read)?;
    found.ok_or_else(|| Error::not_found(Thing::Intake).about("intake", id))
}

/// An intake of a patient whom the caller may see.
///
/// # Errors
/// 404; 403 for another dietitian's patient.
pub(crate) fn seen(sql: &Sql<'_>, id: Id, scope: Scope) -> Result<Stored> {
    let stored = load(sql, id)?;
    must_see(sql, stored.patient_id, scope)?;
    Ok(stored)
}

/// Puts these days and notes in the place of the intake's.
///
/// # Errors
/// What SQLite says.
pub(super) fn rewrite(tx: &Tx<'_>, id: Id, notes: Option<&str>, days: &[Day]) -> Result<()> {
    let days = serde_json::to_string(days).map_err(Error::internal)?;
    let statement = "UPDATE intakes SET notes = ?2, days = ?3, version = version + 1 WHERE id = ?1";
    tx.run(statement, params![id, notes, days])?;
    Ok(())
}

/// # Errors
/// 400 for an id in use.
pub(crate) fn insert(
    tx: &Tx<'_>,
    id: Id,
    patient: Id,
    (kind, notes, days): (&str, Option<&str>, &[Day]),
    by: Id,
) -> Result<()> {
    let days = serde_json::to_string(days).map_err(Error::internal)?;
    let statement = "INSERT INTO intakes (id, patient_id, kind, notes, days, created_by, created_at) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    match tx.run(statement, params![id, patient, kind, notes, days, by, tx.now()]) {
        Ok(_) => Ok(()),
        Err(error) => Err(Error::of_insert(error, "intakes.id")),
    }
}

impl Stored {
    /// The day on which it was taken down.
    pub(super) fn taken_on(&self) -> Date {
        Zone::utc().day_of(self.created_at)
    }
}

/// The energy that is prescribed to a patient.
///
/// # Errors
/// What SQLite says.
pub(super) fn prescribed(sql: &Sql<'_>, patient: Id) -> Result<Option<Energy>> {
    let statement = "SELECT energy FROM energy_prescriptions WHERE patient_id = ?1 \
                     AND deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 1";
    sql.maybe(statement, [patient], |row| document(row, 0))
}

/// The targets of the plan that was given to a patient last, and its energy.
///
/// # Errors
/// What SQLite says.
pub(super) fn given(sql: &Sql<'_>, patient: Id) -> Result<(Vec<Target>, Option<Energy>)> {
    let statement = "SELECT targets, coalesce(energy, 'null') FROM plans WHERE patient_id = ?1 \
                     AND status <> 'draft' ORDER BY given_at DESC, id DESC LIMIT 1";
    let found =
        sql.maybe(statement, [patient], |row| Ok((document(row, 0)?, document(row, 1)?)))?;
    Ok(found.unwrap_or_default())
}
