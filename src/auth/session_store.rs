//! Sessions and their tokens in the database. A session is a family: whatever its refresh tokens
//! are exchanged for belongs to it, and ends with it.

use rusqlite::params;
use serde::Serialize;

use super::account::Via;
use super::sessions::{Kind, Sighting};
use super::token::TokenHash;
use crate::audit::Actor;
use crate::cache::Tag;
use crate::clock::Moment;
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::ids::Id;

/// What a token of a session is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    Access,
    Refresh,
}

impl Use {
    fn column(self) -> &'static str {
        match self {
            Self::Access => "ACCESS",
            Self::Refresh => "REFRESH",
        }
    }
}

/// Opens a session of that user; returns its id.
///
/// # Errors
/// What SQLite says.
pub fn open(tx: &Tx<'_>, user: Id, kind: Kind, end: Moment, from: &Actor) -> Result<Id> {
    let id = Id::new();
    tx.run(
        "INSERT INTO sessions (id, user_id, kind, created_at, last_seen_at, expires_at, ip_address, user_agent) \
         VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7)",
        params![id, user, kind.column(), tx.now(), end, from.ip_address.map(|ip| ip.to_string()), from.user_agent],
    )?;
    Ok(id)
}

/// Gives a session one more token.
///
/// # Errors
/// What SQLite says.
pub fn issue(tx: &Tx<'_>, session: Id, hash: &TokenHash, usage: Use, end: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO session_tokens (hash, session_id, kind, issued_at, expires_at) \
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![hash, session, usage.column(), tx.now(), end],
    )?;
    Ok(())
}

/// A refresh token that was found.
#[derive(Clone, Debug)]
pub struct Found {
    pub session: Id,
    pub user: Id,
    pub username: String,
    pub expires_at: Moment,
    pub spent_at: Option<Moment>,
    /// Neither the session is revoked nor the user deactivated.
    pub is_open: bool,
}

/// The refresh token of this hash, whatever has become of it.
///
/// # Errors
/// What SQLite says.
pub fn refresh_token(sql: &Sql<'_>, hash: &TokenHash) -> Result<Option<Found>> {
    sql.maybe(
        "SELECT s.id, u.id, u.username, t.expires_at, t.spent_at, s.revoked_at IS NULL AND u.is_active \
         FROM session_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id \
         WHERE t.hash = ?1 AND t.kind = 'REFRESH'",
        [hash],
        |row| {
            Ok(Found {
                session: row.get(0)?,
                user: row.get(1)?,
                username: row.get(2)?,
                expires_at: row.get(3)?,
                spent_at: row.get(4)?,
                is_open: row.get(5)?,
            })
        },
    )
}

/// Marks a refresh token as exchanged, the first time, and lets its session last until `end`.
///
/// # Errors
/// What SQLite says.
pub fn spend(tx: &Tx<'_>, hash: &TokenHash, session: Id, end: Moment) -> Result<()> {
    tx.run(
        "UPDATE session_tokens SET spent_at = ?2 WHERE hash = ?1 AND spent_at IS NULL",
        params![hash, tx.now()],
    )?;
    tx.run(
        "UPDATE sessions SET expires_at = max(expires_at, ?2), last_seen_at = ?3 WHERE id = ?1",
        params![session, end, tx.now()],
    )?;
    Ok(())
}

/// Ends a session of that user; whether it was open.
///
/// # Errors
/// What SQLite says.
pub fn revoke(tx: &Tx<'_>, user: Id, session: Id) -> Result<bool> {
    let ended = tx.run(
        "UPDATE sessions SET revoked_at = ?3 WHERE id = ?1 AND user_id = ?2 AND revoked_at IS NULL",
        params![session, user, tx.now()],
    )?;
    tx.touch(Tag::Access(user));
    Ok(ended == 1)
}

/// Ends every session of that user but `except`; returns how many.
///
/// # Errors
/// What SQLite says.
pub fn revoke_others(tx: &Tx<'_>, user: Id, except: Option<Id>) -> Result<usize> {
    let ended = tx.run(
        "UPDATE sessions SET revoked_at = ?3 \
         WHERE user_id = ?1 AND revoked_at IS NULL AND id IS NOT ?2",
        params![user, except, tx.now()],
    )?;
    tx.touch(Tag::Access(user));
    Ok(ended)
}

/// The open session of the pages that holds this cookie, and whose it is.
///
/// # Errors
/// What SQLite says.
pub fn of_cookie(sql: &Sql<'_>, hash: &TokenHash) -> Result<Option<(Id, Id, String)>> {
    sql.maybe(
        "SELECT s.id, u.id, u.username \
         FROM session_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id \
         WHERE t.hash = ?1 AND s.kind = 'UI' AND s.revoked_at IS NULL",
        [hash],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// A session as its owner sees it.
#[derive(Clone, Debug, Serialize)]
pub struct Session {
    pub id: Id,
    /// API or UI.
    pub kind: String,
    pub created_at: Moment,
    pub last_seen_at: Moment,
    pub expires_at: Moment,
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// The open sessions of that user, newest first.
///
/// # Errors
/// What SQLite says.
pub fn open_sessions(
    sql: &Sql<'_>,
    user: Id,
    current: Option<Id>,
    now: Moment,
) -> Result<Vec<Session>> {
    sql.all(
        "SELECT id, kind, created_at, last_seen_at, expires_at, ip_address, user_agent FROM sessions \
         WHERE user_id = ?1 AND revoked_at IS NULL AND expires_at > ?2 ORDER BY created_at DESC, id DESC",
        params![user, now],
        |row| {
            let id = row.get(0)?;
            let current = current == Some(id);
            Ok(Session {
                id,
                kind: row.get(1)?,
                created_at: row.get(2)?,
                last_seen_at: if current { now } else { row.get(3)? },
                expires_at: row.get(4)?,
                ip_address: row.get(5)?,
                user_agent: row.get(6)?,
                current,
            })
        },
    )
}

/// Stores when sessions and keys were last used.
///
/// # Errors
/// What SQLite says.
pub fn note_seen(tx: &Tx<'_>, sightings: &[Sighting]) -> Result<()> {
    for sighting in sightings {
        match sighting.via {
            Via::Session(id) => tx.run(
                "UPDATE sessions SET last_seen_at = max(last_seen_at, ?2) WHERE id = ?1",
                params![id, sighting.at],
            )?,
            Via::ApiKey(id) => tx.run(
                "UPDATE api_keys SET last_used_at = max(coalesce(last_used_at, ''), ?2) WHERE id = ?1",
                params![id, sighting.at],
            )?,
        };
    }
    Ok(())
}

/// How long an ended session can still be looked up: days.
const KEPT_DAYS: i64 = 30;

/// Deletes tokens that have expired and sessions that ended long ago; returns how many rows.
///
/// # Errors
/// What SQLite says.
pub fn sweep(tx: &Tx<'_>) -> Result<usize> {
    let tokens = tx.run("DELETE FROM session_tokens WHERE expires_at < ?1", [tx.now()])?;
    let long_ago = tx.now().plus_minutes(-KEPT_DAYS * 24 * 60);
    let sessions =
        tx.run("DELETE FROM sessions WHERE coalesce(revoked_at, expires_at) < ?1", [long_ago])?;
    Ok(tokens + sessions)
}
