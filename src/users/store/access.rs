//! Letting users in and keeping them out: activation, deactivation, passwords.

use rusqlite::params;
use serde_json::{Value, json};

use super::change::{existing, must_cover, wrong_password};
use super::keep_an_admin;
use crate::audit::{self, Action, Actor, Entry, diff};
use crate::auth::{ApiKeys, revoke_all};
use crate::cache::Tag;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing};
use crate::ids::Id;
use crate::message::message;
use crate::users::{ADMIN, User};

/// Activates or deactivates a user. A deactivated one loses every session and API key.
///
/// # Errors
/// 404; 400 `USER_ALREADY_ACTIVE` or `USER_ALREADY_INACTIVE`; 400 for the last active
/// administrator.
pub fn set_active(tx: &Tx<'_>, actor: &Actor, id: Id, active: bool) -> Result<User> {
    let user = existing(tx, id)?;
    match (user.is_active, active) {
        (true, true) => Err(Error::bad(
            "USER_ALREADY_ACTIVE",
            message("refused-user-active", "This user is active already."),
        )),
        (false, false) => Err(Error::bad(
            "USER_ALREADY_INACTIVE",
            message("refused-user-inactive", "This user is deactivated already."),
        )),
        (false, true) => switch(tx, actor, &user, Action::Activate),
        (true, false) => switch(tx, actor, &user, Action::Deactivate),
    }
}

/// Deletes a user softly: what they did keeps their name. Again changes nothing.
///
/// # Errors
/// 404; 400 for the last active administrator.
pub fn remove(tx: &Tx<'_>, actor: &Actor, id: Id) -> Result<User> {
    let user = existing(tx, id)?;
    if user.is_active { switch(tx, actor, &user, Action::Delete) } else { Ok(user) }
}

fn switch(tx: &Tx<'_>, actor: &Actor, user: &User, action: Action) -> Result<User> {
    let active = action == Action::Activate;
    must_cover(tx, actor, user.role_id)?;
    if !active && user.role.name == ADMIN {
        keep_an_admin(tx, user.id)?;
    }
    tx.run(
        "UPDATE users SET is_active = ?2, updated_by = ?3, updated_at = ?4, version = version + 1 \
         WHERE id = ?1",
        params![user.id, active, actor.user_id, tx.now()],
    )?;
    if !active {
        revoke_all(tx, actor, user.id, None, ApiKeys::Revoke)?;
    }
    let changes = diff(&json!({ "is_active": !active }), &json!({ "is_active": active }));
    audit::record(tx, actor, &Entry::new(action, "user").on(user.id).changing(changes))?;
    tx.touch(Tag::Users);
    tx.touch(Tag::Access(user.id));
    existing(tx, user.id)
}

/// The hash that a current password is checked against.
///
/// # Errors
/// 404.
pub fn password_hash(sql: &Sql<'_>, id: Id) -> Result<String> {
    let query = "SELECT password_hash FROM users WHERE id = ?1";
    let found = sql.maybe(query, [id], |row| row.get(0))?;
    found.ok_or_else(|| Error::not_found(Thing::User))
}

/// What a password's change leaves alone.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// The session that asks.
    pub session: Option<Id>,
    pub keys: ApiKeys,
}

/// Stores the password that users chose themselves, who knew the one of `checked`. Every other
/// session of theirs ends.
///
/// # Errors
/// 401 `INVALID_PASSWORD` when the password changed since it was checked.
pub fn change_password(
    tx: &Tx<'_>,
    actor: &Actor,
    id: Id,
    checked: &str,
    hash: &str,
    kept: Kept,
) -> Result<User> {
    if password_hash(tx, id)? != checked {
        return Err(wrong_password());
    }
    store_password(tx, actor, id, hash, false, kept)
}

/// Stores the password that somebody else chose for this user; with `must_change`, they choose
/// another one before they do anything else. Every session and API key of theirs ends: whoever may
/// have learned the old password may have made a key.
///
/// # Errors
/// 404.
pub fn reset_password(
    tx: &Tx<'_>,
    actor: &Actor,
    id: Id,
    hash: &str,
    must_change: bool,
) -> Result<User> {
    let kept = Kept { session: None, keys: ApiKeys::Revoke };
    store_password(tx, actor, id, hash, must_change, kept)
}

fn store_password(
    tx: &Tx<'_>,
    actor: &Actor,
    id: Id,
    hash: &str,
    must_change: bool,
    kept: Kept,
) -> Result<User> {
    let old = existing(tx, id)?;
    tx.run(
        "UPDATE users SET password_hash = ?2, password_changed_at = ?3, must_change_password = ?4, \
         updated_by = ?5, updated_at = ?3, version = version + 1 WHERE id = ?1",
        params![id, hash, tx.now(), must_change, actor.user_id],
    )?;
    revoke_all(tx, actor, id, kept.session, kept.keys)?;
    let told = |must: bool| json!({ "must_change_password": must });
    let mut changes = diff(&told(old.must_change_password), &told(must_change));
    // That it changed, never from what to what.
    changes.insert("password".into(), json!({ "old": Value::Null, "new": "changed" }));
    audit::record(tx, actor, &Entry::new(Action::PasswordChange, "user").on(id).changing(changes))?;
    tx.touch(Tag::Access(id));
    existing(tx, id)
}
