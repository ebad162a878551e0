//! What may be sent of a clinic's own food, read once for the API and the form.

use std::ops::RangeInclusive;

use serde_json::{Map, Value as Json};

use super::value::{State, Value};
use super::view::Names;
use crate::error::Result;
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::nutrients::{Tag, Unit};

/// Portions of a food at most.
const MOST_PORTIONS: usize = 40;
/// Languages that a name may be in.
const LANGUAGES: [&str; 3] = ["en", "fr", "de"];
const BASES: &[&str] = &["available", "monosaccharide_equivalents", "by_difference"];
const STATES: &[&str] = &["value", "trace", "less_than", "missing"];
/// Characters of a food's name.
pub const NAME: RangeInclusive<usize> = 1..=200;
/// Characters of a portion's or a group's name.
const LABEL: RangeInclusive<usize> = 1..=80;

/// What is said of a nutrient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NutrientChange {
    pub tag: Tag,
    pub value: Value,
}

/// What a body says of a food.
#[derive(Clone, Debug)]
pub struct FoodChanges {
    pub name: Field<String>,
    pub names: Option<Names>,
    pub group: Option<Vec<String>>,
    pub edible_share: Field<f64>,
    pub density: Field<f64>,
    pub basis: Field<&'static str>,
    pub is_archived: Option<bool>,
    pub portions: Option<Vec<(Names, f64)>>,
    pub nutrients: Vec<NutrientChange>,
}

/// A food to be added, with the id that the caller chose.
#[derive(Clone, Debug)]
pub struct NewFood {
    pub id: Option<Id>,
    pub derived_from: Option<Id>,
    pub changes: FoodChanges,
}

impl NewFood {
    /// Reads a creation's body. A copy needs no name: it has that of its original.
    ///
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let id = fields.chosen_id();
        let derived_from = fields.id("derived_from").value();
        let changes = FoodChanges::read(&mut fields);
        if derived_from.is_none() {
            fields.required("name", changes.name.clone());
        }
        fields.finish()?;
        Ok(Self { id, derived_from, changes })
    }
}

impl FoodChanges {
    /// Reads what a body says.
    pub fn read(fields: &mut Fields) -> Self {
        let name = fields.line("name", NAME);
        let basis = fields.choice("carbohydrate_basis", BASES);
        Self {
            name: fields.not_null("name", name),
            names: names(fields, "names"),
            group: group(fields),
            edible_share: fields.number("edible_share", 1.0..=100.0),
            density: fields.number("density", 0.05..=5.0),
            basis: fields.not_null("carbohydrate_basis", basis),
            is_archived: fields.flag("is_archived").value(),
            portions: portions(fields),
            nutrients: nutrients(fields),
        }
    }
}

/// Names by language; unknown languages are refused.
pub(in crate::nutrition) fn names(fields: &mut Fields, field: &str) -> Option<Names> {
    match fields.raw(field)?.clone() {
        Json::Null => None,
        Json::Object(map) => {
            let mut inner = Fields::of(map.clone());
            let mut names = Names::new();
            for language in map.keys() {
                if !LANGUAGES.contains(&language.as_str()) {
                    inner.refuse(language, message("foods-language", "must be en, fr or de"));
                } else if let Some(name) = inner.line(language, NAME).value() {
                    names.insert(language.clone(), name);
                }
            }
            fields.absorb(field, inner);
            Some(names)
        }
        _ => {
            fields.refuse(field, message("is-object", "must be an object"));
            None
        }
    }
}

fn group(fields: &mut Fields) -> Option<Vec<String>> {
    let must = message("foods-group", "must be a list of up to 3 names of at most 80 characters");
    match fields.raw("group")?.clone() {
        Json::Null => Some(Vec::new()),
        Json::Array(given) if given.len() <= 3 => {
            let name = |value: &Json| value.as_str().map(|name| name.trim().to_owned());
            let fits = |name: &String| LABEL.contains(&name.chars().count());
            let names: Option<Vec<String>> =
                given.iter().map(|value| name(value).filter(fits)).collect();
            let is_seen = |name: &String| !name.contains(char::is_control);
            match names {
                Some(names) if names.iter().all(is_seen) => return Some(names),
                Some(_) => {
                    let must = "must not contain control characters";
                    fields.refuse("group", message("control-characters", must));
                }
                None => fields.refuse("group", must),
            }
            None
        }
        _ => {
            fields.refuse("group", must);
            None
        }
    }
}

