//! `/visits/<id>`: a visit on one page, with the one before beside it.

use rocket::http::Status;
use rocket::{Route, get, routes};

use super::figures::{Figures, Typed, activity_of};
use super::opened::open;
use super::pages::ROOM;
use crate::auth::may;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::{Html, html, part};
use crate::ui::staff::{Look, Shell, Staff};
use crate::ui::typed::Quantity;

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
) -> Result<Html> {
    let id = id.get()?;
    let (scope, user, now) = (caller.scope(), caller.id(), db.database().clock().now());
    let opened = db.read(move |sql| open(sql, id, scope, user, now)).await?;
    let shell = Shell::new(&caller, caller.look, &settings, ROOM).saying(parameters.get("done"));
    let mut shell = shell.undoing(parameters.get("undo"));
    if let (Some("emptied"), Some(gone)) = (parameters.get("done"), parameters.get("undo")) {
        let gone = gone.parse::<Id>().ok();
        shell.undo = gone.map(|gone| format!("{ROOM}/{id}/measurements/{gone}/restore"));
    }
    html(Status::Ok, &opened.page(&caller, shell, &settings))
}

/// The figures while somebody types, by the same equations.
#[get("/visits/<id>/figures")]
async fn live(
    caller: Staff<may::VisitsRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let (scope, user, now) = (caller.scope(), caller.id(), db.database().clock().now());
    let typed = {
        let settings = InForce(settings.0.clone());
        db.read(move |sql| Ok(open(sql, id, scope, user, now)?.typed(&settings))).await?
    };
    let number = |name: &str| {
        let quantity = Quantity::of(name, &settings.0.currency);
        let digits = quantity.read(caller.look.language, parameters.get(name)?)?;
        digits.parse::<f64>().ok().filter(|value| *value > 0.0)
    };
    let typed = Typed {
        weight_kg: number("weight_kg").filter(|kg| *kg <= 650.0),
        height_cm: number("height_cm").filter(|cm| (20.0..=275.0).contains(cm)),
        waist_cm: number("waist_circumference_cm"),
        hip_cm: number("hip_circumference_cm"),
        body_fat_percentage: number("body_fat_percentage").filter(|part| *part <= 80.0),
        activity: activity_of(parameters.get("pal").unwrap_or_default()),
        ..typed
    };
    let look: Look = caller.look;
    part(Status::Ok, &Figures::of(&typed, look), Shows::record("visit", id))
}
