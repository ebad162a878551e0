//! The acts of the plan's page: foods typed into meals, an item's amount, what may be eaten instead,
//! the days and meals themselves. Each is one change of the draft.

use super::bounds::must_fit;
use super::copying::{Place, no_place};
use super::finding::{Found, Typist};
use super::lookup::Lookup;
use super::meaning::{line, measured, understand};
use super::model::{Day, Item, MOST_DAYS, MOST_MEALS, Meal, Target};
use super::resolve::tie_alternatives;
use super::service::{draft, must_be_draft, replace};
use super::store::{Stored, load};
use crate::auth::Scope;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result};
use crate::http::Precondition;
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::foods::own::note_use;
use crate::patients::Author;

/// What was typed into a meal.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub day: usize,
    pub meal: usize,
    pub typed: String,
    /// What was chosen of those offered.
    pub chosen: Option<Found>,
}

/// The title of a plan, its days by their labels, its meals by name and time.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub title: String,
    pub days: Vec<String>,
    pub meals: Vec<(String, Option<String>)>,
}

/// What becomes of an item.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// So much of it, as typed, with a note.
    Amount(String, Option<String>),
    Remove,
    /// Of the item and its alternatives this one counts.
    Choose,
    /// That may be eaten instead.
    Or(String),
}

/// What was understood of an entry.
#[derive(Clone, Debug)]
pub(crate) struct Understood {
    day: usize,
    meal: usize,
    items: Vec<Item>,
}

/// Foods typed into meals of that plan, looked up: nobody waits meanwhile to write.
///
/// # Errors
/// 404; 403; 409 for a plan that was given; 400 for an amount that is not clear, or too many lines.
pub(crate) fn looked_up(
    sql: &Sql<'_>,
    (id, scope): (Id, Scope),
    entries: Vec<Entry>,
    typist: Typist,
) -> Result<Vec<Understood>> {
    must_be_draft(&load(sql, id, scope)?)?;
    let lookup = Lookup::new(sql, typist);
    let understood = |entry: Entry| {
        let Entry { day, meal, typed, chosen } = entry;
        let field = format!("add.{day}.{meal}");
        let lines = typed.split(['\n', ';']).filter(|typed| !typed.trim().is_empty());
        let items =
            lines.map(|typed| line(&lookup, typed, chosen, &field)).collect::<Result<_>>()?;
        Ok(Understood { day, meal, items })
    };
    entries.into_iter().map(understood).collect()
}

/// Foods typed into meals, in the order typed.
///
/// # Errors
/// 404; 403; 409 for a plan that was given, or a stale version; 400 for a place that there is not, or
/// more than a plan holds.
pub(crate) fn add(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    precondition: Precondition,
    understood: Vec<Understood>,
) -> Result<Stored> {
    let current = draft(tx, author, id, precondition)?;
    let mut details = current.details.clone();
    let mut used = Vec::new();
    for Understood { day, meal, items } in understood {
        let day = details.days.get_mut(day).ok_or_else(nowhere)?;
        let meal = day.meals.get_mut(meal).ok_or_else(nowhere)?;
        used.extend(items.iter().filter_map(|item| item.food_id));
        meal.items.extend(items);
    }
    // Whom they plan for knows nothing of it: that is a help for typing, of whoever types.
    note_use(tx, author.id, &used)?;
    replace(tx, author, current, &details)
}

