//! `/api/energy`: what a body needs, by the equation that is asked for.

use rocket::{Route, get, routes};
use serde_json::{Map, Value, json};

use crate::auth::{May, may};
use crate::clinical::energy::{
    ACTIVITY_FROM_YEARS, Body, Equation, Exertion, Input, Life, Sex, without_noise,
};
use crate::error::{Error, Result};
use crate::http::{Answer, Field, Fields, Parameters, unknown_parameter};
use crate::message::message;
use crate::nutrition::energy::{Energy, EnergyInputs};

pub(super) fn routes() -> Vec<Route> {
    routes![energy]
}

/// What may be asked with, beside `equation` and `sex`: the name, the least and the most.
pub(crate) const NUMBERS: &[(&str, f64, f64)] = &[
    ("age", 0.0, 130.0),
    ("weight_kg", 2.0, 400.0),
    ("height_cm", 45.0, 250.0),
    ("body_fat_percentage", 1.0, 80.0),
    ("lean_mass_kg", 1.0, 300.0),
    ("pal", 1.0, 2.5),
    ("pregnancy_week", 0.0, 45.0),
    ("bmi_before", 10.0, 80.0),
    ("lactation_months", 0.0, 24.0),
];

/// The spellings of a sex.
pub(crate) const SEXES: &[&str] = &["male", "female", "M", "F", "MALE", "FEMALE"];

/// Grown-ups do not live on less: an input must be wrong.
const LEAST_KCAL: f64 = 800.0;
const GROWN: f64 = 18.0;

#[get("/")]
async fn energy(_caller: May<may::NutritionRead>, parameters: Parameters) -> Result<Answer> {
    Ok(Answer::data(worked_out(fields_of(parameters)?)?))
}

/// Inputs that stand in an object of their own, as an answer has them, beside the others.
pub(super) fn flattened(mut map: Map<String, Value>) -> Fields {
    if let Some(Value::Object(inputs)) = map.remove("inputs") {
        for (name, value) in inputs {
            map.entry(name).or_insert(value);
        }
    }
    Fields::of(map)
}

/// The energy by an equation, with everything that it was worked out from.
///
/// # Errors
/// 400 for what the equation lacks, and for what no body is.
pub(crate) fn worked_out(mut fields: Fields) -> Result<Energy> {
    let equation = fields.choice("equation", Equation::CODES);
    let equation = fields.required("equation", equation).and_then(Equation::of_code);
    let body = body_of(&mut fields);
    let pal = fields.number("pal", 1.0..=2.5).value();
    let (Some(equation), Some(mut body), true) = (equation, body, fields.is_good()) else {
        fields.finish()?;
        return Err(Error::internal("an energy question that is neither good nor bad"));
    };
    let is_told_how_active = body.exertion.is_some();
    let mut lean = body.lean_mass_kg.map(|_| "given");
    if equation.lacks(&body).contains(&Input::LeanMass) {
        body.lean_mass_kg = body.boer_lean_kg();
        lean = body.lean_mass_kg.map(|_| "Boer 1984");
    } else if body.lean_mass_kg.is_none() && body.body_fat_percentage.is_some() {
        lean = Some("body_fat_percentage");
    }
    if equation.is_whole_day() && body.exertion.is_none() {
        body.exertion = pal.map(|pal| Exertion::of_level(pal, body.age_years));
    }
    for input in equation.lacks(&body) {
        fields.required::<f64>(field_of(input), Field::Absent);
    }
    fields.finish()?;
    let kcal =
        equation.bmr(&body).ok_or_else(|| Error::internal("an equation without its inputs"))?;
    if body.age_years >= GROWN && kcal < LEAST_KCAL {
        let must = message(
            "energy-too-low",
            "makes less than 800 kcal a day, on which no adult lives: look at it again",
        );
        return Err(Error::field("weight_kg", must));
    }
    // Where somebody says how active a day is, a level beside it decides nothing.
    let is_by_level =
        !equation.is_whole_day() || !is_told_how_active && body.age_years >= ACTIVITY_FROM_YEARS;
    let told_level = pal.filter(|_| is_by_level);
    let total = pal.filter(|_| !equation.is_whole_day()).map(|pal| without_noise(kcal * pal));
    Ok(Energy {
        kcal,
        kj: without_noise(kcal * 4.184),
        inputs: inputs(equation, &body, lean, told_level),
        source: equation.source().to_owned(),
        holds: equation.holds(&body),
        why_not: equation.why_not(&body).map(str::to_owned),
        equation: equation.code().to_owned(),
        name: equation.name().to_owned(),
        formula: equation.formula(&body),
        is_whole_day: equation.is_whole_day(),
        total_kcal: total,
    })
}

