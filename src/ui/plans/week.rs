//! The usual names of a plan's days and meals: as they are begun with, and as somebody else reads them.

use serde_json::{Value, json};

use crate::ui::language::{Language, say};

const DAYS: [&str; 7] = [
    say("Monday"),
    say("Tuesday"),
    say("Wednesday"),
    say("Thursday"),
    say("Friday"),
    say("Saturday"),
    say("Sunday"),
];
const MEALS: [(&str, &str); 5] = [
    (say("Breakfast"), "07:30"),
    (say("Morning snack"), "10:30"),
    (say("Lunch"), "12:30"),
    (say("Afternoon snack"), "17:00"),
    (say("Dinner"), "19:30"),
];

/// Seven days of five meals, in the language of whoever plans them.
pub(super) fn usual(language: Language) -> Value {
    let meals = MEALS.map(|(name, time)| json!({ "name": language.t(name), "time": time }));
    json!(DAYS.map(|label| json!({ "label": language.t(label), "meals": meals })))
}

/// The name of a day or meal for a reader of that language: the usual ones in it, others as they are.
pub(super) fn read_in(language: Language, name: &str) -> &str {
    let usual = DAYS.into_iter().chain(MEALS.map(|(meal, _)| meal));
    let is_named = |usual: &&str| Language::ALL.iter().any(|one| one.t(usual) == name);
    usual.into_iter().find(is_named).map_or(name, |usual| language.t(usual))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_meal_is_read_in_either_language_and_an_own_name_stays() {
        assert_eq!(read_in(Language::French, "Breakfast"), "Petit-déjeuner");
        assert_eq!(read_in(Language::English, "Petit-déjeuner"), "Breakfast");
        assert_eq!(read_in(Language::English, "Lundi"), "Monday");
        assert_eq!(read_in(Language::French, "Before training"), "Before training");
    }
}
