//! Questions to the index of terms (`patients_lookup`): whole words, and beginnings of words.

use crate::list::phrase;
use crate::text::names::{self, Readings};
use crate::text::parts;

/// What parts the terms of that index, as its tokenizer has it: ASCII but letters, figures and the
/// signs that its table names. A way of a sign may have some inside.
fn parts_terms(c: char) -> bool {
    c.is_ascii() && !c.is_ascii_alphanumeric() && !"!#$%&*+-<=>?@[\\]^_{}~".contains(c)
}

/// The question for terms that begin so.
pub(super) fn beginning(term: &str) -> String {
    format!("{} *", phrase(term))
}

/// The question whether a number may have that inside; none of what is too short to be looked for.
pub(super) fn of_number(way: &str) -> Option<String> {
    let terms = parts::asked(way)?;
    let asked = |term: &String| match term.chars().count() {
        parts::SHORTEST => beginning(term),
        _ => phrase(term),
    };
    Some(format!("({})", terms.iter().map(asked).collect::<Vec<_>>().join(" AND ")))
}

/// The question to the index of contacts whether one with letters may have that inside; none of what
/// is too short to be looked for.
pub(super) fn of_contact(way: &str) -> Option<String> {
    let terms = parts::asked_of_letters(way)?;
    let asked = |term: &String| match parts::is_begun(term) {
        true => beginning(term),
        false => phrase(term),
    };
    Some(format!("({})", terms.iter().map(asked).collect::<Vec<_>>().join(" AND ")))
}

/// The question whether each of the words is there in one of its ways, as whole words or as their
/// beginnings. None where a word has no way that a term could be.
pub(super) fn of_names(words: &Readings, is_whole: bool) -> Option<String> {
    let word = |ways: &Vec<String>| {
        let ways: Vec<String> = ways.iter().filter_map(|way| of_way(way, is_whole)).collect();
        (!ways.is_empty()).then(|| format!("({})", ways.join(" OR ")))
    };
    let words: Option<Vec<String>> = words.iter().map(word).collect();
    Some(format!("{{name_words}} : ({})", words?.join(" AND ")))
}

fn of_way(way: &str, is_whole: bool) -> Option<String> {
    let is_whole = is_whole || way.ends_with(names::END);
    let terms: Vec<&str> = way.split(parts_terms).filter(|term| !term.is_empty()).collect();
    let (last, before) = terms.split_last()?;
    let last = if is_whole { phrase(last) } else { beginning(last) };
    let all: Vec<String> = before.iter().map(|term| phrase(term)).chain([last]).collect();
    Some(if all.len() == 1 { all.concat() } else { format!("({})", all.join(" AND ")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_asked_whole_or_begun_and_a_sign_never_breaks_the_question() {
        let words = |ways: &[&str]| vec![ways.iter().map(|way| (*way).to_owned()).collect()];
        let asked = |ways: &[&str], is_whole| of_names(&words(ways), is_whole);
        assert_eq!(asked(&["ana"], true).as_deref(), Some("{name_words} : ((\"ana\"))"));
        assert_eq!(asked(&["ana"], false).as_deref(), Some("{name_words} : ((\"ana\" *))"));
        assert_eq!(asked(&["ana|"], false).as_deref(), Some("{name_words} : ((\"ana\"))"));
        assert_eq!(
            asked(&["a\"b😀"], false).as_deref(),
            Some("{name_words} : (((\"a\" AND \"b😀\" *)))")
        );
        assert_eq!(asked(&["|"], false), None);
    }
}
