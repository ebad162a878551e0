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

/// Which of two figures may be the month where both can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The second.
    DayFirst,
    /// Between slashes or dashes either: the English write `03/04` both ways.
    Either,
}

/// Every day that the text may mean. None for what is no day at all, for years of two digits and
/// for days that the calendar does not have.
pub fn days(order: Order, typed: &str) -> Option<Vec<Date>> {
    let folded = key(typed);
    let parts = parts_of(&folded);
    let [one, two, three] = parts.as_slice() else { return None };
    // A sign before it is of no day.
    if !folded.trim_start().starts_with(char::is_alphanumeric) {
        return None;
    }
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
    let month_first = match order {
        Order::Either if typed.contains(['/', '-']) => date(three, figure(one)?, two),
        _ => None,
    };
    let mut days: Vec<Date> = day_first.into_iter().chain(month_first).collect();
    days.dedup();
    Some(days)
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
mod tests {
    use super::*;

    #[test]
    fn a_birth_date_is_read_in_the_usual_spellings() {
        let read = |typed: &str| {
            let days = births(Order::DayFirst, typed);
            days.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        for typed in [
            "1985-05-12",
            "12/05/1985",
            "12.5.1985",
            "12-05-1985",
            "12 05 1985",
            "12051985",
            "19850512",
            "12 May 1985",
            "May 12, 1985",
            "12th May 1985",
            "12 mai 1985",
            "12. Mai 1985",
            "12-MAY-1985",
            "1985/05/12",
            "1985年5月12日",
            "1985년 5월 12일",
            "١٢/٠٥/١٩٨٥",
        ] {
            assert_eq!(read(typed), "1985-05-12", "{typed}");
        }
        assert_eq!(read("05/28/1985"), "1985-05-28", "no month has the number 28");
        for typed in ["12/05/85", "120585"] {
            assert_eq!(read(typed), "1985-05-12 2085-05-12", "{typed}");
        }
        assert_eq!(read("052885"), "1985-05-28 2085-05-28", "no month has the number 28");
        assert_eq!(read("1er février 2001"), "2001-02-01");
        assert_eq!(read("3 déc. 1990"), "1990-12-03");
        for typed in ["31/02/1985", "martin 12 1985", "1985", "12 05", "jui 3 1985", "991385"] {
            assert_eq!(read(typed), "", "{typed}");
        }
        let either = births(Order::Either, "03/04/1985");
        assert_eq!(either.len(), 2, "{either:?}");
    }
}
