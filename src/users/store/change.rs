//! Creating and changing users. Each change and its audit row are one transaction.

use rusqlite::{named_params, params};
use serde_json::{Map, Value, json};

use super::{by_username, keep_an_admin, load};
use crate::audit::{self, Action, Actor, Entry, diff};
use crate::cache::Tag;
use crate::db::{Sql, Tx};
use crate::error::{Error, FieldError, Result, Thing, violated_constraint};
use crate::http::Precondition;
use crate::ids::Id;
use crate::message::{Message, message};
use crate::shown::Shows;
use crate::text::{fold, name_words};
use crate::users::{ADMIN, Change, ChosenBy, NewUser, RoleName, User};

/// Creates a user under this id.
///
/// # Errors
/// 409 `USERNAME_EXISTS` or `EMAIL_EXISTS` when somebody has it, in whatever case; 400
/// `INVALID_REFERENCE` for an unknown role.
pub fn create(
    tx: &Tx<'_>,
    actor: &Actor,
    id: Id,
    new: &NewUser,
    password_hash: &str,
    chosen_by: ChosenBy,
) -> Result<User> {
    let role_id = find_role(tx, &new.role)?;
    must_cover(tx, actor, role_id)?;
    let inserted = tx.run(
        include_str!("../../../sql/queries/users/insert.sql"),
        named_params! {
            ":id": id,
            ":username": new.username,
            ":username_folded": fold(&new.username),
            ":email": new.email,
            ":email_folded": fold(&new.email),
            ":password_hash": password_hash,
            ":must_change_password": chosen_by == ChosenBy::Another,
            ":first_name": new.first_name,
            ":last_name": new.last_name,
            ":last_name_folded": fold(&new.last_name),
            ":search_folded":
                search_text(&new.username, &new.first_name, &new.last_name),
            ":registration_number": new.registration_number,
            ":role_id": role_id,
            ":locale": new.locale,
            ":actor": actor.user_id,
            ":now": tx.now(),
        },
    );
    inserted.map_err(|error| in_words(tx, id, &new.username, error))?;
    let user = existing(tx, id)?;
    let changes = diff(&Value::Null, &audited(&user));
    audit::record(tx, actor, &Entry::new(Action::Create, "user").on(id).changing(changes))?;
    tx.touch(Tag::Users);
    Ok(user)
}

/// Who changes a user.
#[derive(Clone, Copy, Debug)]
pub struct Editor {
    pub id: Id,
    /// Whether they hold `users.update`.
    pub may_update: bool,
    /// Whether they gave their password with this change.
    pub is_confirmed: bool,
}

/// Changes a user. A change of nothing writes nothing.
///
/// # Errors
/// 404; 403 `ACCESS_DENIED` for one's own role, or one's own user name without `users.update`; 401
/// `INVALID_PASSWORD` for one's own e-mail address without the password;
/// 409 when the user is not the one that the change builds on, or as [`create`]; 400 as there, or
/// when the clinic would be left without an administrator.
pub fn update(
    tx: &Tx<'_>,
    actor: &Actor,
    editor: Editor,
    id: Id,
    change: Change,
    precondition: Precondition,
) -> Result<User> {
    let old = existing(tx, id)?;
    allow(editor, &old, &change)?;
    if editor.id != id {
        must_cover(tx, actor, old.role_id)?;
    }
    precondition
        .check(old.version, || Ok((json!({ "user": old }).to_string(), Shows::nothing())))?;
    let new = apply(tx, &old, change)?;
    let changes = diff(&audited(&old), &audited(&new));
    if changes.is_empty() {
        return Ok(old);
    }
    if new.role_id != old.role_id {
        must_cover(tx, actor, new.role_id)?;
    }
    if old.is_active && old.role.name == ADMIN && new.role.name != ADMIN {
        keep_an_admin(tx, id)?;
    }
    write(tx, actor, &new)?;
    touch(tx, id, &changes);
    audit::record(tx, actor, &Entry::new(Action::Update, "user").on(id).changing(changes))?;
    existing(tx, id)
}

/// Nobody gives a role that may do more than their own, nor changes somebody who has one: who may add
/// users would else make themselves an administrator. The command line may.
///
/// # Errors
/// 403 `ACCESS_DENIED`.
pub(super) fn must_cover(sql: &Sql<'_>, actor: &Actor, role: Id) -> Result<()> {
    let Some(by) = actor.user_id else { return Ok(()) };
    let statement = "SELECT EXISTS (SELECT 1 FROM role_permissions w WHERE w.role_id = ?1 \
                     AND w.permission_id NOT IN (SELECT h.permission_id FROM users u \
                     JOIN role_permissions h ON h.role_id = u.role_id WHERE u.id = ?2))";
    if !sql.one(statement, params![role, by], |row| row.get::<_, bool>(0))? {
        return Ok(());
    }
    let wording = "This role may do more than yours: an administrator gives it, and changes who has it. Nothing was changed.";
    Err(Error::forbidden("ACCESS_DENIED", message("refused-role-beyond", wording)))
}

