//! `/users`.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, State, get, post, routes};
use serde_json::json;

use super::ROOM;
use super::handing::{self, Owned};
use crate::auth::{
    Hasher, Permission, Token, api_keys, end_session as end_one, may, open_sessions,
};
use crate::db::{Creation, Db, claim_id};
use crate::error::{Error, Result, Thing};
use crate::handover::service::hand_over;
use crate::http::{Fields, Parameters, PathId, Precondition};
use crate::ids::Id;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::shows_no_record;
use crate::ui::account::keys::KeyLine;
use crate::ui::account::pages::Open;
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::language::say;
use crate::ui::staff::{Look, Shell, Staff};
use crate::users::store::{self, Editor, TREATING};
use crate::users::{Change, ChosenBy, NewUser, Passwords, User};
use crate::visits::api::writer_of;

pub fn routes() -> Vec<Route> {
    let own = routes![super::listing::all, new, roles, add, read, save, reset, end_session];
    [own, super::keys::routes(), super::handing::routes()].concat()
}

pub(super) type Act = std::result::Result<Redirect, Html>;

/// The matrix of roles and permissions.
#[derive(Template)]
#[template(path = "ui/users/roles.html", config = "src/ui/askama.toml")]
struct RolesPage {
    shell: Shell,
    roles: Vec<String>,
    rows: Vec<(String, Vec<bool>)>,
}

#[get("/users/roles")]
async fn roles(caller: Staff<may::UsersRead>, settings: InForce, db: Db) -> Result<Html> {
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

async fn form(shell: Shell, db: &Db) -> Result<FormPage> {
    let roles = db.read(store::roles).await?;
    let language = shell.look.language;
    let roles = roles.into_iter().map(|role| (role.id.to_string(), language.code(&role.name)));
    let fields = vec![
        Field::line("username", say("User name")).required(),
        Field::line("first_name", say("First name")).required(),
        Field::line("last_name", say("Last name")).required(),
        Field::new("email", say("E-mail"), Kind::Line("email")).required(),
        Field::new("role_id", say("Role"), Kind::Choice(roles.collect())).required(),
        Field::codes("locale", say("Language"), &["en", "fr"]),
    ];
    let groups = vec![Group { title: "", fields }];
    Ok(FormPage::new(
        shell,
        say("New user"),
        ROOM,
        (ROOM, say("Users")),
        say("Add the user"),
        groups,
    ))
}

#[get("/users/new")]
async fn new(caller: Staff<may::UsersCreate>, settings: InForce, db: Db) -> Result<Html> {
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    html(Status::Ok, &form(shell, &db).await?)
}

/// The page that shows a one-time password, once.
#[derive(Template)]
#[template(path = "ui/users/password.html", config = "src/ui/askama.toml")]
struct PasswordPage {
    shell: Shell,
    id: Id,
    username: String,
    password: String,
}

/// A password for one login: groups of letters and digits, easy to read aloud.
fn one_time_password() -> Result<String> {
    let token = Token::new()?;
    let letters = token.reveal().chars().filter(char::is_ascii_alphanumeric);
    let letters: Vec<char> = letters.rev().take(16).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

#[post("/users", data = "<sent>")]
async fn add(
    caller: Staff<may::UsersCreate>,
    settings: InForce,
    hasher: &State<Hasher>,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let body = sent.filled(&[]);
    let mut fields = Fields::of(body.clone());
    let new = NewUser::read(&mut fields);
    let password = one_time_password()?;
    let added = match (fields.finish(), new) {
        (Ok(()), Some(new)) => {
            let hash = hasher.hash(password.clone()).await?;
            let (actor, by) = (caller.actor(), caller.id());
            db.write(move |tx| {
                let id = match claim_id(tx, by, "user", None, &body)? {
                    Creation::New(id) | Creation::Again(id) => id,
                };
                store::create(tx, &actor, id, &new, &hash, ChosenBy::Another)
            })
            .await
        }
        (Err(error), _) => Err(error),
        (Ok(()), None) => Err(Error::internal("a user without a field passed the checks")),
    };
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    match added {
        Ok(user) => shown_once(shell, &user, password).map(Err),
        Err(error) => again(form(shell, &db).await?, &sent, error).map(Err),
    }
}

fn shown_once(shell: Shell, user: &User, password: String) -> Result<Html> {
    let page = PasswordPage { shell, id: user.id, username: user.username.clone(), password };
    html(Status::Ok, &page)
}

/// The page of one user.
#[derive(Template)]
#[template(path = "ui/users/user.html", config = "src/ui/askama.toml")]
pub(super) struct UserPage {
    form: FormPage,
    shell: Shell,
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
    asks_for_heirs: bool,
    /// Why an act was refused.
    pub refusal: Option<String>,
}

impl UserPage {
    /// With the user's values in the form.
    pub fn with_values(mut self, user: &User) -> Self {
        self.form = self.form.filled(&json!(user), Shows::nothing()).merging();
        self
    }
}

shows_no_record!(RolesPage, PasswordPage, UserPage);

pub(super) async fn load(db: &Db, id: Id) -> Result<User> {
    let user = db.read(move |sql| store::load(sql, id)).await?;
    user.ok_or_else(|| Error::not_found(Thing::User))
}

pub(super) async fn page_of(
    caller: &crate::auth::Caller,
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
        let label = say("Present password");
        let password = Field::new("current_password", label, Kind::Line("password"));
        let hint = say("Only for a new e-mail address: it logs in like the user name.");
        group.fields.push(password.hint(hint));
    }
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
        facts,
        owned,
        asks_for_heirs: false,
        refusal: None,
    })
}

