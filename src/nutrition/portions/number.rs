//! Numbers before a measure as people type them: "1,5", "1/2", "½", "1 1/2", « 1 500 », "a dozen".

use super::numerals::{DOZENS, HALVES, NUMBERS, ROUND};
use super::words::{after, is_jug};

/// A number, and whether it is said what it is: "1.500" is one and a half or fifteen hundred, "2-3" is
/// two numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    pub value: f64,
    pub is_clear: bool,
    /// « 1,500 »: one and a half of kilograms, and of grams more likely fifteen hundred.
    pub may_be_grouped: bool,
    /// "8.30" and "0830": with nothing that says what is counted, as well the time of a meal.
    pub may_be_time: bool,
    /// Dozens are of pieces.
    pub is_counted: bool,
}

impl Number {
    fn clear(value: f64) -> Self {
        Self { value, is_clear: true, may_be_grouped: false, may_be_time: false, is_counted: false }
    }

    fn and(self, value: f64) -> Self {
        Self { value, ..self }
    }
}

/// The number at the beginning, and what stands behind it. `comma_groups` says whether a comma before
/// three digits parts thousands.
pub(super) fn leading(text: &str, comma_groups: bool) -> Option<(Number, &str)> {
    let (number, rest) = one(text, comma_groups)?;
    match to(rest).and_then(|rest| one(rest, comma_groups)) {
        Some((_, rest)) => Some((Number { is_clear: false, ..number }, rest)),
        None => Some((number, rest)),
    }
}

/// "2", "two", "2 and a half", "2 dozen".
fn one(text: &str, comma_groups: bool) -> Option<(Number, &str)> {
    let (number, rest) = digits(text, comma_groups).or_else(|| word(text))?;
    let (number, rest) = match half(rest) {
        Some(rest) => (number.and(number.value + 0.5), rest),
        None => (number, rest),
    };
    if let Some(rest) = DOZENS.iter().find_map(|word| after(rest, word)) {
        return Some((Number { is_counted: true, ..number.and(number.value * 12.0) }, rest));
    }
    let round = ROUND.iter().find_map(|(word, about)| Some((*about, after(rest, word)?)));
    Some(match round {
        Some((about, rest)) => (Number { is_clear: false, ..number.and(about) }, rest),
        None => (number, rest),
    })
}

/// What stands behind "and a half" and « et demie ».
pub(super) fn half(rest: &str) -> Option<&str> {
    HALVES.iter().find_map(|word| after(rest, word))
}

/// What stands behind "2-", "2 to" and « 2 à ».
fn to(rest: &str) -> Option<&str> {
    let rest = rest.trim_start();
    let signs = ['-', '\u{2013}', '\u{2014}', '\u{2212}'];
    let behind = rest.strip_prefix(signs).map(str::trim_start);
    behind.or_else(|| ["to", "a", "or", "ou"].iter().find_map(|word| after(rest, word)))
}

/// "1", "1,5", "1/2", "½", "1 1/2", "1½".
fn digits(text: &str, comma_groups: bool) -> Option<(Number, &str)> {
    let first = text.chars().next()?;
    if let Some(part) = fraction(first) {
        return Some((Number::clear(part), text[first.len_utf8()..].trim_start()));
    }
    let (number, rest) = decimal(text, comma_groups)?;
    if let Some((below, rest)) = divided(rest) {
        return Some((number.and(number.value / below), rest));
    }
    let behind = rest.trim_start();
    if let Some(sign) = behind.chars().next()
        && let Some(part) = fraction(sign)
    {
        let rest = behind[sign.len_utf8()..].trim_start();
        return Some((number.and(number.value + part), rest));
    }
    // "1 1/2"
    if let Some((above, after)) = decimal(behind, comma_groups).filter(|_| rest.starts_with(' '))
        && let Some((below, after)) = divided(after)
    {
        return Some((number.and(number.value + above.value / below), after));
    }
    Some((number, behind))
}

fn decimal(text: &str, comma_groups: bool) -> Option<(Number, &str)> {
    let end =
        spaced(text).unwrap_or_else(|| run(text, |c| c.is_ascii_digit() || matches!(c, '.' | ',')));
    let digits = text[..end].trim_end_matches(['.', ',']);
    let number = value(&digits.replace(' ', ""), comma_groups)?;
    let may_be_time = may_be_time(digits);
    Some((Number { may_be_time, ..number }, &text[digits.len()..]))
}

