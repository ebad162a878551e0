//! From what was sent to what is stored: foods and recipes are looked up, portions weighed,
//! alternatives tied to their item.

use std::collections::HashMap;

use super::input::{DayInput, ItemInput, MealInput, Other};
use super::model::{Day, Item, MOST_GRAMS, Meal};
use crate::db::Sql;
use crate::error::{Error, FieldError, Result, Thing};
use crate::ids::Id;
use crate::message::{Message, message};
use crate::nutrition::foods::store::briefs;
use crate::nutrition::foods::view::FoodBrief;
use crate::nutrition::pantry::load::load;
use crate::nutrition::pantry::{Ingredient, Pantry, RecipeKey};
use crate::nutrition::recipes::store::newest;

/// What the days name, as it is stored now.
struct Shelf {
    foods: HashMap<Id, FoodBrief>,
    newest: HashMap<Id, i64>,
    pantry: Pantry,
}

/// The days as they are stored.
///
/// # Errors
/// 404 for an unknown food or recipe; 400 for an unknown portion, an alternative of nothing, or more
/// than anybody eats.
pub(crate) fn resolve(sql: &Sql<'_>, days: Vec<DayInput>) -> Result<Vec<Day>> {
    let shelf = Shelf::of(sql, &days)?;
    let mut errors = Vec::new();
    let mut resolved = Vec::with_capacity(days.len());
    for (place, day) in days.into_iter().enumerate() {
        let meals = day.meals.into_iter().enumerate().map(|(at, meal)| {
            let part = format!("days[{place}].meals[{at}]");
            shelf.meal(meal, &part, &mut errors)
        });
        let meals = meals.collect();
        let DayInput { label, date, is_complete, .. } = day;
        resolved.push(Day { label, date, is_complete, meals });
    }
    match errors.is_empty() {
        true => Ok(resolved),
        false => Err(Error::invalid(errors).and_nothing_changed()),
    }
}

/// Grams by which an amount may differ from its portions, beside one in a hundred: what rounding does.
const SLACK_G: f64 = 0.05;

