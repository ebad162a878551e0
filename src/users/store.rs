//! Users in the database.

mod access;
mod change;
mod dietitians;
mod overview;

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Row, params};

pub use access::{Kept, change_password, password_hash, remove, reset_password, set_active};
pub use change::{Editor, create, search_text, update, wrong_password};
pub use dietitians::{Dietitian, Standing, TREATING, dietitians, must_be_dietitian};
pub use overview::{Listed, RoleCount, Stats, list, role_records, roles, stats};

use super::{ADMIN, Role, User};
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::message::message;
use crate::text::{fold, full_name};

/// The user of this id with their role, in one query.
///
/// # Errors
/// What SQLite says.
pub fn load(sql: &Sql<'_>, id: Id) -> Result<Option<User>> {
    sql.maybe(include_str!("../../sql/queries/users/load.sql"), [id], read)
}

/// The user of this name, in whatever case.
///
/// # Errors
/// What SQLite says.
pub fn by_username(sql: &Sql<'_>, username: &str) -> Result<Option<User>> {
    let query = "SELECT id FROM users WHERE username_folded = ?1";
    match sql.maybe(query, [fold(username.trim())], |row| row.get(0))? {
        Some(id) => load(sql, id),
        None => Ok(None),
    }
}

/// The full names of users by their ids, whatever became of them.
///
/// # Errors
/// What SQLite says.
pub fn names(sql: &Sql<'_>, ids: &BTreeSet<Id>) -> Result<BTreeMap<Id, String>> {
    let ids = serde_json::to_string(ids).map_err(Error::internal)?;
    let statement = "SELECT id, first_name, last_name FROM users \
                     WHERE id IN (SELECT value FROM json_each(?1))";
    let found = sql.all(statement, [ids], |row| {
        let (first, last): (String, String) = (row.get(1)?, row.get(2)?);
        Ok((row.get(0)?, full_name(Some(first.as_str()), &last)))
    })?;
    Ok(found.into_iter().collect())
}

/// # Errors
/// 400 when nobody but `id` could administer the clinic: who would let anybody in again?
fn keep_an_admin(sql: &Sql<'_>, id: Id) -> Result<()> {
    let others = sql.one(
        "SELECT EXISTS (SELECT 1 FROM users u JOIN roles r ON r.id = u.role_id \
         WHERE r.name = ?1 AND u.is_active = 1 AND u.id <> ?2)",
        params![ADMIN, id],
        |row| row.get::<_, bool>(0),
    )?;
    if others {
        return Ok(());
    }
    let message = message(
        "refused-last-admin",
        "This is the last active administrator: the clinic would have nobody to let \
                   anybody in. Make somebody else an administrator first. Nothing was changed.",
    );
    Err(Error::bad("VALIDATION_ERROR", message))
}

fn read(row: &Row<'_>) -> rusqlite::Result<User> {
    let permissions: Option<String> = row.get("permissions")?;
    let permissions = permissions.unwrap_or_default();
    Ok(User {
        id: row.get("id")?,
        username: row.get("username")?,
        email: row.get("email")?,
        first_name: row.get("first_name")?,
        last_name: row.get("last_name")?,
        registration_number: row.get("registration_number")?,
        role_id: row.get("role_id")?,
        is_active: row.get("is_active")?,
        locale: row.get("locale")?,
        must_change_password: row.get("must_change_password")?,
        last_login_at: row.get("last_login_at")?,
        created_by: row.get("created_by")?,
        updated_by: row.get("updated_by")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        version: row.get("version")?,
        role: Role {
            id: row.get("role_id")?,
            name: row.get("role_name")?,
            description: row.get("role_description")?,
            permissions: permissions.split_whitespace().map(str::to_owned).collect(),
        },
    })
}
