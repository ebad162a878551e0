//! `/recipes`: the clinic's recipes.

use rocket::{Route, get, routes};

use super::ROOM;
use crate::auth::{Permission, may};
use crate::clock::Moment;
use crate::db::Db;
use crate::error::Result;
use crate::http::Parameters;
use crate::ids::Id;
use crate::list::{Clauses, Listed, list_row, rows};
use crate::nutrition::RecipeList;
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::form::Html;
use crate::ui::language::say;
use crate::ui::list::{Cell, ListPage, Row, Wanted};
use crate::ui::staff::{Shell, Staff};

pub(super) fn routes() -> Vec<Route> {
    routes![all]
}

const ORDER: (&str, &str) = ("name", "ASC");

list_row! {
    /// A recipe as the list shows it.
    struct Listing {
        id: Id,
        name: String,
        servings: f64,
        is_archived: bool,
        updated_at: Moment,
    }
}

#[get("/recipes")]
async fn all(
    caller: Staff<may::NutritionRead>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let mut wanted = Wanted::read(ROOM, parameters, (caller.look.language, &settings.0.currency));
    let query = wanted.query(RecipeList::SPEC, &settings.0.zone, ORDER, caller.notes())?;
    let found = db
        .read_much(move |sql| rows::<Listing>(sql, RecipeList::SPEC, &query, &Clauses::default()))
        .await?;
    let (language, zone) = (caller.look.language, &settings.0.zone);
    let row = |recipe: &Listing| Row {
        href: format!("{ROOM}/{}", recipe.id),
        cells: vec![
            Cell::plain(recipe.name.as_str()),
            Cell::styled(language.number(&recipe.servings.to_string()), "right"),
            Cell::styled(language.date(zone.day_of(recipe.updated_at)), "figures"),
            Cell::plain(if recipe.is_archived { language.t(say("Archived|recipe")) } else { "" }),
        ],
    };
    let listed = found.rows.iter().map(row).collect();
    let shell = Shell::new(&caller, caller.look, &settings, "/plans");
    let mut page =
        ListPage::new(shell, say("Recipes"), &wanted, (listed, found.total), Shows::nothing());
    page.back = Some(("/plans".into(), caller.t(say("Meal plans")).to_owned()));
    page.search_label = say("Name of the recipe");
    page.empty = say("No recipe yet.");
    if caller.may(Permission::NutritionManage) {
        page.new = Some(("/recipes/new", say("New recipe")));
    }
    page.headings = vec![
        wanted.heading(say("Name"), "name", ORDER).wide(),
        wanted.heading(say("Servings"), "", ORDER).right(),
        wanted.heading(say("Changed"), "updated_at", ORDER).narrow(),
        wanted.heading(say("State"), "", ORDER).narrow(),
    ];
    page.answer()
}