/// Changes the item at that place.
///
/// # Errors
/// As [`add`]; 400 for an amount that cannot be read.
pub(crate) fn change(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    precondition: Precondition,
    (at, act): (Place, Act),
    typist: Typist,
) -> Result<Stored> {
    let current = draft(tx, author, id, precondition)?;
    let mut details = current.details.clone();
    let day = details.days.get_mut(at.day).ok_or_else(nowhere)?;
    let items = &mut day.meals.get_mut(at.meal).ok_or_else(nowhere)?.items;
    let item = items.get(at.item).ok_or_else(nowhere)?.clone();
    match act {
        Act::Amount(typed, note) => {
            let new = match item.text.is_some() {
                true => understand(tx, &typed, None, typist, "amount").map(Some)?,
                false => measured(tx, &item, &typed, typist)?,
            };
            let must =
                message("ask-amount", "cannot be read as an amount: write it like 150 g or 2 tbsp");
            let new = new.ok_or_else(|| Error::field("amount", must))?;
            let Item { id, alternative_of, is_chosen, .. } = item;
            items[at.item] = Item { id, alternative_of, is_chosen, note, ..new };
        }
        Act::Remove => {
            items.remove(at.item);
            // Whoever was an alternative of it takes its place.
            let heir = items.iter().find(|other| other.alternative_of == Some(item.id));
            let heir = heir.map(|heir| heir.id);
            for other in items.iter_mut().filter(|other| other.alternative_of == Some(item.id)) {
                other.alternative_of = heir.filter(|heir| *heir != other.id);
            }
        }
        Act::Choose => {
            let root = item.alternative_of.unwrap_or(item.id);
            for other in items.iter_mut() {
                if other.id == root || other.alternative_of == Some(root) {
                    other.is_chosen = other.id == item.id;
                }
            }
        }
        Act::Or(typed) => {
            let root = item.alternative_of.unwrap_or(item.id);
            let new = understand(tx, &typed, None, typist, "or")?;
            items.insert(at.item + 1, Item { alternative_of: Some(root), is_chosen: false, ..new });
        }
    }
    tie_alternatives(items);
    replace(tx, author, current, &details)
}

/// The title, and the days and meals by their names. What has foods in it stays.
///
/// # Errors
/// As [`add`]; 400 for too many, or for one left out that has foods.
pub(crate) fn arrange(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    precondition: Precondition,
    Layout { title, days: labels, meals }: Layout,
) -> Result<Stored> {
    let current = draft(tx, author, id, precondition)?;
    let mut details = current.details.clone();
    if title.is_empty() {
        return Err(Error::field("title", message("required", "is required")));
    }
    details.title = title;
    if meals.len() > MOST_MEALS || labels.len() > MOST_DAYS {
        let day = Day { meals: vec![Meal::default(); meals.len()], ..Day::default() };
        must_fit(&vec![day; labels.len()], &[])?;
    }
    let kept = |field: &str| {
        Error::field(
            field,
            message("still-has-foods", "are fewer than have foods in them: take those out first"),
        )
    };
    if details.days.iter().skip(labels.len()).any(|day| !day.is_empty()) {
        return Err(kept("days"));
    }
    details.days.resize_with(labels.len(), Day::default);
    for (day, label) in details.days.iter_mut().zip(labels) {
        day.label = label;
        if day.meals.iter().skip(meals.len()).any(|meal| !meal.items.is_empty()) {
            return Err(kept("meals"));
        }
        day.meals.resize_with(meals.len(), Meal::default);
        for (meal, (name, time)) in day.meals.iter_mut().zip(&meals) {
            (meal.name, meal.time) = (name.clone(), time.clone());
        }
    }
    replace(tx, author, current, &details)
}

/// Sets the targets of a day for these nutrients; one without figures is taken out.
///
/// # Errors
/// As [`add`].
pub(crate) fn set_targets(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    precondition: Precondition,
    targets: Vec<Target>,
) -> Result<Stored> {
    let current = draft(tx, author, id, precondition)?;
    let mut details = current.details.clone();
    let is_named = |old: &Target| targets.iter().any(|new| new.nutrient == old.nutrient);
    details.targets.retain(|old| !is_named(old));
    let says = |new: &Target| new.min.is_some() || new.aim.is_some() || new.max.is_some();
    details.targets.extend(targets.iter().filter(|new| says(new)).cloned());
    details.targets.sort_by_key(|target| target.nutrient);
    replace(tx, author, current, &details)
}

fn nowhere() -> Error {
    no_place("at")
}
