//! Telephone numbers: the forms of one number, and what a typed part of one may stand in.
//!
//! The index has a number as it was typed and in one bare form: `+33612345678` where the country is
//! known from the number itself, else its digits. Which national numbers are the clinic's country's
//! is asked when it is searched, so a clinic that moves indexes nothing anew.

mod countries;

pub use countries::{Country, of_zone};

use super::letters;

/// The bare form of a stored or typed number.
pub fn bare(text: &str) -> String {
    let text = letters::key(text);
    let text = text.trim();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let international = match text.strip_prefix('+') {
        Some(rest) => Some(digits(&rest.replace("(0)", ""))),
        None => digits(text).strip_prefix("00").map(|_| {
            let whole = digits(&text.replace("(0)", ""));
            whole.trim_start_matches('0').to_owned()
        }),
    };
    match international {
        None => digits(text),
        Some(number) => {
            let trunk = countries::calling(&number).filter(|country| country.trunk == "0");
            let kept = trunk.and_then(|country| {
                let rest = number.strip_prefix(country.code)?;
                rest.strip_prefix('0').map(|rest| [country.code, rest].concat())
            });
            format!("+{}", kept.unwrap_or(number))
        }
    }
}

/// The national digits of a number, without what stands before them inside the country: the end that
/// all its forms have. Of a number of another country, or of no known one, all its digits.
pub fn end(text: &str, home: Option<Country>) -> String {
    let bare = bare(text);
    let (country, rest) = split(&bare, home);
    match country {
        Some(_) => rest.to_owned(),
        None => rest.trim_start_matches(['+', '0']).to_owned(),
    }
}

/// Whether two texts are one number, of which either may be written as inside the country: that of
/// the clinic, or else the one that the other names.
pub fn is_same(one: &str, other: &str, home: Option<Country>) -> bool {
    let (one, other) = (bare(one), bare(other));
    let named = |bare: &str| bare.strip_prefix('+').and_then(countries::calling);
    let home = home.or_else(|| named(&one)).or_else(|| named(&other));
    one == other || split(&one, home) == split(&other, home)
}

/// A bare number of that country as its national digits; another one as it is.
fn split(bare: &str, home: Option<Country>) -> (Option<Country>, &str) {
    /// Digits behind a country's code that was written without a sign.
    const NATIONAL: usize = 7;
    let Some(home) = home else { return (None, bare) };
    let rest = match bare.strip_prefix('+') {
        Some(number) => number.strip_prefix(home.code),
        None => {
            let is_inside = home.trunk.is_empty() || home.trunk == home.code;
            let inside = bare.strip_prefix(home.trunk).filter(|_| !home.trunk.is_empty());
            let abroad = || bare.strip_prefix(home.code).filter(|rest| rest.len() >= NATIONAL);
            inside.or_else(abroad).or(is_inside.then_some(bare))
        }
    };
    match rest.filter(|rest| !rest.is_empty()) {
        Some(rest) => (Some(home), rest),
        None => (None, bare),
    }
}

/// A number in the signs that numbers are kept in, otherwise as it was typed: what is copied from a
/// page or an address book has blanks, dashes and marks of direction that nobody sees, and keyboards
/// of other scripts have digits of their own.
pub fn written(text: &str) -> String {
    let one = |c: char| match c {
        '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => None,
        '‐'..='―' | '−' | '－' => Some('-'),
        '＋' => Some('+'),
        '（' => Some('('),
        '）' => Some(')'),
        '／' => Some('/'),
        c if c.is_whitespace() => Some(' '),
        c => Some(letters::plain_digit(c)),
    };
    let plain = text.chars().filter_map(one).collect::<String>();
    parted(plain.trim())
}

