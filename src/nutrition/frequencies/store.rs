//! Answers to frequency questionnaires in SQL.

use rusqlite::types::Type;
use rusqlite::{Row, params};

use super::{Answers, Frequency, KINDS, NewFrequency, per_week};
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing, violated_constraint};
use crate::ids::Id;

const COLUMNS: &str = "id, patient_id, answers, notes, created_by, created_at";

/// The latest answers of a patient, the newest first.
///
/// # Errors
/// What SQLite says.
pub(crate) fn of_patient(sql: &Sql<'_>, patient: Id, most: i64) -> Result<Vec<Frequency>> {
    let statement = format!(
        "SELECT {COLUMNS} FROM food_frequencies WHERE patient_id = ?1 \
         ORDER BY created_at DESC, id DESC LIMIT ?2"
    );
    sql.all(&statement, params![patient, most], read)
}

/// # Errors
/// 404.
pub(super) fn load(sql: &Sql<'_>, id: Id) -> Result<Frequency> {
    let statement = format!("SELECT {COLUMNS} FROM food_frequencies WHERE id = ?1");
    let found = sql.maybe(&statement, [id], read)?;
    found.ok_or_else(|| Error::not_found(Thing::Intake).about("food_frequency", id))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Frequency> {
    let text: String = row.get("answers")?;
    let wrong = |error| rusqlite::Error::FromSqlConversionFailure(2, Type::Text, Box::new(error));
    let answers: Answers = serde_json::from_str(&text).map_err(wrong)?;
    let portions = |kind: &&str| Some(((*kind).to_owned(), per_week(&answers, kind)?));
    Ok(Frequency {
        id: row.get("id")?,
        patient_id: row.get("patient_id")?,
        per_week: KINDS.iter().filter_map(portions).collect(),
        answers,
        notes: row.get("notes")?,
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
    })
}

/// # Errors
/// 400 for an id in use.
pub(crate) fn insert(
    tx: &Tx<'_>,
    (id, patient): (Id, Id),
    new: &NewFrequency,
    by: Id,
) -> Result<()> {
    let answers = serde_json::to_string(&new.answers).map_err(Error::internal)?;
    let statement = "INSERT INTO food_frequencies (id, patient_id, answers, notes, created_by, \
                     created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let written = tx.run(statement, params![id, patient, answers, new.notes, by, tx.now()]);
    match written {
        Ok(_) => Ok(()),
        Err(error)
            if violated_constraint(&error).is_some_and(|it| it.contains("food_frequencies.id")) =>
        {
            Err(Error::id_taken())
        }
        Err(error) => Err(error.into()),
    }
}
