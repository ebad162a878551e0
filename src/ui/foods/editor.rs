//! `/foods/new` and `/foods/<id>/edit`: a clinic's own food, or a copy of an official one.

use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::Value as Json;

use super::{ROOM, typed, words};
use crate::auth::may;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Fields, Parameters, PathId, Precondition};
use crate::ids::Id;
use crate::nutrition::foods::input::{FoodChanges, NewFood};
use crate::nutrition::foods::view::FoodView;
use crate::nutrition::foods::{service, store};
use crate::nutrition::nutrients::Group as NutrientGroup;
use crate::patients::Author;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Field, FormPage, Group, Html, Kind, Sent, again, html};
use crate::ui::language::say;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![new, add, edit, save]
}

fn form(shell: Shell) -> FormPage {
    let language = shell.look.language;
    let bases = [
        ("available", say("available, polyols included")),
        ("by_difference", say("by difference, fibre included")),
        ("monosaccharide_equivalents", say("available, as monosaccharides")),
    ];
    let bases = bases.map(|(code, label)| (code.to_owned(), language.t(label).to_owned()));
    let yes_no = [("false", say("No")), ("true", say("Yes"))];
    let yes_no = yes_no.map(|(code, label)| (code.to_owned(), language.t(label).to_owned()));
    let about = vec![
        Field::line("name", say("Name")).required(),
        Field::line("group", say("Group")),
        Field::new("carbohydrate_basis", say("Carbohydrate"), Kind::Choice(bases.into()))
            .required()
            .with("available"),
        Field::new("is_archived", say("Archived"), Kind::Choice(yes_no.into()))
            .required()
            .with("false"),
    ];
    let portions = typed::PORTIONS.into_iter().flat_map(|(name, grams)| {
        [Field::line(name, say("Household measure")), Field::line(grams, say("Weight of one, g"))]
    });
    let mut groups = vec![
        Group { title: "", fields: about },
        Group { title: say("Portions"), fields: portions.collect() },
    ];
    for group in NutrientGroup::ALL {
        let field = |nutrient: &'static crate::nutrition::nutrients::Nutrient| {
            Field::line(nutrient.name, words::nutrient(nutrient, language))
                .hint(words::unit(nutrient.unit))
        };
        let fields = group.nutrients().map(field).collect();
        groups.push(Group { title: words::heading(group), fields });
    }
    FormPage::new(shell, say("New food"), ROOM, (ROOM, say("Foods")), say("Save"), groups).making()
}

#[get("/foods/new")]
async fn new(
    caller: Staff<may::NutritionManage>,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let mut page = form(Shell::new(&caller, caller.look, &settings, ROOM));
    if let Some(from) = parameters.get("from").and_then(|id| id.parse::<Id>().ok()) {
        let original = db.read(move |sql| store::view(sql, from)).await?;
        let values = Json::Object(typed::filled(&original, caller.look.language));
        page = page.filled(&values, Shows::nothing());
        page.hidden.push(("derived_from", from.to_string()));
    }
    html(Status::Ok, &page)
}

type Act = std::result::Result<Redirect, Html>;

#[post("/foods", data = "<sent>")]
async fn add(
    caller: Staff<may::NutritionManage>,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let author = Author::from(&*caller);
    let derived_from = sent.get("derived_from").parse::<Id>().ok();
    let read = typed::body(&sent, caller.look.language).and_then(|mut body| {
        body.extend(derived_from.map(|id| ("derived_from".to_owned(), Json::from(id.to_string()))));
        Ok((NewFood::read(Fields::of(body.clone()))?, body))
    });
    let added = match read {
        Ok((new, body)) => db.write(move |tx| service::create(tx, &author, new, &body)).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(food) => Ok(Ok(Redirect::to(format!("{ROOM}/{}?done=saved-food", food.id)))),
        Err(error) => {
            let mut page = form(Shell::new(&caller, caller.look, &settings, ROOM));
            page.hidden.extend(derived_from.map(|id| ("derived_from", id.to_string())));
            again(page, &sent, typed::by_fields(error)).map(Err)
        }
    }
}

async fn opened(
    caller: &Staff<may::NutritionManage>,
    id: Id,
    settings: &InForce,
    db: &Db,
) -> Result<(FormPage, FoodView)> {
    let food = db.read(move |sql| store::view(sql, id)).await?;
    let mut page = form(Shell::new(caller, caller.look, settings, ROOM));
    page.title = caller.t(say("Edit food")).to_owned();
    page.action = format!("{ROOM}/{id}");
    page.version = food.version;
    let values = Json::Object(typed::filled(&food, caller.look.language));
    Ok((page.filled(&values, Shows::nothing()).merging(), food))
}

#[get("/foods/<id>/edit")]
async fn edit(
    caller: Staff<may::NutritionManage>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<std::result::Result<Html, Redirect>> {
    let id = id.get()?;
    let (page, food) = opened(&caller, id, &settings, &db).await?;
    match food.source.is_own() {
        true => html(Status::Ok, &page).map(Ok),
        // An official food never changes: what is edited is a copy.
        false => Ok(Err(Redirect::to(format!("{ROOM}/new?from={id}")))),
    }
}

#[post("/foods/<id>", data = "<sent>")]
async fn save(
    caller: Staff<may::NutritionManage>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let read = typed::body(&sent, caller.look.language).and_then(|body| {
        let mut fields = Fields::of(body);
        let changes = FoodChanges::read(&mut fields);
        let precondition = Precondition::read(None, &mut fields);
        fields.finish()?;
        Ok::<_, Error>((changes, precondition))
    });
    let saved = match read {
        Ok((changes, precondition)) => {
            db.write(move |tx| service::update(tx, &author, id, changes, precondition)).await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?done=saved-food")))),
        Err(error) => {
            let (page, _) = opened(&caller, id, &settings, &db).await?;
            again(page, &sent, typed::by_fields(error)).map(Err)
        }
    }
}
