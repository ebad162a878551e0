//! `/plans/foods`: what is meant by what somebody types into a meal, while they type.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};

use super::words::{amount_in_full, energy, name};
use crate::auth::may;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::Parameters;
use crate::message::message;
use crate::nutrition::pantry::load::load;
use crate::nutrition::plans::finding::{FoundKind, find, understand};
use crate::nutrition::portions::read;
use crate::shown::Shows;
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
    if typed.chars().count() > LONGEST {
        let must = message("at-most-characters", "must have at most {most} characters");
        return Err(Error::field("typed", must.count("most", LONGEST)));
    }
    let (language, look) = (caller.look.language, caller.look);
    let comma_groups = language == Language::English;
    let asked = typed.clone();
    let foods = db
        .read(move |sql| {
            let mut offers = Vec::new();
            for found in
                find(sql, &read(&asked, comma_groups).food, OFFERED)?.into_iter().take(OFFERED)
            {
                let item = understand(sql, &asked, Some(found), comma_groups)?;
                let Some((what, grams)) = item.eaten() else { continue };
                let pantry = load(sql, [what])?;
                let sums = pantry.sums(what, grams, &mut Default::default());
                offers.push(Offer {
                    value: format!("{}:{}", found.kind.name(), found.id),
                    name: name(&item, &pantry, language),
                    amount: amount_in_full(&item, language),
                    energy: energy(&sums, language),
                    badge: match found.kind {
                        FoundKind::Food => "",
                        FoundKind::Recipe => say("a recipe"),
                        FoundKind::Exchange => say("exchanges"),
                    },
                });
            }
            Ok(offers)
        })
        .await?;
    part(Status::Ok, &Offered { look, typed, foods }, Shows::nothing())
}
