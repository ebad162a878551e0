//! `/plans/foods`: what is meant by what somebody types into a meal, while they type.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};

use super::words::{amount_in_full, energy, name};
use crate::auth::may;
use crate::db::{Db, Sql};
use crate::error::{Error, Result};
use crate::http::Parameters;
use crate::message::message;
use crate::nutrition::pantry::load::load;
use crate::nutrition::plans::finding::{Found, FoundKind, Typist};
use crate::nutrition::plans::lookup::{Lookup, find};
use crate::nutrition::plans::meaning::{by_portion, item_of};
use crate::nutrition::plans::model::Item;
use crate::nutrition::portions::{Typed, read};
use crate::shown::Shows;
use crate::text::fold;
use crate::ui::form::{Html, part};
use crate::ui::language::{Language, say};
use crate::ui::staff::{Look, Staff};

pub(super) fn routes() -> Vec<Route> {
    routes![foods]
}

/// Foods offered at most.
const OFFERED: usize = 7;
const LONGEST: usize = 300;

/// What is offered.
#[derive(Template)]
#[template(path = "ui/plans/foods.html", config = "src/ui/askama.toml")]
struct Offered {
    look: Look,
    typed: String,
    foods: Vec<Offer>,
}

struct Offer {
    /// As the form sends it.
    value: String,
    name: String,
    amount: String,
    energy: String,
    /// What it is, where it is no food.
    badge: &'static str,
}

#[get("/plans/foods")]
async fn foods(
    caller: Staff<may::NutritionRead>,
    mut parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let typed = parameters.take("typed").unwrap_or_default();
    parameters.finish()?;
    // Some signs stand for many letters each.
    if typed.chars().count() > LONGEST || fold(&typed).chars().count() > 2 * LONGEST {
        let must = message("at-most-characters", "must have at most {most} characters");
        return Err(Error::field("typed", must.count("most", LONGEST)));
    }
    let (language, look) = (caller.look.language, caller.look);
    let typist = Typist { by: Some(caller.id()), language: language.tag() };
    let read = read(&typed, typist.comma_groups()).named();
    let foods = db.read(move |sql| offers(sql, &read, typist, language)).await?;
    part(Status::Ok, &Offered { look, typed, foods }, Shows::nothing())
}

/// What the words may mean, so much of it as was typed.
fn offers(sql: &Sql<'_>, read: &Typed, typist: Typist, language: Language) -> Result<Vec<Offer>> {
    let unsaid = Typed { amount: None, is_clear: true, ..read.clone() };
    let mut offers = Vec::new();
    for found in find(sql, &read.food, typist, OFFERED)? {
        match item_of(sql, found, read)? {
            Some(item) => offers.extend(offer(sql, found, &item, language)?),
            // Nobody can weigh that: the food is shown, and how much of it is asked.
            None => {
                let item = item_of(sql, found, &unsaid)?;
                let of = item.map(|item| offer(sql, found, &item, language)).transpose()?;
                let amount = language.t(say("How much?"));
                let asked = |of| Offer { amount: amount.to_owned(), energy: String::new(), ..of };
                offers.extend(of.flatten().map(asked));
            }
        }
    }
    if offers.is_empty()
        && let Some(item) = by_portion(&Lookup::new(sql, typist), read)?
        && let Some(id) = item.food_id
    {
        offers.extend(offer(sql, Found { kind: FoundKind::Food, id }, &item, language)?);
    }
    Ok(offers)
}

fn offer(sql: &Sql<'_>, found: Found, item: &Item, language: Language) -> Result<Option<Offer>> {
    let Some((what, grams)) = item.eaten() else { return Ok(None) };
    let pantry = load(sql, [what])?;
    let sums = pantry.sums(what, grams, &mut Default::default());
    Ok(Some(Offer {
        value: format!("{}:{}", found.kind.name(), found.id),
        name: name(item, &pantry, language),
        amount: amount_in_full(item, language),
        energy: energy(&sums, language),
        badge: match found.kind {
            FoundKind::Food => "",
            FoundKind::Recipe => say("a recipe"),
            FoundKind::Exchange => say("exchanges"),
        },
    }))
}
