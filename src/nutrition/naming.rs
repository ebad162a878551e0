//! The anatomy of foods' names: which word says what it is. "Apple pie" is a pie, « Pomme de terre »
//! no « pomme »; "Butter, salted" is not meant by who types "salt".
//!
//! English names have that word at the end of their first part ("Brown rice, cooked"), French names at
//! its beginning (« Riz complet cuit »).

use crate::text::letters;
use crate::text::plural::is_same;

/// What links words, and is no word of the food.
const LINKS: [&str; 12] = ["of", "de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux"];
/// What follows one of these in English says with what the food comes.
const WITH: [&str; 6] = ["with", "without", "in", "from", "of", "for"];
/// What says no more than that the food is as it grows, or as it is usually sold.
const PLAIN: [&str; 12] = [
    "raw", "plain", "fresh", "cru", "crue", "crus", "crues", "nature", "frais", "fraiche",
    "fraiches", "natures",
];

/// How well words name a food, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// The whole name, but for what is plain: "apple" of "Apple, raw".
    Whole,
    /// Its first part: "apple" of "Apple, peeled, raw".
    First,
    /// What it is, with others of its words: "rice" of "White rice, cooked".
    Head,
    /// What it is, of something: « huile » of « Huile d'olive ».
    Linked,
    /// Whole words, but not what it is: "apple" of "Apple pie".
    Other,
    /// Beginnings of words: "app" of "Apple, raw".
    Beginnings,
}

impl Fit {
    /// Whether who types no more may be taken at their word: where it is [`Self::Linked`], only if
    /// nothing else is meant by it.
    pub fn is_sure(self) -> bool {
        self <= Self::Linked
    }
}

/// A name in its words.
pub(crate) struct Name {
    words: Vec<Word>,
    head: usize,
}

struct Word {
    text: String,
    is_first_part: bool,
    /// Whether a link stands before it.
    is_linked: bool,
    is_plain: bool,
}

/// The words that somebody typed for a food, without what links them; all of them where there is
/// nothing else.
pub(crate) fn typed(text: &str) -> Vec<String> {
    let key = letters::key(text);
    let all = || letters::words(&key).map(str::to_owned);
    let words: Vec<String> = all().filter(|word| !LINKS.contains(&word.as_str())).collect();
    if words.is_empty() { all().collect() } else { words }
}

impl Name {
    /// A name as its language builds it.
    pub fn of(name: &str, language: &str) -> Self {
        let mut words: Vec<Word> = Vec::new();
        let (mut last_of_english, mut is_closed) = (0, false);
        for (part, text) in letters::key(name).split([',', '(', ')', ';']).enumerate() {
            let mut is_linked = false;
            for word in letters::words(text) {
                is_closed |= WITH.contains(&word) && !words.is_empty();
                if LINKS.contains(&word) {
                    is_linked = true;
                    continue;
                }
                let is_plain = !words.is_empty() && PLAIN.contains(&word);
                let is_name = word.starts_with(char::is_alphabetic) && !is_plain;
                if part == 0 && is_name && !is_closed {
                    last_of_english = words.len();
                }
                words.push(Word {
                    text: word.to_owned(),
                    is_first_part: part == 0,
                    is_linked: std::mem::take(&mut is_linked),
                    is_plain,
                });
            }
        }
        Self { words, head: if language == "fr" { 0 } else { last_of_english } }
    }

    /// Whether the word that says what it is is one of these.
    pub fn is_a(&self, kinds: &[&str]) -> bool {
        let head = self.words.get(self.head);
        head.is_some_and(|head| kinds.iter().any(|kind| is_same(&head.text, kind)))
    }

