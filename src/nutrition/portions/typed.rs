//! Reading what somebody types into a meal: an amount, its measure, and the food's name.

use super::amount::Amount;
use super::measure::Measure;
use super::number::{Number, fraction, leading as number};
use super::words::{LINKS, Word, after, measures};
use crate::text::fold;
use crate::text::letters::plain_digit;
use crate::text::plural::is_same;

/// A text as read.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// None when nothing says how much.
    pub amount: Option<Amount>,
    /// What is left: the food, as typed.
    pub food: String,
    /// What stands behind the number, its measure with it.
    pub behind: String,
    /// Whether the number can be read in one way only.
    pub is_clear: bool,
}

/// More than this is a slip of the fingers.
const MOST: f64 = 100_000.0;

/// A number without a measure from here on is grams: nobody eats so many pieces at once, and it saves
/// typing the unit of every second food.
const BARE_GRAMS: f64 = 50.0;

/// Reads a text. `comma_groups` says whether a comma before three digits parts thousands, as in
/// English; elsewhere it is the decimal sign.
pub fn read(text: &str, comma_groups: bool) -> Typed {
    let text: String = text.chars().map(plain_digit).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let reader = Reader { is_english: comma_groups };
    reader.leading(&text).or_else(|| reader.trailing(&text)).unwrap_or(Typed {
        amount: None,
        food: text.clone(),
        behind: text,
        is_clear: true,
    })
}

impl Typed {
    /// The same where a measure alone is a food's name: "20 noisettes", "1 espresso".
    pub fn named(self) -> Self {
        let is_measure = |amount: &Amount| !amount.key.is_empty();
        match self.amount.filter(|amount| self.food.is_empty() && is_measure(amount)) {
            Some(amount) => Self {
                amount: Some(Amount { measure: Measure::Piece, key: "", ..amount }),
                food: self.behind.clone(),
                ..self
            },
            None => self,
        }
    }
}

struct Reader {
    is_english: bool,
}

impl Reader {
    /// "150 g riz cuit", "½ cup", "une pomme", "2 x 125 g yoghurt".
    fn leading(&self, text: &str) -> Option<Typed> {
        let (first, behind) = number(text, self.is_english)?;
        let second = times(behind).and_then(|rest| number(rest, self.is_english));
        let (number, behind) = match second {
            Some((second, rest)) => {
                let is_clear = first.is_clear && second.is_clear;
                (Number { value: first.value * second.value, is_clear, ..second }, rest)
            }
            None => (first, behind),
        };
        let (measure, key, rest) = measured(behind, self.is_english);
        let is_small = matches!(measure, Measure::Mass(grams) if grams <= 1.0)
            || matches!(measure, Measure::Volume(ml) if ml <= 1.0);
        let is_clear = number.is_clear && !(is_small && number.may_be_grouped);
        let count = number.value;
        let is_bare = measure == Measure::Piece && count >= BARE_GRAMS;
        let measure = if is_bare { Measure::Mass(1.0) } else { measure };
        (count > 0.0 && count <= MOST).then(|| Typed {
            amount: Some(Amount { count, measure, key }),
            food: linked(rest).trim().to_owned(),
            behind: behind.to_owned(),
            is_clear,
        })
    }

    /// "rice 150 g": the amount behind the food, with its measure.
    fn trailing(&self, text: &str) -> Option<Typed> {
        let starts = text.char_indices().filter(|(at, c)| {
            let is_first = text[..*at].ends_with(' ');
            is_first && (c.is_ascii_digit() || fraction(*c).is_some())
        });
        let from = starts.map(|(at, _)| at).next()?;
        let (food, amount) = (text[..from].trim(), &text[from..]);
        let found = self.leading(amount)?;
        let is_whole = found.food.is_empty()
            && found.amount.is_some_and(|amount| amount.measure != Measure::Piece);
        let food = food.trim_end_matches([',', ':', '(', ' ']).to_owned();
        (is_whole && !food.is_empty()).then_some(Typed { food, ..found })
    }
}

/// The measure at the beginning; pieces where none stands there.
fn measured(text: &str, is_english: bool) -> (Measure, &'static str, &str) {
    let mut found: Option<(Measure, &'static str, &str)> = None;
    for word in measures(is_english) {
        for name in word.names {
            let Some(rest) = after(text, name).filter(|rest| is_of(word, rest)) else { continue };
            if found.is_none_or(|(_, _, shorter)| rest.len() < shorter.len()) {
                found = Some((word.measure, word.key, rest));
            }
        }
    }
    found.unwrap_or((Measure::Piece, "", text))
}

/// Whether the word measures what stands behind it: « noix » is one of butter alone.
fn is_of(word: &Word, rest: &str) -> bool {
    let food = fold(linked(rest));
    let first = food.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    word.of.is_empty() || word.of.iter().any(|of| is_same(of, first))
}

/// What stands behind a sign of multiplication.
fn times(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['x', '×', '*'])?;
    let rest = rest.trim_start();
    rest.starts_with(|c: char| c.is_ascii_digit()).then_some(rest)
}

/// The food without what links it to its measure.
fn linked(text: &str) -> &str {
    let end_of =
        |link: &str| text.char_indices().nth(link.chars().count()).map_or(text.len(), |(at, _)| at);
    let link = LINKS.iter().find(|link| fold(&text[..end_of(link)]) == **link);
    link.map_or(text, |link| &text[end_of(link)..])
}