fn portions(fields: &mut Fields) -> Option<Vec<(Names, f64)>> {
    let mut portions = Vec::new();
    for (part, map) in objects(fields, "portions", MOST_PORTIONS)? {
        let mut inner = Fields::of(map);
        let mut named = names(&mut inner, "names").unwrap_or_default();
        if let Some(name) = inner.line("name", LABEL).value() {
            named.entry("en".to_owned()).or_insert(name);
        }
        if named.is_empty() {
            inner.required::<String>("name", Field::Absent);
        }
        let grams = inner.number("grams", 0.01..=5_000.0);
        let grams = inner.required("grams", grams);
        fields.absorb(&part, inner);
        portions.extend(grams.map(|grams| (named, grams)));
    }
    Some(portions)
}

fn nutrients(fields: &mut Fields) -> Vec<NutrientChange> {
    let mut changes = Vec::new();
    for (part, map) in objects(fields, "nutrients", Tag::COUNT).unwrap_or_default() {
        let mut inner = Fields::of(map);
        let name = inner.line("nutrient", 1..=20);
        let tag = inner.required("nutrient", name).map(|name| name.parse::<Tag>());
        if let Some(Err(())) = tag {
            inner.refuse("nutrient", message("foods-nutrient", "must be the tag of a nutrient"));
        }
        if let Some(Ok(tag)) = tag {
            if changes.iter().any(|known: &NutrientChange| known.tag == tag) {
                inner.refuse("nutrient", message("twice", "is given twice"));
            }
            let value = value(&mut inner, tag);
            changes.extend(value.map(|value| NutrientChange { tag, value }));
        }
        fields.absorb(&part, inner);
    }
    changes
}

/// What is said of a nutrient: an amount alone is one, and null is that nothing is known.
fn value(inner: &mut Fields, tag: Tag) -> Option<Value> {
    let most = largest(tag.nutrient().unit);
    let state = inner.choice("state", STATES).value().and_then(State::named);
    let amount = inner.number("amount", 0.0..=most).value();
    let upper = inner.number("upper", 0.0..=most).value();
    match state {
        Some(State::Trace) => Some(Value::Trace),
        Some(State::Missing) => Some(Value::Missing),
        Some(State::LessThan) => inner.required("upper", field(upper)).map(Value::LessThan),
        Some(State::Value) => inner.required("amount", field(amount)).map(Value::Amount),
        None => Some(amount.map_or(Value::Missing, Value::Amount)),
    }
}

fn field(value: Option<f64>) -> Field<f64> {
    value.map_or(Field::Absent, Field::Set)
}

/// What 100 g of anything may have.
fn largest(unit: Unit) -> f64 {
    match unit {
        Unit::Kcal => 1_000.0,
        Unit::Kj => 4_000.0,
        Unit::G => 100.0,
        Unit::Mg => 100_000.0,
        Unit::Ug => 100_000_000.0,
    }
}

/// The objects of a list, each with the name of its place.
fn objects(
    fields: &mut Fields,
    name: &str,
    most: usize,
) -> Option<Vec<(String, Map<String, Json>)>> {
    let given = match fields.raw(name)? {
        Json::Null => return None,
        Json::Array(given) if given.len() <= most => given.clone(),
        _ => {
            let must = message("foods-list", "must be a list of at most {most} entries");
            fields.refuse(name, must.count("most", most));
            return None;
        }
    };
    let mut objects = Vec::new();
    for (place, entry) in given.into_iter().enumerate() {
        let part = format!("{name}[{place}]");
        match entry {
            Json::Object(map) => objects.push((part, map)),
            _ => fields.refuse(&part, message("is-object", "must be an object")),
        }
    }
    Some(objects)
}
