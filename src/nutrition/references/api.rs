//! `/api/reference-intakes`: what a person of that sex and age shall have a day.

use rocket::{Route, get, routes};
use serde::Serialize;
use serde_json::{Map, json};

use super::{Person, System, targets};
use crate::auth::{May, may};
use crate::clinical::energy::Sex;
use crate::error::Result;
use crate::http::{Answer, Fields, Parameters, unknown_parameter};
use crate::message::message;
use crate::nutrition::energy_api::number_of;
use crate::nutrition::plans::model::Target;

pub(in crate::nutrition) fn routes() -> Vec<Route> {
    routes![intakes]
}

/// What may be said of a person beside sex and age.
pub(crate) const STATES: &[&str] = &[
    "pregnant",
    "pregnant_t1",
    "pregnant_t2",
    "pregnant_t3",
    "lactating",
    "lactating_0_6",
    "lactating_7_up",
    "premenopausal",
    "postmenopausal",
    "phytate_300",
    "phytate_600",
    "phytate_900",
    "phytate_1200",
];

/// The numbers that may be asked with: the name, the least and the most.
pub(crate) const NUMBERS: &[(&str, f64, f64)] =
    &[("age_months", 0.0, 1560.0), ("weight_kg", 2.0, 400.0), ("kcal", 100.0, 10_000.0)];

/// A target with its unit.
#[derive(Serialize)]
struct WithUnit {
    #[serde(flatten)]
    target: Target,
    unit: &'static str,
}

#[get("/")]
async fn intakes(_caller: May<may::NutritionRead>, parameters: Parameters) -> Result<Answer> {
    let mut map = Map::new();
    for (name, text) in parameters.rest() {
        let value = match NUMBERS.iter().any(|(known, ..)| *known == name) {
            true => number_of(&text),
            false if ["system", "sex", "states"].contains(&name.as_str()) => json!(text),
            false => return Err(unknown_parameter(&name)),
        };
        map.insert(name, value);
    }
    let mut fields = Fields::of(map);
    let system = fields.choice("system", System::CODES);
    let system = fields.required("system", system).and_then(System::of_code);
    let sex = fields.choice("sex", &["male", "female"]);
    let sex = fields.required("sex", sex);
    let age = fields.integer("age_months", 0..=1560);
    let age = fields.required("age_months", age);
    let weight_kg = fields.number("weight_kg", 2.0..=400.0).value();
    let kcal = fields.number("kcal", 100.0..=10_000.0).value();
    let given = fields.line("states", 1..=200).value().unwrap_or_default();
    let states: Vec<&str> =
        given.split(',').map(str::trim).filter(|state| !state.is_empty()).collect();
    if states.iter().any(|state| !STATES.contains(state)) {
        let wording = format!("must be of {}", STATES.join(", "));
        fields.refuse("states", message("not-offered", "").worded(wording));
    }
    fields.finish()?;
    let person = Person {
        sex: if sex == Some("male") { Sex::Male } else { Sex::Female },
        age_months: age.and_then(|age| u32::try_from(age).ok()).unwrap_or_default(),
        states,
        weight_kg,
        kcal,
    };
    let with_unit = |target: Target| {
        let unit = target.nutrient.nutrient().unit.symbol();
        WithUnit { target, unit }
    };
    let all = targets(system.unwrap_or(System::Efsa), &person);
    let all: Vec<WithUnit> = all.into_iter().map(with_unit).collect();
    Ok(Answer::data(json!({ "targets": all })))
}
