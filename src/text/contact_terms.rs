//! The parts of a person's contacts, as terms of an index: of numbers every four figures that stand
//! together, of e-mails every five characters.
//!
//! So a number is found by any stretch of it, by few terms: `06123` has `0612` and `6123`. A sign
//! before the first figure lets a beginning be meant, and the last three are a term too.

use std::collections::BTreeSet;

use super::{letters, numbers, phone};

/// Stands before a whole number.
const WHOLE: char = '=';
/// Characters of a term of a number …
const TERM: usize = 4;
/// … and of one of a contact with letters, of which many more have the same four.
const LETTERS: usize = 5;
/// Characters of the shortest part that is looked for: it begins a term.
pub const SHORTEST: usize = TERM - 1;
/// Terms of a contact with letters that are asked for: more find nobody whom these do not.
const MOST: usize = 12;
/// Terms of a number that are asked for, its last different ones: seven figures, or more where they
/// repeat. Those before them are of the country and the town, which half the clinic has, and whose
/// lists are long to read.
const LAST: usize = 4;

/// The terms of the phone, of the file number in its forms, and of figures in the e-mail.
pub fn of(email: Option<&str>, phone: Option<&str>, file_number: Option<&str>) -> String {
    let mut terms = BTreeSet::new();
    let phone = phone.map(phone::bare);
    let forms = file_number.into_iter().flat_map(numbers::forms).filter(|form| is_number(form));
    for line in phone.into_iter().chain(forms) {
        add(&mut terms, &format!("{WHOLE}{line}"), TERM);
    }
    let email = email.map(letters::key).unwrap_or_default();
    for figures in email.split(|c: char| !c.is_ascii_digit()) {
        add(&mut terms, figures, TERM);
    }
    Vec::from_iter(terms).join(" ")
}

/// The terms of the lines of contacts that have letters, as [`super::contacts`] folds them.
pub fn of_letters(contacts: &str) -> String {
    let mut terms = BTreeSet::new();
    for line in contacts.lines().filter(|line| !is_of_figures(line)) {
        for (place, word) in line.split_whitespace().enumerate() {
            let begins = if place == 0 { String::from(WHOLE) } else { String::new() };
            add(&mut terms, &written(&format!("{begins}{word}")), LETTERS);
        }
    }
    Vec::from_iter(terms).join(" ")
}

/// The terms that a number has where this stands in it, a way as [`phone::ways`] and
/// [`numbers::ways`] have it: of a long one the last, so that whoever asks looks at the number as
/// well. A single one of [`SHORTEST`] characters is a term's beginning.
pub fn asked(way: &str) -> Option<Vec<String>> {
    let (_, rest) = begun(way);
    if rest.chars().count() < SHORTEST || !is_number(rest) {
        return None;
    }
    let mut last: Vec<String> = Vec::with_capacity(LAST);
    for term in stretches(begun(way), TERM).into_iter().rev() {
        if last.len() < LAST && !last.contains(&term) {
            last.push(term);
        }
    }
    last.reverse();
    Some(last)
}

/// The terms that a contact with letters has where this stands in it: one that is shorter than
/// [`LETTERS`] is a term's beginning. None of what is too short to be looked for, or has a space.
pub fn asked_of_letters(way: &str) -> Option<Vec<String>> {
    let (whole, rest) = begun(way);
    let is_long = way.chars().count() >= SHORTEST;
    if !is_long || rest.contains(char::is_whitespace) {
        return None;
    }
    let mut terms = stretches((whole, &written(rest)), LETTERS);
    terms.truncate(MOST);
    Some(terms)
}

/// Whether a term that is asked for is but the beginning of one.
pub fn is_begun(term: &str) -> bool {
    term.chars().count() < LETTERS
}

/// Whether a whole line is to begin so, and with what.
fn begun(way: &str) -> (Option<char>, &str) {
    match way.strip_prefix('\n') {
        Some(rest) => (Some(WHOLE), rest),
        None => (None, way),
    }
}

fn stretches((whole, rest): (Option<char>, &str), length: usize) -> Vec<String> {
    let text: Vec<char> = whole.into_iter().chain(rest.chars()).collect();
    let windows = text.windows(length.min(text.len()));
    windows.map(|term| term.iter().collect()).collect()
}

/// As the index can have it: quotes and control characters would end its terms.
fn written(text: &str) -> String {
    text.replace(|c: char| c == '"' || c == '\'' || c.is_ascii_control(), "_")
}

/// Whether a line is a phone or another number, which [`of`] has the terms of.
fn is_of_figures(line: &str) -> bool {
    line.chars().all(|c| c.is_ascii_digit() || " +().-/".contains(c))
}

fn is_number(text: &str) -> bool {
    text.chars().all(|c| c == '+' || letters::is_of_a_word(c))
}

/// Adds every stretch of that length, and the shorter ones at the end.
fn add(terms: &mut BTreeSet<String>, text: &str, length: usize) {
    let text: Vec<char> = text.chars().collect();
    for from in 0..(text.len() + 1).saturating_sub(SHORTEST) {
        terms.insert(text[from..text.len().min(from + length)].iter().collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stretch_of_a_number_has_its_terms() {
        let terms = of(Some("ana1985@x.org"), Some("+33 6 12 34"), Some("F-2026/0017"));
        let has = |way: &str| {
            let asked = asked(way).unwrap();
            let is_there = |term: &String| match term.chars().count() {
                SHORTEST => terms.split(' ').any(|known| known.starts_with(term.as_str())),
                _ => terms.split(' ').any(|known| known == term),
            };
            asked.iter().all(is_there)
        };
        for way in
            ["+3361", "612", "1234", "234", "\n+33", "f2026", "20260017", "017", "f202617", "\nf20"]
        {
            assert!(has(way), "{way}: {terms}");
        }
        for way in ["\n612", "124", "\n2026", "ana", "1986", "61235"] {
            assert!(!has(way), "{way}");
        }
        for way in ["12", "06-12", "f-2026", "\n\n"] {
            assert_eq!(asked(way), None, "{way}");
        }
        let last = asked("+33155501234").unwrap();
        assert_eq!(last, ["5501", "5012", "0123", "1234"]);
        // Many file numbers have four zeros: what stands before those of a phone is asked for too.
        assert_eq!(asked("0140000000").unwrap(), ["0140", "1400", "4000", "0000"]);
    }
    #[test]
    fn every_stretch_of_an_email_has_its_terms() {
        let contacts = crate::text::contacts(Some("o'Dupont.7@x.org"), Some("0612"), Some("F-17"));
        let terms = of_letters(&contacts);
        let has = |way: &str| {
            let asked = asked_of_letters(way).unwrap();
            let is_there = |term: &String| match is_begun(term) {
                true => terms.split(' ').any(|known| known.starts_with(term.as_str())),
                false => terms.split(' ').any(|known| known == term),
            };
            asked.iter().all(is_there)
        };
        for way in
            ["dupont", "o'dup", "upon", "t.7@x.org", "org", "\no'd", "pont.7@", "f17", "f-17"]
        {
            assert!(has(way), "{way}: {terms}");
        }
        for way in ["dupnot", "\ndup", "rg@", "0612", "orgx"] {
            assert!(!has(way), "{way}");
        }
        assert_eq!(asked_of_letters("ab\u{1}c\u{7f}"), Some(vec!["ab_c_".to_owned()]));
        assert_eq!(asked_of_letters("ab"), None);
        assert_eq!(asked_of_letters("ab cde"), None);
    }
}
