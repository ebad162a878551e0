//! `/foods/tables`: where foods come from; a table that is sent is looked at first, then brought in.

use std::collections::HashMap;

use askama::Template;
use parking_lot::Mutex;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, State, get, post, routes};

use super::ROOM;
use super::report::{Told, progress, told};
use crate::auth::{Permission, may};
use crate::clock::Moment;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Parameters, SameOrigin};
use crate::ids::Id;
use crate::message::{Argument, message};
use crate::nutrition::foods::import::{Imported, Importer, Job, Jobs, Outcome, Phase, rehearse};
use crate::nutrition::foods::sources::{self, SourceShown};
use crate::nutrition::foods::upload::{Arrived, FoodUpload};
use crate::settings::InForce;
use crate::shows_no_record;
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::{Language, say};
use crate::ui::staff::{Shell, Staff};

const TABLES: &str = "/foods/tables";
/// A table that was looked at waits so long for somebody to say yes.
const PATIENCE_MS: i64 = 30 * 60 * 1000;
/// Tables that wait at once, of all people.
const MOST_WAITING: usize = 8;

pub fn routes() -> Vec<Route> {
    routes![all, look, bring]
}

/// Tables that were looked at, by whom, until they say yes.
static WAITING: Mutex<Option<Waiting>> = Mutex::new(None);

/// Since when, whose, and what, by the token of its form.
type Waiting = HashMap<Id, (Moment, Id, Arrived)>;

/// A table in words.
struct Row {
    name: String,
    state: (&'static str, &'static str),
    foods: String,
    imported: String,
    citation: String,
    licence: String,
    url: String,
}

#[derive(Template)]
#[template(path = "ui/foods/tables.html", config = "src/ui/askama.toml")]
struct TablesPage {
    shell: Shell,
    rows: Vec<Row>,
    may_import: bool,
    problem: Option<String>,
    /// An import that goes on.
    running: Option<String>,
    last: Option<Told>,
}

#[derive(Template)]
#[template(path = "ui/foods/preview.html", config = "src/ui/askama.toml")]
struct PreviewPage {
    shell: Shell,
    told: Told,
    token: Id,
    is_new: bool,
}

shows_no_record!(TablesPage, PreviewPage);

#[get("/foods/tables")]
async fn all(
    caller: Staff<may::NutritionRead>,
    parameters: Parameters,
    settings: InForce,
    jobs: &State<Jobs>,
    db: Db,
) -> Result<Html> {
    let mut page = page(&caller, &settings, jobs, &db).await?;
    page.shell = page.shell.saying(parameters.get("done"));
    html(Status::Ok, &page)
}

async fn page<P>(
    caller: &Staff<P>,
    settings: &InForce,
    jobs: &Jobs,
    db: &Db,
) -> Result<TablesPage> {
    let tables = db.read(sources::all).await?;
    let language = caller.look.language;
    let job = jobs.last();
    Ok(TablesPage {
        rows: tables.iter().map(|table| row(table, settings, language)).collect(),
        may_import: caller.may(Permission::NutritionManage),
        problem: job.as_ref().and_then(|job| failed(job, language)),
        running: job.as_ref().filter(|job| job.is_running()).map(|job| progress(job, language)),
        last: job.and_then(|job| job.result).map(|result| told(&result, language)),
        shell: Shell::new(caller, caller.look, settings, ROOM),
    })
}

fn row(table: &SourceShown, settings: &InForce, language: Language) -> Row {
    let source = &table.source;
    let count = [("count", Argument::Count(table.foods))];
    Row {
        name: format!("{} {}", language.t(&source.name), source.version),
        state: match source.state.as_str() {
            "active" => (say("In use"), "green"),
            _ => (say("Replaced"), "grey"),
        },
        foods: language.message("foods-count", &count).unwrap_or_default(),
        imported: match source.is_own() {
            true => String::new(),
            false => language.date(settings.0.zone.day_of(source.imported_at)),
        },
        citation: source.citation.clone(),
        licence: source.licence.clone(),
        url: source.url.clone().unwrap_or_default(),
    }
}

fn failed(job: &Job, language: Language) -> Option<String> {
    (job.state == Phase::Failed).then(|| job.error.as_ref().map(|why| language.told(why)))?
}

type Act = std::result::Result<Redirect, Html>;

/// Looks at the table of the form and says what its import would bring.
#[post("/foods/tables", data = "<upload>")]
async fn look(
    caller: Staff<may::NutritionManage>,
    _same_origin: SameOrigin,
    settings: InForce,
    jobs: &State<Jobs>,
    db: Db,
    upload: FoodUpload,
) -> Result<Act> {
    let looked = match upload.arrived {
        Ok(arrived) => looked_at(&db, arrived).await,
        Err(error) => Err(error),
    };
    match looked {
        Ok((arrived, imported)) => {
            let token = wait(caller.id(), db.database().clock().now(), arrived);
            let page = PreviewPage {
                told: told(&imported, caller.look.language),
                token,
                is_new: imported.outcome == Outcome::Rehearsed,
                shell: Shell::new(&caller, caller.look, &settings, ROOM),
            };
            html(Status::Ok, &page).map(Err)
        }
        Err(error) if matches!(error.status().code, 400 | 413 | 503) => {
            let mut page = page(&caller, &settings, jobs, &db).await?;
            let why = error.details().first().filter(|_| error.code() != "NO_FILES");
            let language = caller.look.language;
            page.problem = Some(match why {
                Some(detail) => language.told_of_field(detail),
                None => language.told(error.said()),
            });
            html(error.status(), &page).map(Err)
        }
        Err(error) => Err(error),
    }
}

async fn looked_at(db: &Db, arrived: Arrived) -> Result<(Arrived, Imported)> {
    let database = db.database().clone();
    let work = move || {
        let imported = rehearse(&database, || arrived.members())?;
        Ok((arrived, imported))
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// Keeps the file until its sender says yes; the oldest goes when there are too many.
fn wait(by: Id, now: Moment, arrived: Arrived) -> Id {
    let token = Id::new();
    let mut waiting = WAITING.lock();
    let waiting = waiting.get_or_insert_with(HashMap::new);
    waiting.retain(|_, (since, whose, _)| now.ms() - since.ms() < PATIENCE_MS && *whose != by);
    if waiting.len() >= MOST_WAITING
        && let Some(oldest) =
            waiting.iter().min_by_key(|(_, (since, ..))| *since).map(|(id, _)| *id)
    {
        waiting.remove(&oldest);
    }
    waiting.insert(token, (now, by, arrived));
    token
}

/// Brings in the table that its sender has looked at.
#[post("/foods/tables/import", data = "<sent>")]
async fn bring(
    caller: Staff<may::NutritionManage>,
    jobs: &State<Jobs>,
    db: Db,
    sent: Sent,
) -> Result<Redirect> {
    let token = sent.get("table").parse::<Id>().ok();
    let waiting = token.and_then(|token| {
        let mut waiting = WAITING.lock();
        let waiting = waiting.as_mut()?;
        let is_theirs = waiting.get(&token).is_some_and(|(_, by, _)| *by == caller.id());
        if is_theirs { waiting.remove(&token) } else { None }
    });
    let (_, _, arrived) = waiting.ok_or_else(|| {
        Error::bad(
            "VALIDATION_ERROR",
            message(
                "foods-gone",
                "The table that you looked at is no longer kept. Choose the file again. Nothing was \
                 changed.",
            ),
        )
    })?;
    let importer = Importer { user: Some(caller.id()), actor: (*caller.actor()).clone() };
    jobs.begin(db.database(), arrived, importer)?;
    Ok(Redirect::to(TABLES))
}
