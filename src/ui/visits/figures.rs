//! What follows from the measurements: indices, energy needs, and hints where something looks odd.
//! Hints never block: a clinic sees what is odd every day.

use askama::Template;

use crate::ui::language::{Language, say};
use crate::ui::staff::Look;
use crate::visits::energy::{Activity, Body, Equation, Sex, holds_for};
use crate::visits::indices;

/// A body as typed so far, and what it is compared with.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub weight_kg: Option<f64>,
    pub height_cm: Option<f64>,
    pub waist_cm: Option<f64>,
    pub hip_cm: Option<f64>,
    pub body_fat_percentage: Option<f64>,
    /// As last measured before this visit.
    pub previous_weight_kg: Option<f64>,
    pub previous_height_cm: Option<f64>,
    pub sex: Option<Sex>,
    pub age_years: i32,
    /// Which the total is shown for at a glance.
    pub activity: Activity,
}

/// An index with its name.
pub(super) struct Index {
    pub name: &'static str,
    pub value: String,
    pub how: &'static str,
    pub note: &'static str,
}

/// An estimate of the energy spent at rest, and with each activity.
pub(super) struct Estimate {
    pub name: &'static str,
    pub bmr: String,
    pub formula: &'static str,
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
}

impl Figures {
    /// What is known of that body.
    pub fn of(typed: &Typed, look: Look) -> Self {
        let height = typed.height_cm.or(typed.previous_height_cm);
        Self {
            indices: indices_of(typed, height, look.language),
            estimates: estimates(typed, height, look.language),
            activity: (activity_name(typed.activity), level(typed.activity, look.language)),
            hints: hints(typed),
            missing: missing(typed, height),
            look,
        }
    }
}

fn indices_of(typed: &Typed, height: Option<f64>, language: Language) -> Vec<Index> {
    let figure = |value: f64| language.number(&format!("{value:.2}"));
    let mut known = Vec::new();
    if let (Some(weight), Some(height)) = (typed.weight_kg, height) {
        let bmi = indices::bmi(weight, height);
        let note = if typed.age_years >= 18 { category(bmi) } else { "" };
        let how = say("Quetelet: weight / height², kg/m²");
        known.push(Index { name: say("BMI"), value: figure(bmi), how, note });
    }
    if let (Some(waist), Some(hip)) = (typed.waist_cm, typed.hip_cm) {
        let (value, how) = (figure(indices::whr(waist, hip)), say("Waist / hip"));
        known.push(Index { name: say("WHR"), value, how, note: "" });
    }
    if let (Some(waist), Some(height)) = (typed.waist_cm, height) {
        let ratio = indices::whtr(waist, height);
        // NICE NG246 (2025): 0.5 and more is increased central adiposity.
        let note = if ratio >= 0.5 { say("0.5 or more: increased health risk (NICE)") } else { "" };
        known.push(Index {
            name: say("WHtR"),
            value: figure(ratio),
            how: say("Waist / height"),
            note,
        });
    }
    known
}

/// The adult classes of the WHO (Technical Report Series 894, 2000).
pub fn category(bmi: f64) -> &'static str {
    match bmi {
        bmi if bmi < 18.5 => say("Underweight (WHO)"),
        bmi if bmi < 25.0 => say("Normal range (WHO)"),
        bmi if bmi < 30.0 => say("Overweight (WHO)"),
        _ => say("Obesity (WHO)"),
    }
}

fn estimates(typed: &Typed, height: Option<f64>, language: Language) -> Vec<Estimate> {
    let (Some(weight_kg), Some(height_cm)) = (typed.weight_kg, height) else { return Vec::new() };
    let body = Body {
        sex: typed.sex,
        age_years: typed.age_years,
        weight_kg,
        height_cm,
        body_fat_percentage: typed.body_fat_percentage,
    };
    let figure = |value: f64| language.number(&value.to_string());
    let inputs = match (body.lean_kg(), typed.sex) {
        (Some(lean), None) => format!("LBM {} kg", figure((lean * 100.0).round() / 100.0)),
        _ => format!(
            "{} kg · {} cm · {}",
            figure(weight_kg),
            figure(height_cm),
            language.fill("{} years", &[&typed.age_years.to_string()])
        ),
    };
    let of = |equation: Equation| {
        let bmr = equation.bmr(&body)?;
        let totals = Activity::ALL.map(|activity| {
            (activity_name(activity), level(activity, language), figure(activity.tdee(bmr)))
        });
        let (name, formula) = (equation.name(), equation.formula(body.sex));
        let (source, totals) = (equation.source(), totals.into());
        let (inputs, total) = (inputs.clone(), figure(typed.activity.tdee(bmr)));
        Some(Estimate { name, bmr: figure(bmr), formula, source, inputs, total, totals })
    };
    Equation::ALL.into_iter().filter_map(of).collect()
}

fn level(activity: Activity, language: Language) -> String {
    language.number(&format!("{:.2}", activity.level()))
}

/// The choices of activity: what a form sends, and the words with the level.
pub(super) fn activities(language: Language) -> Vec<(&'static str, String)> {
    let choice = |activity| {
        let words = language.t(activity_name(activity));
        (activity_code(activity), format!("{words} · PAL {}", level(activity, language)))
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
    if let (Some(now), Some(before)) = (typed.weight_kg, typed.previous_weight_kg)
        && ((now - before) / before).abs() > 0.10
    {
        hints.push(say("The weight differs by more than 10% from the last one. Is it right?"));
    }
    if let (Some(now), Some(before)) = (typed.height_cm, typed.previous_height_cm)
        && typed.age_years >= 20
        && (now - before).abs() > 2.0
    {
        hints.push(say("The height of an adult has changed by more than 2 cm. Is it right?"));
    }
    if !holds_for(typed.age_years) && typed.weight_kg.is_some() {
        hints.push(say("These equations were fitted on adults: below 19 years they do not hold."));
    }
    if typed.sex == Some(Sex::Female)
        && (19..=50).contains(&typed.age_years)
        && typed.weight_kg.is_some()
    {
        hints.push(say(
            "In pregnancy and lactation neither the equations nor the BMI classes hold.",
        ));
    }
    hints
}

fn missing(typed: &Typed, height: Option<f64>) -> Option<&'static str> {
    match (typed.weight_kg, height, typed.sex) {
        (None, _, _) => Some(say("Type a weight to see BMI and energy needs.")),
        (_, None, _) => Some(say("Type a height to see BMI and energy needs.")),
        (_, _, None) => Some(say(
            "The file names no sex for energy equations: only those without one are shown.",
        )),
        _ => None,
    }
}
