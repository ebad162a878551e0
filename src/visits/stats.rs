//! How many visits there are, of which kind, and whose.

use rusqlite::params_from_iter;
use serde_json::{Value, json};

use super::list::own_rows;
use crate::auth::Scope;
use crate::cache::{Page, Tag};
use crate::clock::Zone;
use crate::db::Sql;
use crate::error::Result;
use crate::http::Parameters;
use crate::list::{Clauses, Column, Kind, add_dates};
use crate::shown::Shows;

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

/// The figures of a scope, in one statement that reads one index.
///
/// # Errors
/// What SQLite says.
pub(super) fn page(sql: &Sql<'_>, scope: Scope, days: &Days) -> Result<Page> {
    let mut clauses = own_rows(scope);
    clauses.extend(&days.clauses);
    let statement = format!(
        "SELECT g.status, g.visit_type, g.count, d.id, d.first_name || ' ' || d.last_name, d.username \
         FROM (SELECT v.dietitian_id, v.status, v.visit_type, count(*) AS count \
               FROM visits v{} GROUP BY 1, 2, 3) g \
         JOIN users d ON d.id = g.dietitian_id ORDER BY d.last_name_folded, d.id",
        clauses.where_sql()
    );
    let mut total = 0;
    let (mut statuses, mut types, mut dietitians) =
        (Tally::default(), Tally::default(), Tally::default());
    sql.each(&statement, params_from_iter(clauses.values()), |row| {
        let count: i64 = row.get(2)?;
        total += count;
        statuses.add(json!(row.get::<_, Option<String>>(0)?), count);
        types.add(json!(row.get::<_, Option<String>>(1)?), count);
        let (id, name, username): (String, String, String) =
            (row.get(3)?, row.get(4)?, row.get(5)?);
        dietitians.add(json!({ "id": id, "name": name, "username": username }), count);
        Ok(())
    })?;
    let figures = json!({
        "total": total,
        "by_status": statuses.into_rows("status"),
        "by_type": types.into_rows("type"),
        "by_dietitian": dietitians.into_rows("dietitian"),
    });
    let json = json!({ "success": true, "data": figures }).to_string().into_bytes();
    Ok(Page::new(json, vec![Tag::Visits, Tag::Patients, Tag::Users], Shows::nothing()))
}

/// Counts by value: few values, so a list will do.
#[derive(Default)]
struct Tally(Vec<(Value, i64)>);

impl Tally {
    fn add(&mut self, value: Value, count: i64) {
        match self.0.iter_mut().find(|(known, _)| *known == value) {
            Some((_, sum)) => *sum += count,
            None => self.0.push((value, count)),
        }
    }

    /// The most frequent first.
    fn into_rows(mut self, name: &str) -> Vec<Value> {
        self.0.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        self.0.into_iter().map(|(value, count)| json!({ name: value, "count": count })).collect()
    }
}
