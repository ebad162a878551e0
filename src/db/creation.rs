//! Creations that carry their own id: a double click makes one record.

use std::collections::BTreeMap;

use rusqlite::params;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{Sql, Tx};
use crate::error::{Error, Result};
use crate::ids::Id;

/// Whether a creation is the first of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Creation {
    /// Create it under this id.
    New(Id),
    /// The same request has created this record already: answer with it.
    Again(Id),
}

/// Claims the id that the caller chose, or makes one. The body is what they sent, whole.
///
/// # Errors
/// 400 naming `id` when it already stands for something else.
pub fn claim_id(
    tx: &Tx<'_>,
    caller: Id,
    resource: &str,
    chosen: Option<Id>,
    body: &Map<String, Value>,
) -> Result<Creation> {
    claim(tx, caller, (resource, None), chosen, body)
}

/// The same for what is created below another record, which the path names and not the body: there
/// the same request is the one that names the same.
///
/// # Errors
/// As [`claim_id`].
pub fn claim_id_below(
    tx: &Tx<'_>,
    caller: Id,
    (resource, owner): (&str, Id),
    chosen: Option<Id>,
    body: &Map<String, Value>,
) -> Result<Creation> {
    claim(tx, caller, (resource, Some(owner)), chosen, body)
}

/// Whether something was created under this id: whoever sends it again is asked nothing more.
///
/// # Errors
/// What SQLite says.
pub fn is_claimed(sql: &Sql<'_>, id: Option<Id>) -> Result<bool> {
    let known = sql.maybe("SELECT 1 FROM creations WHERE id = ?1", [id], |_| Ok(()))?;
    Ok(known.is_some())
}

fn claim(
    tx: &Tx<'_>,
    caller: Id,
    (resource, owner): (&str, Option<Id>),
    chosen: Option<Id>,
    body: &Map<String, Value>,
) -> Result<Creation> {
    let Some(id) = chosen else { return Ok(Creation::New(Id::new())) };
    // The order of the members says nothing.
    let sorted: BTreeMap<&String, &Value> = body.iter().collect();
    let mut digest = Sha256::new_with_prefix(serde_json::to_vec(&sorted).unwrap_or_default());
    if let Some(owner) = owner {
        digest.update(owner.to_string());
    }
    let digest = digest.finalize();
    let known = tx.maybe(
        "SELECT resource = ?2 AND digest = ?3 AND user_id = ?4 FROM creations WHERE id = ?1",
        params![id, resource, digest.as_slice(), caller],
        |row| row.get::<_, bool>(0),
    )?;
    match known {
        Some(true) => Ok(Creation::Again(id)),
        Some(false) => Err(Error::sent_before()),
        None => {
            tx.run(
                "INSERT INTO creations (id, resource, digest, user_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![id, resource, digest.as_slice(), caller, tx.now()],
            )?;
            Ok(Creation::New(id))
        }
    }
}
