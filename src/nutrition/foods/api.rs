//! `/api/foods` and `/api/food-sources`.

use rocket::{Route, State, get, post, put, routes};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value as Json, json};

use super::finding::{self, Wanted};
use super::import::{Importer, Jobs, rehearse};
use super::input::{FoodChanges, NewFood};
use super::list::{FoodList, in_use};
use super::sources::SourcesView;
use super::upload::FoodUpload;
use super::view::FoodView;
use super::{service, sources as tables, store};
use crate::auth::{May, may};
use crate::cache::{Page, Responses, Served, Tag, Tier};
use crate::db::{Db, Sql};
use crate::error::{Error, Result};
use crate::http::{Answer, Body, IfMatch, Parameters, PathId, etag_of, success_json};
use crate::ids::Id;
use crate::list::{Asked, Listed, fetch};
use crate::message::message;
use crate::patients::Author;
use crate::settings::InForce;
use crate::shown::Shows;

/// The routes of foods.
pub fn foods() -> Vec<Route> {
    routes![list, create, read, update, star]
}

/// The routes of tables.
pub fn sources() -> Vec<Route> {
    routes![all, import]
}

/// The list. With a search and without an order of its own it is ranked, the caller's own foods first;
/// what somebody has just starred is then first already, so nothing of it is kept.
#[get("/")]
async fn list(
    caller: May<may::NutritionRead>,
    parameters: Parameters,
    settings: InForce,
    query: Asked<FoodList>,
    cache: &State<Responses>,
    db: Db,
) -> Result<std::result::Result<Served, Answer>> {
    let (born, query) = (db.born(), query.0);
    if ranked(&parameters)
        && let Some(wanted) = wanted(&parameters, caller.id(), &settings.0.locale)
    {
        let offset = parameters.get("offset").and_then(|text| text.parse().ok()).unwrap_or(0);
        let answer = move |sql: &Sql<'_>| {
            let found = finding::find(sql, &wanted, offset, query.limit as usize)?;
            let total = if query.counts { Some(finding::count(sql, &wanted)?) } else { None };
            ranked_json(sql, &found, &query.includes, (total, query.limit, offset))
        };
        return Ok(Err(Answer::json(db.read(answer).await?, Shows::nothing())));
    }
    let key = format!("foods|{}|{}", settings.0.version, query.canonical);
    let page = move |sql: &Sql<'_>| {
        let mut fetched = fetch(sql, FoodList::SPEC, &query, &in_use())?;
        let ids: Vec<Id> = fetched.ids().filter_map(|id| id.parse().ok()).collect();
        for name in &query.includes {
            let related = store::related(sql, name, &ids)?;
            fetched.add(name, |id| related.get(&id.parse::<Id>().ok()?).cloned());
        }
        Ok(Page::new(fetched.into_json(), vec![Tag::Foods], Shows::nothing()))
    };
    Ok(Ok(cache.serve_from(Tier::Short, key, born, db.read(page)).await?))
}

/// Whether nothing but words, a table and a page is asked for.
fn ranked(parameters: &Parameters) -> bool {
    const KNOWN: [&str; 6] = ["search", "source_id", "limit", "offset", "count", "include"];
    parameters.get("search").is_some()
        && parameters.clone().rest().iter().all(|(name, _)| KNOWN.contains(&name.as_str()))
}

fn wanted(parameters: &Parameters, by: Id, language: &str) -> Option<Wanted> {
    let source = parameters.get("source_id").and_then(|id| id.parse().ok());
    Wanted::of(parameters.get("search")?, by, language.get(..2).unwrap_or("en"), source)
}

/// The rows of the list in the order of the search.
fn ranked_json(
    sql: &Sql<'_>,
    found: &[finding::Found],
    includes: &[&str],
    (total, limit, offset): (Option<i64>, u32, usize),
) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Foods {
        foods: Vec<Box<RawValue>>,
        total: Option<i64>,
        limit: u32,
        offset: usize,
        next_cursor: Option<String>,
    }
    let ids: Vec<Id> = found.iter().map(|food| food.id).collect();
    let mut foods = super::list::rows_of(sql, &ids)?;
    for name in includes {
        let related = store::related(sql, name, &ids)?;
        for (id, row) in ids.iter().zip(&mut foods) {
            let added = related.get(id).map_or("[]".into(), |json| String::from_utf8_lossy(json));
            let before = row.get().strip_suffix('}').unwrap_or_default();
            let json = format!("{before},\"{name}\":{added}}}");
            *row = RawValue::from_string(json).map_err(Error::internal)?;
        }
    }
    Ok(success_json(&Foods { foods, total, limit, offset, next_cursor: None }))
}

