//! Days as people write them: `24 Nov 2026`, `24.11.2026`, `24/11/2026`, `2026-11-24`.

use jiff::civil::Date;

use super::letters::key;

/// The months' names, folded, in the languages that people here write: one is meant by its name or
/// by three letters and more of its beginning, where no other month begins so.
const MONTHS: [&[&str]; 12] = [
    &["january", "janvier", "januar", "januari", "enero", "gennaio", "janeiro"],
    &["february", "fevrier", "februar", "februari", "febrero", "febbraio", "fevereiro"],
    &["march", "mars", "marz", "maerz", "maart", "marzo", "marco"],
    &["april", "avril", "abril", "aprile"],
    &["may", "mai", "mei", "mayo", "maggio", "maio"],
    &["june", "juin", "juni", "junio", "giugno", "junho"],
    &["july", "juillet", "juli", "julio", "luglio", "julho"],
    &["august", "aout", "augustus", "agosto"],
    &["september", "septembre", "septiembre", "settembre", "setembro"],
    &["october", "octobre", "oktober", "octubre", "ottobre", "outubro"],
    &["november", "novembre", "noviembre", "novembro"],
    &["december", "decembre", "dezember", "diciembre", "dicembre", "dezembro"],
];

/// The days of the week, folded, from Monday on: one is meant by its name or by its first letters.
const WEEKDAYS: [&[&str]; 7] = [
    &["monday", "lundi"],
    &["tuesday", "mardi"],
    &["wednesday", "mercredi"],
    &["thursday", "jeudi"],
    &["friday", "vendredi"],
    &["saturday", "samedi"],
    &["sunday", "dimanche"],
];

/// Words that stand in a day and say nothing of it.
const FILLERS: [&str; 3] = ["of", "the", "le"];

/// Signs that part the figures of a day.
const SIGNS: [char; 20] = [
    '/', '-', '.', ',', '_', '|', '\\', ':', '\'', '\u{b7}', '\u{2010}', '\u{2011}', '\u{2012}',
    '\u{2013}', '\u{2014}', '\u{2212}', '\u{2044}', '\u{2215}', '\u{29f8}', '\u{2019}',
];

/// Years of eight figures alone.
const YEARS: std::ops::Range<i16> = 1900..2200;

/// Which of two figures may be the month where both can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The second.
    DayFirst,
    /// Either, but between points: the English write `03/04` both ways.
    Either,
}

/// Every day that the text may mean. None for what is no day at all, for years of two digits, for
/// days that the calendar does not have, and where the day of the week is another.
pub fn days(order: Order, typed: &str) -> Option<Vec<Date>> {
    let folded = key(typed);
    let text = folded.trim();
    let bare = text.strip_suffix('.').unwrap_or(text).trim_end();
    // A sign before it or behind it is of no day.
    let is_whole = bare.starts_with(char::is_alphanumeric) && bare.ends_with(char::is_alphanumeric);
    if !is_whole || !gaps(bare).all(parts) {
        return None;
    }
    let all = parts_of(bare).into_iter().filter(|part| !FILLERS.contains(part));
    let mut all: Vec<&str> = all.collect();
    let weekday = all.first().and_then(|word| weekday_named(word));
    if weekday.is_some() {
        all.remove(0);
    }
    let mut found = match *all.as_slice() {
        [figures] => figures_alone(order, figures),
        [one, two, three] => of_parts(order, [one, two, three], bare)?,
        _ => return None,
    };
    found.retain(|day| weekday.is_none_or(|named| named == day.weekday().to_monday_zero_offset()));
    found.dedup();
    if found.is_empty() && weekday.is_some() { None } else { Some(found) }
}

/// The days of three parts; the text says what stands between them.
fn of_parts(order: Order, [one, two, three]: [&str; 3], text: &str) -> Option<Vec<Date>> {
    let date = |year: &str, month: i8, day: &str| date(whole_year(year)?, month, day);
    if let Some(month) = month_named(two) {
        return date(three, month, bare_day(one)).map(|day| vec![day]);
    }
    if let Some(month) = month_named(one) {
        return date(three, month, bare_day(two)).map(|day| vec![day]);
    }
    if one.len() == 4 {
        return date(one, figure(two)?, three).map(|day| vec![day]);
    }
    let day_first = date(three, figure(two)?, one);
    let is_dotted = gaps(text).all(|gap| gap.contains('.'));
    let month_first = match order {
        Order::Either if !is_dotted => date(three, figure(one)?, two),
        _ => None,
    };
    Some(day_first.into_iter().chain(month_first).collect())
}

/// The days of eight figures: the year stands first, or last.
fn figures_alone(order: Order, figures: &str) -> Vec<Date> {
    if figures.len() != 8 || !is_digits(figures) {
        return Vec::new();
    }
    let of = |year: &str, month: &str, day: &str| {
        let year = whole_year(year).filter(|year| YEARS.contains(year));
        on(year, month, day)
    };
    let (first, last) = figures.split_at(4);
    let year_first = of(first, &last[..2], &last[2..]);
    let day_first = of(last, &first[2..], &first[..2]);
    let month_first = match order {
        Order::Either => of(last, &first[..2], &first[2..]),
        Order::DayFirst => None,
    };
    year_first.into_iter().chain(day_first).chain(month_first).collect()
}

