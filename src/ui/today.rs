//! The start page: who comes today, in the caller's scope.

use askama::Template;
use rusqlite::params;

use crate::auth::Scope;
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::{Error, Result};

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
struct TodayPage<'a> {
    clinic: &'a str,
    username: &'a str,
    role: &'a str,
    day: String,
    summary: String,
    visits: Vec<Row>,
}

/// Who looks at the page.
pub struct Viewer<'a> {
    pub clinic: &'a str,
    pub username: &'a str,
    pub role: &'a str,
}

/// Today's visits as a page of HTML.
///
/// # Errors
/// What SQLite says.
pub fn render(
    sql: &Sql<'_>,
    viewer: &Viewer<'_>,
    scope: Scope,
    zone: &Zone,
    now: Moment,
) -> Result<String> {
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
                kind: kind.map_or("Visit".into(), |kind| in_words(&kind)),
                minutes: row.get("duration_minutes")?,
                status: in_words(&row.get::<_, String>("status")?),
            })
        },
    )?;
    let page = TodayPage {
        clinic: viewer.clinic,
        username: viewer.username,
        role: viewer.role,
        day: today.strftime("%A, %-d %B").to_string(),
        summary: match visits.len() {
            0 => String::new(),
            1 => "1 visit".into(),
            many => format!("{many} visits"),
        },
        visits,
    };
    page.render().map_err(Error::internal)
}

/// `FOLLOW_UP` as a person writes it: "Follow up".
fn in_words(code: &str) -> String {
    let lower = code.to_lowercase().replace('_', " ");
    let mut letters = lower.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
