//! `/plans/<id>`: a plan, and what is typed into it. Everything works by forms; a script only saves
//! the way to the server and back.

use rocket::http::Status;
use rocket::{Route, get, routes};

use super::ROOM;
use super::page::{PlanPage, View};
use super::panel::{Panel, place};
use crate::auth::{Clinical, Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::nutrition::plans::copying::Place;
use crate::nutrition::plans::store::load;
use crate::nutrition::plans::sums::PlanSums;
use crate::nutrition::target_sets;
use crate::settings::InForce;
use crate::ui::form::{Html, html};
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![read]
}

/// What of the address concerns the page.
pub(super) struct Asked {
    view: View,
    at: Option<String>,
    copy: Option<usize>,
    panel: Option<String>,
    done: Option<String>,
}

impl Asked {
    pub fn read(parameters: &Parameters) -> Self {
        let number = |name: &str| parameters.get(name).and_then(|text| text.parse::<usize>().ok());
        Self {
            view: View { week: number("week").unwrap_or(0), day: number("day") },
            at: parameters.get("at").map(str::to_owned),
            copy: number("copy"),
            panel: parameters.get("panel").map(str::to_owned),
            done: parameters.get("done").map(str::to_owned),
        }
    }

    /// The plan with an item of it.
    pub fn at(at: Place) -> Self {
        let place = format!("{}.{}.{}", at.day, at.meal, at.item);
        Self { at: Some(place), ..Self::from_day(at.day) }
    }

    /// The plan with a day to be copied.
    pub fn copying(day: usize) -> Self {
        Self { copy: Some(day), ..Self::from_day(day) }
    }

    /// The plan with that panel.
    pub fn panel(name: &str) -> Self {
        Self { panel: Some(name.to_owned()), ..Self::from_day(0) }
    }

    /// The plan as it is, seen from that day.
    pub fn from_day(day: usize) -> Self {
        Self {
            view: View { week: day / 7, day: Some(day) },
            at: None,
            copy: None,
            panel: None,
            done: None,
        }
    }
}

#[get("/plans/<id>", rank = 2)]
async fn read(
    caller: Staff<Clinical<may::NutritionRead>>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let page = page(&caller, id.get()?, Asked::read(&parameters), &settings, &db).await?;
    html(Status::Ok, &page)
}

/// The page of a plan.
///
/// # Errors
/// 404; 403 for another dietitian's patient.
pub(super) async fn page<P>(
    caller: &Staff<P>,
    id: Id,
    asked: Asked,
    settings: &InForce,
    db: &Db,
) -> Result<PlanPage> {
    let scope = caller.scope();
    let aims = asked.panel.as_deref() == Some("targets");
    let (plan, (pantry, worked), sets) = db
        .read(move |sql| {
            let plan = load(sql, id, scope)?;
            let pantry = plan.pantry(sql)?;
            let worked = PlanSums::of(&plan.details.days, &pantry);
            let sets = if aims { target_sets::store::list(sql)? } else { Vec::new() };
            Ok((plan, (pantry, worked), sets))
        })
        .await?;
    let language = caller.look.language;
    let shell = Shell::new(caller, caller.look, settings, ROOM).saying(asked.done.as_deref());
    let may_plan = caller.may(Permission::NutritionPlan);
    let mut page = PlanPage::of(shell, &plan, (&pantry, &worked), asked.view, may_plan);
    if page.is_draft {
        page.panel = match (asked.at.as_deref().and_then(place), asked.copy, asked.panel.as_deref())
        {
            (Some(at), _, _) => Panel::item(&plan, &pantry, at, language),
            (None, Some(day), _) => Panel::copy(&plan, day),
            (None, None, Some("days")) => Panel::days(&plan),
            (None, None, Some("targets")) => Panel::targets(&plan, &sets, language),
            _ => Panel::Nothing,
        };
    }
    Ok(page)
}
