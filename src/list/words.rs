//! The words of a search, bounded before any of them becomes a condition.

use rusqlite::types::Value;

use super::sql::Clauses;
use crate::clock::Zone;
use crate::error::{Error, FieldError, Result};
use crate::message::message;
use crate::notes::Notes;
use crate::text::day::Order;
use crate::text::names::{self, Readings};
use crate::text::phone::{self, Country};
use crate::text::{fold, letters};

const LONGEST: usize = 500;
/// Characters of a text once it is folded: one may stand for a sentence of eighteen.
const LONGEST_FOLDED: usize = 2 * LONGEST;
/// More words find nobody that eight do not find, and each is a condition more.
const MOST: usize = 8;

/// What is searched for, word by word.
#[derive(Clone, Debug)]
pub struct Search {
    pub words: Vec<Word>,
    /// The clinic's country, if its zone tells: whose national numbers are meant.
    pub home: Option<Country>,
    /// How dates are read there.
    pub order: Order,
    /// How much of the notes the searcher reads: nothing else is searched.
    pub notes: Notes,
}

/// A word that is searched for.
#[derive(Clone, Debug)]
pub struct Word {
    /// As stored folded columns have it.
    pub folded: String,
    /// As typed, in lower case: what an index of raw text tokenises its own way.
    pub typed: String,
    /// What it may mean in a name.
    pub names: Readings,
}

impl Search {
    /// Reads the words; none where nothing is searched for.
    ///
    /// # Errors
    /// 400 for a text that is too long, or has too many words.
    pub fn read(given: Option<&str>, parameter: &str, zone: &Zone) -> Result<Option<Self>> {
        let Some(given) = given.map(str::trim) else { return Ok(None) };
        if given.chars().count() > LONGEST {
            return Err(Error::field(parameter, "must have at most 500 characters"));
        }
        let mut words = typed_words(given, parameter)?;
        // Parts of one number are one word.
        let is_number = |word: &Word| phone::is_number(&word.typed);
        let numbers = words.windows(2).filter(|pair| pair.iter().all(is_number)).count();
        if words.len() - numbers > MOST || words.len() > 2 * MOST {
            return Err(too_many_words(parameter));
        }
        let pieces: Vec<&str> = words.iter().map(|word| word.typed.as_str()).collect();
        let readings = names::readings(&pieces);
        words.iter_mut().zip(readings).for_each(|(word, readings)| word.names = readings);
        let home = phone::of_zone(zone.name());
        let order = match home {
            Some(country) if !country.may_write_month_first() => Order::DayFirst,
            _ => Order::Either,
        };
        Ok((!words.is_empty()).then_some(Self { words, home, order, notes: Notes::Hidden }))
    }
}

/// The words, or where there are none the signs: one more than are looked for, at most.
fn typed_words(given: &str, parameter: &str) -> Result<Vec<Word>> {
    let (mut words, mut signs) = (Vec::new(), Vec::new());
    let mut length = 0;
    for typed in given.split_whitespace() {
        let (folded, typed) = (fold(typed), typed.to_lowercase());
        length += folded.chars().count();
        if length > LONGEST_FOLDED {
            return Err(Error::field(parameter, "must have at most 500 characters"));
        }
        let is_sign = typed.chars().all(names::is_between_words);
        let kept = if is_sign { &mut signs } else { &mut words };
        // Folding may leave a space, as of the sign ¨: what stands around it are words.
        for folded in folded.split_whitespace().take(2 * MOST + 1 - kept.len()) {
            let (folded, typed) = (folded.to_owned(), typed.clone());
            kept.push(Word { folded, typed, names: Readings::new() });
        }
        if words.len() > 2 * MOST {
            break;
        }
    }
    Ok(if words.is_empty() { signs } else { words })
}