/// The parameters as the fields of a body: numbers become numbers.
fn fields_of(parameters: Parameters) -> Result<Fields> {
    let mut map = Map::new();
    for (name, text) in parameters.rest() {
        let value = match NUMBERS.iter().any(|(known, ..)| *known == name) {
            true => number_of(&text),
            false if ["equation", "sex", "activity"].contains(&name.as_str()) => json!(text),
            false => return Err(unknown_parameter(&name)),
        };
        map.insert(name, value);
    }
    Ok(Fields::of(map))
}

/// A number as it stands in an address. JSON has none that is infinite or no number: these stay texts,
/// which no field takes for a number.
pub(super) fn number_of(text: &str) -> Value {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => json!(number),
        _ => json!(text),
    }
}

fn body_of(fields: &mut Fields) -> Option<Body> {
    let mut numbers = NUMBERS.iter().map(|(name, least, most)| fields.number(name, *least..=*most));
    let mut next = || numbers.next().unwrap_or(Field::Absent);
    let [age, weight, height, fat, lean, _, week, bmi_before, months] =
        std::array::from_fn(|_| next());
    let age = fields.required("age", age);
    let weight = fields.required("weight_kg", weight);
    let sex = match fields.choice("sex", SEXES).value() {
        Some("male" | "M" | "MALE") => Some(Sex::Male),
        Some(_) => Some(Sex::Female),
        None => None,
    };
    let activity = fields.choice("activity", Exertion::CODES).value();
    let life = match (week.value(), months.value()) {
        (Some(week), _) => {
            let bmi_before = match bmi_before {
                Field::Absent if week < crate::clinical::energy::PREGNANCY_FROM_WEEK => Some(0.0),
                given => fields.required("bmi_before", given),
            };
            Life::Pregnant { week, bmi_before: bmi_before.unwrap_or_default() }
        }
        (None, Some(months)) => Life::Lactating { months },
        (None, None) => Life::Usual,
    };
    if life != Life::Usual && sex == Some(Sex::Male) {
        fields.refuse(
            "sex",
            message("pregnant-female", "must be female with a pregnancy or lactation"),
        );
    }
    Some(Body {
        sex,
        age_years: age?,
        weight_kg: weight?,
        height_cm: height.value(),
        body_fat_percentage: fat.value(),
        lean_mass_kg: lean.value(),
        exertion: activity.and_then(Exertion::of_code),
        life,
    })
}

fn field_of(input: Input) -> &'static str {
    match input {
        Input::Sex => "sex",
        Input::Height => "height_cm",
        Input::LeanMass => "lean_mass_kg",
        Input::Exertion => "activity",
    }
}

/// What went into the result, and nothing else.
fn inputs(equation: Equation, body: &Body, lean: Option<&str>, pal: Option<f64>) -> EnergyInputs {
    let takes_lean = matches!(equation, Equation::KatchMcArdle | Equation::Cunningham);
    let takes_height = equation.uses_height(body) || lean == Some("Boer 1984");
    let takes_activity = equation.is_whole_day() && body.age_years >= ACTIVITY_FROM_YEARS;
    let (pregnant, lactation_months) = match body.life {
        Life::Usual => (None, None),
        Life::Pregnant { week, bmi_before } => (Some((week, bmi_before)), None),
        Life::Lactating { months } => (None, Some(months)),
    };
    let exertion = body.exertion.filter(|_| takes_activity);
    EnergyInputs {
        sex: body.sex.map(|sex| if sex == Sex::Male { "male" } else { "female" }.to_owned()),
        age: body.age_years,
        weight_kg: body.weight_kg,
        height_cm: body.height_cm.filter(|_| takes_height),
        lean_mass_kg: body.lean_kg().filter(|_| takes_lean).map(without_noise),
        lean_mass_from: lean.filter(|_| takes_lean).map(str::to_owned),
        activity: exertion.map(|exertion| exertion.code().to_owned()),
        pregnancy_week: pregnant.map(|(week, _)| week),
        bmi_before: pregnant.map(|(_, bmi)| bmi).filter(|bmi| *bmi > 0.0),
        lactation_months,
        pal,
    }
}