/// The number with a blank for each slash between its digits: "06/12/34". Beside a blank it may part two
/// numbers.
fn parted(text: &str) -> String {
    let is_digit = |at: Option<char>| at.is_some_and(|c| c.is_ascii_digit());
    let mut last = None;
    let mut letters = text.chars().peekable();
    let mut kept = String::with_capacity(text.len());
    while let Some(c) = letters.next() {
        let is_between = c == '/' && is_digit(last) && is_digit(letters.peek().copied());
        kept.push(if is_between { ' ' } else { c });
        last = Some(c);
    }
    kept
}

/// Whether a text has only what numbers are written with, and a digit.
pub fn is_number(text: &str) -> bool {
    let text = letters::key(text);
    text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || is_mark(c))
}

fn is_mark(c: char) -> bool {
    matches!(c, '+' | '(' | ')' | '.' | '-' | '/' | '‐'..='―' | '−')
}

/// What a stored number may have inside when this was typed, in the country of the clinic: parts of
/// a line of the index. The first character of a line is behind an end of a line.
pub fn ways(typed: &str, home: Option<Country>) -> Vec<String> {
    let bare = bare(typed);
    if bare.is_empty() || bare == "+" {
        return Vec::new();
    }
    let mut ways = Vec::new();
    let mut add = |way: String| {
        if !ways.contains(&way) {
            ways.push(way);
        }
    };
    let Some(number) = bare.strip_prefix('+') else {
        national_ways(&bare, home, &mut add);
        return ways;
    };
    add(bare.clone());
    if !typed.trim_start().starts_with('+') {
        // The end of a number may begin with two zeros.
        add(typed.chars().filter(char::is_ascii_digit).collect());
    }
    let country = home.or_else(|| countries::calling(number));
    let rest = country.and_then(|country| Some((country, number.strip_prefix(country.code)?)));
    if let Some((country, rest)) = rest.filter(|(_, rest)| !rest.is_empty()) {
        add(format!("\n{}{rest}", country.trunk));
        add(format!("\n{number}"));
    }
    ways
}