    /// Whether one of these is a word of it.
    pub fn has(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| words.iter().any(|one| is_same(&word.text, one)))
    }

    /// How well the words that were typed name it; none where they do not.
    pub fn fit(&self, typed: &[String]) -> Option<Fit> {
        let is = |wanted: &dyn Fn(&&Word) -> bool| {
            let mut words = self.words.iter().filter(wanted);
            let same = typed.iter().all(|one| words.next().is_some_and(|w| is_same(&w.text, one)));
            same && words.next().is_none()
        };
        let is_whole = is(&|_| true) || is(&|word| !word.is_plain);
        if typed.is_empty() || is_whole {
            return is_whole.then_some(Fit::Whole);
        }
        if is(&|word| word.is_first_part) || is(&|word| word.is_first_part && !word.is_plain) {
            return Some(Fit::First);
        }
        let is_typed = |word: &Word| typed.iter().any(|one| is_same(&word.text, one));
        if typed.iter().all(|one| self.has(&[one.as_str()])) {
            let is_head = self.words.get(self.head).is_some_and(is_typed);
            let mut others = self.words.iter().filter(|word| !word.is_plain && !is_typed(word));
            let is_linked = others.next().is_some_and(|word| word.is_first_part && word.is_linked);
            return Some(match (is_head, is_linked) {
                (false, _) => Fit::Other,
                (true, true) => Fit::Linked,
                (true, false) => Fit::Head,
            });
        }
        let begins = |one: &String| {
            self.words.iter().any(|word| word.text.starts_with(one) || is_same(&word.text, one))
        };
        typed.iter().all(begins).then_some(Fit::Beginnings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_food_is_named_by_what_it_is() {
        for (text, name, language, fit) in [
            ("apple", "Apple, raw", "en", Some(Fit::Whole)),
            ("apples", "Apple, raw", "en", Some(Fit::Whole)),
            ("apple raw", "Apple, raw", "en", Some(Fit::Whole)),
            ("apple", "Apple, peeled, raw", "en", Some(Fit::First)),
            ("apple", "Apple pie", "en", Some(Fit::Other)),
            ("app", "Apple, raw", "en", Some(Fit::Beginnings)),
            ("pear", "Apple, raw", "en", None),
            ("potatoes", "Potato, baked, flesh", "en", Some(Fit::First)),
            ("rice", "White rice, cooked", "en", Some(Fit::Head)),
            ("rice", "Rice pudding", "en", Some(Fit::Other)),
            ("chocolate", "Dark chocolate 70–85 %", "en", Some(Fit::Head)),
            ("salt", "Butter, salted", "en", Some(Fit::Beginnings)),
            ("eggs", "Egg noodles, dry", "en", Some(Fit::Other)),
            ("eggs", "Egg white, raw", "en", Some(Fit::Other)),
            ("milk 2", "Milk, 2 % fat", "en", Some(Fit::Head)),
            ("pizza", "Pizza with extra cheese, thin", "en", Some(Fit::Head)),
            ("cheese", "Pizza with extra cheese, thin", "en", Some(Fit::Other)),
            ("salmon coho baked", "Salmon (coho), baked", "en", Some(Fit::Whole)),
            ("chocolate-croissant", "Chocolate croissant", "en", Some(Fit::Whole)),
            ("pommes", "Pomme crue", "fr", Some(Fit::Whole)),
            ("pomme", "Pomme de terre crue", "fr", Some(Fit::Linked)),
            ("pommes de terre", "Pomme de terre crue", "fr", Some(Fit::Whole)),
            ("pomme", "Tourte aux pommes", "fr", Some(Fit::Other)),
            ("œufs", "Œuf cru", "fr", Some(Fit::Whole)),
            ("oeufs", "Pâtes aux œufs crues", "fr", Some(Fit::Other)),
            ("carottes", "Mini-carottes crues", "fr", Some(Fit::Other)),
            ("sel", "Beurre demi-sel", "fr", Some(Fit::Other)),
            ("yaourts", "Yaourt nature maigre", "fr", Some(Fit::Head)),
            ("yaourt", "Yaourt à la grecque", "fr", Some(Fit::Linked)),
            ("huile d’olive", "Huile d'olive", "fr", Some(Fit::Whole)),
            ("huile", "Huile d'olive", "fr", Some(Fit::Linked)),
            ("thé", "Thé noir infusé", "fr", Some(Fit::Head)),
            ("riz", "Riz blanc cuit", "fr", Some(Fit::Head)),
            ("salade", "Salade verte (laitue) crue", "fr", Some(Fit::Head)),
        ] {
            assert_eq!(Name::of(name, language).fit(&typed(text)), fit, "{text} of {name}");
        }
        assert_eq!(Name::of("Apple, raw", "en").fit(&typed("…")), None);
    }
}
