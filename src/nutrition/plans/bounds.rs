//! How much the days of a plan or an intake hold at most, whoever writes them: a body, a form, a copy.
//! One that holds more, of before there was a bound, may still become smaller.

use std::collections::HashSet;

use super::model::{Day, MOST_DAYS, MOST_ITEMS, MOST_ITEMS_IN_ALL, MOST_MEALS, Meal, items_of};
use crate::error::{Error, FieldError, Result};
use crate::ids::Id;
use crate::message::{Message, message};

/// Holds days to their bounds. `old` are those in whose place they come.
///
/// # Errors
/// 400 with the bound that they do not keep.
pub(crate) fn must_fit(new: &[Day], old: &[Day]) -> Result<()> {
    let broken = broken(new, old);
    match broken.is_empty() {
        true => Ok(()),
        false => Err(Error::invalid(broken).and_nothing_changed()),
    }
}

/// Why so many items have no room.
pub(super) fn too_many_items() -> Message {
    let must = message(
        "plan-full",
        "all days together have at most {most} foods, recipes and texts: leave some out",
    );
    must.count("most", MOST_ITEMS_IN_ALL)
}

fn broken(new: &[Day], old: &[Day]) -> Vec<FieldError> {
    let is_beyond = |count: usize, most: usize, before: usize| count > most && count > before;
    let mut broken = Vec::new();
    if is_beyond(new.len(), MOST_DAYS, old.len()) {
        let must = message("plan-days", "a plan or a record has at most {most} days")
            .count("most", MOST_DAYS);
        broken.push(FieldError::new("days", must));
    }
    if is_beyond(items_of(new).count(), MOST_ITEMS_IN_ALL, items_of(old).count()) {
        broken.push(FieldError::new("days", too_many_items()));
    }
    let meals = |days: &[Day]| days.iter().map(|day| day.meals.len()).max().unwrap_or(0);
    if is_beyond(meals(new), MOST_MEALS, meals(old)) {
        let must = message("plan-meals", "a day has at most {most} meals");
        broken.push(FieldError::new("days", must.count("most", MOST_MEALS)));
    }
    let items = |days: &[Day]| {
        let meals = days.iter().flat_map(|day| &day.meals);
        meals.map(|meal| meal.items.len()).max().unwrap_or(0)
    };
    if is_beyond(items(new), MOST_ITEMS, items(old)) {
        let is_full = |meal: &Meal| meal.items.len() > MOST_ITEMS;
        let (day, meal) = place(new, is_full).unwrap_or_default();
        let must = message("plan-meal-full", "a meal has at most {most} foods, recipes and texts");
        let field = format!("days[{day}].meals[{meal}].items");
        broken.push(FieldError::new(field, must.count("most", MOST_ITEMS)));
    }
    let (field, doubles) = doubles(new);
    if doubles > 0 && doubles > self::doubles(old).1 {
        let must =
            message("item-id-twice", "is the id of another item here: each has its own, or none");
        broken.push(FieldError::new(field, must));
    }
    broken
}

/// Day and meal of the first that is so.
fn place(days: &[Day], is_it: impl Fn(&Meal) -> bool) -> Option<(usize, usize)> {
    days.iter().enumerate().find_map(|(at, day)| Some((at, day.meals.iter().position(&is_it)?)))
}

/// How many items have the id of another one before them, and the field of the first.
fn doubles(days: &[Day]) -> (String, usize) {
    let mut seen: HashSet<Id> = HashSet::new();
    let (mut field, mut count) = (String::new(), 0);
    for (day_at, day) in days.iter().enumerate() {
        for (meal_at, meal) in day.meals.iter().enumerate() {
            for (at, item) in meal.items.iter().enumerate() {
                if seen.insert(item.id) {
                    continue;
                }
                if count == 0 {
                    field = format!("days[{day_at}].meals[{meal_at}].items[{at}].id");
                }
                count += 1;
            }
        }
    }
    (field, count)
}
