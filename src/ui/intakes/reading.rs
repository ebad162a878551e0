//! Days of an intake as a form has them: a text for each occasion, a food a line.

use std::collections::HashMap;

use serde_json::Map;

use crate::error::{Error, Result};
use crate::http::Fields;
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::pantry::Pantry;
use crate::nutrition::plans::finding::{Found, FoundKind};
use crate::nutrition::plans::lookup::Lookup;
use crate::nutrition::plans::meaning::line as understood;
use crate::nutrition::plans::model::{Day, Item, MOST_ITEMS, Meal};
use crate::nutrition::portions::read;
use crate::schedule::input::plausible_day;
use crate::text::fold;
use crate::ui::form::Sent;
use crate::ui::language::{Language, say};
use crate::ui::plans::words::{amount_in_full, name};
use crate::ui::typed::Quantity;

/// The occasions of a day, from waking to sleep.
pub(super) const OCCASIONS: [&str; 6] = [
    say("Breakfast"),
    say("Morning"),
    say("Lunch"),
    say("Afternoon"),
    say("Dinner"),
    say("Evening and night"),
];
/// Days that a form offers at most.
pub(super) const MOST_DAYS: usize = 7;
/// Characters of a text at most.
const LONGEST: usize = 5000;

/// A day of the form: its occasions by name, each with what was told of it.
pub(super) struct DayForm {
    pub date: String,
    pub is_complete: bool,
    pub occasions: Vec<(String, String)>,
}

/// The names of a day's occasions: its own, else the usual ones.
fn names_of(old: Option<&Day>, language: Language) -> Vec<String> {
    let usual = || OCCASIONS.iter().map(|name| language.t(name).to_owned()).collect();
    match old.filter(|day| !day.meals.is_empty()) {
        Some(day) => day.meals.iter().map(|meal| meal.name.clone()).collect(),
        None => usual(),
    }
}

impl DayForm {
    pub fn blank(language: Language) -> Self {
        let names = names_of(None, language);
        let occasions = names.into_iter().map(|name| (name, String::new())).collect();
        Self { date: String::new(), is_complete: true, occasions }
    }

    /// A day that was kept, in its reader's words.
    pub fn of(day: &Day, pantry: &Pantry, language: Language) -> Self {
        let lines = |meal: &Meal| {
            let items = meal.items.iter().map(|item| line(item, pantry, language));
            items.collect::<Vec<_>>().join("\n")
        };
        let told = day.meals.iter().map(lines).chain(std::iter::repeat(String::new()));
        let occasions = names_of(Some(day), language).into_iter().zip(told).collect();
        let date = day.date.clone().unwrap_or_default();
        Self { date, is_complete: day.is_complete, occasions }
    }

    /// The same with what was typed and refused.
    pub fn retype(&mut self, sent: &Sent, day: usize) {
        self.date = sent.get(&format!("date.{day}")).to_owned();
        self.is_complete = sent.get(&format!("complete.{day}")) != "false";
        for (at, (_, told)) in self.occasions.iter_mut().enumerate() {
            *told = sent.raw(&format!("ate.{day}.{at}")).replace("\r\n", "\n");
        }
    }

    /// A day as it was sent; its occasions are those of the day that it corrects.
    pub fn sent(sent: &Sent, day: usize, old: Option<&Day>, language: Language) -> Self {
        let occasions = names_of(old, language).into_iter().map(|name| (name, String::new()));
        let mut form = Self { occasions: occasions.collect(), ..Self::blank(language) };
        form.retype(sent, day);
        form
    }

    /// The day with its foods looked up; lines that were kept so mean what they meant. What the form
    /// does not ask for stays as the day that it corrects has it.
    ///
    /// # Errors
    /// 400 for a date that is none, for an amount that is not clear, or for more than anybody eats at
    /// once.
    pub fn day(
        &self,
        lookup: &Lookup<'_, '_>,
        (place, old): (usize, Option<&Day>),
        kept: &Kept,
        language: Language,
    ) -> Result<Day> {
        let mut meals = Vec::with_capacity(self.occasions.len());
        for (at, (occasion, told)) in self.occasions.iter().enumerate() {
            let field = format!("ate.{place}.{at}");
            if told.chars().count() > LONGEST {
                let must = message("at-most-characters", "must have at most {most} characters");
                return Err(Error::field(&field, must.count("most", LONGEST)));
            }
            let lines: Vec<&str> =
                told.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            if lines.len() > MOST_ITEMS {
                let must =
                    message("plan-meal-full", "a meal has at most {most} foods, recipes and texts");
                return Err(Error::field(&field, must.count("most", MOST_ITEMS)));
            }
            let mut items = Vec::with_capacity(lines.len());
            for line in lines {
                items.push(kept.item(lookup, line, &field)?);
            }
            let before = old.and_then(|day| day.meals.get(at)).cloned().unwrap_or_default();
            meals.push(Meal { name: occasion.clone(), items, ..before });
        }
        let date = match self.date.as_str() {
            "" => None,
            typed => {
                let mut fields = Fields::of(Map::from_iter([(
                    "date".to_owned(),
                    Quantity::Day.value(language, typed),
                )]));
                let day = plausible_day(&mut fields, "date").value().map(|day| day.to_string());
                fields.finish()?;
                day
            }
        };
        Ok(Day {
            label: match old {
                Some(day) => day.label.clone(),
                None => language.fill(say("Day {}"), &[&(place + 1).to_string()]),
            },
            date,
            is_complete: self.is_complete,
            meals,
        })
    }
}

/// An item as it was typed, or as it would be: "2 slices bread", "150 g rice".
pub(super) fn line(item: &Item, pantry: &Pantry, language: Language) -> String {
    match &item.text {
        Some(text) => text.clone(),
        None => {
            let amount = crate::ui::plans::words::amount(item, language);
            format!("{amount} {}", name(item, pantry, language)).trim().to_owned()
        }
    }
}

/// The same as a page shows it: the food, and how much with its grams.
pub(super) fn told(item: &Item, pantry: &Pantry, language: Language) -> (String, String) {
    (name(item, pantry, language), amount_in_full(item, language))
}

/// What the lines of a record stand for, and the foods in them by their names.
#[derive(Default)]
pub(super) struct Kept {
    lines: HashMap<String, Item>,
    names: HashMap<String, Found>,
}

impl Kept {
    pub fn of(days: &[Day], pantry: &Pantry, language: Language) -> Self {
        let items = || days.iter().flat_map(|day| &day.meals).flat_map(|meal| &meal.items);
        let named = |item: &Item| {
            let found = match (item.food_id, item.recipe_id) {
                (Some(id), _) => Found { kind: FoundKind::Food, id },
                (None, id) => Found { kind: FoundKind::Recipe, id: id? },
            };
            Some((fold(&name(item, pantry, language)), found))
        };
        Self {
            lines: items().map(|item| (line(item, pantry, language), item.clone())).collect(),
            names: items().filter_map(named).collect(),
        }
    }

    /// The item that a line is: the one that it was, another amount of what was there, or a new one.
    fn item(&self, lookup: &Lookup<'_, '_>, line: &str, field: &str) -> Result<Item> {
        if let Some(item) = self.lines.get(line) {
            return Ok(Item { id: Id::new(), ..item.clone() });
        }
        let named = fold(&read(line, lookup.typist.comma_groups()).food);
        understood(lookup, line, self.names.get(&named).copied(), field)
    }
}
