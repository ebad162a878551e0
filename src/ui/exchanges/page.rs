//! `/exchanges` and `/exchanges/<id>`: the systems, and one with the figures of its groups and what an
//! exchange of each food is. Printed it is the swap list.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};

use super::ROOM;
use crate::auth::{Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::{Parameters, PathId};
use crate::ids::Id;
use crate::nutrition::exchanges::store::{Stored, all, load};
use crate::nutrition::exchanges::view::{GroupView, SwapView, SystemView, view};
use crate::settings::InForce;
use crate::shows_no_record;
use crate::text::fold;
use crate::ui::form::{Html, html};
use crate::ui::language::{Language, say};
use crate::ui::plans::words::grams_of;
use crate::ui::staff::{Shell, Staff};

pub(super) fn routes() -> Vec<Route> {
    routes![systems, system]
}

#[derive(Template)]
#[template(path = "ui/exchanges/systems.html", config = "src/ui/askama.toml")]
struct SystemsPage {
    shell: Shell,
    may_manage: bool,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    name: String,
    groups: String,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "ui/exchanges/system.html", config = "src/ui/askama.toml")]
struct SystemPage {
    shell: Shell,
    id: Id,
    name: String,
    source: Option<String>,
    is_archived: bool,
    may_manage: bool,
    groups: Vec<GroupRow>,
}

struct GroupRow {
    id: Id,
    name: String,
    /// Carbohydrate, protein, fat, kcal of one exchange.
    figures: [String; 4],
    /// Foods by name, with how much of each is one exchange.
    foods: Vec<(String, String)>,
}

shows_no_record!(SystemsPage, SystemPage);

#[get("/exchanges")]
async fn systems(
    caller: Staff<may::NutritionRead>,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let systems = db.read(all).await?;
    let language = caller.look.language;
    let row = |system: &Stored| Row {
        href: format!("{ROOM}/{}", system.id),
        name: system.details.name.clone(),
        groups: system.details.groups.len().to_string(),
        state: if system.details.is_archived { language.t(say("Archived")) } else { "" },
    };
    let page = SystemsPage {
        may_manage: caller.may(Permission::NutritionManage),
        rows: systems.iter().map(row).collect(),
        shell: Shell::new(&caller, caller.look, &settings, "/plans").saying(parameters.get("done")),
    };
    html(Status::Ok, &page)
}

#[get("/exchanges/<id>", rank = 2)]
async fn system(
    caller: Staff<may::NutritionRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let system: SystemView = db.read(move |sql| view(sql, load(sql, id)?)).await?;
    let language = caller.look.language;
    let page = SystemPage {
        id,
        may_manage: caller.may(Permission::NutritionManage),
        groups: system.groups.iter().map(|group| row(group, language)).collect(),
        name: system.name,
        source: system.source,
        is_archived: system.is_archived,
        shell: Shell::new(&caller, caller.look, &settings, "/plans").saying(parameters.get("done")),
    };
    html(Status::Ok, &page)
}

fn row(group: &GroupView, language: Language) -> GroupRow {
    let figure = |figure: Option<f64>, unit: &str| match figure {
        Some(figure) => format!("{}\u{a0}{unit}", language.number(&figure.to_string())),
        None => "–".to_owned(),
    };
    let food = |swap: &SwapView| (name(swap, language), grams_of(swap.grams, language));
    let mut foods: Vec<(String, String)> = group.foods.iter().map(food).collect();
    foods.sort_by_key(|(name, _)| fold(name));
    GroupRow {
        id: group.id,
        name: group_name(group, language),
        figures: [
            figure(group.carbohydrate, "g"),
            figure(group.protein, "g"),
            figure(group.fat, "g"),
            figure(group.kcal, "kcal"),
        ],
        foods,
    }
}

fn group_name(group: &GroupView, language: Language) -> String {
    let name = group.names.get(language.tag()).or_else(|| group.names.values().next());
    name.cloned().unwrap_or_default()
}

/// A food in the reader's language.
pub(super) fn name(swap: &SwapView, language: Language) -> String {
    swap.names.get(language.tag()).unwrap_or(&swap.name).clone()
}
