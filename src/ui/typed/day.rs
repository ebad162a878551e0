//! Days as people write them: `24 Nov 2026`, `24.11.2026`, `24/11/2026`, `2026-11-24`.

use jiff::civil::Date;

use super::number::is_digits;
use crate::text::fold;
use crate::ui::language::Language;

/// The beginnings of the months' names in both languages, folded; the longest first where one begins
/// another.
const MONTHS: [(&str, i8); 25] = [
    ("janv", 1),
    ("jan", 1),
    ("feb", 2),
    ("fev", 2),
    ("mars", 3),
    ("mar", 3),
    ("avr", 4),
    ("apr", 4),
    ("mai", 5),
    ("may", 5),
    ("juin", 6),
    ("jun", 6),
    ("juil", 7),
    ("jul", 7),
    ("aou", 8),
    ("aug", 8),
    ("sept", 9),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
    ("january", 1),
    ("february", 2),
    ("june", 6),
    ("july", 7),
];

/// The day as `YYYY-MM-DD`. None for what is no day of the calendar, for years of two digits, and for
/// figures of which two can be the month: the English write them either way.
pub fn read(language: Language, typed: &str) -> Option<String> {
    days(language, typed).filter(|days| days.len() == 1).map(|days| days[0].to_string())
}

/// Every day that the text may mean.
fn days(language: Language, typed: &str) -> Option<Vec<Date>> {
    let folded = fold(typed);
    let parts: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [one, two, three] = parts.as_slice() else { return None };
    let date = |year: &str, month: i8, day: &str| {
        let is_whole = year.len() == 4 && is_digits(year) && is_digits(day) && day.len() <= 2;
        Date::new(is_whole.then(|| year.parse().ok()).flatten()?, month, day.parse().ok()?).ok()
    };
    if let Some(month) = month_named(two) {
        return date(three, month, one.trim_end_matches("er")).map(|day| vec![day]);
    }
    if let Some(month) = month_named(one) {
        return date(three, month, two).map(|day| vec![day]);
    }
    let figure = |text: &str| text.parse::<i8>().ok().filter(|_| text.len() <= 2);
    if one.len() == 4 {
        return date(one, figure(two)?, three).map(|day| vec![day]);
    }
    let day_first = date(three, figure(two)?, one);
    let month_first = match language {
        Language::English if typed.contains('/') => date(three, figure(one)?, two),
        _ => None,
    };
    let mut days: Vec<Date> = day_first.into_iter().chain(month_first).collect();
    days.dedup();
    Some(days)
}

/// The month of a name of at least three letters.
fn month_named(word: &str) -> Option<i8> {
    let is_word = word.len() >= 3 && word.chars().all(char::is_alphabetic);
    let found = MONTHS.iter().find(|(name, _)| word.starts_with(name));
    found.filter(|_| is_word).map(|(_, month)| *month)
}
