//! Sessions and their tokens in the database. A session is a family: whatever its refresh tokens
//! are exchanged for belongs to it, and ends with it.

use rusqlite::params;

use super::sessions::Kind;
use super::token::TokenHash;
use crate::audit::Actor;
use crate::clock::Moment;
use crate::db::Tx;
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
        params![id, user, kind.column(), tx.now(), end, from.ip_address, from.user_agent],
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
