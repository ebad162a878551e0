//! Whom the trail can be asked about and whom it tells of, in SQL.

use std::collections::HashMap;

use rusqlite::params;

use crate::auth::Scope;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;

/// The people of a row of the trail, as they are called now: erased names stay erased.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// Who acted.
    pub who: Option<String>,
    /// The patient or the user whom the record belongs to.
    pub whom: Option<String>,
    pub patient: Option<Id>,
}

/// The people of these rows, by the row's id. Patients whom the reader may not see have no name.
///
/// # Errors
/// What SQLite says.
pub fn named(sql: &Sql<'_>, ids_json: &str, scope: Scope) -> Result<HashMap<String, Named>> {
    let own = scope.dietitian();
    let rows = sql.all(
        "SELECT l.id, u.first_name || ' ' || u.last_name, p.id, p.full_name, \
         w.first_name || ' ' || w.last_name FROM audit_logs l \
         LEFT JOIN users u ON u.id = l.user_id \
         LEFT JOIN patients p ON p.id = l.patient_id AND (?2 IS NULL OR p.assigned_dietitian_id = ?2) \
         LEFT JOIN users w ON w.id = l.resource_id AND l.resource_type = 'user' \
         WHERE l.id IN (SELECT value FROM json_each(?1))",
        params![ids_json, own],
        |row| {
            let patient: Option<String> = row.get(3)?;
            let whom = match patient {
                Some(name) => Some(name),
                None => row.get(4)?,
            };
            Ok((row.get(0)?, Named { who: row.get(1)?, whom, patient: row.get(2)? }))
        },
    )?;
    Ok(rows.into_iter().collect())
}

/// Everybody with their user name, by id.
///
/// # Errors
/// What SQLite says.
pub(super) fn people(sql: &Sql<'_>) -> Result<Vec<(String, String)>> {
    sql.all("SELECT id, username FROM users ORDER BY username_folded", [], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}
