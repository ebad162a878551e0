//! `/visits/<id>`: a visit on one page, with an earlier one beside it.

use rocket::http::{RawStr, Status};
use rocket::response::Redirect;
use rocket::{Route, get, routes};

use super::figures::{Figures, Typed, activity_of};
use super::opened::{Beside, open};
use super::pages::ROOM;
use crate::auth::{Clinical, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Html, html, part};
use crate::ui::staff::{Look, Shell, Staff};
use crate::ui::typed::Quantity;
use crate::visits::measurements::Values;

pub fn routes() -> Vec<Route> {
    routes![read, live]
}

#[get("/visits/<id>", rank = 2)]
async fn read(
    caller: Staff<may::VisitsRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<std::result::Result<Html, Redirect>> {
    let id = id.get()?;
    if !caller.notes().are_shown() {
        return Ok(Err(Redirect::to(appointment(id, &parameters))));
    }
    let beside = Beside::of(&parameters);
    let who = (caller.scope(), caller.id(), db.database().clock().now());
    let clinic = InForce(settings.0.clone());
    let opened = db.read(move |sql| open(sql, id, who, &clinic, beside)).await?;
    let shell = Shell::new(&caller, caller.look, &settings, ROOM).saying(parameters.get("done"));
    let shell = shell.undoing(parameters.get("undo"));
    let mut shell = shell.undoing_a_move(parameters.get("was"));
    match (parameters.get("done"), parameters.get("undo")) {
        (Some("emptied"), Some(gone)) => {
            let gone = gone.parse::<Id>().ok();
            shell.undo = gone.map(|gone| format!("{ROOM}/{id}/measurements/{gone}/restore"));
        }
        // What was booked with the end goes with it.
        (Some("completed" | "signed-off"), Some(_)) => {
            shell.undo = Some(format!("{ROOM}/{id}/unfinish"));
            let version = opened.detail.visit.version.to_string();
            shell.undo_with = vec![("version", version)];
        }
        _ => {}
    }
    html(Status::Ok, &opened.page(&caller, shell, &settings)).map(Ok)
}

/// The page of the appointment, for who reads no notes, saying what was done.
fn appointment(id: Id, parameters: &Parameters) -> String {
    let said = ["done", "undo", "was"].into_iter().filter_map(|name| {
        let value = RawStr::new(parameters.get(name)?).percent_encode();
        Some(format!("{name}={value}"))
    });
    let said: Vec<String> = said.collect();
    let query = if said.is_empty() { String::new() } else { format!("?{}", said.join("&")) };
    format!("{ROOM}/{id}/booked{query}")
}

/// The figures while somebody types, by the same equations.
#[get("/visits/<id>/figures")]
async fn live(
    caller: Staff<Clinical<may::VisitsRead>>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let who = (caller.scope(), caller.id(), db.database().clock().now());
    let clinic = InForce(settings.0.clone());
    let beside = Beside::figures();
    let opened = db.read(move |sql| open(sql, id, who, &clinic, beside)).await?;
    let number = |name: &str| {
        let quantity = Quantity::of(name, &settings.0.currency);
        let digits = quantity.read(caller.look.language, parameters.get(name)?)?;
        digits.parse::<f64>().ok().filter(|value| *value > 0.0)
    };
    let whole = |name: &str| number(name).map(|value| value.round() as i64);
    let values = Values {
        weight_kg: number("weight_kg").filter(|kg| *kg <= 650.0),
        height_cm: number("height_cm").filter(|cm| (20.0..=275.0).contains(cm)),
        waist_circumference_cm: number("waist_circumference_cm"),
        hip_circumference_cm: number("hip_circumference_cm"),
        body_fat_percentage: number("body_fat_percentage").filter(|part| *part <= 80.0),
        blood_pressure_systolic: whole("blood_pressure_systolic"),
        blood_pressure_diastolic: whole("blood_pressure_diastolic"),
        notes: None,
    };
    let typed = Typed {
        weight_kg: values.weight_kg,
        height_cm: values.height_cm,
        waist_cm: values.waist_circumference_cm,
        hip_cm: values.hip_circumference_cm,
        body_fat_percentage: values.body_fat_percentage,
        activity: activity_of(parameters.get("pal").unwrap_or_default()),
        ..opened.typed(&settings)
    };
    let look: Look = caller.look;
    let mut figures = Figures::of(&typed, look);
    figures.differences = opened.history.differences(&values, look.language);
    part(Status::Ok, &figures, Shows::record("visit", id))
}
