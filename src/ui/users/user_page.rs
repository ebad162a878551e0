//! The page of one user, with what belongs to them.

use askama::Template;
use rocket::response::Redirect;
use serde_json::json;

use super::ROOM;
use super::form::form;
use super::owned::Owned;
use crate::auth::{Caller, Permission, api_keys, open_sessions};
use crate::clock::Zone;
use crate::db::Db;
use crate::error::{Error, Result, Thing};
use crate::ids::Id;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::shows_no_record;
use crate::ui::account::keys::KeyLine;
use crate::ui::account::pages::Open;
use crate::ui::form::{Field, FormPage, Html, Kind};
use crate::ui::language::{Language, say};
use crate::ui::staff::{Look, Shell};
use crate::users::{User, store};

pub(super) type Act = std::result::Result<Redirect, Html>;

/// The page of one user.
#[derive(Template)]
#[template(path = "ui/users/user.html", config = "src/ui/askama.toml")]
pub(super) struct UserPage {
    pub form: FormPage,
    pub shell: Shell,
    id: Id,
    name: String,
    is_active: bool,
    is_self: bool,
    may_switch: bool,
    may_reset: bool,
    may_update: bool,
    facts: Vec<(&'static str, String)>,
    sessions: Vec<Open>,
    keys: Vec<KeyLine>,
    /// What belongs to this user, for whoever may hand it over.
    pub owned: Option<Owned>,
    /// Whether the change asks what becomes of it.
    pub asks_for_heirs: bool,
    /// Why an act was refused.
    pub refusal: Option<String>,
}

shows_no_record!(UserPage);

impl UserPage {
    /// With the user's values in the form.
    pub fn with_values(mut self, user: &User) -> Self {
        self.form = self.form.filled(&json!(user), Shows::nothing()).merging();
        self
    }
}

pub(super) async fn load(db: &Db, id: Id) -> Result<User> {
    let user = db.read(move |sql| store::load(sql, id)).await?;
    user.ok_or_else(|| Error::not_found(Thing::User))
}

pub(super) async fn page_of(
    caller: &Caller,
    look: Look,
    user: &User,
    settings: &InForce,
    db: &Db,
) -> Result<UserPage> {
    let shell = || Shell::new(caller, look, settings, ROOM);
    let may_update = caller.may(Permission::UsersUpdate);
    let (id, now) = (user.id, db.database().clock().now());
    let (language, zone) = (look.language, &settings.0.zone);
    let may_manage = caller.may(Permission::UsersManage);
    let read = db.read(move |sql| {
        let sessions = if may_update { open_sessions(sql, id, None, now)? } else { Vec::new() };
        let keys = if may_manage { api_keys(sql, id)? } else { Vec::new() };
        let owned = if may_update { Owned::read(sql, id, language, now)? } else { None };
        Ok((sessions, keys, owned))
    });
    let (sessions, keys, owned) = read.await?;
    let mut form = form(shell(), db).await?;
    form.action = format!("{ROOM}/{}", user.id);
    form.submit = say("Save");
    form.version = user.version;
    if user.id == caller.id()
        && let Some(group) = form.groups.first_mut()
    {
        let label = say("Current password");
        let password = Field::new("current_password", label, Kind::Line("password"));
        let hint = say("Only for a new e-mail address, since one can log in with it.");
        group.fields.push(password.hint(hint));
    }
    Ok(UserPage {
        form,
        shell: shell(),
        id: user.id,
        name: format!("{} {}", user.first_name, user.last_name),
        is_active: user.is_active,
        is_self: user.id == caller.id(),
        may_switch: caller.may(Permission::UsersDelete) && user.id != caller.id(),
        may_reset: may_manage && user.id != caller.id(),
        may_update,
        sessions: sessions.into_iter().map(|one| Open::of(one, language, zone)).collect(),
        keys: keys.into_iter().map(|key| KeyLine::of(key, language, zone)).collect(),
        facts: facts(user, caller, language, zone),
        owned,
        asks_for_heirs: false,
        refusal: None,
    })
}

/// What is known of a user, for those who may see it.
fn facts(
    user: &User,
    caller: &Caller,
    language: Language,
    zone: &Zone,
) -> Vec<(&'static str, String)> {
    let seen = user
        .last_login_at
        .map_or_else(|| language.t(say("never")).to_owned(), |at| language.moment(at, zone));
    let mut facts = vec![
        (say("User name"), user.username.clone()),
        (say("Role"), language.code(&user.role.name)),
    ];
    if caller.sees_addresses() || user.id == caller.id() {
        facts.push((say("E-mail"), user.email.clone()));
        facts.push((say("Last login"), seen));
    }
    facts.push((say("Since"), language.moment(user.created_at, zone)));
    facts
}
