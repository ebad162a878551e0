//! Goals in SQL.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Row, named_params, params};

use super::{Details, Goal, progress};
use crate::clock::Moment;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing};
use crate::ids::Id;

/// The goals of a patient, open ones first, then the newest.
///
/// # Errors
/// What SQLite says.
pub fn of_patient(sql: &Sql<'_>, patient: Id) -> Result<Vec<Goal>> {
    let mut goals = sql.all(
        "SELECT * FROM goals WHERE patient_id = ?1 AND deleted_at IS NULL \
         ORDER BY state <> 'open', created_at DESC, id LIMIT 200",
        [patient],
        read,
    )?;
    follow(sql, patient, &mut goals)?;
    Ok(goals)
}

/// One goal, deleted or not.
///
/// # Errors
/// 404.
pub fn load(sql: &Sql<'_>, id: Id, deleted: bool) -> Result<Goal> {
    let found = sql.maybe(
        "SELECT * FROM goals WHERE id = ?1 AND (deleted_at IS NOT NULL) = ?2",
        params![id, deleted],
        read,
    )?;
    let mut goal = found.ok_or_else(|| Error::not_found(Thing::Goal).about("goal", id))?;
    follow(sql, goal.patient_id, std::slice::from_mut(&mut goal))?;
    Ok(goal)
}

/// Says of a patient's goals how far each is by the newest measurement.
fn follow(sql: &Sql<'_>, patient: Id, goals: &mut [Goal]) -> Result<()> {
    let measures: BTreeSet<&str> =
        goals.iter().filter_map(|goal| goal.details.measure.as_deref()).collect();
    let newest = newest_of(sql, patient, measures)?;
    for goal in goals {
        match goal.details.measure.as_deref() {
            Some(measure) => {
                if let Some((value, at)) = newest.get(measure) {
                    (goal.latest_value, goal.latest_at) = (Some(*value), Some(*at));
                }
            }
            None => goal.latest_value = goal.details.current_value,
        }
        let start = goal.details.start_value.or(goal.details.measure.is_none().then_some(0.0));
        goal.progress = progress(start, goal.details.target_value, goal.latest_value);
    }
    Ok(())
}

/// The newest value of a measure, and when it was taken.
///
/// # Errors
/// What SQLite says.
pub fn newest(sql: &Sql<'_>, patient: Id, measure: &str) -> Result<Option<(f64, Moment)>> {
    Ok(newest_of(sql, patient, BTreeSet::from([measure]))?.remove(measure))
}

/// The newest value of each of these measures, by one question.
fn newest_of(
    sql: &Sql<'_>,
    patient: Id,
    measures: BTreeSet<&str>,
) -> Result<HashMap<String, (f64, Moment)>> {
    // Their names are those of columns, and no other is let in.
    let known = super::MEASURES.iter().filter(|known| measures.contains(*known));
    let of_one = |column: &&str| {
        format!(
            "SELECT * FROM (SELECT '{column}', CAST(m.{column} AS REAL), m.measured_at \
             FROM visit_measurements m JOIN visits v ON v.id = m.visit_id AND v.deleted_at IS NULL \
             WHERE m.patient_id = ?1 AND m.deleted_at IS NULL AND m.{column} IS NOT NULL \
             ORDER BY m.measured_at DESC, m.id DESC LIMIT 1)"
        )
    };
    let each: Vec<String> = known.map(of_one).collect();
    if each.is_empty() {
        return Ok(HashMap::new());
    }
    let read = |row: &Row<'_>| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)));
    Ok(sql.all(&each.join(" UNION ALL "), [patient], read)?.into_iter().collect())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Goal> {
    Ok(Goal {
        id: row.get("id")?,
        patient_id: row.get("patient_id")?,
        details: Details {
            kind: row.get("kind")?,
            measure: row.get("measure")?,
            title: row.get("title")?,
            start_value: row.get("start_value")?,
            start_date: row.get("start_date")?,
            target_value: row.get("target_value")?,
            target_date: row.get("target_date")?,
            current_value: row.get("current_value")?,
            state: row.get("state")?,
        },
        latest_value: None,
        latest_at: None,
        progress: None,
        decided_by: row.get("decided_by")?,
        decided_at: row.get("decided_at")?,
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        version: row.get("version")?,
    })
}

/// Stores a new goal.
///
/// # Errors
/// 400 for an id in use.
pub fn insert(tx: &Tx<'_>, id: Id, patient: Id, details: &Details, by: Id) -> Result<()> {
    let statement = "INSERT INTO goals (id, patient_id, kind, measure, title, start_value, start_date, \
         target_value, target_date, current_value, state, decided_by, decided_at, created_by, \
         updated_by, created_at, updated_at) \
         VALUES (:id, :patient_id, :kind, :measure, :title, :start_value, :start_date, \
         :target_value, :target_date, :current_value, :state, iif(:state = 'open', NULL, :by), \
         iif(:state = 'open', NULL, :now), :by, :by, :now, :now)";
    write(tx, statement, (id, patient), details, by)
}

/// Puts these details in the place of a goal's, as the next version. Who decides on it is noted.
///
/// # Errors
/// What SQLite says.
pub fn rewrite(tx: &Tx<'_>, id: Id, patient: Id, details: &Details, by: Id) -> Result<()> {
    let statement = "UPDATE goals SET kind = :kind, measure = :measure, title = :title, \
         start_value = :start_value, start_date = :start_date, target_value = :target_value, \
         target_date = :target_date, current_value = :current_value, \
         decided_by = CASE WHEN :state = 'open' THEN NULL WHEN state = :state THEN decided_by ELSE :by END, \
         decided_at = CASE WHEN :state = 'open' THEN NULL WHEN state = :state THEN decided_at ELSE :now END, \
         state = :state, updated_by = :by, updated_at = :now, version = version + 1 \
         WHERE id = :id AND patient_id = :patient_id";
    write(tx, statement, (id, patient), details, by)
}

/// Takes a goal away, or brings it back.
///
/// # Errors
/// What SQLite says.
pub fn set_deleted(tx: &Tx<'_>, id: Id, deleted: bool, by: Id) -> Result<()> {
    tx.run(
        "UPDATE goals SET deleted_at = CASE WHEN ?2 THEN ?3 END, \
         deleted_by = CASE WHEN ?2 THEN ?4 END, version = version + 1 WHERE id = ?1",
        params![id, deleted, tx.now(), by],
    )?;
    Ok(())
}

fn write(
    tx: &Tx<'_>,
    statement: &str,
    (id, patient): (Id, Id),
    details: &Details,
    by: Id,
) -> Result<()> {
    let written = tx.run(
        statement,
        named_params! {
            ":id": id,
            ":patient_id": patient,
            ":kind": details.kind,
            ":measure": details.measure,
            ":title": details.title,
            ":start_value": details.start_value,
            ":start_date": details.start_date,
            ":target_value": details.target_value,
            ":target_date": details.target_date,
            ":current_value": details.current_value,
            ":state": details.state,
            ":by": by,
            ":now": tx.now(),
        },
    );
    written.map(drop).map_err(|error| Error::of_insert(error, "goals.id"))
}