#[get("/users/<id>", rank = 2)]
async fn read(
    caller: Staff<may::UsersRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let user = load(&db, id.get()?).await?;
    let mut page = page_of(&caller, caller.look, &user, &settings, &db).await?;
    page = page.with_values(&user);
    page.shell = page.shell.saying(parameters.get("done"));
    html(Status::Ok, &page)
}

#[post("/users/<id>", data = "<sent>")]
async fn save(
    caller: Staff<may::UsersUpdate>,
    id: PathId,
    settings: InForce,
    passwords: Passwords<'_>,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let id = id.get()?;
    let mut fields = Fields::of(sent.typed().body(&["version"]));
    let precondition = Precondition::read(None, &mut fields);
    let change = Change::read(&mut fields);
    let (actor, writer) = (caller.actor(), writer_of(&caller, &settings));
    if let Some(page) = heirs_asked(&caller, id, &change, &settings, &db, &sent).await? {
        return html(Status::Conflict, &page).map(Err);
    }
    let handover = handing::chosen(&sent, &caller)?;
    let password = Some(sent.raw("current_password")).filter(|typed| !typed.is_empty());
    let confirmed = match (fields.finish(), password.filter(|_| id == caller.id())) {
        (Ok(()), Some(typed)) => passwords.confirm(&caller, typed.to_owned()).await.map(|()| true),
        (Ok(()), None) => Ok(false),
        (Err(error), _) => Err(error),
    };
    let saved = match confirmed {
        Ok(is_confirmed) => {
            let editor = Editor { id: caller.id(), may_update: true, is_confirmed };
            db.write(move |tx| {
                let user = store::update(tx, &actor, editor, id, change, precondition)?;
                if handover.moves() {
                    hand_over(tx, &writer, id, handover)?;
                }
                Ok(user)
            })
            .await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?done=saved")))),
        Err(error) if matches!(error.status().code, 400 | 401 | 409 | 429) => {
            let user = load(&db, id).await?;
            let mut page = page_of(&caller, caller.look, &user, &settings, &db).await?;
            page = page.with_values(&user);
            page.form = page.form.refused(&sent, &error);
            page.asks_for_heirs = handing::is_chosen(&sent);
            page.owned = page.owned.map(|owned| owned.chosen(&sent, &error));
            html(error.status(), &page).map(Err)
        }
        Err(error) => Err(error),
    }
}

/// The page that asks what becomes of visits and patients, where a change of role makes somebody
/// treat nobody any more and nobody has said it yet.
async fn heirs_asked(
    caller: &Staff<may::UsersUpdate>,
    id: Id,
    change: &Change,
    settings: &InForce,
    db: &Db,
    sent: &Sent,
) -> Result<Option<UserPage>> {
    let Some(role) = change.role_id.as_ref().value().copied() else { return Ok(None) };
    let (user, roles) = (load(db, id).await?, db.read(store::roles).await?);
    let treats =
        |role: Id| roles.iter().any(|one| one.id == role && TREATING.contains(&one.name.as_str()));
    if id == caller.id() || handing::is_chosen(sent) || !treats(user.role_id) || treats(role) {
        return Ok(None);
    }
    let mut page = page_of(caller, caller.look, &user, settings, db).await?;
    if page.owned.is_none() {
        return Ok(None);
    }
    let question =
        say("Nothing is saved yet: say first what becomes of what belongs to this user.");
    page = page.with_values(&user);
    page.form = page.form.filled(&json!(sent.typed().body(&[])), Shows::nothing());
    page.form.problem = Some(caller.t(question).to_owned());
    page.asks_for_heirs = true;
    Ok(Some(page))
}

/// Ends one session of somebody: a PC that was left open.
#[post("/users/<id>/sessions/<session>/end", data = "<_sent>")]
async fn end_session(
    caller: Staff<may::UsersUpdate>,
    id: PathId,
    session: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, session, actor) = (id.get()?, session.get()?, caller.actor());
    db.write(move |tx| end_one(tx, &actor, id, session)).await?;
    Ok(Redirect::to(format!("{ROOM}/{id}?done=ended")))
}

#[post("/users/<id>/password", data = "<_sent>")]
async fn reset(
    caller: Staff<may::UsersManage>,
    id: PathId,
    passwords: Passwords<'_>,
    settings: InForce,
    _sent: Sent,
) -> Result<Html> {
    let password = one_time_password()?;
    let user = passwords.reset(&caller, id.get()?, password.clone()).await?;
    shown_once(Shell::new(&caller, caller.look, &settings, ROOM), &user, password)
}
