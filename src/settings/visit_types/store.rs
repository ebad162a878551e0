//! Visit types in SQL.

use rusqlite::params;

use super::{CONTRACT, VisitType, VisitTypes};
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::ids::Id;

/// All of them, in their order.
///
/// # Errors
/// What SQLite says.
pub(crate) fn load(sql: &Sql<'_>) -> Result<VisitTypes> {
    let mut all = sql.all(
        "SELECT code, name, minutes, service_id, colour, is_first, is_hidden, version \
         FROM visit_types ORDER BY code",
        [],
        |row| {
            Ok(VisitType {
                code: row.get(0)?,
                name: row.get(1)?,
                minutes: row.get(2)?,
                service_id: row.get(3)?,
                colour: row.get(4)?,
                is_first: row.get(5)?,
                is_hidden: row.get(6)?,
                version: row.get(7)?,
            })
        },
    )?;
    let place = |one: &VisitType| {
        CONTRACT.iter().position(|code| *code == one.code).unwrap_or(CONTRACT.len())
    };
    all.sort_by_key(place);
    Ok(VisitTypes(all))
}

/// Writes a type: a new one, or the next version of one.
///
/// # Errors
/// What SQLite says.
pub(super) fn write(tx: &Tx<'_>, one: &VisitType, by: Id) -> Result<()> {
    tx.run(
        "INSERT INTO visit_types (code, name, minutes, service_id, colour, is_first, is_hidden, \
         updated_by, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
         ON CONFLICT (code) DO UPDATE SET name = ?2, minutes = ?3, service_id = ?4, colour = ?5, \
         is_first = ?6, is_hidden = ?7, updated_by = ?8, updated_at = ?9, version = version + 1",
        params![
            one.code,
            one.name,
            one.minutes,
            one.service_id,
            one.colour,
            one.is_first,
            one.is_hidden,
            by,
            tx.now(),
        ],
    )?;
    Ok(())
}

/// Whether a visit or the price list names the type.
///
/// # Errors
/// What SQLite says.
pub(super) fn is_used(sql: &Sql<'_>, code: &str) -> Result<bool> {
    let statement = "SELECT EXISTS (SELECT 1 FROM visits WHERE visit_type = ?1) \
                     OR EXISTS (SELECT 1 FROM services WHERE visit_type = ?1)";
    sql.one(statement, [code], |row| row.get(0))
}

/// Whether the price list has the entry.
///
/// # Errors
/// What SQLite says.
pub(super) fn has_service(sql: &Sql<'_>, id: Id) -> Result<bool> {
    sql.one("SELECT EXISTS (SELECT 1 FROM services WHERE id = ?1)", [id], |row| row.get(0))
}

/// The price list: id and name of each entry that is offered.
///
/// # Errors
/// What SQLite says.
pub(crate) fn services(sql: &Sql<'_>) -> Result<Vec<(String, String)>> {
    sql.all(
        "SELECT id, name FROM services WHERE is_active = 1 ORDER BY name, id LIMIT 500",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// # Errors
/// What SQLite says.
pub(super) fn delete(tx: &Tx<'_>, code: &str) -> Result<()> {
    tx.run("DELETE FROM visit_types WHERE code = ?1", [code])?;
    Ok(())
}
