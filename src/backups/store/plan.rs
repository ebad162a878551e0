//! The one row of `backup_plan`.

use std::path::PathBuf;

use rusqlite::{Connection, params};
use serde_json::json;

use crate::audit::{self, Action, Actor, Entry, diff};
use crate::backups::{Plan, PlanChange};
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::http::Precondition;

/// The plan in force.
///
/// # Errors
/// What SQLite says.
pub fn plan(sql: &Sql<'_>) -> Result<Plan> {
    sql.one(
        "SELECT is_on, hour, keep_daily, keep_weekly, keep_monthly, second_folder, since, version \
         FROM backup_plan WHERE id = 1",
        [],
        |row| {
            Ok(Plan {
                is_on: row.get("is_on")?,
                hour: row.get("hour")?,
                keep_daily: row.get("keep_daily")?,
                keep_weekly: row.get("keep_weekly")?,
                keep_monthly: row.get("keep_monthly")?,
                second_folder: row.get("second_folder")?,
                since: row.get("since")?,
                version: row.get("version")?,
            })
        },
    )
}

/// The second folder of the plan; none in a database of before there were plans.
pub(in crate::backups) fn second_folder(
    connection: &Connection,
) -> rusqlite::Result<Option<PathBuf>> {
    let has_plan = "SELECT count(*) FROM sqlite_schema WHERE name = 'backup_plan'";
    if !connection.query_row(has_plan, [], |row| row.get::<_, bool>(0))? {
        return Ok(None);
    }
    let folder: Option<String> =
        connection.query_row("SELECT second_folder FROM backup_plan WHERE id = 1", [], |row| {
            row.get(0)
        })?;
    Ok(folder.map(PathBuf::from))
}

/// Changes the plan. A change of nothing writes nothing.
///
/// # Errors
/// 409 with the plan as it is when it is not the one that the change builds on.
pub fn replan(
    tx: &Tx<'_>,
    actor: &Actor,
    change: PlanChange,
    precondition: Precondition,
) -> Result<Plan> {
    let old = plan(tx)?;
    precondition.check(old.version, || Ok(json!({ "plan": old }).to_string()))?;
    let new = change.apply(&old);
    let differences = diff(&old, &new);
    if differences.is_empty() {
        return Ok(old);
    }
    tx.run(
        "UPDATE backup_plan SET is_on = ?1, hour = ?2, keep_daily = ?3, keep_weekly = ?4, \
         keep_monthly = ?5, second_folder = ?6, updated_by = ?7, updated_at = ?8, \
         version = version + 1 WHERE id = 1",
        params![
            new.is_on,
            new.hour,
            new.keep_daily,
            new.keep_weekly,
            new.keep_monthly,
            new.second_folder,
            actor.user_id,
            tx.now(),
        ],
    )?;
    let entry = Entry::new(Action::Update, "backup_plan").changing(differences);
    audit::record(tx, actor, &entry)?;
    plan(tx)
}
