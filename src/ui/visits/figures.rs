//! What follows from the measurements: indices, energy needs, and hints where something looks odd.
//! Hints never block: a clinic sees what is odd every day.

use askama::Template;

use super::measures::difference;
use crate::clinical::energy::{Activity, Body, Equation, Inputs, Sex, holds_for};
use crate::clinical::indices::{self, hundredths};
use crate::clinical::{bmi_class, whr_class, whtr_class};
use crate::ui::language::{Language, say};
use crate::ui::staff::Look;
use crate::visits::measurements::Values;

/// A body as typed so far, and what it is compared with.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub weight_kg: Option<f64>,
    pub height_cm: Option<f64>,
    pub waist_cm: Option<f64>,
    pub hip_cm: Option<f64>,
    pub body_fat_percentage: Option<f64>,
    /// As last measured before this visit.
    pub before: Values,
    /// Whether that height is a child's that has grown since.
    pub is_height_old: bool,
    /// Whether the visit or the file speaks of a pregnancy or of breastfeeding.
    pub is_pregnant: bool,
    pub sex: Option<Sex>,
    pub age_years: i32,
    /// Which the total is shown for at a glance.
    pub activity: Activity,
}

/// An index with its name.
pub(super) struct Index {
    pub name: &'static str,
    pub value: String,
    /// By how much it has changed since it was last measured.
    pub change: String,
    pub how: &'static str,
    pub note: &'static str,
}

/// An estimate of the energy spent at rest, and with each activity.
pub(super) struct Estimate {
    pub name: &'static str,
    pub bmr: String,
    pub formula: String,
    pub source: &'static str,
    pub inputs: String,
    /// With the activity chosen.
    pub total: String,
    pub totals: Vec<(&'static str, String, String)>,
}

/// The figures, as a part of the editor's page or alone.
#[derive(Template)]
#[template(path = "ui/visits/figures.html", config = "src/ui/askama.toml")]
pub(super) struct Figures {
    pub look: Look,
    pub indices: Vec<Index>,
    pub estimates: Vec<Estimate>,
    /// The activity chosen and its level.
    pub activity: (&'static str, String),
    pub hints: Vec<&'static str>,
    pub missing: Option<&'static str>,
    /// What each measure has changed by, where somebody is typing: the name of its field, the words.
    pub differences: Vec<(&'static str, String)>,
}

impl Figures {
    /// What is known of that body.
    pub fn of(typed: &Typed, look: Look) -> Self {
        let carried = typed.before.height_cm.filter(|_| !typed.is_height_old);
        let height = typed.height_cm.or(carried);
        Self {
            indices: indices_of(typed, height, look.language),
            estimates: estimates(typed, height, look.language),
            activity: (activity_name(typed.activity), level(typed.activity, look.language)),
            hints: hints(typed),
            missing: missing(typed, height),
            differences: Vec::new(),
            look,
        }
    }
}

fn indices_of(typed: &Typed, height: Option<f64>, language: Language) -> Vec<Index> {
    let before = &typed.before;
    let index = |name, value: f64, earlier: Option<f64>, how, note: Option<&'static str>| Index {
        name,
        value: language.number(&format!("{:.2}", hundredths(value))),
        change: difference(Some(hundredths(value)), earlier.map(hundredths), language),
        how,
        note: note.unwrap_or_default(),
    };
    let mut known = Vec::new();
    let age = typed.age_years;
    if let (Some(weight), Some(height)) = (typed.weight_kg, height) {
        let how = say("Quetelet: weight / height², kg/m²");
        let earlier = before.weight_kg.zip(before.height_cm);
        let earlier = earlier.map(|(weight, height)| indices::bmi(weight, height));
        let note = bmi_class(weight, height, age);
        known.push(index(say("BMI"), indices::bmi(weight, height), earlier, how, note));
    }
    if let (Some(waist), Some(hip)) = (typed.waist_cm, typed.hip_cm) {
        let earlier = before.waist_circumference_cm.zip(before.hip_circumference_cm);
        let earlier = earlier.map(|(waist, hip)| indices::whr(waist, hip));
        let note = whr_class(waist, hip, typed.sex, age);
        let how = say("Waist / hip");
        known.push(index(say("WHR"), indices::whr(waist, hip), earlier, how, note));
    }
    if let (Some(waist), Some(height)) = (typed.waist_cm, height) {
        let earlier = before.waist_circumference_cm.zip(before.height_cm);
        let earlier = earlier.map(|(waist, height)| indices::whtr(waist, height));
        let note = whtr_class(waist, height, typed.weight_kg, age);
        let how = say("Waist / height");
        known.push(index(say("WHtR"), indices::whtr(waist, height), earlier, how, note));
    }
    known
}

fn estimates(typed: &Typed, height: Option<f64>, language: Language) -> Vec<Estimate> {
    let (Some(weight_kg), Some(height_cm)) = (typed.weight_kg, height) else { return Vec::new() };
    let body = Body {
        body_fat_percentage: typed.body_fat_percentage,
        ..Body::sized(typed.sex, f64::from(typed.age_years), weight_kg, height_cm)
    };
    let figure = |value: f64| language.number(&value.to_string());
    let sex = match body.sex {
        Some(Sex::Male) => language.code("MALE"),
        Some(Sex::Female) => language.code("FEMALE"),
        None => String::new(),
    };
    let inputs_of = |equation: Equation| match (equation.takes(), body.lean_kg()) {
        (Inputs::LeanMass, lean) => {
            format!("LBM {} kg", figure(hundredths(lean.unwrap_or_default())))
        }
        (Inputs::WeightHeightAgeSex, _) => {
            let age = language.fill(say("{} years"), &[&body.age_years.to_string()]);
            format!("{} kg · {} cm · {age} · {sex}", figure(weight_kg), figure(height_cm))
        }
    };
    let of = |equation: Equation| {
        let bmr = equation.bmr(&body)?;
        let totals = Activity::ALL.map(|activity| {
            (activity_name(activity), level(activity, language), figure(activity.tdee(bmr)))
        });
        let (name, formula) = (equation.name(), equation.formula(&body));
        let (source, totals) = (equation.source(), totals.into());
        let (inputs, total) = (inputs_of(equation), figure(typed.activity.tdee(bmr)));
        Some(Estimate { name, bmr: figure(bmr.round()), formula, source, inputs, total, totals })
    };
    Equation::USUAL.into_iter().filter_map(of).collect()
}

fn level(activity: Activity, language: Language) -> String {
    language.number(&format!("{:.2}", activity.level()))
}

/// The choices of activity: what a form sends, and the words with the level.
pub(super) fn activities(language: Language) -> Vec<(&'static str, String)> {
    let choice = |activity| {
        let words = language.t(activity_name(activity));
        (
            activity_code(activity),
            format!("{words} · {} {}", language.t(say("PAL")), level(activity, language)),
        )
    };
    Activity::ALL.into_iter().map(choice).collect()
}

/// The activity of that code; a light one where none is said.
pub(super) fn activity_of(code: &str) -> Activity {
    Activity::ALL.into_iter().find(|one| activity_code(*one) == code).unwrap_or(Activity::Sedentary)
}

fn activity_code(activity: Activity) -> &'static str {
    match activity {
        Activity::Sedentary => "sedentary",
        Activity::Active => "active",
        Activity::Vigorous => "vigorous",
    }
}

fn activity_name(activity: Activity) -> &'static str {
    match activity {
        Activity::Sedentary => say("Sedentary or light"),
        Activity::Active => say("Active or moderately active"),
        Activity::Vigorous => say("Vigorously active"),
    }
}

