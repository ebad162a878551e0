//! The visits of the clinic's day: what the dashboard lists and the page of today shows.

use rusqlite::{Row, named_params};
use serde::Serialize;

use super::Question;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::schedule::LONGEST_VISIT_MINUTES;

/// A visit of the day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct AgendaVisit {
    pub id: Id,
    pub visit_date: Moment,
    pub duration_minutes: i64,
    pub visit_type: Option<String>,
    pub status: String,
    pub arrived_at: Option<Moment>,
    pub started_at: Option<Moment>,
    pub patient: PersonName,
    pub dietitian: PersonName,
}

/// Whom a visit names. A patient may have one name, the last.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct PersonName {
    pub id: Id,
    pub first_name: Option<String>,
    pub last_name: String,
}

/// The visits of today that the asker sees, the earliest first.
///
/// # Errors
/// What SQLite says.
pub(crate) fn read(sql: &Sql<'_>, asked: &Question) -> Result<Vec<AgendaVisit>> {
    let (zone, today) = (&asked.clinic.zone, asked.today());
    let (from, to) = (zone.start_of(today), zone.end_of(today));
    sql.all(
        include_str!("../../sql/queries/reports/agenda.sql"),
        named_params! {
            ":from": from, ":to": to, ":dietitian": asked.dietitian(),
            ":earliest": from.plus_minutes(-LONGEST_VISIT_MINUTES),
        },
        visit_of,
    )
}

fn visit_of(row: &Row<'_>) -> rusqlite::Result<AgendaVisit> {
    Ok(AgendaVisit {
        id: row.get("id")?,
        visit_date: row.get("visit_date")?,
        duration_minutes: row.get("duration_minutes")?,
        visit_type: row.get("visit_type")?,
        status: row.get("status")?,
        arrived_at: row.get("arrived_at")?,
        started_at: row.get("started_at")?,
        patient: PersonName {
            id: row.get("patient_id")?,
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
        },
        dietitian: PersonName {
            id: row.get("dietitian_id")?,
            first_name: row.get("dietitian_first_name")?,
            last_name: row.get("dietitian_last_name")?,
        },
    })
}
