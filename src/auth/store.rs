//! Credentials in the database: who holds a token, whose password it is.

use std::sync::Arc;

use rusqlite::{Row, params};

use super::account::{Account, Via};
use super::permission::PermissionSet;
use super::sessions::{Holder, Kind};
use super::token::TokenHash;
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::ids::Id;

/// Who holds this token of that kind: active, not revoked; perhaps expired.
///
/// # Errors
/// What SQLite says.
pub fn holder(sql: &Sql<'_>, kind: Kind, hash: &TokenHash) -> Result<Option<Holder>> {
    match kind {
        Kind::Key => {
            let query = include_str!("../../sql/queries/auth/key_holder.sql");
            sql.maybe(query, [hash], |row| read_holder(row, kind, Via::ApiKey))
        }
        Kind::Api | Kind::Ui => {
            let query = include_str!("../../sql/queries/auth/session_holder.sql");
            sql.maybe(query, params![hash, kind.column()], |row| {
                read_holder(row, kind, Via::Session)
            })
        }
    }
}

fn read_holder(row: &Row<'_>, kind: Kind, via: fn(Id) -> Via) -> rusqlite::Result<Holder> {
    let permissions: Option<String> = row.get("permissions")?;
    let names = permissions.as_deref().unwrap_or_default().split_whitespace();
    Ok(Holder {
        account: Arc::new(Account {
            id: row.get("id")?,
            username: row.get("username")?,
            role: row.get("role")?,
            permissions: PermissionSet::of_names(names),
            must_change_password: row.get("must_change_password")?,
        }),
        via: via(row.get("credential_id")?),
        kind,
        expires_at: row.get("expires_at")?,
        last_seen_at: row.get("last_seen_at")?,
    })
}

impl Kind {
    /// The name in `sessions.kind`; API keys have a table of their own.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Ui => "UI",
            Self::Api | Self::Key => "API",
        }
    }
}

/// Somebody whose name was typed into a login.
#[derive(Clone, Debug)]
pub struct Known {
    pub id: Id,
    pub password_hash: String,
    pub is_active: bool,
    /// Counts what ends the trust in browsers: passwords, roles, deactivations.
    pub browsers_epoch: i64,
}

/// The user of this name or e-mail, folded.
///
/// # Errors
/// What SQLite says.
pub fn known(sql: &Sql<'_>, folded: &str) -> Result<Option<Known>> {
    sql.maybe(
        "SELECT id, password_hash, is_active, browsers_epoch FROM users \
         WHERE username_folded = ?1 OR email_folded = ?1 ORDER BY username_folded = ?1 DESC",
        [folded],
        |row| {
            Ok(Known {
                id: row.get(0)?,
                password_hash: row.get(1)?,
                is_active: row.get(2)?,
                browsers_epoch: row.get(3)?,
            })
        },
    )
}

/// The epoch of this user's known browsers.
///
/// # Errors
/// What SQLite says.
pub fn browsers_epoch(sql: &Sql<'_>, user: Id) -> Result<i64> {
    sql.one("SELECT browsers_epoch FROM users WHERE id = ?1", [user], |row| row.get(0))
}

/// Notes a login, unless the user was deactivated or changed the password since it was checked.
/// `renewed` is the same password's hash at today's cost.
///
/// # Errors
/// What SQLite says.
pub fn note_login(tx: &Tx<'_>, checked: &Known, renewed: Option<&str>) -> Result<bool> {
    let noted = tx.run(
        "UPDATE users SET last_login_at = ?3, password_hash = coalesce(?4, password_hash) \
         WHERE id = ?1 AND password_hash = ?2 AND is_active = 1",
        params![checked.id, checked.password_hash, tx.now(), renewed],
    )?;
    Ok(noted == 1)
}
