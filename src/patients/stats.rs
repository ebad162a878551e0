//! How many patients there are, and whose.

use rusqlite::{named_params, params_from_iter};
use serde_json::json;

use super::list::own_rows;
use crate::auth::Scope;
use crate::cache::{Page, Tag};
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::figures::spelled;
use crate::shown::Shows;

/// The figures of a scope, and how many of its patients were seen `since` then. `until` is the end of the
/// day, for as long as the answer may be kept. Patients without a dietitian count under null.
///
/// # Errors
/// What SQLite says.
pub(super) fn page(sql: &Sql<'_>, scope: Scope, since: Moment, until: Moment) -> Result<Page> {
    let clauses = own_rows(scope);
    let statement = format!(
        "SELECT g.count, g.active, d.id, d.first_name || ' ' || d.last_name, d.username \
         FROM (SELECT p.assigned_dietitian_id AS dietitian_id, count(*) AS count, \
               sum(p.is_active) AS active FROM patients p{} GROUP BY 1) g \
         LEFT JOIN users d ON d.id = g.dietitian_id \
         ORDER BY g.count DESC, d.last_name_folded, d.id",
        clauses.where_sql()
    );
    let (mut total, mut active) = (0, 0);
    let mut by_dietitian = Vec::new();
    sql.each(&statement, params_from_iter(clauses.values()), |row| {
        let count: i64 = row.get(0)?;
        total += count;
        active += row.get::<_, i64>(1)?;
        let dietitian = match row.get::<_, Option<String>>(2)? {
            None => json!(null),
            Some(id) => {
                let (name, username): (String, String) = (row.get(3)?, row.get(4)?);
                json!({ "id": id, "name": name, "username": username })
            }
        };
        by_dietitian.push(json!({ "dietitian": dietitian, "count": count }));
        Ok(())
    })?;
    let body = json!({
        "success": true,
        "data": {
            "total": total,
            "active": active,
            "inactive": total - active,
            "seen": seen(sql, scope, since, EVER)?,
            "by_dietitian": by_dietitian,
        },
    });
    let json = body.to_string().into_bytes();
    let tags = vec![Tag::Patients, Tag::Visits, Tag::Users];
    Ok(Page { until: Some(until), ..Page::new(json, tags, Shows::nothing()) })
}

/// Before and after every instant as texts have it.
const EVER: (&str, &str) = ("", "~");

/// How many patients have a completed visit since then, of those registered between two instants.
///
/// # Errors
/// What SQLite says.
pub(crate) fn seen(
    sql: &Sql<'_>,
    scope: Scope,
    since: Moment,
    (from, to): (&str, &str),
) -> Result<i64> {
    let statement = spelled(include_str!("../../sql/queries/patients/seen.sql"), ":today");
    let values = named_params! {
        ":since": since, ":from": from, ":to": to, ":dietitian": scope.dietitian(),
    };
    sql.one(&statement, values, |row| row.get(0))
}
