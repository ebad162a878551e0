//! The one row of `backup_plan`.

use rusqlite::{Connection, params};
use serde_json::json;

use crate::audit::{self, Action, Actor, Entry, diff};
use crate::backups::second::{Disk, Second};
use crate::backups::{Plan, PlanChange};
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::http::Precondition;
use crate::shown::Shows;

/// The plan in force.
///
/// # Errors
/// What SQLite says.
pub fn plan(sql: &Sql<'_>) -> Result<Plan> {
    sql.one(
        "SELECT is_on, hour, keep_daily, keep_weekly, keep_monthly, second_folder, second_disk, \
         since, version FROM backup_plan WHERE id = 1",
        [],
        |row| {
            Ok(Plan {
                is_on: row.get("is_on")?,
                hour: row.get("hour")?,
                keep_daily: row.get("keep_daily")?,
                keep_weekly: row.get("keep_weekly")?,
                keep_monthly: row.get("keep_monthly")?,
                second_folder: row.get("second_folder")?,
                second_disk: disk_of(row.get("second_disk")?),
                since: row.get("since")?,
                version: row.get("version")?,
            })
        },
    )
}

fn disk_of(text: Option<String>) -> Option<Disk> {
    text?.parse().ok()
}

/// The second folder of the plan; none in a database of before there were plans, and without its
/// disk in one of before those were known.
pub(in crate::backups) fn second(connection: &Connection) -> rusqlite::Result<Option<Second>> {
    let has_plan = "SELECT count(*) FROM sqlite_schema WHERE name = 'backup_plan'";
    if !connection.query_row(has_plan, [], |row| row.get::<_, bool>(0))? {
        return Ok(None);
    }
    connection.query_row("SELECT * FROM backup_plan WHERE id = 1", [], |row| {
        let folder: Option<String> = row.get("second_folder")?;
        let disk = disk_of(row.get("second_disk").unwrap_or_default());
        Ok(folder.map(|folder| Second { folder: folder.into(), disk }))
    })
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
    precondition
        .check(old.version, || Ok((json!({ "plan": old }).to_string(), Shows::nothing())))?;
    let new = change.apply(&old);
    let differences = diff(&old, &new);
    if differences.is_empty() && old.second_disk == new.second_disk {
        return Ok(old);
    }
    tx.run(
        "UPDATE backup_plan SET is_on = ?1, hour = ?2, keep_daily = ?3, keep_weekly = ?4, \
         keep_monthly = ?5, second_folder = ?6, updated_by = ?7, updated_at = ?8, second_disk = ?9, \
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
            new.second_disk.map(|disk| disk.to_string()),
        ],
    )?;
    let entry = Entry::new(Action::Update, "backup_plan").changing(differences);
    audit::record(tx, actor, &entry)?;
    plan(tx)
}
