//! What may be sent of a plan, before anybody has looked whether its foods exist.

use serde_json::Value;

use super::bounds::too_many_items;
use super::model::{MOST_DAYS, MOST_GRAMS, MOST_ITEMS, MOST_ITEMS_IN_ALL, MOST_MEALS, Target};
use crate::error::Result;
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::energy::Energy;
use crate::nutrition::energy_api;
use crate::nutrition::input::{each, exactly_one};
use crate::nutrition::nutrients::Tag;
use crate::schedule::input::plausible_day;

/// A plan to be made.
#[derive(Clone, Debug)]
pub(crate) struct NewPlan {
    pub id: Option<Id>,
    /// None: a template.
    pub patient_id: Option<Id>,
    pub changes: Changes,
}

impl NewPlan {
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let patient = fields.id("patient_id");
        let is_template = fields.flag("is_template").value().unwrap_or(false);
        let patient_id = match (is_template, patient) {
            (false, given) => fields.required("patient_id", given),
            (true, Field::Set(_)) => {
                fields.refuse(
                    "patient_id",
                    message("template-of-nobody", "must be left out: a template is of nobody"),
                );
                None
            }
            (true, _) => None,
        };
        let changes = Changes::read(&mut fields);
        fields.required("title", changes.title.clone());
        fields.finish()?;
        Ok(Self { id, patient_id, changes })
    }
}

/// What a body changes.
#[derive(Clone, Debug)]
pub(crate) struct Changes {
    pub title: Field<String>,
    pub from_date: Field<String>,
    pub to_date: Field<String>,
    pub notes: Field<String>,
    pub targets: Field<Vec<Target>>,
    pub energy: Field<Energy>,
    pub days: Field<Vec<DayInput>>,
}

#[derive(Clone, Debug)]
pub(crate) struct DayInput {
    pub label: String,
    pub date: Option<String>,
    pub is_complete: bool,
    pub meals: Vec<MealInput>,
}

#[derive(Clone, Debug)]
pub(crate) struct MealInput {
    pub name: String,
    pub time: Option<String>,
    pub note: Option<String>,
    pub items: Vec<ItemInput>,
}

/// The item of the same meal that another may take the place of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Other {
    /// By its place in the meal, from 0.
    Place(usize),
    Id(Id),
}

#[derive(Clone, Debug, Default)]
pub(crate) struct ItemInput {
    pub id: Option<Id>,
    pub food_id: Option<Id>,
    pub recipe_id: Option<Id>,
    pub recipe_version: Option<i64>,
    pub exchange_id: Option<Id>,
    pub text: Option<String>,
    pub grams: Option<f64>,
    pub portion_id: Option<Id>,
    pub count: Option<f64>,
    pub note: Option<String>,
    pub alternative_of: Option<Other>,
    pub is_chosen: Option<bool>,
}

impl Changes {
    pub fn read(fields: &mut Fields) -> Self {
        let title = fields.line("title", 1..=200);
        let (from, to) = (plausible_day(fields, "from_date"), plausible_day(fields, "to_date"));
        if let (Field::Set(from), Field::Set(to)) = (&from, &to)
            && to < from
        {
            let must = message("ends-before-it-begins", "must not be before the first day");
            fields.refuse("to_date", must);
        }
        let targets = each(fields, "targets", Tag::COUNT, target)
            .map(|all| all.into_iter().flatten().collect());
        let days = days(fields);
        Self {
            title: fields.not_null("title", title),
            from_date: from.map(|day| day.to_string()),
            to_date: to.map(|day| day.to_string()),
            notes: fields.text("notes", 5000),
            targets,
            energy: energy(fields),
            days,
        }
    }
}

fn target(fields: &mut Fields) -> Option<Target> {
    let name = fields.line("nutrient", 1..=40);
    let nutrient = fields.required("nutrient", name).and_then(|name| {
        let tag = name.parse::<Tag>().ok();
        if tag.is_none() {
            fields.refuse("nutrient", message("not-offered", "must be the tag of a nutrient"));
        }
        tag
    });
    let mut bound = |name| fields.number(name, 0.0..=1e6).value();
    let (min, aim, max) = (bound("min"), bound("aim"), bound("max"));
    if let (Some(min), Some(max)) = (min, max)
        && max < min
    {
        fields.refuse("max", message("below-least", "must not be below the least"));
    }
    let source = fields.line("source", 1..=300).value();
    Some(Target { nutrient: nutrient?, min, aim, max, source })
}

