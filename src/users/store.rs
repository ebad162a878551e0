//! Users in the database.

use rusqlite::Row;

use super::{Role, User};
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;

/// The user of this id with their role, in one query.
///
/// # Errors
/// What SQLite says.
pub fn load(sql: &Sql<'_>, id: Id) -> Result<Option<User>> {
    sql.maybe(include_str!("../../sql/queries/users/load.sql"), [id], read)
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