impl Search {
    /// Adds the condition, for each word, that it begins a word of that folded text, an SQL expression. Rows
    /// are looked through one by one: for lists that are short.
    pub fn begin_words_of(&self, folded: &str, clauses: &mut Clauses) {
        for word in &self.words {
            let begun = Value::Text(format!(" {}", word.folded));
            clauses.and_with(&format!("instr(' ' || {folded}, ?) > 0"), [begun]);
        }
    }

    /// The same search by somebody who reads that much of the notes.
    pub fn seeing(mut self, notes: Notes) -> Self {
        self.notes = notes;
        self
    }
}

impl Word {
    /// The question to an index of names whether this begins a name.
    pub fn name_expression(&self) -> Option<String> {
        (!self.names.is_empty()).then(|| in_names(&self.names))
    }

    /// Whether it has a letter or a digit.
    pub fn is_word(&self) -> bool {
        self.typed.contains(letters::is_of_a_word)
    }
}

/// The question to an index of names whether each of the words begins a run in one of its ways.
pub fn in_names(words: &Readings) -> String {
    let part = |ways: &Vec<String>| {
        let asked = ways.iter().filter(|way| !names::is_begun_by_another(way, ways));
        let phrases: Vec<String> = asked.map(|way| beginning(way)).collect();
        format!("({})", phrases.join(" OR "))
    };
    let parts: Vec<String> = words.iter().map(part).collect();
    format!("{{name_words}} : ({})", parts.join(" AND "))
}

/// The phrase of what begins a run of a name ([`names::index`]): one space before it is enough
/// where two letters follow, and spares the index its longest list.
fn beginning(way: &str) -> String {
    let spaces = if way.chars().nth(1).is_some() { " " } else { "  " };
    phrase(&format!("{spaces}{way}"))
}

/// A phrase of FTS5: everything inside the quotes is plain text.
pub fn phrase(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A sentence that the pages show as well.
fn too_many_words(parameter: &str) -> Error {
    let sentence = message("refused-words", "Search for at most 8 words at once.");
    let must = message("at-most-words", "must have at most {most} words").count("most", MOST);
    Error::bad("VALIDATION_ERROR", sentence).with_details(vec![FieldError::new(parameter, must)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_stand_for_many_make_no_more_words_than_others() {
        let zone: Zone = Zone::utc();
        for sign in ["ﷺ", "ﷻ", "﷼", "㌀", "㍿", "¨", "⑴", "ﬃ", "⁗", "⨌", "ΐ", "a-", "-", "' ", "ﷺ "]
        {
            for count in [1, 4, 100, 250, 500] {
                let text: String = sign.chars().cycle().take(count).collect();
                let Ok(Some(search)) = Search::read(Some(&text), "q", &zone) else { continue };
                let folded: usize =
                    search.words.iter().map(|word| word.folded.chars().count()).sum();
                let ways: usize =
                    search.words.iter().flat_map(|word| &word.names).map(Vec::len).sum();
                assert!(
                    search.words.len() <= 2 * MOST && folded <= LONGEST_FOLDED,
                    "{sign} × {count}"
                );
                assert!(ways <= 2_000, "{sign} × {count}: {ways} ways of a name");
            }
        }
        let refused = |text: &str| Search::read(Some(text), "q", &zone).unwrap_err().to_string();
        assert_eq!(refused(&"ﷺ".repeat(500)), refused(&"x".repeat(501)));
        assert_eq!(refused(&"ﷺ".repeat(5)), refused(&"ab ".repeat(20)));
    }

    #[test]
    fn signs_that_stand_between_words_are_no_words() {
        let zone: Zone = Zone::utc();
        let typed = |text: &str| {
            let search = Search::read(Some(text), "q", &zone).unwrap().unwrap();
            search.words.into_iter().map(|word| word.typed).collect::<Vec<_>>()
        };
        assert_eq!(typed(&format!("Ana {} Ek", "- ".repeat(100))), ["ana", "ek"]);
        assert_eq!(typed("-"), ["-"]);
    }
}