#[post("/", data = "<body>")]
async fn create(caller: May<may::NutritionManage>, db: Db, body: Body) -> Result<Answer> {
    let sent = body.map().clone();
    let new = NewFood::read(body.fields())?;
    let author = Author::from(&*caller);
    let created = db.write(move |tx| service::create(tx, &author, new, &sent)).await?;
    Ok(answer(&created).created())
}

#[get("/<id>")]
async fn read(
    _caller: May<may::NutritionRead>,
    parameters: Parameters,
    id: PathId,
    cache: &State<Responses>,
    db: Db,
) -> Result<Served> {
    parameters.finish()?;
    let id = id.get()?;
    let page = move |sql: &Sql<'_>| {
        let food = store::view(sql, id)?;
        let page = Page::new(json_of(&food), vec![Tag::Foods], Shows::nothing());
        Ok(Page { version: Some(food.version), ..page })
    };
    cache.serve(Tier::Medium, format!("foods/{id}"), &db, page).await
}

#[put("/<id>", data = "<body>")]
async fn update(
    caller: May<may::NutritionManage>,
    id: PathId,
    if_match: IfMatch,
    db: Db,
    body: Body,
) -> Result<Answer> {
    let id = id.get()?;
    let (changes, precondition) = body.read_change(if_match, FoodChanges::read)?;
    let author = Author::from(&*caller);
    let updated = db.write(move |tx| service::update(tx, &author, id, changes, precondition));
    Ok(answer(&updated.await?))
}

/// Stars a food for the caller, or takes the star off.
#[put("/<id>/favourite", data = "<body>")]
async fn star(caller: May<may::NutritionRead>, id: PathId, db: Db, body: Body) -> Result<Answer> {
    let id = id.get()?;
    let mut fields = body.fields();
    let flag = fields.flag("is_favourite");
    let is_favourite = fields.required("is_favourite", flag);
    fields.finish()?;
    let by = caller.id();
    let starred = is_favourite.unwrap_or_default();
    db.write(move |tx| service::star(tx, by, id, starred)).await?;
    Ok(Answer::message(match starred {
        true => "The food is among your favourites.",
        false => "The food is no longer among your favourites.",
    }))
}

/// The tables, and the import that runs or was the last.
#[get("/")]
async fn all(
    _caller: May<may::NutritionRead>,
    parameters: Parameters,
    jobs: &State<Jobs>,
    db: Db,
) -> Result<Answer> {
    parameters.finish()?;
    let sources = db.read(tables::all).await?;
    let (total, import) = (sources.len(), jobs.last());
    Ok(Answer::data(SourcesView { sources, total, import }))
}

/// Begins an import, or says what it would change.
#[post("/", data = "<upload>")]
async fn import(
    caller: May<may::NutritionManage>,
    jobs: &State<Jobs>,
    db: Db,
    upload: FoodUpload,
) -> Result<Answer> {
    let is_rehearsal = match upload.fields.get("dry_run").and_then(Json::as_str) {
        None | Some("" | "false" | "0") => false,
        Some("true" | "1") => true,
        Some(_) => {
            return Err(Error::field("dry_run", message("is-yes-or-no", "must be true or false")));
        }
    };
    let arrived = upload.arrived?;
    let database = db.database().clone();
    if is_rehearsal {
        let work = move || rehearse(&database, || arrived.members());
        let told = tokio::task::spawn_blocking(work).await.map_err(Error::internal)??;
        return Ok(Answer::data(json!({ "import": null, "result": told })));
    }
    let actor = (*caller.actor()).clone();
    let importer = Importer { user: Some(caller.id()), actor };
    let job = jobs.begin(&database, arrived, importer)?;
    Ok(Answer::data(json!({ "import": job, "result": null })))
}

fn json_of(food: &FoodView) -> Vec<u8> {
    success_json(&json!({ "food": food }))
}

fn answer(food: &FoodView) -> Answer {
    let json = json_of(food);
    let etag = etag_of(Some(food.version), &json);
    Answer::json(json, Shows::nothing()).etag(etag)
}
