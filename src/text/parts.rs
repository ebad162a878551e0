//! The parts of a person's numbers: every four figures that stand together, as terms of an index.
//!
//! So a number is found by any stretch of it, by few terms: `06123` has `0612` and `6123`. A sign
//! before the first figure lets a beginning be meant, and the last three are a term too.

use std::collections::BTreeSet;

use super::{letters, numbers, phone};

/// Stands before a whole number.
const WHOLE: char = '=';
/// Characters of a term.
const TERM: usize = 4;
/// Characters of the shortest part that is looked for: it begins a term.
pub const SHORTEST: usize = TERM - 1;
/// Terms that are asked for: more find nobody whom these do not.
const MOST: usize = 12;

/// The terms of the phone, of the file number in its forms, and of figures in the e-mail.
pub fn of(email: Option<&str>, phone: Option<&str>, file_number: Option<&str>) -> String {
    let mut terms = BTreeSet::new();
    let phone = phone.map(phone::bare);
    let forms = file_number.into_iter().flat_map(numbers::forms).filter(|form| is_number(form));
    for line in phone.into_iter().chain(forms) {
        add(&mut terms, &format!("{WHOLE}{line}"));
    }
    let email = email.map(letters::key).unwrap_or_default();
    for figures in email.split(|c: char| !c.is_ascii_digit()) {
        add(&mut terms, figures);
    }
    Vec::from_iter(terms).join(" ")
}

/// The terms that a number has where this stands in it, a way as [`phone::ways`] and
/// [`numbers::ways`] have it. A single one of [`SHORTEST`] characters is a term's beginning.
pub fn asked(way: &str) -> Option<Vec<String>> {
    let (whole, rest) = match way.strip_prefix('\n') {
        Some(rest) => (Some(WHOLE), rest),
        None => (None, way),
    };
    if rest.chars().count() < SHORTEST || !is_number(rest) {
        return None;
    }
    let text: Vec<char> = whole.into_iter().chain(rest.chars()).collect();
    let windows = text.windows(TERM.min(text.len())).take(MOST);
    Some(windows.map(|term| term.iter().collect()).collect())
}

fn is_number(text: &str) -> bool {
    text.chars().all(|c| c == '+' || letters::is_of_a_word(c))
}

fn add(terms: &mut BTreeSet<String>, text: &str) {
    let text: Vec<char> = text.chars().collect();
    if text.len() >= SHORTEST {
        terms.extend(text.windows(TERM).map(|term| term.iter().collect::<String>()));
        terms.insert(text[text.len() - SHORTEST..].iter().collect());
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
    }
}
