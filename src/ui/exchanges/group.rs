//! `/exchanges/<id>/groups/<group>`: the figures of one exchange of a group, and how much of which food
//! is one. An amount that nobody has typed is proposed, for a person to confirm.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::{Value, json};

use super::ROOM;
use super::system::Manager;
use super::typed::{group_of, told_here, values, with_amounts};
use crate::db::Db;
use crate::error::{Error, Result, Thing};
use crate::http::{Fields, PathId, Precondition};
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::exchanges::input::Changes;
use crate::nutrition::exchanges::service;
use crate::nutrition::exchanges::store::{Stored, load};
use crate::nutrition::exchanges::view::view;
use crate::nutrition::exchanges::{CARRIERS, Carrier, Group as Exchange};
use crate::patients::Author;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::language::say;
use crate::ui::staff::Shell;

pub(super) fn routes() -> Vec<Route> {
    routes![new, add, edit, save, remove]
}

type Act = std::result::Result<Redirect, Html>;

fn form(shell: Shell, system: &Stored) -> FormPage {
    let words = [say("carbohydrate"), say("protein"), say("fat"), say("alcohol"), say("energy")];
    let carriers = CARRIERS.iter().zip(words);
    let carriers = carriers.map(|(value, words)| ((*value).to_owned(), shell.t(words).to_owned()));
    let names = vec![
        Field::line("name_en", say("Name in English")),
        Field::line("name_fr", say("Name in French")),
        Field::new(
            "carried_by",
            say("Of this all foods have the same"),
            Kind::Choice(carriers.collect()),
        )
        .required()
        .with(Carrier::Carbohydrate.name()),
    ];
    let figures = vec![
        Field::number("carbohydrate", say("Carbohydrate, g")),
        Field::number("protein", say("Protein, g")),
        Field::number("fat", say("Fat, g")),
        Field::number("alcohol", say("Alcohol, g")),
        Field::number("kcal", say("Energy, kcal")),
    ];
    let foods = vec![Field::text("foods", say("Foods, one per line")).hint(say(
        "As in “30 g bread”. Without an amount one is proposed, rounded to 5 g, for you to confirm.",
    ))];
    let groups = vec![
        Group { title: "", fields: names },
        Group { title: say("One exchange has"), fields: figures },
        Group { title: say("One exchange is"), fields: foods },
    ];
    let back = (format!("{ROOM}/{}", system.id), system.details.name.as_str());
    let action = format!("{ROOM}/{}/groups", system.id);
    let mut page = FormPage::new(shell, say("New group"), action, back, say("Save"), groups);
    page.version = system.version;
    page
}

fn shell(caller: &Manager, settings: &InForce) -> Shell {
    Shell::new(caller, caller.look, settings, "/plans")
}

/// Puts the group in its place, or behind the others; or takes it away.
async fn put(
    caller: &Manager,
    db: &Db,
    (id, group): (Id, Id),
    sent: &Sent,
    is_kept: bool,
) -> Result<Stored> {
    let (author, language, sent) = (Author::from(&**caller), caller.look.language, sent.clone());
    let read = db.read(move |sql| {
        let system = load(sql, id)?;
        let of = |one: &Exchange| serde_json::to_value(one).map_err(Error::internal);
        let others = system.details.groups.iter();
        let mut groups = others.map(of).collect::<Result<Vec<Value>>>()?;
        let place = system.details.groups.iter().position(|one| one.id == group);
        match (is_kept, place) {
            (true, Some(at)) => {
                let old = &system.details.groups[at].foods;
                groups[at] = group_of(sql, &sent, (group, old), language)?;
            }
            (true, None) => groups.push(group_of(sql, &sent, (group, &[]), language)?),
            (false, Some(at)) => {
                groups.remove(at);
            }
            (false, None) => return Err(unknown(id)),
        }
        let version = sent.body(&["version"]).remove("version");
        // Where the form tells none it is of what was read here.
        let version = version.unwrap_or_else(|| json!(system.version));
        let body = json!({ "groups": groups, "version": version });
        let mut fields = Fields::of(body.as_object().cloned().unwrap_or_default());
        let changes = Changes::read(&mut fields);
        let precondition = Precondition::read(None, &mut fields);
        fields.finish()?;
        Ok((changes, precondition))
    });
    let (changes, precondition) = read.await?;
    db.write(move |tx| service::update(tx, &author, id, changes, precondition)).await
}

