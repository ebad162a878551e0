//! Taking access away, for whatever changes a user: it holds from the next request on.

use serde_json::{Value, json};

use super::{key_store, session_store};
use crate::audit::{self, Action, Actor, Entry, diff};
use crate::db::Tx;
use crate::error::{Error, Result, Thing};
use crate::ids::Id;

/// What becomes of a user's API keys when their sessions end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeys {
    /// They go on: one's own password change need not break integrations.
    Keep,
    /// They end too: a deactivation, an administrator's reset, or whoever asks for it.
    Revoke,
}

impl ApiKeys {
    /// What somebody chose who was offered to end their keys.
    pub fn ended_if(chosen: bool) -> Self {
        if chosen { Self::Revoke } else { Self::Keep }
    }
}

/// Ends every session of that user but `except` (the one that asks), and the API keys if so told;
/// returns how many keys.
///
/// # Errors
/// What SQLite says.
pub fn revoke_all(
    tx: &Tx<'_>,
    actor: &Actor,
    user: Id,
    except: Option<Id>,
    keys: ApiKeys,
) -> Result<usize> {
    session_store::revoke_others(tx, user, except)?;
    match keys {
        ApiKeys::Keep => Ok(0),
        ApiKeys::Revoke => end_keys(tx, actor, user),
    }
}

/// Logs that user out everywhere, also here; returns how many keys ended.
///
/// # Errors
/// What SQLite says.
pub fn leave_everywhere(tx: &Tx<'_>, actor: &Actor, user: Id, keys: ApiKeys) -> Result<usize> {
    let ended = revoke_all(tx, actor, user, None, keys)?;
    audit::record(tx, actor, &Entry::new(Action::Logout, "auth").on(user))?;
    Ok(ended)
}

/// Ends one session of that user: a PC that was left open.
///
/// # Errors
/// 404 `SESSION_NOT_FOUND`.
pub fn end_session(tx: &Tx<'_>, actor: &Actor, user: Id, session: Id) -> Result<()> {
    if !session_store::revoke(tx, user, session)? {
        return Err(Error::not_found(Thing::Session));
    }
    audit::record(tx, actor, &Entry::new(Action::Delete, "session").on(session))
}

/// Ends every API key of that user, each with its audit row; returns how many.
///
/// # Errors
/// What SQLite says.
pub fn end_keys(tx: &Tx<'_>, actor: &Actor, user: Id) -> Result<usize> {
    let ended = key_store::revoke_all(tx, user)?;
    for (key, name) in &ended {
        note_end(tx, actor, user, *key, name)?;
    }
    Ok(ended.len())
}

/// Ends one API key of that user.
///
/// # Errors
/// 404 `API_KEY_NOT_FOUND`.
pub fn end_key(tx: &Tx<'_>, actor: &Actor, user: Id, key: Id) -> Result<()> {
    let name = key_store::revoke(tx, user, key)?;
    let name = name.ok_or_else(|| Error::not_found(Thing::ApiKey))?;
    note_end(tx, actor, user, key, &name)
}

fn note_end(tx: &Tx<'_>, actor: &Actor, user: Id, key: Id, name: &str) -> Result<()> {
    let changes = diff(&json!({ "name": name, "user_id": user }), &Value::Null);
    audit::record(tx, actor, &Entry::new(Action::Delete, "api_key").on(key).changing(changes))
}
