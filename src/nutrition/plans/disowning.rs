//! What stays of a plan that leaves its patient's file: food. What was typed as words stays as far as it is
//! food too: "salad with dill" does, and neither what stands in brackets, behind a dash or in a further
//! sentence, nor anybody's name, number or address.

use jiff::civil::Date;

use super::model::{Day, Details, Item};
use super::resolve::tie_alternatives;
use crate::text::fold;

/// Takes out of a plan what is of its person, who is called so.
pub(super) fn disown(details: &mut Details, names: &[String]) {
    details.notes = None;
    for (place, day) in details.days.iter_mut().enumerate() {
        day.label = neutral_label(day, place);
        for (at, meal) in day.meals.iter_mut().enumerate() {
            meal.note = None;
            meal.name = neutral(&meal.name, names).unwrap_or_else(|| (at + 1).to_string());
            meal.items.retain_mut(|item| is_food(item, names));
            tie_alternatives(&mut meal.items);
        }
    }
}

/// Whether something of an item is food; the rest of it is taken out.
fn is_food(item: &mut Item, names: &[String]) -> bool {
    item.note = None;
    match &item.text {
        None => true,
        Some(text) => {
            item.text = neutral(text, names);
            item.text.is_some()
        }
    }
}

/// What begins a remark; a full stop does before a capital alone, for « c. à soupe » has one too.
const REMARKS: [&str; 8] = [" - ", " – ", " — ", " // ", "! ", "? ", ";", "\n"];
/// What leads to a name, and says nothing without it.
const LEADING: [&str; 14] =
    ["for", "with", "by", "of", "from", "at", "to", "pour", "de", "du", "avec", "par", "chez", "à"];
/// Digits that are an amount at most; more are a number to call, or a day of birth.
const MOST_DIGITS: usize = 7;
/// Words in brackets that say what a food is at most: "(0 %)", "(half-fat)". More are a remark.
const MOST_IN_BRACKETS: usize = 2;

/// What of a text says nothing of a person; none where nothing does.
fn neutral(text: &str, names: &[String]) -> Option<String> {
    let text = without_remarks(text);
    let mut kept: Vec<&str> = Vec::new();
    let mut digits = 0;
    for word in text.split_whitespace() {
        let is_number = word.chars().all(|c| c.is_ascii_digit() || "+./-".contains(c));
        let own = word.chars().filter(char::is_ascii_digit).count();
        digits = if is_number { digits + own } else { own };
        // What follows is of whoever is reached by it.
        if word.contains('@') || word.contains("://") || digits > MOST_DIGITS {
            let is_amount = |word: &&str| !word.chars().any(|c| c.is_ascii_digit() || c == '+');
            let end = kept.iter().rposition(is_amount).map_or(0, |at| at + 1);
            kept.truncate(end);
            break;
        }
        if !is_name(word, names) {
            kept.push(word);
            continue;
        }
        while kept.last().is_some_and(|last| LEADING.contains(&last.to_lowercase().as_str())) {
            kept.pop();
        }
    }
    let line = kept.join(" ").replace(" ,", ",");
    let line = line.trim_matches(|c: char| c.is_whitespace() || ",:-–—.!?".contains(c));
    line.contains(char::is_alphanumeric).then(|| line.to_owned())
}

/// A text up to its first remark, without those in brackets.
fn without_remarks(text: &str) -> String {
    let (mut kept, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, behind)) = rest.split_once(['(', '[']) {
        kept.push_str(before);
        let (inside, after) = behind.split_once([')', ']']).unwrap_or((behind, ""));
        if inside.split_whitespace().count() <= MOST_IN_BRACKETS {
            kept.push_str(&format!("({})", inside.trim()));
        }
        rest = after;
    }
    kept.push_str(rest);
    let is_sentence = |at: &usize| kept[at + 2..].starts_with(char::is_uppercase);
    let stop = kept.match_indices(". ").map(|(at, _)| at).find(is_sentence);
    let marks = REMARKS.iter().filter_map(|mark| kept.find(mark));
    let end = marks.chain(stop).min().unwrap_or(kept.len());
    kept.truncate(end);
    kept
}

/// Whether a word is of the name: "Marie's", « d'Anne » and "Anne-Marie" are.
fn is_name(word: &str, names: &[String]) -> bool {
    let folded = fold(word);
    let mut parts = folded.split(|c: char| !c.is_alphanumeric());
    parts.any(|part| names.iter().any(|name| name == part))
}

/// The days of the week as they are written in the languages of the product.
const WEEKDAYS: [(&str, &str); 7] = [
    ("Monday", "Lundi"),
    ("Tuesday", "Mardi"),
    ("Wednesday", "Mercredi"),
    ("Thursday", "Jeudi"),
    ("Friday", "Vendredi"),
    ("Saturday", "Samedi"),
    ("Sunday", "Dimanche"),
];

/// The name of a day that says nothing of anybody: its weekday, else its place.
fn neutral_label(day: &Day, place: usize) -> String {
    let label = day.label.trim();
    let is_named = |(english, french): &(&str, &str)| {
        label.eq_ignore_ascii_case(english) || label.eq_ignore_ascii_case(french)
    };
    if WEEKDAYS.iter().any(is_named) {
        return label.to_owned();
    }
    let date = day.date.as_deref().and_then(|date| date.parse::<Date>().ok());
    let place_of = |date: Date| usize::try_from(date.weekday().to_monday_zero_offset()).ok();
    let weekday = date.and_then(place_of);
    let named = weekday.and_then(|weekday| WEEKDAYS.get(weekday));
    named.map_or_else(|| (place + 1).to_string(), |(english, _)| (*english).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_was_typed_food_and_amounts_stay_and_nothing_of_a_person() {
        let names: Vec<String> = ["anne", "marie", "lefevre"].map(str::to_owned).into();
        let kept = |text: &str| neutral(text, &names).unwrap_or_default();
        for food in [
            "Salad with dill, 2 tbsp of oil",
            "1,5 l d'eau dans la journée",
            "Half-fat milk 200 ml",
            "Petit-déjeuner",
            "Snack: 1 apple",
            "Vitamine D 100 000 UI",
            "Yaourt (0 %), 2 c. à soupe",
        ] {
            assert_eq!(kept(food), food);
        }
        for (text, food) in [
            ("Soup for Marie", "Soup"),
            ("Marie's salad", "salad"),
            ("Gâteau d'Anne-Marie Lefèvre", "Gâteau"),
            ("Rice (she hates it so), 100 g", "Rice, 100 g"),
            ("Rice – her mother cooks it", "Rice"),
            ("Water. Call me when you faint!", "Water"),
            ("Tea, ask 06 12 34 56 78 or a@b.example", "Tea, ask"),
            ("Cake since 12/03/1980", "Cake since"),
            ("Lunch chez Lefevre", "Lunch"),
            ("LEFÈVRE", ""),
            ("(Marie)", ""),
        ] {
            assert_eq!(kept(text), food, "{text}");
        }
    }
}
