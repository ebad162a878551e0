//! A group of exchanges as it is typed: its figures, and its foods one a line.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::db::Sql;
use crate::error::{Error, FieldError, Result};
use crate::http::Fields;
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::exchanges::view::{GroupView, SwapView};
use crate::nutrition::exchanges::{Carrier, Group as Exchange, Swap};
use crate::nutrition::foods::store::{briefs, compositions};
use crate::nutrition::foods::view::FoodBrief;
use crate::nutrition::plans::finding::{Found, FoundKind, Typist};
use crate::nutrition::plans::lookup::Lookup;
use crate::nutrition::plans::meaning::line as understood;
use crate::nutrition::portions::read as read_portion;
use crate::text::fold;
use crate::ui::form::Sent;
use crate::ui::language::Language;

const NUMBERS: [&str; 6] = ["carbohydrate", "protein", "fat", "alcohol", "kcal", "version"];

/// What the form of a group is filled with.
pub(super) fn values(group: &GroupView, language: Language) -> Value {
    let line = |swap: &SwapView| {
        format!(
            "{} g {}",
            language.decimal(&swap.grams.to_string()),
            super::page::name(swap, language)
        )
    };
    let foods: Vec<String> = group.foods.iter().map(line).collect();
    json!({
        "name_en": group.names.get("en"), "name_fr": group.names.get("fr"),
        "carried_by": group.carried_by, "carbohydrate": group.carbohydrate,
        "protein": group.protein, "fat": group.fat, "alcohol": group.alcohol, "kcal": group.kcal,
        "foods": foods.join("\n"),
    })
}

/// The group as the form has it: a member of the system's body. The foods that it has stay the same,
/// by whatever name others are found first. Lines without an amount are refused with what is proposed.
pub(super) fn group_of(
    sql: &Sql<'_>,
    sent: &Sent,
    (id, old): (Id, &[Swap]),
    language: Language,
) -> Result<Value> {
    let mut body = sent.body(&NUMBERS);
    let mut names = Map::new();
    for tag in ["en", "fr"] {
        let name = body.remove(&format!("name_{tag}")).filter(|name| !name.is_null());
        names.extend(name.map(|name| (tag.to_owned(), name)));
    }
    if names.is_empty() {
        return Err(Error::field("name_en", message("required", "is required")));
    }
    body.insert("id".into(), json!(id));
    body.insert("names".into(), Value::Object(names));
    body.insert("foods".into(), json!([]));
    body.retain(|name, _| name != "version" && !name.contains('.'));
    let known = known(sql, old, language)?;
    let lookup = Lookup::new(sql, Typist { by: None, language: language.tag() });
    let mut foods = Vec::new();
    for line in sent.raw("foods").lines().map(str::trim).filter(|line| !line.is_empty()) {
        foods.push(swap(&lookup, line, &known)?);
    }
    body.insert("foods".into(), Value::Array(foods));
    Ok(Value::Object(body))
}

/// The foods of the group by their names, as the form shows them.
fn known(sql: &Sql<'_>, old: &[Swap], language: Language) -> Result<HashMap<String, Id>> {
    let ids: Vec<Id> = old.iter().map(|swap| swap.food_id).collect();
    let foods = briefs(sql, &ids)?.into_values();
    let named =
        |food: FoodBrief| (fold(food.names.get(language.tag()).unwrap_or(&food.name)), food.id);
    Ok(foods.map(named).collect())
}

fn swap(lookup: &Lookup<'_, '_>, line: &str, known: &HashMap<String, Id>) -> Result<Value> {
    let named = known.get(&fold(&read_portion(line, lookup.typist.comma_groups()).food));
    let chosen = named.map(|id| Found { kind: FoundKind::Food, id: *id });
    let item = understood(lookup, line, chosen, "foods")?;
    match item.food_id {
        Some(food) => Ok(json!({ "food_id": food, "grams": item.grams })),
        None => {
            let must = message("food-unknown", "has “{line}”, which is not in the food tables");
            Err(Error::field("foods", must.name("line", line)))
        }
    }
}

/// What was typed with an amount in every line: proposed where there was none. The second is whether
/// anything was.
pub(super) fn with_amounts(sql: &Sql<'_>, sent: &Sent, language: Language) -> Result<(Sent, bool)> {
    let lookup = Lookup::new(sql, Typist { by: None, language: language.tag() });
    let mut fields = Fields::of(sent.filled(&NUMBERS));
    let mut figure = |name| fields.number(name, 0.0..=1000.0).value();
    let group = Exchange {
        id: Id::new(),
        names: Default::default(),
        carried_by: Carrier::named(sent.get("carried_by")).unwrap_or(Carrier::Carbohydrate),
        carbohydrate: figure("carbohydrate"),
        protein: figure("protein"),
        fat: figure("fat"),
        alcohol: figure("alcohol"),
        kcal: figure("kcal"),
        foods: Vec::new(),
    };
    let (mut lines, mut is_proposed) = (Vec::new(), false);
    for line in sent.raw("foods").lines().map(str::trim).filter(|line| !line.is_empty()) {
        let has_amount = read_portion(line, lookup.typist.comma_groups()).amount.is_some();
        let food = match has_amount {
            true => None,
            false => understood(&lookup, line, None, "foods")?.food_id,
        };
        let composition = match food {
            Some(food) => compositions(sql, &[food])?.remove(&food),
            None => None,
        };
        match composition.and_then(|composition| group.proposed(&composition)) {
            Some(grams) => {
                lines.push(format!("{} g {line}", language.decimal(&grams.to_string())));
                is_proposed = true;
            }
            None => lines.push(line.to_owned()),
        }
    }
    let typed = sent.all().iter().map(|(name, value)| {
        let value = if name == "foods" { lines.join("\n") } else { value.clone() };
        (name.clone(), value)
    });
    Ok((sent.part(typed.collect()), is_proposed))
}

/// An error about the group, told at the fields of its form.
pub(super) fn told_here(error: Error) -> Error {
    let inner = |detail: &FieldError| {
        let field = detail.field.split_once("].").map_or(detail.field.as_str(), |(_, rest)| rest);
        let field = if field.starts_with("foods") { "foods" } else { field };
        let field = if field.starts_with("names") { "name_en" } else { field };
        FieldError::new(field, detail.message.clone())
    };
    match error.details().iter().any(|detail| detail.field.starts_with("groups[")) {
        true => Error::invalid(error.details().iter().map(inner).collect()).and_nothing_changed(),
        false => error,
    }
}
