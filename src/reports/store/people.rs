//! The questions about patients, visits and colleagues.

use std::collections::HashMap;

use rusqlite::named_params;

use super::memo::{Rows, remembered};
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::figures::spelled;
use crate::generations::Tag;
use crate::ids::Id;
use crate::reports::Question;
use crate::reports::view::Colleague;

/// Patients of one kind.
pub(in crate::reports) struct Patients {
    pub is_active: bool,
    pub gender: Option<String>,
    pub dietitian: Option<Id>,
    pub count: i64,
}

/// # Errors
/// What SQLite says.
pub(in crate::reports) fn patients(sql: &Sql<'_>, asked: &Question) -> Result<Rows<Patients>> {
    let (from, to) = asked.range.instants(&asked.clinic.zone);
    remembered(
        sql,
        asked.question("patients", (&from, &to)),
        &asked.areas(&[Tag::Patients]),
        || {
            sql.all(
                include_str!("../../../sql/queries/reports/patients.sql"),
                named_params! { ":from": from, ":to": to, ":dietitian": asked.dietitian() },
                |row| {
                    Ok(Patients {
                        is_active: row.get(0)?,
                        gender: row.get(1)?,
                        dietitian: row.get(2)?,
                        count: row.get(3)?,
                    })
                },
            )
        },
    )
}

/// How many of the patients registered in the days have a completed visit lately.
///
/// # Errors
/// What SQLite says.
pub(in crate::reports) fn seen(sql: &Sql<'_>, asked: &Question) -> Result<i64> {
    let since = asked.clinic.zone.start_of(asked.clinic.active_since(asked.today()));
    let (from, to) = asked.range.instants(&asked.clinic.zone);
    let question = asked.question(&format!("seen {since}"), (&from, &to));
    let seen = remembered(sql, question, &[Tag::Patients, Tag::Visits], || {
        Ok(vec![crate::patients::stats::seen(sql, asked.scope, since, (&from, &to))?])
    })?;
    Ok(seen.first().copied().unwrap_or_default())
}

/// How many patients had their first completed visit in each of these stretches, which follow each
/// other without a gap: their ends, and when the first begins.
///
/// # Errors
/// What SQLite says.
pub(in crate::reports) fn new_patients(
    sql: &Sql<'_>,
    asked: &Question,
    from: &str,
    ends: &[String],
) -> Result<Rows<i64>> {
    let Some(to) = ends.last() else { return Ok(Rows::default()) };
    let question = asked.question("new_patients", (from, &ends.join(" ")));
    remembered(sql, question, &asked.areas(&[Tag::Visits]), || {
        let statement =
            spelled(include_str!("../../../sql/queries/reports/new_patients.sql"), ":today");
        let values = named_params! { ":from": from, ":to": to, ":dietitian": asked.dietitian() };
        let mut counts = vec![0_i64; ends.len()];
        sql.each(&statement, values, |row| {
            let begins: String = row.get(0)?;
            let at = ends.partition_point(|end| *end <= begins);
            if let Some(count) = counts.get_mut(at) {
                *count += 1;
            }
            Ok(())
        })?;
        Ok(counts)
    })
}

/// When the latest visit began that has: until the next one does, counts of what has begun stand.
fn last_begun(sql: &Sql<'_>, now: Moment) -> Result<String> {
    let statement = include_str!("../../../sql/queries/reports/last_begun.sql");
    let begun: Option<String> =
        sql.one(statement, named_params! { ":now": now }, |row| row.get(0))?;
    Ok(begun.unwrap_or_default())
}

/// When the next visit begins whose status says already what became of it.
///
/// # Errors
/// What SQLite says.
pub(in crate::reports) fn next_to_begin(sql: &Sql<'_>, now: Moment) -> Result<Option<Moment>> {
    let statement = include_str!("../../../sql/queries/reports/next_to_begin.sql");
    let begins: String = sql.one(statement, named_params! { ":now": now }, |row| row.get(0))?;
    Ok(Zone::utc().parse(&begins).ok())
}

