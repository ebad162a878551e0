//! `/exchanges/new` and `/exchanges/<id>/edit`: what a system is called and whose figures it has.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::{Map, Value, json};

use super::ROOM;
use crate::auth::may;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Fields, PathId, Precondition};
use crate::ids::Id;
use crate::nutrition::exchanges::input::{Changes, NewSystem};
use crate::nutrition::exchanges::service;
use crate::nutrition::exchanges::store::load;
use crate::patients::Author;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::language::say;
use crate::ui::staff::{Shell, Staff};

pub(super) fn routes() -> Vec<Route> {
    routes![new, add, edit, save]
}

type Act = std::result::Result<Redirect, Html>;
pub(super) type Manager = Staff<may::NutritionManage>;

fn form(shell: Shell) -> FormPage {
    let yes_no = [("false", say("No")), ("true", say("Yes"))]
        .map(|(value, words)| (value.to_owned(), shell.t(words).to_owned()))
        .into();
    let fields = vec![
        Field::line("name", say("Name")).required(),
        Field::line("source", say("Whose figures")),
        Field::new("is_archived", say("Archived"), Kind::Choice(yes_no)).required().with("false"),
    ];
    let groups = vec![Group { title: "", fields }];
    let back = (ROOM, say("Exchange systems"));
    FormPage::new(shell, say("New exchange system"), ROOM, back, say("Save"), groups).making()
}

fn shell(caller: &Manager, settings: &InForce) -> Shell {
    Shell::new(caller, caller.look, settings, "/plans")
}

/// The body that the form is.
fn body_of(sent: &Sent) -> Map<String, Value> {
    let mut body = sent.body(&["version"]);
    if let Some(put_away) = body.get_mut("is_archived") {
        *put_away = json!(put_away == "true");
    }
    body
}

#[get("/exchanges/new")]
fn new(caller: Manager, settings: InForce) -> Result<Html> {
    html(Status::Ok, &form(shell(&caller, &settings)))
}

#[post("/exchanges", data = "<sent>")]
async fn add(caller: Manager, settings: InForce, db: Db, sent: Sent) -> Result<Act> {
    let (author, body) = (Author::from(&*caller), body_of(&sent));
    let added = match NewSystem::read(Fields::of(body.clone())) {
        Ok(new) => db.write(move |tx| service::create(tx, &author, new, &body)).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(system) => Ok(Ok(Redirect::to(format!("{ROOM}/{}?done=saved-system", system.id)))),
        Err(error) => again(form(shell(&caller, &settings)), &sent, error).map(Err),
    }
}

async fn opened(caller: &Manager, id: Id, settings: &InForce, db: &Db) -> Result<FormPage> {
    let system = db.read(move |sql| load(sql, id)).await?;
    let mut page = form(shell(caller, settings));
    page.title = caller.t(say("Edit exchange system")).to_owned();
    page.action = format!("{ROOM}/{id}");
    (page.back, page.back_name) = (format!("{ROOM}/{id}"), system.details.name.clone());
    page.version = system.version;
    let values = json!({
        "name": system.details.name, "source": system.details.source,
        "is_archived": system.details.is_archived.to_string(),
    });
    Ok(page.filled(&values, Shows::nothing()).merging())
}

#[get("/exchanges/<id>/edit")]
async fn edit(caller: Manager, id: PathId, settings: InForce, db: Db) -> Result<Html> {
    html(Status::Ok, &opened(&caller, id.get()?, &settings, &db).await?)
}

#[post("/exchanges/<id>", data = "<sent>")]
async fn save(caller: Manager, id: PathId, settings: InForce, db: Db, sent: Sent) -> Result<Act> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let mut fields = Fields::of(body_of(&sent));
    let changes = Changes::read(&mut fields);
    let precondition = Precondition::read(None, &mut fields);
    let saved = match fields.finish() {
        Ok(()) => db.write(move |tx| service::update(tx, &author, id, changes, precondition)).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?done=saved-system")))),
        Err(error) => again(opened(&caller, id, &settings, &db).await?, &sent, error).map(Err),
    }
}