fn hints(typed: &Typed) -> Vec<&'static str> {
    let mut hints = Vec::new();
    if let (Some(now), Some(before)) = (typed.weight_kg, typed.before.weight_kg)
        && ((now - before) / before).abs() > 0.10
    {
        hints.push(say("The weight differs by more than 10% from the last one. Is it right?"));
    }
    if let (Some(now), Some(before)) = (typed.height_cm, typed.before.height_cm)
        && typed.age_years >= 20
        && (now - before).abs() > 2.0
    {
        hints.push(say("The height of an adult has changed by more than 2 cm. Is it right?"));
    }
    if !holds_for(typed.age_years) && typed.weight_kg.is_some() {
        hints.push(say("These equations were fitted on adults: below 19 years they do not hold."));
    }
    if typed.is_pregnant && typed.weight_kg.is_some() {
        hints.push(say(
            "In pregnancy and lactation neither the equations nor the BMI classes hold.",
        ));
    }
    hints
}

fn missing(typed: &Typed, height: Option<f64>) -> Option<&'static str> {
    match (typed.weight_kg, height, typed.sex) {
        (None, _, _) => Some(say("Type a weight to see BMI and energy needs.")),
        (_, None, _) if typed.is_height_old => Some(say(
            "No BMI: the last height of this child is more than six months old. Measure the height again.",
        )),
        (_, None, _) => Some(say("Type a height to see BMI and energy needs.")),
        (_, _, None) => Some(say(
            "The file names no sex for energy equations: only those without one are shown.",
        )),
        _ => None,
    }
}
