//! How many patients there are, and whose.

use rusqlite::params_from_iter;
use serde_json::json;

use super::list::visible;
use crate::auth::Scope;
use crate::cache::{Page, Tag};
use crate::db::Sql;
use crate::error::Result;
use crate::shown::Shows;

/// The figures of a scope, in one statement. Patients without a dietitian count under null.
///
/// # Errors
/// What SQLite says.
pub(super) fn page(sql: &Sql<'_>, scope: Scope) -> Result<Page> {
    let scope = visible(scope);
    let statement = format!(
        "SELECT g.count, g.active, d.id, d.first_name || ' ' || d.last_name, d.username \
         FROM (SELECT p.assigned_dietitian_id AS dietitian_id, count(*) AS count, \
               sum(p.is_active) AS active FROM patients p{} GROUP BY 1) g \
         LEFT JOIN users d ON d.id = g.dietitian_id \
         ORDER BY g.count DESC, d.last_name_folded, d.id",
        scope.where_sql()
    );
    let (mut total, mut active) = (0, 0);
    let mut by_dietitian = Vec::new();
    sql.each(&statement, params_from_iter(scope.values()), |row| {
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
            "by_dietitian": by_dietitian,
        },
    });
    let json = body.to_string().into_bytes();
    Ok(Page::new(json, vec![Tag::Patients, Tag::Users], Shows::nothing()))
}
