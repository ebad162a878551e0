//! Questions about all users: the roles, the figures, everybody.

use rusqlite::Row;
use serde::Serialize;

use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::users::{Role, RoleRecord};

/// How many users there are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stats {
    pub total: i64,
    pub active: i64,
    pub inactive: i64,
    pub by_role: Vec<RoleCount>,
}

/// How many users have a role.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RoleCount {
    pub role: String,
    pub count: i64,
}

/// A user as the command line lists one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Listed {
    pub username: String,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: String,
    pub is_active: bool,
    pub last_login_at: Option<Moment>,
}

/// The figures, in one query.
///
/// # Errors
/// What SQLite says.
pub fn stats(sql: &Sql<'_>) -> Result<Stats> {
    let (mut total, mut active) = (0, 0);
    let query = include_str!("../../../sql/queries/users/stats.sql");
    let by_role = sql.all(query, [], |row| {
        let count = RoleCount { role: row.get("role")?, count: row.get("count")? };
        total += count.count;
        active += row.get::<_, i64>("active")?;
        Ok(count)
    })?;
    Ok(Stats { total, active, inactive: total - active, by_role })
}

/// The roles with what each may do, by name.
///
/// # Errors
/// What SQLite says.
pub fn roles(sql: &Sql<'_>) -> Result<Vec<Role>> {
    Ok(role_records(sql)?.into_iter().map(|record| record.role).collect())
}

/// The same as records, each with its version.
///
/// # Errors
/// What SQLite says.
pub fn role_records(sql: &Sql<'_>) -> Result<Vec<RoleRecord>> {
    sql.all(include_str!("../../../sql/queries/users/roles.sql"), [], |row| {
        Ok(RoleRecord { role: read_role(row)?, version: row.get("version")? })
    })
}

fn read_role(row: &Row<'_>) -> rusqlite::Result<Role> {
    let permissions: Option<String> = row.get("permissions")?;
    let permissions = permissions.unwrap_or_default();
    Ok(Role {
        id: row.get("id")?,
        name: row.get("name")?,
        description: row.get("description")?,
        permissions: permissions.split_whitespace().map(str::to_owned).collect(),
    })
}

/// Everybody, by user name.
///
/// # Errors
/// What SQLite says.
pub fn list(sql: &Sql<'_>) -> Result<Vec<Listed>> {
    sql.all(include_str!("../../../sql/queries/users/list.sql"), [], |row| {
        Ok(Listed {
            username: row.get("username")?,
            email: row.get("email")?,
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
            role: row.get("role")?,
            is_active: row.get("is_active")?,
            last_login_at: row.get("last_login_at")?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::users::tests::Clinic;

    #[test]
    fn the_figures_add_up_and_roles_without_users_count_none() {
        let clinic = Clinic::open();
        clinic.add("anna", "Anna", "Ek", "ADMIN");
        let bert = clinic.add("bert", "Bert", "Ek", "VIEWER");
        clinic.set_active(bert.id, false).unwrap();
        let stats = clinic.read(stats);
        assert_eq!((stats.total, stats.active, stats.inactive), (2, 1, 1));
        let counts: Vec<_> = stats.by_role.iter().map(|r| (r.role.as_str(), r.count)).collect();
        assert_eq!(counts, [("ADMIN", 1), ("ASSISTANT", 0), ("DIETITIAN", 0), ("VIEWER", 1)]);
    }

    #[test]
    fn every_role_tells_what_it_may() {
        let roles = Clinic::open().read(roles);
        assert_eq!(roles.len(), 4);
        let viewer = roles.iter().find(|role| role.name == "VIEWER").unwrap();
        assert!(viewer.permissions.contains(&"users.read".to_owned()));
        assert!(!viewer.permissions.contains(&"users.update".to_owned()));
    }

    #[test]
    fn the_command_line_sees_everybody() {
        let clinic = Clinic::open();
        clinic.add("bert", "Bert", "Ek", "VIEWER");
        clinic.add("Anna", "Anna", "Ek", "ADMIN");
        let names: Vec<_> = clinic.read(list).into_iter().map(|user| user.username).collect();
        assert_eq!(names, ["Anna", "bert"]);
    }
}
