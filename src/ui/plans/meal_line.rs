//! A meal as a line of the form: its name, and when it is.

use crate::error::{Error, Result};
use crate::message::message;
use crate::text::fold;
use crate::ui::typed::{hours, plain};

/// What stands between a name and its time.
const LINKS: [&str; 4] = [" at", " à", " -", " ,"];
/// Words of meals of the second half of the day.
const LATE: [&str; 8] =
    ["dinner", "supper", "diner", "souper", "gouter", "soir", "afternoon", "evening"];

/// "Lunch 12:30" is lunch at half past twelve, and « Déjeuner 12 h 30 » as well.
///
/// # Errors
/// 400 for what is written as a time and is none, or may be one of the morning or of the evening.
pub(super) fn meal(line: &str) -> Result<(String, Option<String>)> {
    let text = plain(line);
    let starts = text.match_indices(' ').map(|(at, _)| at);
    for at in starts {
        let typed = text[at..].trim_matches([' ', '(', ')']);
        if !is_written_as_time(typed) {
            continue;
        }
        let mut name = text[..at].trim_end_matches([' ', ',', '(']);
        name = LINKS.iter().find_map(|link| name.strip_suffix(link)).unwrap_or(name).trim_end();
        let time = hours::time(typed).filter(|time| !may_be_later(name, typed, time));
        let must = message(
            "ask-meal",
            "has “{line}”, of which the time cannot be read, or in two ways: write it like 09:30 or 14:00",
        );
        let time = time.ok_or_else(|| Error::field("meals", must.name("line", line)))?;
        // The name keeps its own signs.
        let is_as_long = line.chars().count() == text.chars().count();
        let own: String = line.chars().take(name.chars().count()).collect();
        return Ok((if is_as_long { own } else { name.to_owned() }, Some(time)));
    }
    Ok((line.to_owned(), None))
}

/// Whether a text is of the shape of times: "12:30", "25:00", "12.30", "7 pm", "12 h", and no "2".
fn is_written_as_time(text: &str) -> bool {
    let text = text.to_lowercase();
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - rest.len();
    let rest = rest.trim_start();
    let is_half = |text: &str| matches!(text, "am" | "pm" | "a.m." | "p.m.");
    let mut signs = rest.chars();
    let is_time = match (signs.next(), signs.next()) {
        (Some(':'), _) => true,
        (Some('h'), next) => next.is_none_or(|c| !c.is_alphabetic()) || rest.starts_with("heure"),
        (Some('.'), Some(next)) => {
            let minutes = rest[1..].trim_end_matches(|c: char| !c.is_ascii_digit());
            next.is_ascii_digit() && minutes.len() == 2
        }
        _ => is_half(rest),
    };
    (1..=2).contains(&digits) && is_time
}

/// Whether a late meal is given a time of the morning: dinner at "7:30".
fn may_be_later(name: &str, typed: &str, time: &str) -> bool {
    let name = fold(name);
    let is_late = name.split(|c: char| !c.is_alphanumeric()).any(|word| LATE.contains(&word));
    let is_said = typed.starts_with('0') || typed.to_lowercase().contains(['a', 'p']);
    is_late && !is_said && time < "12:00"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meal_has_the_time_that_is_written_behind_it_or_is_asked_about() {
        for (line, name, time) in [
            ("Lunch", "Lunch", None),
            ("Lunch 12:30", "Lunch", Some("12:30")),
            ("Lunch 12.30", "Lunch", Some("12:30")),
            ("Lunch (12:30)", "Lunch", Some("12:30")),
            ("Lunch - 12:30", "Lunch", Some("12:30")),
            ("Lunch at 12:30", "Lunch", Some("12:30")),
            ("Dinner 7:30 pm", "Dinner", Some("19:30")),
            ("Dinner 7pm", "Dinner", Some("19:00")),
            ("Breakfast 7:30", "Breakfast", Some("07:30")),
            ("Morning snack 10h", "Morning snack", Some("10:00")),
            ("Déjeuner 12 h 30", "Déjeuner", Some("12:30")),
            ("Déjeuner à 12h30", "Déjeuner", Some("12:30")),
            ("Déjeuner\u{a0}12\u{a0}h\u{a0}30", "Déjeuner", Some("12:30")),
            ("Petit déjeuner 8 heures", "Petit déjeuner", Some("08:00")),
            ("Dîner 19h30", "Dîner", Some("19:30")),
            ("Goûter d’hiver – 16 h", "Goûter d’hiver", Some("16:00")),
            ("Déjeuner １２：３０", "Déjeuner", Some("12:30")),
            ("Snack 2", "Snack 2", None),
            ("Collation 10", "Collation 10", None),
            ("Menu 3 bis", "Menu 3 bis", None),
            ("Day 1.5", "Day 1.5", None),
            ("7up", "7up", None),
            ("Snack 2 16:00", "Snack 2", Some("16:00")),
        ] {
            let read = meal(line).unwrap();
            assert_eq!((read.0.as_str(), read.1.as_deref()), (name, time), "{line}");
        }
        for line in [
            "Lunch 25:00",
            "Snack 9:60",
            "Snack 9:5",
            "Snack 4:30",
            "Lunch 25.00",
            "Lunch 12:30-13:30",
            "Dinner 7:30",
            "Dîner 8h",
            "Goûter 9 h 75",
            "Lunch 13 pm",
        ] {
            assert!(meal(line).is_err(), "{line}: {:?}", meal(line));
        }
    }
}
