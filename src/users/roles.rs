//! What a role may do, and who changes it: an administrator any role but their own kind's, any permission
//! but those that make an administrator.

use rusqlite::params;
use serde_json::json;

use super::store::role_records;
use super::{ADMIN, Role, RoleRecord};
use crate::audit::{Action, Actor, Entry, diff, record};
use crate::auth::Permission;
use crate::cache::Tag;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing};
use crate::http::{Fields, Precondition};
use crate::ids::Id;
use crate::message::message;
use crate::shown::Shows;

/// Whether a role other than the administrator's may have it: not what would make its holder one.
pub fn may_be_granted(permission: Permission) -> bool {
    let name = permission.name();
    !name.starts_with("system.") && !matches!(name, "users.manage" | "roles.manage")
}

/// The `permissions` of a body, each once.
///
/// # Errors
/// 400 for a name that is none, or one that no such role may have.
pub fn permissions(mut fields: Fields) -> Result<Vec<Permission>> {
    let given = fields.raw("permissions").cloned();
    let names = match given.as_ref().map(serde_json::Value::as_array) {
        Some(Some(names)) => names.as_slice(),
        Some(None) => {
            fields.refuse(
                "permissions",
                message("is-list-of-permissions", "must be a list of names"),
            );
            &[]
        }
        None => {
            fields.refuse("permissions", message("required", "is required"));
            &[]
        }
    };
    let mut found = Vec::new();
    for name in names {
        let known = name.as_str().and_then(Permission::named);
        match known.filter(|permission| may_be_granted(*permission)) {
            Some(permission) if found.contains(&permission) => {}
            Some(permission) => found.push(permission),
            None => {
                let must =
                    "holds something that is no permission, or that only administrators have";
                fields.refuse("permissions", message("no-permission-to-grant", must));
                break;
            }
        }
    }
    fields.finish()?;
    Ok(found)
}

/// The role.
///
/// # Errors
/// 404.
pub fn record_of(sql: &Sql<'_>, id: Id) -> Result<RoleRecord> {
    let all = role_records(sql)?;
    all.into_iter().find(|one| one.role.id == id).ok_or_else(|| Error::not_found(Thing::Role))
}

/// Gives a role these permissions and no others, for everybody who has it from their next request on.
///
/// # Errors
/// 404; 403 for the role of administrators, which does not change; 409 for a stale version.
pub fn set(
    tx: &Tx<'_>,
    actor: &Actor,
    id: Id,
    wanted: &[Permission],
    precondition: Precondition,
) -> Result<RoleRecord> {
    let old = record_of(tx, id)?;
    if old.role.name == ADMIN {
        let wording = "The role of administrators may do everything, always. Nothing was changed.";
        return Err(Error::forbidden("ACCESS_DENIED", message("refused-admin-role", wording)));
    }
    precondition
        .check(old.version, || Ok((json!({ "role": old }).to_string(), Shows::nothing())))?;
    let names: Vec<&str> = wanted.iter().map(|permission| permission.name()).collect();
    let names = serde_json::to_string(&names).unwrap_or_default();
    tx.run("DELETE FROM role_permissions WHERE role_id = ?1", [id])?;
    tx.run(
        "INSERT INTO role_permissions (role_id, permission_id, created_at) \
         SELECT ?1, p.id, ?3 FROM permissions p JOIN json_each(?2) n ON n.value = p.name",
        params![id, names, tx.now()],
    )?;
    if record_of(tx, id)? == old {
        return Ok(old);
    }
    tx.run(
        "UPDATE roles SET updated_at = ?2, version = version + 1 WHERE id = ?1",
        params![id, tx.now()],
    )?;
    let new = record_of(tx, id)?;
    let changes = diff(&told(&old.role), &told(&new.role));
    record(tx, actor, &Entry::new(Action::Update, "role").on(id).changing(changes))?;
    tx.touch(Tag::Roles);
    Ok(new)
}

/// A role as the audit compares one: each permission by itself.
fn told(role: &Role) -> serde_json::Value {
    role.permissions
        .iter()
        .map(|name| (name.clone(), true.into()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
