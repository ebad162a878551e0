//! The newest versions of what is in a recipe: shown on its page with what they would change, taken with a
//! press.

use rocket::response::Redirect;
use rocket::{Route, post, routes};

use super::ROOM;
use crate::auth::may;
use crate::db::Db;
use crate::error::Result;
use crate::http::{Fields, PathId, Precondition};
use crate::nutrition::nutrients::Tag;
use crate::nutrition::recipes::renewal::{Renewal, renew};
use crate::nutrition::recipes::view::RecipeView;
use crate::patients::Author;
use crate::ui::form::Sent;
use crate::ui::language::{Language, say};
use crate::ui::plans::words::figure;
use crate::ui::staff::Staff;

pub(super) fn routes() -> Vec<Route> {
    routes![newest]
}

/// What is looked at first of a change.
const LOOKED_AT: [Tag; 4] = [Tag::ENERC_KCAL, Tag::PROCNT, Tag::CHOAVL, Tag::FAT];

/// A change by newer versions, in words.
pub(super) struct Newer {
    /// "Tomato sauce: version 1, now 3".
    pub inner: Vec<String>,
    /// A nutrient of one serving, as it is and as it would be.
    pub changes: Vec<(&'static str, String, String)>,
}

impl Newer {
    pub fn of(recipe: &RecipeView, renewal: &Renewal, language: Language) -> Self {
        let inner = renewal.inner.iter().map(|(name, held, newest)| {
            let versions = [held.to_string(), newest.to_string()];
            language.fill(say("{}: version {}, now {}"), &[name, &versions[0], &versions[1]])
        });
        let change = |tag: Tag| {
            let name = tag.nutrient();
            let name = if language == Language::French { name.french } else { name.english };
            let shown =
                |sums: &crate::nutrition::pantry::Sums| figure(sums.get(tag), tag, language);
            (name, shown(&recipe.one_serving), shown(&renewal.one_serving))
        };
        Self { inner: inner.collect(), changes: LOOKED_AT.map(change).into() }
    }
}

#[post("/recipes/<id>/newest", data = "<sent>")]
async fn newest(
    caller: Staff<may::NutritionManage>,
    id: PathId,
    sent: Sent,
    db: Db,
) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    let precondition = Precondition::read(None, &mut Fields::of(sent.body(&["version"])));
    db.write(move |tx| renew(tx, &author, id, precondition)).await?;
    Ok(Redirect::to(format!("{ROOM}/{id}?done=saved-recipe")))
}