/// Patients registered in each month.
///
/// # Errors
/// What SQLite says.
pub(in crate::reports) fn patient_trend(sql: &Sql<'_>, asked: &Question) -> Result<Rows<i64>> {
    let statement = include_str!("../../../sql/queries/reports/patient_trend.sql");
    let months = asked.range.months_json(&asked.clinic.zone);
    let values = named_params! { ":months": months, ":dietitian": asked.dietitian() };
    remembered(
        sql,
        asked.question("patient_trend", (&months, "")),
        &asked.areas(&[Tag::Patients]),
        || sql.all(statement, values, |row| row.get(0)),
    )
}

/// Visits that begin in each month: all, or those of a status that have begun.
///
/// # Errors
/// What SQLite says.
pub(in crate::reports) fn visit_trend(
    sql: &Sql<'_>,
    asked: &Question,
    status: Option<&str>,
) -> Result<Rows<i64>> {
    let begun = last_begun(sql, asked.now)?;
    let statement = include_str!("../../../sql/queries/reports/visit_trend.sql");
    let months = asked.range.months_json(&asked.clinic.zone);
    let values = named_params! {
        ":months": months, ":dietitian": asked.dietitian(), ":status": status, ":now": asked.now,
    };
    remembered(
        sql,
        asked.question(&format!("visit_trend {begun} {status:?}"), (&months, "")),
        &asked.areas(&[Tag::Visits]),
        || sql.all(statement, values, |row| row.get(0)),
    )
}

/// Visits of one kind.
pub(in crate::reports) struct Visits {
    pub dietitian: Id,
    pub status: String,
    pub visit_type: Option<String>,
    /// Whether their time has come.
    pub has_begun: bool,
    pub count: i64,
    pub minutes: i64,
}

/// # Errors
/// What SQLite says.
pub(in crate::reports) fn visits(sql: &Sql<'_>, asked: &Question) -> Result<Rows<Visits>> {
    let begun = last_begun(sql, asked.now)?;
    let (from, to) = asked.range.instants(&asked.clinic.zone);
    remembered(
        sql,
        asked.question(&format!("visits {begun}"), (&from, &to)),
        &asked.areas(&[Tag::Visits]),
        || {
            sql.all(
                include_str!("../../../sql/queries/reports/visits.sql"),
                named_params! {
                    ":from": from, ":to": to, ":dietitian": asked.dietitian(), ":now": asked.now,
                },
                |row| {
                    Ok(Visits {
                        dietitian: row.get(0)?,
                        status: row.get(1)?,
                        visit_type: row.get(2)?,
                        has_begun: row.get(3)?,
                        count: row.get(4)?,
                        minutes: row.get(5)?,
                    })
                },
            )
        },
    )
}

/// Users as reports name them, by id.
///
/// # Errors
/// What SQLite says.
pub(in crate::reports) fn people(sql: &Sql<'_>, ids: &[Id]) -> Result<HashMap<Id, Colleague>> {
    let ids = serde_json::to_string(ids).unwrap_or_default();
    let people = sql.all(
        include_str!("../../../sql/queries/reports/people.sql"),
        named_params! { ":ids": ids },
        |row| {
            let colleague = Colleague {
                id: row.get(0)?,
                username: row.get(1)?,
                first_name: row.get(2)?,
                last_name: row.get(3)?,
                is_active: row.get(4)?,
                treats_patients: row.get(5)?,
            };
            Ok((colleague.id, colleague))
        },
    )?;
    Ok(people.into_iter().collect())
}

/// Completed visits between two instants of which nothing is written.
///
/// # Errors
/// What SQLite says.
pub(in crate::reports) fn without_note(
    sql: &Sql<'_>,
    dietitian: Option<Id>,
    from: Moment,
    to: Moment,
) -> Result<i64> {
    let statement = include_str!("../../../sql/queries/reports/without_note.sql");
    let values = named_params! { ":from": from, ":to": to, ":dietitian": dietitian };
    sql.one(statement, values, |row| row.get(0))
}
