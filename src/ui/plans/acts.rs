//! What is typed into a plan: foods into meals, an item's amount, a day to others, days and meals, targets.

use rocket::{Route, post, routes};

use super::desk::{Desk, Done, Planner};
use super::meal_line::meal;
use super::pages::Asked;
use super::panel::{AIMED, place};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Fields, PathId};
use crate::message::message;
use crate::nutrition::plans::copying::{self, Copy};
use crate::nutrition::plans::editing::{self, Act, Entry, Layout};
use crate::nutrition::plans::finding::{Found, FoundKind};
use crate::nutrition::plans::model::Target;
use crate::settings::InForce;
use crate::ui::form::Sent;

pub(super) fn routes() -> Vec<Route> {
    routes![add, item, days, arrange, targets]
}

/// Characters of a text at most.
const LONGEST: usize = 300;

/// Foods typed into meals: `add.<day>.<meal>`, and `food.<day>.<meal>` where one was chosen.
#[post("/plans/<id>", data = "<sent>")]
async fn add(caller: Planner, id: PathId, sent: Sent, settings: InForce, db: Db) -> Result<Done> {
    let desk = Desk::of(&caller, &id, &sent, &settings, &db)?;
    let (author, id, precondition, typist) =
        (desk.author(), desk.id, desk.precondition, desk.typist);
    let entries = entries(&sent);
    let day = entries.first().map_or(0, |entry| entry.day);
    let typed: Vec<String> =
        entries.iter().map(|entry| format!("add.{}.{}", entry.day, entry.meal)).collect();
    let names: Vec<(&str, usize)> = typed.iter().map(|name| (name.as_str(), LONGEST)).collect();
    if let Err(error) = desk.texts(&names) {
        return desk.again(error, Asked::from_day(day)).await.map(Err);
    }
    let scope = author.scope;
    let looked_up = db.read(move |sql| editing::looked_up(sql, (id, scope), entries, typist)).await;
    let added = match looked_up {
        Ok(understood) => {
            db.write(move |tx| editing::add(tx, &author, id, precondition, understood)).await
        }
        Err(error) => Err(error),
    };
    desk.end(added, day, Asked::from_day(day)).await
}

fn entries(sent: &Sent) -> Vec<Entry> {
    let typed = sent.with_prefix("add.");
    let of = |(key, typed): &(String, String)| {
        let (day, meal) = key.split_once('.')?;
        let chosen = chosen(sent.get(&format!("food.{key}")));
        let typed = typed.trim().to_owned();
        let entry = Entry { day: day.parse().ok()?, meal: meal.parse().ok()?, typed, chosen };
        (!entry.typed.is_empty()).then_some(entry)
    };
    typed.all().iter().filter_map(of).collect()
}

/// What was chosen of those offered: `food:<id>`, `recipe:<id>` or `exchange:<id>`.
fn chosen(text: &str) -> Option<Found> {
    let (kind, id) = text.split_once(':')?;
    Some(Found { kind: FoundKind::named(kind)?, id: id.parse().ok()? })
}

#[post("/plans/<id>/item", data = "<sent>")]
async fn item(caller: Planner, id: PathId, sent: Sent, settings: InForce, db: Db) -> Result<Done> {
    let desk = Desk::of(&caller, &id, &sent, &settings, &db)?;
    let Some(at) = place(sent.get("at")) else {
        return desk
            .end(
                Err::<(), _>(Error::field("at", message("required", "is required"))),
                0,
                Asked::from_day(0),
            )
            .await;
    };
    let note = Some(sent.get("note").to_owned()).filter(|note| !note.is_empty());
    if let Err(error) = desk.texts(&[("amount", LONGEST), ("note", LONGEST), ("or", LONGEST)]) {
        return desk.again(error, Asked::at(at)).await.map(Err);
    }
    let act = match sent.get("then") {
        "remove" => Act::Remove,
        "choose" => Act::Choose,
        _ if !sent.get("or").is_empty() => Act::Or(sent.get("or").to_owned()),
        _ => Act::Amount(sent.get("amount").to_owned(), note),
    };
    let (author, id, precondition, typist) =
        (desk.author(), desk.id, desk.precondition, desk.typist);
    let changed =
        db.write(move |tx| editing::change(tx, &author, id, precondition, (at, act), typist)).await;
    desk.end(changed, at.day, Asked::at(at)).await
}