/// Whether the digits are a time at which people eat: "8.30", "12,15", "0830", "1930". What is typed
/// without a sign may be round grams.
fn may_be_time(digits: &str) -> bool {
    const WAKING: std::ops::RangeInclusive<u32> = 5..=23;
    let is_filled = digits.len() > 2 && digits.starts_with('0');
    let (hour, minute, is_told) = match digits.split_once(['.', ',']) {
        Some((hour, minute)) => (hour, minute, true),
        None if digits.len() == 4 && digits.is_ascii() => (&digits[..2], &digits[2..], is_filled),
        None => return is_filled,
    };
    let figure = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 2);
    let minute = figure(minute).filter(|_| minute.len() == 2);
    let is_hour = figure(hour).is_some_and(|hour| WAKING.contains(&hour));
    is_hour && minute.is_some_and(|minute| minute < 60 && (is_told || minute > 0))
        || is_filled && !digits.contains(['.', ','])
}

/// The end of a number whose thousands blanks part, as in « 1 500,5 ».
fn spaced(text: &str) -> Option<usize> {
    let first = run(text, |c| c.is_ascii_digit());
    let mut end = first;
    while is_group(&text[end..]) {
        end += 4;
    }
    let is_grouped = (1..=3).contains(&first) && !text.starts_with('0') && end > first;
    let decimals = text[end..].strip_prefix([',', '.']).map_or(0, |rest| {
        let digits = run(rest, |c| c.is_ascii_digit());
        if digits == 0 { 0 } else { digits + 1 }
    });
    is_grouped.then_some(end + decimals)
}

/// Whether a blank and three digits stand here, and no fourth, nor a fraction.
fn is_group(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(' ') else { return false };
    run(rest, |c| c.is_ascii_digit()) == 3 && !rest[3..].starts_with(['/', '⁄'])
}

/// How far the text is made of these.
fn run(text: &str, is_of_it: impl Fn(char) -> bool) -> usize {
    text.find(|c: char| !is_of_it(c)).unwrap_or(text.len())
}

/// What digits with points and commas come to.
fn value(digits: &str, comma_groups: bool) -> Option<Number> {
    let parse = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    let Some(at) = digits.rfind(['.', ',']) else { return parse(digits).map(Number::clear) };
    let (whole, sign, part) = (&digits[..at], &digits[at..=at], &digits[at + 1..]);
    let looks_grouped =
        part.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    let is_alone = !whole.contains(['.', ',']);
    match sign {
        "," if is_alone && comma_groups && looks_grouped => {
            parse(&format!("{whole}{part}")).map(Number::clear)
        }
        _ if is_alone => {
            let is_clear = sign == "," || !looks_grouped;
            let may_be_grouped = looks_grouped;
            let number = parse(&format!("{whole}.{part}"));
            number.map(|value| Number { is_clear, may_be_grouped, ..Number::clear(value) })
        }
        // "1,234.5" and « 1.234,5 »: the last is the decimal sign, where it stands once.
        _ if whole.contains(sign) => {
            let is_grouped =
                part.len() == 3 && !whole.contains(if sign == "," { '.' } else { ',' });
            is_grouped.then(|| parse(&digits.replace(sign, "")))?.map(Number::clear)
        }
        _ => parse(&format!("{}.{part}", whole.replace(['.', ','], ""))).map(Number::clear),
    }
}

/// A number word, whole.
fn word(text: &str) -> Option<(Number, &str)> {
    let mut found: Option<(f64, &str)> = None;
    for (word, number) in NUMBERS {
        let Some(rest) = after(text, word) else { continue };
        // « un demi de bière » is a glass, and « un quart de vin » a jug.
        let is_glass = word.ends_with("demi") && after(rest, "de").is_some();
        let is_jug = || word.ends_with(['t', 's']) && is_jug(word, rest);
        if is_glass || is_jug() {
            continue;
        }
        // "half a cup" rather than "half": the longest that fits.
        if found.is_none_or(|(_, shorter)| rest.len() < shorter.len()) {
            found = Some((*number, rest));
        }
    }
    // A word alone is a food's name ("un").
    let (value, rest) = found.filter(|(_, rest)| !rest.is_empty())?;
    Some((Number::clear(value), rest))
}

/// The number behind a fraction's bar.
fn divided(text: &str) -> Option<(f64, &str)> {
    let rest = text.strip_prefix(['/', '⁄'])?.trim_start();
    let end = run(rest, |c| c.is_ascii_digit());
    let below = rest[..end].parse::<f64>().ok().filter(|below| *below > 0.0)?;
    Some((below, rest[end..].trim_start()))
}

pub(super) fn fraction(sign: char) -> Option<f64> {
    Some(match sign {
        '½' => 1.0 / 2.0,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        '¼' => 1.0 / 4.0,
        '¾' => 3.0 / 4.0,
        '⅛' => 1.0 / 8.0,
        '⅕' => 1.0 / 5.0,
        _ => return None,
    })
}