impl Shelf {
    fn of(sql: &Sql<'_>, days: &[DayInput]) -> Result<Self> {
        let items = || days.iter().flat_map(|day| &day.meals).flat_map(|meal| &meal.items);
        let mut ids: Vec<Id> = items().filter_map(|item| item.food_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let foods = if ids.is_empty() { HashMap::new() } else { briefs(sql, &ids)? };
        if let Some(unknown) = ids.iter().find(|id| !foods.contains_key(id)) {
            return Err(Error::not_found(Thing::Food).about("food", *unknown));
        }
        let mut newest_of = HashMap::new();
        let mut keys: Vec<RecipeKey> = Vec::new();
        for item in items() {
            let Some(id) = item.recipe_id else { continue };
            let newest = match newest_of.get(&id) {
                Some(newest) => *newest,
                None => newest(sql, id)?,
            };
            newest_of.insert(id, newest);
            keys.push((id, item.recipe_version.unwrap_or(newest)));
        }
        let groups = items().filter_map(|item| item.exchange_id).map(Ingredient::Exchange);
        let pantry = load(sql, keys.into_iter().map(Ingredient::Recipe).chain(groups))?;
        Ok(Self { foods, newest: newest_of, pantry })
    }

    fn meal(&self, meal: MealInput, part: &str, errors: &mut Vec<FieldError>) -> Meal {
        let mut items: Vec<Item> = Vec::with_capacity(meal.items.len());
        let others: Vec<Option<Other>> =
            meal.items.iter().map(|item| item.alternative_of).collect();
        for (at, item) in meal.items.into_iter().enumerate() {
            let mut refuse = |field: &str, must: Message| {
                errors.push(FieldError::new(format!("{part}.items[{at}].{field}"), must));
            };
            items.push(self.item(item, &mut refuse));
        }
        for (at, other) in others.into_iter().enumerate() {
            let Some(other) = other else { continue };
            let found = match other {
                Other::Place(place) => items.get(place).map(|item| item.id),
                Other::Id(id) => items.iter().find(|item| item.id == id).map(|item| item.id),
            };
            let is_other = |id: &Id| *id != items[at].id;
            match found.filter(is_other) {
                Some(id) => items[at].alternative_of = Some(id),
                None => errors.push(FieldError::new(
                    format!("{part}.items[{at}].alternative_of"),
                    message("alternative-of-nothing", "must be another item of the same meal"),
                )),
            }
        }
        tie_alternatives(&mut items);
        Meal { name: meal.name, time: meal.time, note: meal.note, items }
    }

    fn item(&self, item: ItemInput, refuse: &mut impl FnMut(&str, Message)) -> Item {
        let mut stored = Item {
            id: item.id.unwrap_or_default(),
            food_id: item.food_id,
            recipe_id: item.recipe_id,
            recipe_version: None,
            exchange_id: item.exchange_id,
            text: item.text,
            grams: item.grams.filter(|_| item.exchange_id.is_none()),
            count: item.count,
            portion_id: item.portion_id,
            portion: None,
            note: item.note,
            alternative_of: None,
            is_chosen: item.is_chosen.unwrap_or(false),
        };
        if item.exchange_id.is_some_and(|id| !self.pantry.exchanges.contains_key(&id)) {
            let must = message("exchange-unknown", "must be a group of an exchange system");
            refuse("exchange_id", must);
        }
        let one = match (item.food_id, item.recipe_id) {
            (Some(food), _) => self.portion(food, &mut stored, refuse),
            (None, Some(recipe)) => {
                let newest = self.newest.get(&recipe).copied().unwrap_or_default();
                let version = item.recipe_version.unwrap_or(newest);
                stored.recipe_version = Some(version);
                let known = self.pantry.recipes.get(&(recipe, version));
                if known.is_none() {
                    refuse(
                        "recipe_version",
                        message("not-offered", "must be a version of this recipe"),
                    );
                }
                known.map(|recipe| recipe.serving_g())
            }
            _ => None,
        };
        if let (Some(grams), Some(count), Some(one), Some(_)) =
            (stored.grams, item.count, one, item.portion_id)
            && (grams - count * one).abs() > SLACK_G + count * one / 100.0
        {
            let must = message(
                "grams-disagree",
                "must be what the portions weigh, {grams} g, or be left out",
            );
            refuse("grams", must.number("grams", count * one));
        }
        if stored.grams.is_none()
            && let (Some(count), Some(one)) = (item.count, one)
        {
            let grams = (count * one * 1000.0).round() / 1000.0;
            if grams > MOST_GRAMS {
                let must = message("number-range", "must be a number from {least} to {most}");
                refuse("count", must.number("least", 0).number("most", MOST_GRAMS / one));
            }
            stored.grams = Some(grams);
        }
        stored
    }

    /// The grams of one portion: the one named, else the food's usual one.
    fn portion(
        &self,
        food: Id,
        stored: &mut Item,
        refuse: &mut impl FnMut(&str, Message),
    ) -> Option<f64> {
        let portions = &self.foods.get(&food)?.portions;
        let named = stored.portion_id.map(|id| portions.iter().find(|portion| portion.id == id));
        let portion = match named {
            Some(None) => {
                refuse("portion_id", message("not-offered", "must be a portion of this food"));
                return None;
            }
            Some(found) => found,
            None if stored.count.is_some() && stored.grams.is_none() => {
                let usual = portions.iter().find(|portion| portion.is_default).or(portions.first());
                if usual.is_none() {
                    refuse(
                        "grams",
                        message("portion-unknown", "is required: this food has no portion"),
                    );
                }
                usual
            }
            None => None,
        };
        let portion = portion?;
        stored.portion_id = Some(portion.id);
        stored.portion = Some(portion.names.clone());
        Some(portion.grams)
    }
}

/// Ties every alternative to the first item of its group, and has exactly one of each group count:
/// the one chosen, else the first.
pub(super) fn tie_alternatives(items: &mut [Item]) {
    let mut places: HashMap<Id, usize> = HashMap::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        places.entry(item.id).or_insert(at);
    }
    let root = |mut id: Id| {
        for _ in 0..items.len() {
            let known = places.get(&id).and_then(|at| items.get(*at));
            match known.and_then(|item| item.alternative_of) {
                Some(next) => id = next,
                None => break,
            }
        }
        id
    };
    let roots: Vec<Id> = items.iter().map(|item| root(item.id)).collect();
    let mut chosen: HashMap<Id, usize> = HashMap::new();
    for (at, id) in roots.iter().enumerate() {
        let is_first = items[at].id == *id;
        match chosen.get(id) {
            Some(known) if items[*known].is_chosen => {}
            _ if items[at].is_chosen => {
                chosen.insert(*id, at);
            }
            _ if is_first => {
                chosen.insert(*id, at);
            }
            _ => {
                chosen.entry(*id).or_insert(at);
            }
        }
    }
    for (at, id) in roots.into_iter().enumerate() {
        items[at].alternative_of = (items[at].id != id).then_some(id);
        items[at].is_chosen = chosen.get(&id) == Some(&at);
    }
}
