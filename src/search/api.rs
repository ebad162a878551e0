//! `/api/search`.

use rocket::{Route, get, routes};

use super::{SearchView, Sight, find, shown};
use crate::auth::Caller;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Answer, Parameters};
use crate::list::Search;
use crate::settings::InForce;

const USUAL: usize = 10;
const MOST: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    routes![everything]
}

#[get("/")]
async fn everything(
    caller: Caller,
    mut parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Answer> {
    let asked = parameters.take("q");
    let limit = match parameters.take("limit") {
        None => USUAL,
        Some(limit) => {
            let limit = limit.parse().ok().filter(|limit| (1..=MOST).contains(limit));
            limit.ok_or_else(|| {
                Error::field("limit", format!("must be a whole number from 1 to {MOST}"))
            })?
        }
    };
    parameters.finish()?;
    let Some(asked) = asked else {
        return Err(Error::field("q", "is required"));
    };
    let zone = settings.0.zone.clone();
    let Some(search) = Search::read(Some(&asked), "q", &zone)? else {
        return Ok(Answer::record(SearchView::default(), shown(&[])));
    };
    let (sight, now) = (Sight::of(&caller, &settings.0.locale), db.database().clock().now());
    let found = db.read_much(move |sql| find(sql, &search, &sight, (&zone, now), limit)).await?;
    let shows = shown(&found.results);
    Ok(Answer::record(found, shows))
}
