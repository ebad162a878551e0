//! Queries in the language of FTS5 for the indexes of patients: `patients_lookup` (whole words, and
//! beginnings of words) and `patients_contacts`.

use crate::list::phrase;
use crate::text::contact_terms;
use crate::text::names::{self, Readings};

/// What parts the tokens of `patients_lookup`, as its tokenizer has it: ASCII but letters, figures and the
/// signs that its table names. A way of a sign may have some inside.
fn parts_tokens(c: char) -> bool {
    c.is_ascii() && !c.is_ascii_alphanumeric() && !"!#$%&*+-<=>?@[\\]^_{}~".contains(c)
}

/// The query for tokens that begin so.
pub(super) fn beginning(token: &str) -> String {
    format!("{} *", phrase(token))
}

/// The query for numbers that may have that inside; none for what is too short to be looked for.
pub(super) fn of_number(way: &str) -> Option<String> {
    let tokens = contact_terms::asked(way)?;
    let asked = |token: &String| match token.chars().count() {
        contact_terms::SHORTEST => beginning(token),
        _ => phrase(token),
    };
    Some(format!("({})", tokens.iter().map(asked).collect::<Vec<_>>().join(" AND ")))
}

/// The query of `patients_contacts` for those with letters that may have that inside; none for what is too
/// short to be looked for.
pub(super) fn of_contact(way: &str) -> Option<String> {
    let tokens = contact_terms::asked_of_letters(way)?;
    let asked = |token: &String| match contact_terms::is_begun(token) {
        true => beginning(token),
        false => phrase(token),
    };
    Some(format!("({})", tokens.iter().map(asked).collect::<Vec<_>>().join(" AND ")))
}

/// The query for names that have each of the words in one of its readings, as whole words or as their
/// beginnings. None where a word has no reading that a token could be.
pub(super) fn of_names(words: &Readings, is_whole: bool) -> Option<String> {
    let word = |ways: &Vec<String>| {
        let asked = ways.iter().filter(|way| is_whole || !names::is_begun_by_another(way, ways));
        let ways: Vec<String> = asked.filter_map(|way| of_way(way, is_whole)).collect();
        (!ways.is_empty()).then(|| format!("({})", ways.join(" OR ")))
    };
    let words: Option<Vec<String>> = words.iter().map(word).collect();
    Some(format!("{{name_words}} : ({})", words?.join(" AND ")))
}

fn of_way(way: &str, is_whole: bool) -> Option<String> {
    let is_whole = is_whole || way.ends_with(names::END);
    let tokens: Vec<&str> = way.split(parts_tokens).filter(|token| !token.is_empty()).collect();
    let (last, before) = tokens.split_last()?;
    let last = if is_whole { phrase(last) } else { beginning(last) };
    let all: Vec<String> = before.iter().map(|token| phrase(token)).chain([last]).collect();
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
        // Whoever begins with the second begins with the first.
        let together = &["saint", "saintexupery"];
        assert_eq!(asked(together, false), asked(&["saint"], false));
        assert_ne!(asked(together, true), asked(&["saint"], true));
        let exupery = asked(&["exupery", "saintexupery"], false).unwrap();
        assert!(exupery.contains("saintexupery"), "{exupery}");
    }
}
