//! API keys in the database: a name, a hash, and the beginning that lists show.

use rusqlite::params;
use serde::Serialize;

use super::token::Token;
use crate::cache::Tag;
use crate::clock::Moment;
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::ids::Id;

/// An API key as its owner sees it after its making.
#[derive(Clone, Debug, Serialize)]
pub struct ApiKey {
    pub id: Id,
    pub key_prefix: String,
    pub name: String,
    pub expires_at: Option<Moment>,
    pub last_used_at: Option<Moment>,
    pub created_at: Moment,
}

/// Stores a new key of that user.
///
/// # Errors
/// What SQLite says.
pub fn add(
    tx: &Tx<'_>,
    user: Id,
    key: &Token,
    name: String,
    expires_at: Option<Moment>,
) -> Result<ApiKey> {
    let made = ApiKey {
        id: Id::new(),
        key_prefix: key.shown_prefix().to_owned(),
        name,
        expires_at,
        last_used_at: None,
        created_at: tx.now(),
    };
    tx.run(
        "INSERT INTO api_keys (id, user_id, name, key_hash, key_prefix, expires_at, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![made.id, user, made.name, key.hash(), made.key_prefix, expires_at, tx.now()],
    )?;
    Ok(made)
}

/// The keys of that user that were not deleted, newest first.
///
/// # Errors
/// What SQLite says.
pub fn list(sql: &Sql<'_>, user: Id) -> Result<Vec<ApiKey>> {
    sql.all(
        "SELECT id, key_prefix, name, expires_at, last_used_at, created_at FROM api_keys \
         WHERE user_id = ?1 AND revoked_at IS NULL ORDER BY created_at DESC, id DESC",
        [user],
        |row| {
            Ok(ApiKey {
                id: row.get(0)?,
                key_prefix: row.get(1)?,
                name: row.get(2)?,
                expires_at: row.get(3)?,
                last_used_at: row.get(4)?,
                created_at: row.get(5)?,
            })
        },
    )
}

/// Revokes a key of that user; its name, if there was one to revoke. The row stays: the audit
/// names it.
///
/// # Errors
/// What SQLite says.
pub fn revoke(tx: &Tx<'_>, user: Id, key: Id) -> Result<Option<String>> {
    tx.touch(Tag::Access(user));
    tx.maybe(
        "UPDATE api_keys SET revoked_at = ?3 \
         WHERE id = ?1 AND user_id = ?2 AND revoked_at IS NULL RETURNING name",
        params![key, user, tx.now()],
        |row| row.get(0),
    )
}

/// Revokes every key of that user; returns their ids and names.
///
/// # Errors
/// What SQLite says.
pub fn revoke_all(tx: &Tx<'_>, user: Id) -> Result<Vec<(Id, String)>> {
    tx.touch(Tag::Access(user));
    tx.all(
        "UPDATE api_keys SET revoked_at = ?2 WHERE user_id = ?1 AND revoked_at IS NULL \
         RETURNING id, name",
        params![user, tx.now()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
