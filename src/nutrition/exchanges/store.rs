//! Exchange systems in SQL.

use rusqlite::types::Type;
use rusqlite::{Row, params};

use super::{Details, Group};
use crate::clock::Moment;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing, violated_constraint};
use crate::ids::Id;

/// A system as stored.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub id: Id,
    pub details: Details,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i64,
}

impl Stored {
    /// How many groups and foods an answer tells of it.
    pub fn size(&self) -> usize {
        self.details.groups.iter().map(|group| 1 + group.foods.len()).sum()
    }
}

const COLUMNS: &str = "id, name, source, groups, is_archived, created_at, updated_at, version";

fn read(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let wrong = |error| rusqlite::Error::FromSqlConversionFailure(3, Type::Text, Box::new(error));
    let groups = serde_json::from_str(row.get_ref("groups")?.as_str()?).map_err(wrong)?;
    Ok(Stored {
        id: row.get("id")?,
        details: Details {
            name: row.get("name")?,
            source: row.get("source")?,
            is_archived: row.get("is_archived")?,
            groups,
        },
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        version: row.get("version")?,
    })
}

/// All systems: those in use first, by name. A clinic has a handful.
///
/// # Errors
/// What SQLite says.
pub(crate) fn all(sql: &Sql<'_>) -> Result<Vec<Stored>> {
    let order = "ORDER BY is_archived, json_array_length(groups) = 0, fold(name), id";
    sql.all(&format!("SELECT {COLUMNS} FROM exchange_systems {order}"), [], read)
}

/// # Errors
/// 404.
pub(crate) fn load(sql: &Sql<'_>, id: Id) -> Result<Stored> {
    let statement = format!("SELECT {COLUMNS} FROM exchange_systems WHERE id = ?1");
    let found = sql.maybe(&statement, [id], read)?;
    found.ok_or_else(|| Error::not_found(Thing::ExchangeSystem).about("exchange_system", id))
}

/// The groups of these ids, of whatever system.
///
/// # Errors
/// What SQLite says.
pub(crate) fn groups(sql: &Sql<'_>, ids: &[Id]) -> Result<Vec<Group>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let groups = all(sql)?.into_iter().flat_map(|system| system.details.groups);
    Ok(groups.filter(|group| ids.contains(&group.id)).collect())
}

/// Whether a draft or an intake has exchanges of that group.
///
/// # Errors
/// What SQLite says.
pub(super) fn is_planned(sql: &Sql<'_>, group: Id) -> Result<bool> {
    let statement = "SELECT EXISTS (SELECT 1 FROM plans WHERE status = 'draft' AND instr(days, ?1) > 0) \
                     OR EXISTS (SELECT 1 FROM intakes WHERE instr(days, ?1) > 0)";
    sql.one(statement, [group.to_string()], |row| row.get(0))
}

/// # Errors
/// 400 for an id in use.
pub(super) fn insert(tx: &Tx<'_>, id: Id, details: &Details, by: Id) -> Result<()> {
    let statement = "INSERT INTO exchange_systems (id, name, source, groups, is_archived, created_by, \
                     updated_by, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?7)";
    let Details { name, source, is_archived, .. } = details;
    let row = params![id, name, source, document(details)?, is_archived, by, tx.now()];
    match tx.run(statement, row) {
        Ok(_) => Ok(()),
        Err(error) if violated_constraint(&error).is_some_and(|it| it.ends_with("systems.id")) => {
            Err(Error::id_taken())
        }
        Err(error) => Err(error.into()),
    }
}

/// # Errors
/// What SQLite says.
pub(crate) fn rewrite(tx: &Tx<'_>, id: Id, details: &Details, by: Id) -> Result<()> {
    let statement = "UPDATE exchange_systems SET name = ?2, source = ?3, groups = ?4, is_archived = ?5, \
                     updated_by = ?6, updated_at = ?7, version = version + 1 WHERE id = ?1";
    let Details { name, source, is_archived, .. } = details;
    tx.run(statement, params![id, name, source, document(details)?, is_archived, by, tx.now()])?;
    Ok(())
}

fn document(details: &Details) -> Result<String> {
    serde_json::to_string(&details.groups).map_err(Error::internal)
}
