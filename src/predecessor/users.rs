//! Users, with their passwords: a bcrypt hash is taken as it is.

use super::record::{Record, columns, id_of};
use super::store::{self, UserRow};
use super::vocabulary::{self, Word};
use super::{Import, Remark};
use crate::auth::is_beyond;
use crate::error::Result;
use crate::text::fold;

const KNOWN: [&str; 15] = [
    "id",
    "username",
    "email",
    "password_hash",
    "first_name",
    "last_name",
    "role_id",
    "is_active",
    "last_login_at",
    "failed_login_attempts",
    "locked_until",
    "created_by",
    "updated_by",
    "created_at",
    "updated_at",
];

pub(super) fn bring(import: &Import<'_>) -> Result<()> {
    let mut ids = import.source.prepare("SELECT id FROM users")?;
    for id in ids.query_map([], |row| row.get::<_, String>(0))? {
        import.users.borrow_mut().insert(id_of(&id?));
    }
    custom_roles(import)?;
    import.each("users", "created_at, id", |row| user(import, row))
}

fn user(import: &Import<'_>, row: &Record<'_>) -> Result<()> {
    if store::exists(import.tx, "users", row.id)? {
        import.already_there("users");
        return Ok(());
    }
    let created_at = import.moment(row, "created_at", import.now())?;
    let username = row.text("username").unwrap_or_else(|| row.id.to_string());
    let email = row.text("email").unwrap_or_default();
    let (username, email) =
        (unique_name(import, row, username)?, unique_email(import, row, email)?);
    let hash = password_hash(import, row);
    if let Some(until) = row.text("locked_until") {
        let attempts = row.text("failed_login_attempts").unwrap_or_default();
        let value = format!("{until} after {attempts} failed attempts");
        import.keep(
            row,
            "locked_until",
            &value,
            "locks are not taken over: guesses are slowed down instead",
        )?;
    }
    let is_active = row.flag("is_active").unwrap_or(true);
    if !is_active {
        import.remark(row, "is_active", "0", "stays deactivated");
    }
    store::insert_user(
        import.tx,
        &UserRow {
            id: row.id,
            username: &username,
            email: &email,
            password_hash: &hash,
            first_name: &row.text("first_name").unwrap_or_default(),
            last_name: &row.text("last_name").unwrap_or_default(),
            role: role(import, row)?,
            is_active,
            last_login_at: match row.text("last_login_at") {
                Some(_) => Some(import.moment(row, "last_login_at", created_at)?),
                None => None,
            },
            created_by: import.user(row, "created_by")?,
            updated_by: import.user(row, "updated_by")?,
            created_at,
            updated_at: import.moment(row, "updated_at", created_at)?,
        },
    )?;
    import.keep_unknown(row, &KNOWN)?;
    import.arrived("users");
    Ok(())
}

/// The hash as it is, but for one that would keep the server busy for hours at each login.
fn password_hash(import: &Import<'_>, row: &Record<'_>) -> String {
    let hash = row.text("password_hash").unwrap_or_default();
    let is_costly = is_beyond(&hash);
    let done = match (hash.starts_with("$2"), is_costly) {
        (true, false) => return hash,
        (false, _) => {
            "is no bcrypt hash: this user cannot log in until an administrator sets a password"
        }
        (true, true) => {
            "is a bcrypt hash of a cost that is not from 4 to 14, which is not taken over: this user cannot log in until an administrator sets a password"
        }
    };
    import.remark(row, "password_hash", "(not shown)", done);
    if is_costly { String::new() } else { hash }
}

/// Names are compared without case: the second of two that differ in case alone gets a number.
fn unique_name(import: &Import<'_>, row: &Record<'_>, name: String) -> Result<String> {
    let mut candidate: String = name.chars().take(50).collect();
    let mut number = 1;
    while store::is_taken(import.tx, "username_folded", &fold(&candidate))? {
        number += 1;
        let stem: String = name.chars().take(45).collect();
        candidate = format!("{stem}-{number}");
    }
    if candidate != name {
        import.keep(
            row,
            "username",
            &name,
            &format!("is taken or too long: {candidate} stands in"),
        )?;
    }
    Ok(candidate)
}

fn unique_email(import: &Import<'_>, row: &Record<'_>, email: String) -> Result<String> {
    let (name, domain) = email.split_once('@').unwrap_or((email.as_str(), "unknown.invalid"));
    let mut candidate = email.clone();
    let mut number = 1;
    while candidate.is_empty() || store::is_taken(import.tx, "email_folded", &fold(&candidate))? {
        number += 1;
        candidate = format!("{name}+{number}@{domain}");
    }
    if candidate != email {
        let done = format!("equals another user's but for case: {candidate} stands in");
        import.keep(row, "email", &email, &done)?;
    }
    Ok(candidate)
}

fn role(import: &Import<'_>, row: &Record<'_>) -> Result<&'static str> {
    let id = row.text("role_id").unwrap_or_default();
    let name = import
        .source
        .query_row("SELECT name FROM roles WHERE id = ?1", [&id], |row| row.get::<_, String>(0))
        .unwrap_or_default();
    match vocabulary::role(&name) {
        Word::Same(role) => Ok(role),
        _ => {
            let done =
                "is a role that this program does not have: VIEWER, which may least, stands in";
            import.keep(row, "role_id", &name, done)?;
            Ok("VIEWER")
        }
    }
}

/// Roles of their own, each with what it might do.
fn custom_roles(import: &Import<'_>) -> Result<()> {
    if columns(import.source, "roles")?.is_empty() {
        return Ok(());
    }
    let mut statement = import.source.prepare("SELECT id, name FROM roles ORDER BY name")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, name): (String, String) = (row.get(0)?, row.get(1)?);
        if !matches!(vocabulary::role(&name), Word::Same(_)) {
            let done = "custom roles are not taken over; who had it is a VIEWER until an administrator decides";
            let remark = Remark { table: "roles", id: &id, column: "name", value: &name, done };
            (import.listeners.remark)(&remark);
        }
    }
    Ok(())
}
