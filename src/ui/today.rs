//! The start page: who comes today, in the caller's scope.

use askama::Template;
use rusqlite::params;

use crate::auth::Scope;
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use super::staff::Shell;
use crate::error::Result;

/// A visit of the day, in words.
struct Row {
    time: String,
    patient: String,
    dietitian: String,
    kind: String,
    minutes: i64,
    status: String,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/today.html", config = "src/ui/askama.toml")]
pub(super) struct TodayPage {
    shell: Shell,
    day: String,
    visits: Vec<Row>,
}

/// Today's visits.
///
/// # Errors
/// What SQLite says.
pub(super) fn read(
    sql: &Sql<'_>,
    shell: Shell,
    scope: Scope,
    zone: &Zone,
    now: Moment,
) -> Result<TodayPage> {
    let language = shell.look.language;
    let today = zone.day_of(now);
    let visits = sql.all(
        include_str!("../../sql/queries/ui/visits_between.sql"),
        params![zone.start_of(today), zone.end_of(today), scope.dietitian()],
        |row| {
            let begins: Moment = row.get("visit_date")?;
            let kind: Option<String> = row.get("visit_type")?;
            Ok(Row {
                time: zone.wall_clock(begins).strftime("%H:%M").to_string(),
                patient: row.get("patient")?,
                dietitian: row.get("dietitian")?,
                kind: language.code(kind.as_deref().unwrap_or("VISIT")),
                minutes: row.get("duration_minutes")?,
                status: language.code(&row.get::<_, String>("status")?),
            })
        },
    )?;
    Ok(TodayPage { day: language.weekday(today), visits, shell })
}