/// What stands between the parts of a day.
fn gaps(text: &str) -> impl Iterator<Item = &str> {
    text.split(char::is_alphanumeric).filter(|gap| !gap.is_empty())
}

/// Whether it parts figures and no more: blanks, and one sign, which is of none of them: "3 -4" has one
/// before the four. An abbreviation has its point beside.
fn parts(gap: &str) -> bool {
    let signs: String = gap.chars().filter(|c| !c.is_whitespace()).collect();
    let is_of_next = gap.starts_with(char::is_whitespace)
        && signs.starts_with(['-', '\u{2010}', '\u{2011}', '\u{2013}', '\u{2014}', '\u{2212}'])
        && !gap.ends_with(char::is_whitespace);
    let mut each = signs.chars();
    let is_one = each.next().is_none_or(|sign| SIGNS.contains(&sign)) && each.next().is_none();
    (is_one || signs == ".,") && !is_of_next
}

/// The day of the week, from Monday on, of a name of at least two letters.
fn weekday_named(word: &str) -> Option<i8> {
    let begins = |names: &[&str]| names.iter().any(|name| name.starts_with(word));
    let mut days = (0..7).zip(WEEKDAYS).filter(|(_, names)| word.len() > 1 && begins(names));
    match (days.next(), days.next()) {
        // "Mar." is a month as well.
        (Some((day, _)), None) if month_named(word).is_none() => Some(day),
        _ => None,
    }
}

/// Every day that somebody who looks for a birth date may mean: also with a year of two
/// digits (`12.05.85`), with eight or six figures alone (`12051985`, `19850512`, `120585`), in the
/// Chinese and Japanese way (`1985年5月12日`), and with the month first where the day cannot be.
pub fn births(order: Order, typed: &str) -> Vec<Date> {
    let folded = key(typed);
    let folded = folded.replace("日生", "").replace(['年', '月', '日', '년', '월', '일'], " ");
    let mut found = Vec::new();
    let parts = parts_of(&folded);
    match parts.as_slice() {
        [one] if one.len() == 8 && is_digits(one) => {
            let (first, last) = one.split_at(4);
            found.extend(on(whole_year(first), &last[..2], &last[2..]));
            found.extend(on(whole_year(last), &first[2..], &first[..2]));
        }
        [one] if one.len() == 6 && is_digits(one) => {
            let (first, second, year) = (&one[..2], &one[2..4], &one[4..]);
            for year in years(year).into_iter().map(Some) {
                found.extend(on(year, second, first).or_else(|| on(year, first, second)));
            }
        }
        [one, two, three] if one.len() == 4 && is_digits(one) => {
            found.extend(on(whole_year(one), two, three))
        }
        [one, two, three] => {
            for year in years(three) {
                let on = |month: Option<i8>, day: &str| date(year, month?, bare_day(day));
                match (month_named(one), month_named(two)) {
                    (_, Some(month)) => found.extend(on(Some(month), one)),
                    (Some(month), _) => found.extend(on(Some(month), two)),
                    _ => {
                        let day_first = on(figure(two), one);
                        let is_either = order == Order::Either && typed.contains(['/', '-']);
                        if day_first.is_none() || is_either {
                            found.extend(on(figure(one), two));
                        }
                        found.extend(day_first);
                    }
                }
            }
        }
        _ => {}
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The day of that year, in figures alone.
fn on(year: Option<i16>, month: &str, day: &str) -> Option<Date> {
    date(year?, figure(month)?, day)
}

fn parts_of(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect()
}

fn date(year: i16, month: i8, day: &str) -> Option<Date> {
    let day = figure(day)?;
    Date::new(year, month, day).ok()
}

/// A year of four digits.
fn whole_year(text: &str) -> Option<i16> {
    (text.len() == 4 && is_digits(text)).then(|| text.parse().ok()).flatten()
}

/// The years that this can be; of two digits, of either century that has patients.
fn years(text: &str) -> Vec<i16> {
    if text.len() != 2 || !is_digits(text) {
        return whole_year(text).into_iter().collect();
    }
    let short: i16 = text.parse().unwrap_or_default();
    vec![1900 + short, 2000 + short]
}

/// A figure of one or two digits.
fn figure(text: &str) -> Option<i8> {
    text.parse().ok().filter(|_| text.len() <= 2 && is_digits(text))
}

/// A day without `er`, `st`, `nd`, `rd` or `th`.
fn bare_day(text: &str) -> &str {
    let bare = text.trim_end_matches(|c: char| c.is_ascii_lowercase());
    match &text[bare.len()..] {
        "er" | "st" | "nd" | "rd" | "th" => bare,
        _ => text,
    }
}

/// The month of a name of at least three letters.
fn month_named(word: &str) -> Option<i8> {
    if word.len() < 3 {
        return None;
    }
    let begins = |names: &[&str]| names.iter().any(|name| name.starts_with(word));
    let mut months = (1..=12).zip(MONTHS).filter(|(_, names)| begins(names));
    match (months.next(), months.next()) {
        (Some((month, _)), None) => Some(month),
        _ => None,
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
