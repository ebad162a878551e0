//! Reading what somebody types into a meal: an amount, its measure, and the food's name.

use super::amount::{Amount, BARE};
use super::measure::Measure;
use super::number::{Number, fraction, half, leading as number};
use super::numerals::ROUGHLY;
use super::words::{after, is_of, linked, measures};
use crate::text::letters::plain_sign;

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

/// A number without a measure from here on is grams, but of what is counted by the piece: nobody eats so
/// many pieces at once, and it saves typing the unit of every second food.
const BARE_GRAMS: f64 = 50.0;

/// Marks of the lines of a list.
const BULLETS: [char; 6] = ['-', '\u{2013}', '\u{2014}', '\u{2022}', '*', '\u{b7}'];

/// Reads a text. `comma_groups` says whether a comma before three digits parts thousands, as in
/// English; elsewhere it is the decimal sign.
pub fn read(text: &str, comma_groups: bool) -> Typed {
    let text: String = text.chars().map(plain_sign).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = text.strip_suffix("(?)").unwrap_or(&text).trim_end_matches(['?', ' ']);
    let is_sure = bare.len() == text.len();
    let bare = unlisted(bare);
    let reader = Reader { is_english: comma_groups };
    let read =
        reader.leading(bare).or_else(|| reader.rough(bare)).or_else(|| reader.trailing(bare));
    let typed = read.unwrap_or_else(|| Typed {
        amount: None,
        food: bare.to_owned(),
        behind: bare.to_owned(),
        is_clear: true,
    });
    Typed { is_clear: typed.is_clear && is_sure, ..typed }
}

impl Typed {
    /// The same where a measure alone is a food's name: "20 noisettes", "1 espresso".
    pub fn named(self) -> Self {
        let is_measure = |amount: &Amount| !amount.key.is_empty() && !amount.is_bare();
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
            None => (first, of_times(behind)),
        };
        let (measure, key, rest) = measured(behind, self.is_english);
        let is_alone = measure == Measure::Piece && key.is_empty();
        let (more, rest) = part_behind(measure, number.value, rest);
        let (half_behind, food) = half_at_end(linked(rest).trim());
        let count = number.value + more + half_behind;
        let is_slip = !(count > 0.0 && count <= MOST);
        let is_bare = is_alone && !number.is_counted && count >= BARE_GRAMS;
        let (measure, key) = if is_bare { (Measure::Mass(1.0), BARE) } else { (measure, key) };
        let is_clear = number.is_clear
            && !is_slip
            && !(is_small(measure) && number.may_be_grouped)
            && !(is_alone && (number.may_be_time || !begins_a_food(behind)));
        Some(Typed {
            amount: Some(Amount { count, measure, key }).filter(|_| !is_slip),
            food: food.to_owned(),
            behind: half_at_end(behind).1.to_owned(),
            is_clear,
        })
    }

    /// "about 150 g rice", "~2 apples", "€2 chips": it is not clear how much, or whether that is said.
    fn rough(&self, text: &str) -> Option<Typed> {
        let unsigned = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let rest = match unsigned.len() < text.len() {
            true => unsigned,
            false => ROUGHLY.iter().find_map(|word| after(text, word))?,
        };
        Some(Typed { is_clear: false, ..self.leading(rest)? })
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
        // "rice ~150 g"
        let named = food.trim_end_matches(['~', '\u{2248}', '<', '>', '+', ' ']);
        let is_clear = found.is_clear && named.len() == food.len();
        let food = named.trim_end_matches([',', ':', '(', ' ']).to_owned();
        (is_whole && !food.is_empty()).then_some(Typed { food, is_clear, ..found })
    }
}

/// The text without the mark of a line of a list.
fn unlisted(text: &str) -> &str {
    text.strip_prefix(BULLETS).and_then(|rest| rest.strip_prefix(' ')).unwrap_or(text)
}

/// Whether three digits behind a sign of it are more likely thousands.
fn is_small(measure: Measure) -> bool {
    match measure {
        Measure::Mass(of_one) | Measure::Volume(of_one) => of_one <= 1.0,
        Measure::Household(_) | Measure::Piece => true,
    }
}

/// Whether a food may stand so behind its number. A sign says that the number is of something else:
/// "5 % beef", "2€ de frites", "6\" baguette", "2) banana"; but "3-egg omelette".
fn begins_a_food(behind: &str) -> bool {
    let mut letters = behind.chars();
    match (letters.next(), letters.next()) {
        (None, _) => true,
        (Some('-'), second) => second.is_some_and(char::is_alphabetic),
        (Some('\u{ba}' | '\u{aa}'), _) => false,
        (Some(first), _) => first.is_alphanumeric() || first == '(',
    }
}

/// The measure at the beginning; pieces where none stands there.
fn measured(text: &str, is_english: bool) -> (Measure, &'static str, &str) {
    let begins_with = |text| {
        let mut found: Option<(Measure, &'static str, &str)> = None;
        for word in measures(is_english) {
            for name in word.names {
                let Some(rest) = after(text, name).filter(|rest| is_of(word, rest)) else {
                    continue;
                };
                if found.is_none_or(|(_, _, shorter)| rest.len() < shorter.len()) {
                    found = Some((word.measure, word.key, rest));
                }
            }
        }
        found
    };
    // « un quart de litre »
    let found = begins_with(text).or_else(|| begins_with(linked(text)));
    found.unwrap_or((Measure::Piece, "", text))
}

/// What « et demi » adds behind a measure, and "500" behind kilograms and litres: « 1 kg 500 de pommes ».
fn part_behind(measure: Measure, count: f64, rest: &str) -> (f64, &str) {
    if let Some(rest) = half(rest) {
        return (0.5, rest);
    }
    let units: &[&str] = match measure {
        Measure::Mass(1000.0) => &["grammes", "grams", "gr", "g"],
        Measure::Volume(1000.0) => &["millilitres", "milliliters", "ml"],
        _ => return (0.0, rest),
    };
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, behind) = (&rest[..end], rest[end..].trim_start());
    let is_part = end == 3 && count.fract() == 0.0 && begins_a_food(behind);
    match digits.parse::<f64>().ok().filter(|_| is_part) {
        Some(part) => {
            let behind = units.iter().find_map(|unit| after(behind, unit)).unwrap_or(behind);
            (part / 1000.0, behind)
        }
        None => (0.0, rest),
    }
}

/// The half at the end of « une pomme et demie », and the text without it.
fn half_at_end(text: &str) -> (f64, &str) {
    let ends = [" et demie", " et demi", " and a half"];
    let without = |end: &&str| {
        let at = text.len().checked_sub(end.len()).filter(|at| text.is_char_boundary(*at))?;
        text[at..].eq_ignore_ascii_case(end).then_some(&text[..at])
    };
    ends.iter().find_map(without).map_or((0.0, text), |text| (0.5, text))
}

/// What stands behind a sign of multiplication.
fn times(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['x', '×', '*'])?;
    let rest = rest.trim_start();
    rest.starts_with(|c: char| c.is_ascii_digit()).then_some(rest)
}

/// The same before a food: "2 x apple".
fn of_times(text: &str) -> &str {
    let rest = text.strip_prefix(['x', '×']).and_then(|rest| rest.strip_prefix(' '));
    rest.filter(|rest| rest.starts_with(char::is_alphabetic)).unwrap_or(text)
}
