//! Taking access away, for whatever changes a user: it holds from the next request on.

use super::{key_store, session_store};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;

/// What becomes of a user's API keys when their sessions end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeys {
    /// They go on: a password change does not break integrations.
    Keep,
    /// They end too: a deactivation.
    Revoke,
}

/// Ends every session of that user but `except` (the one that asks), and the API keys if so told.
///
/// # Errors
/// What SQLite says.
pub fn revoke_all(tx: &Tx<'_>, user: Id, except: Option<Id>, keys: ApiKeys) -> Result<()> {
    session_store::revoke_others(tx, user, except)?;
    if keys == ApiKeys::Revoke {
        key_store::revoke_all(tx, user)?;
    }
    Ok(())
}
