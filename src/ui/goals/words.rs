//! A goal in words, on every page that shows one.

use crate::goals::Goal;
use crate::ids::Id;
use crate::ui::language::{Language, say};

/// What can be measured, by its words and unit.
pub(super) const MEASURES: [(&str, &str, &str); 6] = [
    ("weight_kg", say("Weight"), "kg"),
    ("waist_circumference_cm", say("Waist"), "cm"),
    ("hip_circumference_cm", say("Hip"), "cm"),
    ("body_fat_percentage", say("Body fat"), "%"),
    ("blood_pressure_systolic", say("Systolic"), "mmHg"),
    ("blood_pressure_diastolic", say("Diastolic"), "mmHg"),
];

/// A goal as a line.
pub(in crate::ui) struct GoalLine {
    pub id: Id,
    pub title: String,
    /// "77.2 → 72 kg, by 1 Jun 2027", "2 of 5".
    pub way: String,
    /// Hundredths of the way; none where it is not known.
    pub share: Option<i64>,
    pub is_open: bool,
    pub state: &'static str,
}

/// The goal in that language.
pub(in crate::ui) fn told(goal: &Goal, language: Language) -> GoalLine {
    let details = &goal.details;
    let unit = details.measure.as_deref().and_then(|measure| {
        MEASURES.iter().find(|(known, ..)| *known == measure).map(|(_, _, unit)| *unit)
    });
    let number = |value: f64| language.decimal(&value.to_string());
    let mut way = Vec::new();
    match (goal.latest_value, details.target_value) {
        (Some(now), Some(target)) => {
            let target = format!("{} {}", number(target), unit.unwrap_or_default());
            // Nobody is 77 of 72 kg, but may have walked 6 of 5 days.
            let is_above = details.target_value.is_some_and(|aim| now > aim);
            way.push(match is_above && unit.is_some() {
                true => format!("{} → {}", number(now), target.trim()),
                false => language.fill(say("{} of {}"), &[&number(now), target.trim()]),
            });
        }
        (None, Some(target)) => {
            way.push(format!("{} {}", number(target), unit.unwrap_or_default()))
        }
        _ => {}
    }
    if let Some(day) = &details.target_date {
        way.push(language.fill(say("by {}"), &[&language.day(day)]));
    }
    GoalLine {
        id: goal.id,
        title: details.title.clone(),
        way: way.join(", ").trim().to_owned(),
        share: goal.progress.map(|share| (share * 100.0).round() as i64),
        is_open: details.state == "open",
        state: state_words(&details.state),
    }
}

/// What is aimed at of that measure, for a chart of it: values with their words.
pub(in crate::ui) fn aims(goals: &[Goal], measure: &str, language: Language) -> Vec<(f64, String)> {
    let open = goals.iter().filter(|goal| goal.is_open());
    let of_it = open.filter(|goal| goal.details.measure.as_deref() == Some(measure));
    of_it.filter_map(|goal| Some(aim(goal.details.target_value?, language))).collect()
}

/// A value that is aimed at, with its words.
pub(in crate::ui) fn aim(target: f64, language: Language) -> (f64, String) {
    let words = language.decimal(&target.to_string());
    (target, language.fill(say("Goal: {}"), &[&words]))
}

/// What has become of a goal.
pub(super) fn state_words(state: &str) -> &'static str {
    match state {
        "reached" => say("Reached"),
        "ended" => say("Given up"),
        _ => say("In progress"),
    }
}
