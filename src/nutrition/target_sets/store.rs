//! Sets of targets in SQL.

use rusqlite::types::Type;
use rusqlite::{Row, named_params, params};

use super::{Details, TargetSet};
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing, violated_constraint};
use crate::ids::Id;

const COLUMNS: &str = "id, name, source, sex, from_years, to_years, state, targets, created_at, \
     updated_at, version";

/// Every set, by name.
///
/// # Errors
/// What SQLite says.
pub(crate) fn list(sql: &Sql<'_>) -> Result<Vec<TargetSet>> {
    let statement = format!(
        "SELECT {COLUMNS} FROM target_sets WHERE deleted_at IS NULL \
         ORDER BY name COLLATE NOCASE, id"
    );
    sql.all(&statement, [], read)
}

/// One of them, deleted or not.
///
/// # Errors
/// 404.
pub(crate) fn load(sql: &Sql<'_>, id: Id, deleted: bool) -> Result<TargetSet> {
    let statement = format!(
        "SELECT {COLUMNS} FROM target_sets WHERE id = ?1 AND (deleted_at IS NOT NULL) = ?2"
    );
    let found = sql.maybe(&statement, params![id, deleted], read)?;
    found.ok_or_else(|| Error::not_found(Thing::TargetSet))
}

fn read(row: &Row<'_>) -> rusqlite::Result<TargetSet> {
    let targets: String = row.get("targets")?;
    let wrong = |error| rusqlite::Error::FromSqlConversionFailure(7, Type::Text, Box::new(error));
    Ok(TargetSet {
        id: row.get("id")?,
        details: Details {
            name: row.get("name")?,
            source: row.get("source")?,
            sex: row.get("sex")?,
            from_years: row.get("from_years")?,
            to_years: row.get("to_years")?,
            state: row.get("state")?,
            targets: serde_json::from_str(&targets).map_err(wrong)?,
        },
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        version: row.get("version")?,
    })
}

/// Stores a new set.
///
/// # Errors
/// 400 for an id in use.
pub(crate) fn insert(tx: &Tx<'_>, id: Id, details: &Details, by: Id) -> Result<()> {
    let statement = "INSERT INTO target_sets (id, name, source, sex, from_years, to_years, state, \
         targets, created_by, updated_by, created_at, updated_at) VALUES (:id, :name, :source, \
         :sex, :from_years, :to_years, :state, :targets, :by, :by, :now, :now)";
    write(tx, statement, id, details, by)
}

/// Puts these details in the place of a set's, as the next version.
///
/// # Errors
/// What SQLite says.
pub(super) fn rewrite(tx: &Tx<'_>, id: Id, details: &Details, by: Id) -> Result<()> {
    let statement = "UPDATE target_sets SET name = :name, source = :source, sex = :sex, \
         from_years = :from_years, to_years = :to_years, state = :state, targets = :targets, \
         updated_by = :by, updated_at = :now, version = version + 1 WHERE id = :id";
    write(tx, statement, id, details, by)
}

/// Takes a set away, or brings it back.
///
/// # Errors
/// What SQLite says.
pub(super) fn set_deleted(tx: &Tx<'_>, id: Id, deleted: bool, by: Id) -> Result<()> {
    tx.run(
        "UPDATE target_sets SET deleted_at = CASE WHEN ?2 THEN ?3 END, updated_by = ?4, \
         version = version + 1 WHERE id = ?1",
        params![id, deleted, tx.now(), by],
    )?;
    Ok(())
}

fn write(tx: &Tx<'_>, statement: &str, id: Id, details: &Details, by: Id) -> Result<()> {
    let targets = serde_json::to_string(&details.targets).map_err(Error::internal)?;
    let written = tx.run(
        statement,
        named_params! {
            ":id": id,
            ":name": details.name,
            ":source": details.source,
            ":sex": details.sex,
            ":from_years": details.from_years,
            ":to_years": details.to_years,
            ":state": details.state,
            ":targets": targets,
            ":by": by,
            ":now": tx.now(),
        },
    );
    match written {
        Ok(_) => Ok(()),
        Err(error)
            if violated_constraint(&error).is_some_and(|it| it.contains("target_sets.id")) =>
        {
            Err(Error::id_taken())
        }
        Err(error) => Err(error.into()),
    }
}