/// A day copied to others.
#[post("/plans/<id>/days", data = "<sent>")]
async fn days(caller: Planner, id: PathId, sent: Sent, settings: InForce, db: Db) -> Result<Done> {
    let desk = Desk::of(&caller, &id, &sent, &settings, &db)?;
    let from = sent.get("from").parse::<usize>().unwrap_or(0);
    let to = sent.with_prefix("to.");
    let to = to.all().iter().filter_map(|(day, _)| day.parse::<usize>().ok());
    let copy = Copy::of_day(from, to);
    let (author, id) = (desk.author(), desk.id);
    let copied = db.write(move |tx| copying::copy(tx, &author, id, copy)).await;
    desk.end(copied, from, Asked::copying(from)).await
}

#[post("/plans/<id>/arrange", data = "<sent>")]
async fn arrange(
    caller: Planner,
    id: PathId,
    sent: Sent,
    settings: InForce,
    db: Db,
) -> Result<Done> {
    let desk = Desk::of(&caller, &id, &sent, &settings, &db)?;
    let lines = |name: &str| -> Vec<String> {
        let each = sent.raw(name).lines().map(|line| line.trim().to_owned());
        each.filter(|line| !line.is_empty()).collect()
    };
    let (days, meals) = (lines("days"), lines("meals"));
    if let Err(error) = fits(&desk, &days, &meals) {
        return desk.again(error, Asked::panel("days")).await.map(Err);
    }
    let meals = match meals.iter().map(|line| meal(line)).collect::<Result<Vec<_>>>() {
        Ok(meals) => meals,
        Err(error) => return desk.again(error, Asked::panel("days")).await.map(Err),
    };
    let wanted = Layout { title: sent.get("title").to_owned(), days, meals };
    let (author, id, precondition) = (desk.author(), desk.id, desk.precondition);
    let arranged =
        db.write(move |tx| editing::arrange(tx, &author, id, precondition, wanted)).await;
    desk.end(arranged, 0, Asked::panel("days")).await
}

/// # Errors
/// 400 for no title, or a name that is longer than a column.
fn fits(desk: &Desk<'_>, days: &[String], meals: &[String]) -> Result<()> {
    let mut fields = Fields::of(desk.sent.filled(&[]));
    let title = fields.line("title", 1..=200);
    fields.required("title", title);
    fields.text("days", 3000);
    fields.text("meals", 3000);
    for (name, lines) in [("days", days), ("meals", meals)] {
        if lines.iter().any(|line| line.chars().count() > MOST_NAME) {
            let must = message("lines-too-long", "must have at most {most} characters in a line");
            fields.refuse(name, must.count("most", MOST_NAME));
        }
    }
    fields.finish()
}

/// Characters of a day's or a meal's name at most.
const MOST_NAME: usize = 60;

#[post("/plans/<id>/targets", data = "<sent>")]
async fn targets(
    caller: Planner,
    id: PathId,
    sent: Sent,
    settings: InForce,
    db: Db,
) -> Result<Done> {
    let desk = Desk::of(&caller, &id, &sent, &settings, &db)?;
    let names: Vec<String> = AIMED
        .iter()
        .flat_map(|tag| ["min", "aim", "max"].map(|kind| format!("{kind}.{}", tag.name())))
        .collect();
    let body = sent.body(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let mut fields = Fields::of(body);
    let mut bound =
        |kind: &str, tag: &str| fields.number(&format!("{kind}.{tag}"), 0.0..=1e6).value();
    let target = |tag: crate::nutrition::nutrients::Tag| Target {
        nutrient: tag,
        min: bound("min", tag.name()),
        aim: bound("aim", tag.name()),
        max: bound("max", tag.name()),
        source: None,
    };
    let targets: Vec<Target> = AIMED.map(target).into();
    let (author, id, precondition) = (desk.author(), desk.id, desk.precondition);
    let aimed = match fields.finish() {
        Ok(()) => {
            db.write(move |tx| editing::set_targets(tx, &author, id, precondition, targets)).await
        }
        Err(error) => Err(error),
    };
    desk.end(aimed, 0, Asked::panel("targets")).await
}
