//! `/users/roles`: the matrix of roles and permissions.

use askama::Template;
use rocket::get;
use rocket::http::Status;

use super::ROOM;
use crate::auth::{Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::settings::InForce;
use crate::shows_no_record;
use crate::ui::form::{Html, html};
use crate::ui::staff::{Shell, Staff};
use crate::users::store;

#[derive(Template)]
#[template(path = "ui/users/roles.html", config = "src/ui/askama.toml")]
struct RolesPage {
    shell: Shell,
    roles: Vec<String>,
    rows: Vec<(String, Vec<bool>)>,
}

#[get("/users/roles")]
pub(super) async fn roles(
    caller: Staff<may::UsersRead>,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let roles = db.read(store::roles).await?;
    let language = caller.look.language;
    let holds = |permission: &Permission| {
        let has =
            |role: &crate::users::Role| role.permissions.iter().any(|p| p == permission.name());
        let (area, act) = permission.name().split_once('.').unwrap_or((permission.name(), ""));
        let name = format!("{} · {}", language.code(area), language.code(act).to_lowercase());
        (name, roles.iter().map(has).collect())
    };
    let page = RolesPage {
        rows: Permission::ALL.iter().map(holds).collect(),
        roles: roles.iter().map(|role| language.code(&role.name)).collect(),
        shell: Shell::new(&caller, caller.look, &settings, ROOM),
    };
    html(Status::Ok, &page)
}

shows_no_record!(RolesPage);