/// What nobody may do to themselves.
fn allow(editor: Editor, old: &User, change: &Change) -> Result<()> {
    let is_self = editor.id == old.id;
    let denied =
        |message: Message| Err(Error::forbidden("ACCESS_DENIED", message).about("user", old.id));
    if is_self && change.role_id.as_ref().value().is_some_and(|role| *role != old.role_id) {
        return denied(message(
            "refused-own-role",
            "Nobody changes their own role. Another administrator can.",
        ));
    }
    let renames = change.username.as_ref().value().is_some_and(|name| *name != old.username);
    if is_self && renames && !editor.may_update {
        return denied(message(
            "refused-own-username",
            "Your user name is changed by an administrator.",
        ));
    }
    // The address logs in like the user name: a screen left open is not enough to move it.
    let moves = change.email.as_ref().value().is_some_and(|email| *email != old.email);
    if is_self && moves && !editor.is_confirmed {
        return Err(wrong_password());
    }
    Ok(())
}

fn apply(sql: &Sql<'_>, old: &User, change: Change) -> Result<User> {
    let mut new = old.clone();
    new.username = change.username.value().unwrap_or(new.username);
    new.email = change.email.value().unwrap_or(new.email);
    new.first_name = change.first_name.value().unwrap_or(new.first_name);
    new.last_name = change.last_name.value().unwrap_or(new.last_name);
    new.registration_number = change.registration_number.or(new.registration_number);
    new.locale = change.locale.map(str::to_owned).or(new.locale);
    if let Some(role_id) = change.role_id.value().filter(|role| *role != old.role_id) {
        new.role_id = role_id;
        new.role.name = role_name(sql, role_id)?;
    }
    Ok(new)
}

fn write(tx: &Tx<'_>, actor: &Actor, new: &User) -> Result<()> {
    let updated = tx.run(
        include_str!("../../../sql/queries/users/update.sql"),
        named_params! {
            ":id": new.id,
            ":username": new.username,
            ":username_folded": fold(&new.username),
            ":email": new.email,
            ":email_folded": fold(&new.email),
            ":first_name": new.first_name,
            ":last_name": new.last_name,
            ":last_name_folded": fold(&new.last_name),
            ":search_folded":
                search_text(&new.username, &new.first_name, &new.last_name),
            ":registration_number": new.registration_number,
            ":role_id": new.role_id,
            ":locale": new.locale,
            ":actor": actor.user_id,
            ":now": tx.now(),
        },
    );
    updated.map_err(|error| in_words(tx, new.id, &new.username, error))?;
    Ok(())
}

/// The answers that these changes make untrue. A language shows in nobody else's answer.
fn touch(tx: &Tx<'_>, id: Id, changes: &Map<String, Value>) {
    if changes.keys().any(|field| field != "locale") {
        tx.touch(Tag::Users);
    }
    // Sessions remember name and role.
    if ["username", "role"].iter().any(|field| changes.contains_key(*field)) {
        tx.touch(Tag::Access(id));
    }
}

/// A user as the audit compares one: the role by its name, not by all that it may do.
fn audited(user: &User) -> Value {
    json!({
        "username": user.username,
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "registration_number": user.registration_number,
        "role": user.role.name,
        "locale": user.locale,
    })
}

/// What a search for a user looks into: not the e-mail address, which not everybody may find.
pub fn search_text(username: &str, first_name: &str, last_name: &str) -> String {
    name_words([username, first_name, last_name])
}

fn find_role(sql: &Sql<'_>, role: &RoleName) -> Result<Id> {
    match role {
        RoleName::Id(id) => role_name(sql, *id).map(|_| *id),
        RoleName::Name(name) => {
            let found = sql.maybe("SELECT id FROM roles WHERE name = ?1", [name], |row| row.get(0));
            found?.ok_or_else(|| unknown_role("role"))
        }
    }
}

fn role_name(sql: &Sql<'_>, id: Id) -> Result<String> {
    let found = sql.maybe("SELECT name FROM roles WHERE id = ?1", [id], |row| row.get(0));
    found?.ok_or_else(|| unknown_role("role_id"))
}

fn unknown_role(field: &str) -> Error {
    let details = FieldError::new(field, message("no-role", "is not one of the roles"));
    Error::bad(
        "INVALID_REFERENCE",
        message("refused-no-role", "There is no such role. Nothing was changed."),
    )
    .with_details(vec![details])
}

pub(super) fn existing(sql: &Sql<'_>, id: Id) -> Result<User> {
    load(sql, id)?.ok_or_else(|| Error::not_found(Thing::User))
}

/// A name or address that somebody has already is the caller's to mend. Which constraint SQLite
/// meets first is its own affair: when both are taken, the name is told.
fn in_words(tx: &Tx<'_>, id: Id, username: &str, error: rusqlite::Error) -> Error {
    let taken = |code, field: &str, sentence: Message| {
        let details = FieldError::new(field, message("taken", "is taken"));
        Error::conflict(code, sentence).with_details(vec![details])
    };
    let name_taken =
        || by_username(tx, username).is_ok_and(|other| other.is_some_and(|other| other.id != id));
    match violated_constraint(&error).unwrap_or_default() {
        refused if refused.contains("users.id") => Error::id_taken(),
        refused if !refused.contains("users.") => error.into(),
        refused if refused.contains("users.username_folded") || name_taken() => taken(
            "USERNAME_EXISTS",
            "username",
            message("refused-username", "Another user has this user name already."),
        ),
        refused if refused.contains("users.email_folded") => taken(
            "EMAIL_EXISTS",
            "email",
            message("refused-email", "Another user has this e-mail address already."),
        ),
        _ => error.into(),
    }
}

/// 401: the current password is another one.
pub fn wrong_password() -> Error {
    Error::unauthorized(
        "INVALID_PASSWORD",
        message(
            "refused-current-password",
            "The current password is not right. Nothing was changed.",
        ),
    )
}