fn unknown(system: Id) -> Error {
    Error::not_found(Thing::ExchangeSystem).about("exchange_system", system)
}

#[get("/exchanges/<id>/groups/new")]
async fn new(caller: Manager, id: PathId, settings: InForce, db: Db) -> Result<Html> {
    let id = id.get()?;
    let system = db.read(move |sql| load(sql, id)).await?;
    html(Status::Ok, &form(shell(&caller, &settings), &system))
}

#[post("/exchanges/<id>/groups", data = "<sent>")]
async fn add(caller: Manager, id: PathId, settings: InForce, db: Db, sent: Sent) -> Result<Act> {
    let id = id.get()?;
    let system = db.read(move |sql| load(sql, id)).await?;
    let page = form(shell(&caller, &settings), &system);
    saved(&caller, &db, (id, Id::new()), sent, page).await
}

/// Saved, or the form again: also once more where amounts were proposed.
async fn saved(
    caller: &Manager,
    db: &Db,
    place: (Id, Id),
    sent: Sent,
    page: FormPage,
) -> Result<Act> {
    let (typed, language) = (sent, caller.look.language);
    let (typed, is_proposed) = db.read(move |sql| with_amounts(sql, &typed, language)).await?;
    if is_proposed {
        let must = message(
            "exchange-proposed",
            "has proposed amounts now: read them, and save again to confirm them",
        );
        return again(page, &typed, Error::field("foods", must)).map(Err);
    }
    match put(caller, db, place, &typed, true).await {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{}?done=saved-group", place.0)))),
        Err(error) => again(page, &typed, told_here(error)).map(Err),
    }
}

/// The form of a group that there is.
async fn opened(
    caller: &Manager,
    (id, group): (Id, Id),
    settings: &InForce,
    db: &Db,
) -> Result<FormPage> {
    let (system, shown) = db
        .read(move |sql| {
            let system = load(sql, id)?;
            Ok((system.clone(), view(sql, system)?))
        })
        .await?;
    let shown = shown.groups.into_iter().find(|one| one.id == group);
    let shown = shown.ok_or_else(|| unknown(id))?;
    let language = caller.look.language;
    let mut page = form(shell(caller, settings), &system);
    page.title = caller.t(say("Edit group")).to_owned();
    page.action = format!("{ROOM}/{id}/groups/{group}");
    page.removal = Some(format!("{ROOM}/{id}/groups/{group}/remove"));
    Ok(page.filled(&values(&shown, language), Shows::nothing()).merging())
}

#[get("/exchanges/<id>/groups/<group>", rank = 2)]
async fn edit(
    caller: Manager,
    id: PathId,
    group: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let place = (id.get()?, group.get()?);
    html(Status::Ok, &opened(&caller, place, &settings, &db).await?)
}

#[post("/exchanges/<id>/groups/<group>", data = "<sent>", rank = 2)]
async fn save(
    caller: Manager,
    id: PathId,
    group: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let place = (id.get()?, group.get()?);
    let page = opened(&caller, place, &settings, &db).await?;
    saved(&caller, &db, place, sent, page).await
}

#[post("/exchanges/<id>/groups/<group>/remove", data = "<sent>")]
async fn remove(
    caller: Manager,
    id: PathId,
    group: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let place = (id.get()?, group.get()?);
    match put(&caller, &db, place, &sent, false).await {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{}?done=removed", place.0)))),
        Err(error) if error.status().code == 400 => {
            let mut page = opened(&caller, place, &settings, &db).await?;
            page.problem = Some(caller.look.language.in_full(&error, |_| true));
            html(error.status(), &page).map(Err)
        }
        Err(error) => Err(error),
    }
}
