//! How many visits there are, of which kind, and whose.

use rusqlite::params_from_iter;
use serde_json::{Value, json};

use super::list::visible;
use crate::auth::Scope;
use crate::cache::{Page, Tag};
use crate::clock::Zone;
use crate::db::Sql;
use crate::error::Result;
use crate::http::Parameters;
use crate::list::{Clauses, Column, Kind, add_dates};

const DATE: Column = Column::shown("visit_date", "v.visit_date", Kind::Moment);

/// The days that the figures are asked for.
#[derive(Clone, Debug)]
pub(super) struct Days {
    clauses: Clauses,
    key: String,
}

impl Days {
    /// Reads `from_date` and `to_date`, inclusive days in the clinic's zone.
    ///
    /// # Errors
    /// 400 naming the parameter.
    pub fn read(mut parameters: Parameters, zone: &Zone) -> Result<Self> {
        let (from, to) = (parameters.take("from_date"), parameters.take("to_date"));
        parameters.finish()?;
        let mut clauses = Clauses::default();
        add_dates(&DATE, from.as_deref(), to.as_deref(), zone, &mut clauses)?;
        Ok(Self { key: format!("{from:?}|{to:?}"), clauses })
    }

    /// The same for a cache key.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// The figures of a scope, in three statements.
///
/// # Errors
/// What SQLite says.
pub(super) fn page(sql: &Sql<'_>, scope: Scope, days: &Days) -> Result<Page> {
    let mut clauses = visible(scope);
    clauses.extend(&days.clauses);
    let by = |column: &str| -> Result<Vec<(Option<String>, i64)>> {
        let statement = format!(
            "SELECT v.{column}, count(*) FROM visits v{} GROUP BY 1 ORDER BY 2 DESC, 1",
            clauses.where_sql()
        );
        sql.all(&statement, params_from_iter(clauses.values()), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
    };
    let by_status = by("status")?;
    let total: i64 = by_status.iter().map(|(_, count)| count).sum();
    let figures = json!({
        "total": total,
        "by_status": counted("status", by_status),
        "by_type": counted("type", by("visit_type")?),
        "by_dietitian": by_dietitian(sql, &clauses)?,
    });
    let json = json!({ "success": true, "data": figures }).to_string().into_bytes();
    Ok(Page { json, tags: vec![Tag::Visits, Tag::Patients, Tag::Users], ..Page::default() })
}

fn counted(name: &str, counts: Vec<(Option<String>, i64)>) -> Vec<Value> {
    counts.into_iter().map(|(value, count)| json!({ name: value, "count": count })).collect()
}

fn by_dietitian(sql: &Sql<'_>, clauses: &Clauses) -> Result<Vec<Value>> {
    let statement = format!(
        "SELECT d.id, d.first_name || ' ' || d.last_name, d.username, g.count \
         FROM (SELECT v.dietitian_id, count(*) AS count FROM visits v{} GROUP BY 1) g \
         JOIN users d ON d.id = g.dietitian_id ORDER BY g.count DESC, d.last_name_folded, d.id",
        clauses.where_sql()
    );
    sql.all(&statement, params_from_iter(clauses.values()), |row| {
        let (id, name, username): (String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let dietitian = json!({ "id": id, "name": name, "username": username });
        Ok(json!({ "dietitian": dietitian, "count": row.get::<_, i64>(3)? }))
    })
}
