//! `/users/roles`: the matrix of roles and permissions, which administrators change.

use std::collections::BTreeSet;

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{get, post};

use super::ROOM;
use crate::auth::{Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, Precondition};
use crate::settings::InForce;
use crate::shows_no_record;
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::rights::right;
use crate::ui::language::{Language, say};
use crate::ui::staff::{Shell, Staff};
use crate::users::roles::{may_be_granted, set};
use crate::users::{ADMIN, Role, store};

/// A column: the role, whether it changes, and what it holds as the form says it.
struct Column {
    role: String,
    name: String,
    is_fixed: bool,
    held: String,
}

/// A permission in one role.
struct Cell {
    holds: bool,
    /// Whether it may be given or taken.
    changes: bool,
    role: String,
    label: String,
}

/// A permission in words, with what it is for where the words do not say, and a cell a role.
struct Row {
    permission: &'static str,
    name: String,
    meaning: Option<&'static str>,
    cells: Vec<Cell>,
}

#[derive(Template)]
#[template(path = "ui/users/roles.html", config = "src/ui/askama.toml")]
struct RolesPage {
    shell: Shell,
    may_change: bool,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

#[get("/users/roles")]
pub(super) async fn roles(
    caller: Staff<may::UsersRead>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let roles = db.read(store::roles).await?;
    let may_change = caller.may(Permission::RolesManage);
    let language = caller.look.language;
    let permissions = Permission::ALL.iter();
    let page = RolesPage {
        rows: permissions.map(|one| row(*one, &roles, may_change, language)).collect(),
        columns: roles.iter().map(|role| column(role, language)).collect(),
        may_change,
        shell: Shell::new(&caller, caller.look, &settings, ROOM).saying(parameters.get("done")),
    };
    html(Status::Ok, &page)
}

fn column(role: &Role, language: Language) -> Column {
    Column {
        role: role.name.clone(),
        name: language.code(&role.name),
        is_fixed: role.name == ADMIN,
        held: role.permissions.join(" "),
    }
}

fn row(permission: Permission, roles: &[Role], may_change: bool, language: Language) -> Row {
    let name = language.t(right(permission)).to_owned();
    let cell = |role: &Role| Cell {
        holds: role.permissions.iter().any(|held| held == permission.name()),
        changes: may_change && role.name != ADMIN && may_be_granted(permission),
        label: language.labelled(&language.code(&role.name), &name),
        role: role.name.clone(),
    };
    Row {
        permission: permission.name(),
        meaning: meaning(permission),
        cells: roles.iter().map(cell).collect(),
        name,
    }
}

/// What is meant, where the words do not say all.
fn meaning(permission: Permission) -> Option<&'static str> {
    match permission {
        Permission::VisitsNotes => Some(say(
            "Notes, measurements, medical notes, goals, plans and clinical documents. Without it a role sees appointments, invoices, allergies and people only.",
        )),
        _ => None,
    }
}

/// Gives and takes what was ticked and unticked. What somebody else changed meanwhile stays: only the
/// differences to what this page showed are made.
#[post("/users/roles", data = "<sent>")]
pub(super) async fn change(
    caller: Staff<may::RolesManage>,
    db: Db,
    sent: Sent,
) -> Result<Redirect> {
    let actor = caller.actor();
    db.write(move |tx| {
        for role in store::roles(tx)?.into_iter().filter(|role| role.name != ADMIN) {
            let (shown, ticked) = (shown(&sent, &role.name), ticked(&sent, &role.name));
            let Some(shown) = shown else { continue };
            let holds = |permission: &Permission| {
                let name = permission.name();
                let held = role.permissions.iter().any(|held| held == name);
                match (shown.contains(name), ticked.contains(name)) {
                    (false, true) => true,
                    (true, false) => false,
                    _ => held,
                }
            };
            let grantable = Permission::ALL.iter().filter(|one| may_be_granted(**one));
            let wanted: Vec<Permission> = grantable.copied().filter(holds).collect();
            set(tx, &actor, role.id, &wanted, Precondition::none())?;
        }
        Ok(())
    })
    .await?;
    Ok(Redirect::to("/users/roles?done=saved-roles"))
}

/// What the page showed a role to hold; none where the form says nothing of it.
fn shown<'a>(sent: &'a Sent, role: &str) -> Option<BTreeSet<&'a str>> {
    let name = format!("held.{role}");
    let (_, held) = sent.all().iter().find(|(field, _)| *field == name)?;
    Some(held.split_whitespace().collect())
}

/// What is ticked of it.
fn ticked<'a>(sent: &'a Sent, role: &str) -> BTreeSet<&'a str> {
    let fields = sent.all().iter().filter_map(|(field, _)| field.split_once(':'));
    fields.filter(|(named, _)| *named == role).map(|(_, permission)| permission).collect()
}

shows_no_record!(RolesPage);