/// The energy prescription: an equation with what goes into it, worked out here and then frozen.
fn energy(fields: &mut Fields) -> Field<Energy> {
    let map = match fields.raw("energy") {
        None => return Field::Absent,
        Some(Value::Null) => return Field::Null,
        Some(Value::Object(map)) => map.clone(),
        Some(_) => {
            fields.refuse("energy", message("is-object", "must be an object"));
            return Field::Absent;
        }
    };
    match energy_api::worked_out(energy_api::flattened(map)) {
        Ok(energy) => Field::Set(energy),
        Err(error) => {
            for detail in error.details() {
                fields.refuse(&format!("energy.{}", detail.field), detail.message.clone());
            }
            Field::Absent
        }
    }
}

/// The days of a body.
pub(crate) fn days(fields: &mut Fields) -> Field<Vec<DayInput>> {
    let days = each(fields, "days", MOST_DAYS, day);
    let all = |days: &Vec<DayInput>| {
        days.iter().flat_map(|day| &day.meals).map(|meal| meal.items.len()).sum::<usize>()
    };
    if let Field::Set(days) = &days
        && all(days) > MOST_ITEMS_IN_ALL
    {
        // Before anything of it is looked up.
        fields.refuse("days", too_many_items());
    }
    days
}

fn day(fields: &mut Fields) -> DayInput {
    DayInput {
        label: fields.line("label", 1..=60).value().unwrap_or_default(),
        date: plausible_day(fields, "date").value().map(|day| day.to_string()),
        is_complete: fields.flag("is_complete").value().unwrap_or(true),
        meals: each(fields, "meals", MOST_MEALS, meal).value().unwrap_or_default(),
    }
}

fn meal(fields: &mut Fields) -> MealInput {
    MealInput {
        name: fields.line("name", 1..=60).value().unwrap_or_default(),
        time: fields.line("time", 1..=20).value(),
        note: fields.line("note", 1..=300).value(),
        items: each(fields, "items", MOST_ITEMS, item).value().unwrap_or_default(),
    }
}

fn item(fields: &mut Fields) -> ItemInput {
    let (food_id, recipe_id) = (fields.id("food_id").value(), fields.id("recipe_id").value());
    let exchange_id = fields.id("exchange_id").value();
    let text = fields.line("text", 1..=300).value();
    let given = [food_id.is_some(), recipe_id.is_some(), exchange_id.is_some(), text.is_some()];
    let given = given.into_iter().filter(|is_given| *is_given).count();
    exactly_one(fields, &["food_id", "recipe_id", "exchange_id", "text"], given);
    let grams = fields.number("grams", 0.0..=MOST_GRAMS).value();
    let count = fields.number("count", 0.0..=1000.0).value();
    if exchange_id.is_some() && count.is_none() && !fields.is_refused("count") {
        fields.required::<f64>("count", Field::Absent);
    }
    let is_counted = text.is_none() && exchange_id.is_none() && given == 1;
    if is_counted && grams.is_none() && count.is_none() && !fields.is_refused("grams") {
        fields.required::<f64>("grams", Field::Absent);
    }
    ItemInput {
        id: fields.id("id").value(),
        food_id,
        recipe_id,
        exchange_id,
        recipe_version: fields.integer("recipe_version", 1..=i64::MAX).value(),
        text,
        grams,
        portion_id: fields.id("portion_id").value(),
        count,
        note: fields.line("note", 1..=300).value(),
        alternative_of: other(fields),
        is_chosen: fields.flag("is_chosen").value(),
    }
}

fn other(fields: &mut Fields) -> Option<Other> {
    match fields.raw("alternative_of") {
        None | Some(Value::Null) => None,
        Some(Value::String(_)) => fields.id("alternative_of").value().map(Other::Id),
        Some(_) => {
            let most = i64::try_from(MOST_ITEMS).unwrap_or(i64::MAX);
            let place = fields.integer("alternative_of", 0..=most).value()?;
            usize::try_from(place).ok().map(Other::Place)
        }
    }
}
