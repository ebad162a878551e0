//! `/target-sets`: the list of own sets of targets, and their form.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use super::PATH;
use super::form::{body_of, form, numbers};
use crate::auth::{Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Fields, Parameters, PathId, Precondition};
use crate::ids::Id;
use crate::nutrition::target_sets::{Changes, Details, NewSet, service, store};
use crate::patients::Author;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{FormPage, Html, Sent, again, html};
use crate::ui::language::{Language, say};
use crate::ui::list::{Cell, Heading, ListPage, Row, Wanted};
use crate::ui::staff::{Shell, Staff};

/// The room of the sidebar that the pages belong to.
const HERE: &str = "/plans";

pub fn routes() -> Vec<Route> {
    routes![all, new, add, edit, save, take_off, bring_back]
}

type Act = std::result::Result<Redirect, Html>;
type Writer = Staff<may::NutritionManage>;

#[get("/target-sets")]
async fn all(
    caller: Staff<may::NutritionRead>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let found = db.read(store::list).await?;
    let language = caller.look.language;
    let may_write = caller.may(Permission::NutritionManage);
    let rows: Vec<Row> = found
        .iter()
        .map(|set| Row {
            href: if may_write { format!("{PATH}/{}", set.id) } else { String::new() },
            cells: vec![
                Cell::plain(set.details.name.clone()),
                Cell::styled(whom(&set.details, language), "quiet"),
                Cell::styled(set.details.targets.len().to_string(), "figures"),
                Cell::styled(set.details.source.clone().unwrap_or_default(), "quiet"),
            ],
        })
        .collect();
    let count = rows.len() as u64;
    let mut shell =
        Shell::new(&caller, caller.look, &settings, HERE).saying(parameters.get("done"));
    if let (Some("set-removed"), Some(gone)) = (parameters.get("done"), parameters.get("undo")) {
        let gone = gone.parse::<Id>().ok();
        shell.undo = gone.map(|gone| format!("{PATH}/{gone}/restore"));
    }
    let wanted = Wanted::all(PATH);
    let mut page =
        ListPage::new(shell, say("Target sets"), &wanted, (rows, count), Shows::nothing());
    page.has_search = false;
    page.range = String::new();
    page.back = Some((HERE.into(), caller.t(say("Meal plans")).to_owned()));
    page.empty = say(
        "No set yet. What your patients shall have of each nutrient can be written once, and filled in with a press.",
    );
    page.new = may_write.then_some(("/target-sets/new", say("New set")));
    let heading = |label| Heading { label, href: None, order: "", style: "" };
    page.headings = vec![
        heading(say("Name")).wide(),
        heading(say("For whom")).middle(),
        heading(say("Nutrients")).narrow(),
        heading(say("Where the figures are from")).middle(),
    ];
    page.answer()
}

/// "Female · 19–64 years · pregnant", or for everybody.
fn whom(details: &Details, language: Language) -> String {
    let years = match (details.from_years, details.to_years) {
        (None, None) => None,
        (Some(from), None) => Some(language.fill(say("{} years and older"), &[&from.to_string()])),
        (None, Some(to)) => Some(language.fill(say("up to {} years"), &[&to.to_string()])),
        (Some(from), Some(to)) => Some(language.fill(say("{} years"), &[&format!("{from}–{to}")])),
    };
    let sex = details.sex.as_deref().map(|sex| language.code(sex));
    let state = details.state.as_deref().map(|state| language.code(state));
    let parts: Vec<String> = [sex, years, state].into_iter().flatten().collect();
    match parts.is_empty() {
        true => language.t(say("Everybody")).to_owned(),
        false => parts.join(" · "),
    }
}

#[get("/target-sets/new")]
fn new(caller: Writer, settings: InForce) -> Result<Html> {
    html(Status::Ok, &form(Shell::new(&caller, caller.look, &settings, HERE), None))
}

#[post("/target-sets", data = "<sent>")]
async fn add(caller: Writer, settings: InForce, db: Db, sent: Sent) -> Result<Act> {
    let author = Author::from(&*caller);
    let read = body_of(sent.filled(&numbers()), &[])
        .and_then(|body| Ok((NewSet::read(Fields::of(body.clone()))?, body)));
    let added = match read {
        Ok((new, body)) => db.write(move |tx| service::create(tx, &author, new, &body)).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => Ok(Ok(Redirect::to(format!("{PATH}?done=saved-set")))),
        Err(error) => {
            let shell = Shell::new(&caller, caller.look, &settings, HERE);
            again(form(shell, None), &sent, error).map(Err)
        }
    }
}

async fn opened(caller: &Writer, id: Id, settings: &InForce, db: &Db) -> Result<FormPage> {
    let set = db.read(move |sql| store::load(sql, id, false)).await?;
    let mut page = form(Shell::new(caller, caller.look, settings, HERE), Some(&set));
    page.title.clone_from(&set.details.name);
    page.action = format!("{PATH}/{id}");
    page.version = set.version;
    page.removal = Some(format!("{PATH}/{id}/remove"));
    Ok(page.merging())
}

#[get("/target-sets/<id>", rank = 2)]
async fn edit(caller: Writer, id: PathId, settings: InForce, db: Db) -> Result<Html> {
    html(Status::Ok, &opened(&caller, id.get()?, &settings, &db).await?)
}

#[post("/target-sets/<id>", data = "<sent>")]
async fn save(caller: Writer, id: PathId, settings: InForce, db: Db, sent: Sent) -> Result<Act> {
    let id = id.get()?;
    let author = Author::from(&*caller);
    let typed = sent.typed().body(&numbers());
    let saved = db
        .write(move |tx| {
            let current = store::load(tx, id, false)?;
            let mut fields = Fields::of(body_of(typed, &current.details.targets)?);
            let changes = Changes::read(&mut fields);
            let precondition = Precondition::read(None, &mut fields);
            fields.finish()?;
            service::update(tx, &author, id, changes, precondition)
        })
        .await;
    match saved {
        Ok(_) => Ok(Ok(Redirect::to(format!("{PATH}?done=saved-set")))),
        Err(error) => again(opened(&caller, id, &settings, &db).await?, &sent, error).map(Err),
    }
}

#[post("/target-sets/<id>/remove", data = "<_sent>")]
async fn take_off(caller: Writer, id: PathId, db: Db, _sent: Sent) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| service::remove(tx, &author, id)).await?;
    Ok(Redirect::to(format!("{PATH}?done=set-removed&undo={id}")))
}

#[post("/target-sets/<id>/restore", data = "<_sent>")]
async fn bring_back(caller: Writer, id: PathId, db: Db, _sent: Sent) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| service::restore(tx, &author, id)).await?;
    Ok(Redirect::to(format!("{PATH}?done=set-back")))
}