/// The ways of a number without a country.
fn national_ways(digits: &str, home: Option<Country>, add: &mut impl FnMut(String)) {
    const WITH_COUNTRY: usize = 8;
    add(digits.to_owned());
    let Some(home) = home else {
        // Nothing tells whose it is: then it is found whatever country stands before it.
        if digits.len() >= WITH_COUNTRY && digits.starts_with('0') {
            add(digits.trim_start_matches('0').to_owned());
        }
        return;
    };
    let national = digits.strip_prefix(home.trunk).filter(|rest| !rest.is_empty());
    if let Some(rest) = national.filter(|_| !home.trunk.is_empty()) {
        add(format!("+{}{rest}", home.code));
    }
    let international = digits.strip_prefix(home.code).filter(|_| digits.len() >= WITH_COUNTRY);
    if let Some(rest) = international {
        add(format!("\n{}{rest}", home.trunk));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a part typed in a clinic of that zone is found in a stored number.
    fn finds(zone: &str, stored: &str, typed: &str) -> bool {
        let line = format!("\n{}\n", bare(stored));
        ways(typed, of_zone(zone)).iter().any(|way| line.contains(way))
    }

    #[test]
    fn a_number_is_kept_in_signs_that_everybody_has() {
        for (typed, kept) in [
            ("06 12 34 56 78", "06 12 34 56 78"),
            ("06\u{a0}12\u{202f}34 56 78", "06 12 34 56 78"),
            ("\u{202a}+33 6 12 34 56 78\u{202c}", "+33 6 12 34 56 78"),
            ("555–0100", "555-0100"),
            ("０６１２３４５６７８", "0612345678"),
            ("٠٦١٢٣٤٥٦٧٨", "0612345678"),
            ("06 12 (soir)", "06 12 (soir)"),
            ("06/12/34/56/78", "06 12 34 56 78"),
            ("０６／１２", "06 12"),
            ("0612 / 0613", "0612 / 0613"),
        ] {
            assert_eq!(written(typed), kept, "{typed}");
        }
    }

    #[test]
    fn two_forms_of_one_number_are_the_same_and_share_their_end() {
        for (zone, one, other) in [
            ("Europe/Paris", "06 12 34 56 78", "+33 6 12 34 56 78"),
            ("Europe/Paris", "06 12 34 56 78", "0033 (0)6 12 34 56 78"),
            ("Europe/Paris", "33612345678", "0612345678"),
            ("Europe/Paris", "+44 7700 900123", "0044 7700 900123"),
            ("Europe/Madrid", "612 34 56 78", "+34 612345678"),
            ("America/New_York", "(212) 555-0100", "+1 212 555 0100"),
            ("America/New_York", "1-212-555-0100", "212.555.0100"),
            ("Europe/Rome", "06 1234567", "+39 06 1234567"),
            ("UTC", "06 12 34 56 78", "+33 6 12 34 56 78"),
            ("UTC", "12345", "123 45"),
        ] {
            let home = of_zone(zone);
            assert!(is_same(one, other, home) && is_same(other, one, home), "{one} {other}");
            assert!(bare(other).ends_with(&end(one, home)), "{zone} {one} {other}");
        }
        for (zone, one, other) in [
            ("Europe/Paris", "06 12 34 56 78", "06 12 34 56 79"),
            ("Europe/Paris", "06 12 34 56 78", "+44 6 12 34 56 78"),
            ("Europe/Paris", "06 12 34 56 78", "6 12 34 56 78 0"),
            ("UTC", "+33 6 12 34 56 78", "+44 6 12 34 56 78"),
        ] {
            assert!(!is_same(one, other, of_zone(zone)), "{zone} {one} {other}");
        }
    }

    #[test]
    fn national_and_international_forms_find_each_other() {
        for (zone, stored, typed) in [
            ("Europe/Paris", "+33 6 12 34 56 78", "06 12 34 56 78"),
            ("Europe/Paris", "+33 6 12 34 56 78", "0612"),
            ("Europe/Paris", "+33 (0)6 12 34 56 78", "06.12.34.56.78"),
            ("Europe/Paris", "0033 6 12 34 56 78", "+33612345678"),
            ("Europe/Paris", "06 12 34 56 78", "+33 6 12 34 56 78"),
            ("Europe/Paris", "06-12-34-56-78", "0033612345678"),
            ("Europe/Paris", "06 12 34 56 78", "+33 (0)6 12 34 56 78"),
            ("Europe/Paris", "06 12 34 56 78", "+336"),
            ("Europe/Paris", "0612345678", "33612345678"),
            ("Europe/Paris", "06 12 34 56 78", "34 56 78"),
            ("Europe/Berlin", "0170 1234567", "+49 170 1234567"),
            ("Europe/London", "+44 7700 900123", "07700 900123"),
            ("America/New_York", "(212) 555-0100", "+1 212 555 0100"),
            ("America/New_York", "+1 212-555-0100", "212.555.0100"),
            ("Europe/Madrid", "612 34 56 78", "+34 612345678"),
            ("Europe/Rome", "+39 06 1234567", "06 1234567"),
            ("UTC", "+33 6 12 34 56 78", "06 12 34 56 78"),
            ("UTC", "06 12 34 56 78", "+33612345678"),
        ] {
            assert!(finds(zone, stored, typed), "{zone} {stored} {typed}");
        }
        for (zone, stored, typed) in [
            ("Europe/Paris", "06 12 34 56 78", "+44 6 12 34 56 78"),
            ("Europe/Paris", "+44 612345678", "06 12 34 56 78"),
            ("Europe/Paris", "06 12 34 56 78", "06 12 34 56 79"),
            ("Europe/Paris", "01 06 12 34 56", "+33 6 12 34 56"),
        ] {
            assert!(!finds(zone, stored, typed), "{zone} {stored} {typed}");
        }
    }
}
