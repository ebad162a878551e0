//! Words that others try first: common ones, and the names of a password's owner and their clinic,
//! whatever digits, signs and capitals stand around them or for their letters.

use std::sync::LazyLock;

use crate::text::{beginning, fold};

/// Names as short as that stand in many passwords by chance.
const SHORTEST_NAME: usize = 3;
/// Characters of a name that are looked at: what is longer is refused, but not yet where this is asked.
const LONGEST_NAME: usize = 500;

/// Words that stay guessable with trimmings: words of leaked passwords, seasons, months, and those
/// of this trade, in English and French.
static COMMON: LazyLock<Vec<Vec<char>>> =
    LazyLock::new(|| include_str!("common_words.txt").lines().map(skeleton).collect());

/// What others know of somebody who chooses a password.
#[derive(Clone, Debug, Default)]
pub struct Familiar {
    user_name: String,
    /// The skeletons of their names, their e-mail address and their clinic's name.
    names: Vec<Vec<char>>,
}

/// What a weak password is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    OfACommonWord,
    OfNames,
}

impl Familiar {
    /// The user of these names, in the clinic of that name.
    pub fn of(user_name: &str, email: &str, names: [&str; 2], clinic: &str) -> Self {
        let whole = [names.concat(), names[1].to_owned() + names[0]];
        let texts = [user_name, email, names[0], names[1], clinic, &whole[0], &whole[1]];
        let texts = texts.map(|text| beginning(text, LONGEST_NAME));
        let local = texts[1].split('@').next().unwrap_or_default();
        let parts = texts.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        let names = texts.into_iter().chain([local]).chain(parts).map(skeleton);
        let mut names: Vec<_> = names.filter(|name| name.len() >= SHORTEST_NAME).collect();
        names.sort_unstable();
        names.dedup();
        Self { user_name: fold(texts[0].trim()), names }
    }

    /// Whether the folded password contains the user name.
    pub(crate) fn has_user_name_in(&self, folded: &str) -> bool {
        self.user_name.len() >= SHORTEST_NAME && folded.contains(&self.user_name)
    }

    /// Whether every letter of the folded password belongs to names of the owner and at most one
    /// common word, which may be repeated.
    pub(crate) fn makes(&self, folded: &str) -> Option<Made> {
        let letters: Vec<char> = folded.chars().collect();
        let mut seen = [vec![false; letters.len() + 1], vec![false; letters.len() + 1]];
        // A place in the password, and what has led there.
        let mut ways: Vec<(usize, Option<Made>)> = vec![(0, None)];
        while let Some((from, made)) = ways.pop() {
            if made.is_some() && letters[from..].iter().all(|c| !c.is_alphabetic()) {
                return made;
            }
            for start in (from..letters.len())
                .take_while(|at| letters[from..*at].iter().all(|c| !c.is_alphabetic()))
            {
                let mut go_on = |end: usize, made: Made| {
                    let seen = &mut seen[usize::from(made == Made::OfACommonWord)][end];
                    if !std::mem::replace(seen, true) {
                        ways.push((end, Some(made)));
                    }
                };
                for name in &self.names {
                    if let Some(end) = matched(&letters, start, name) {
                        go_on(end, made.unwrap_or(Made::OfNames));
                    }
                }
                if made == Some(Made::OfACommonWord) {
                    continue;
                }
                for word in COMMON.iter() {
                    let mut end = matched(&letters, start, word);
                    while let Some(at) = end {
                        go_on(at, Made::OfACommonWord);
                        end = matched(&letters, at, word);
                    }
                }
            }
        }
        None
    }
}

/// Where the word ends that begins there, if it does: signs and digits between its letters do not
/// count.
fn matched(letters: &[char], start: usize, word: &[char]) -> Option<usize> {
    let mut wanted = word.iter();
    let mut next = wanted.next()?;
    for (at, letter) in letters.iter().enumerate().skip(start) {
        if read_as(*letter) == *next {
            match wanted.next() {
                Some(further) => next = further,
                None => return Some(at + 1),
            }
        } else if letter.is_alphabetic() {
            return None;
        }
    }
    None
}

/// The letters of a word, as [`read_as`] reads them.
fn skeleton(word: &str) -> Vec<char> {
    fold(word).chars().filter(|c| c.is_alphanumeric()).map(read_as).collect()
}

/// The letter that a sign is put for. Both of a pair that share a sign are read as one.
fn read_as(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' | '|' | 'l' => 'i',
        '2' => 'z',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        '8' => 'b',
        '6' | '9' => 'g',
        other => other,
    }
}
