//! Reading what somebody types into a meal: an amount, its measure, and the food's name.

use super::amount::Amount;
use super::measure::Measure;
use super::words::{LINKS, MEASURES, NUMBERS};
use crate::text::fold;

/// A text as read.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// None when nothing says how much.
    pub amount: Option<Amount>,
    /// What is left: the food, as typed.
    pub food: String,
}

/// More than this is a slip of the fingers.
const MOST: f64 = 100_000.0;

/// A number without a measure from here on is grams: nobody eats so many pieces at once, and it saves
/// typing the unit of every second food.
const BARE_GRAMS: f64 = 50.0;

/// Reads a text. `comma_groups` says whether a comma before three digits parts thousands, as in
/// English; elsewhere it is the decimal sign.
pub fn read(text: &str, comma_groups: bool) -> Typed {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let reader = Reader { comma_groups };
    reader
        .leading(&text)
        .or_else(|| reader.trailing(&text))
        .unwrap_or(Typed { amount: None, food: text.clone() })
}

struct Reader {
    comma_groups: bool,
}

impl Reader {
    /// "150 g riz cuit", "½ cup", "une pomme", "2 x 125 g yoghurt".
    fn leading(&self, text: &str) -> Option<Typed> {
        let (count, rest) = self.count(text)?;
        let (times, count, rest) = match times(rest).and_then(|rest| self.count(rest)) {
            Some((second, rest)) => (count, second, rest),
            None => (1.0, count, rest),
        };
        let (measure, key, rest) = measured(rest);
        let count = times * count;
        let is_bare = measure == Measure::Piece && count >= BARE_GRAMS;
        let measure = if is_bare { Measure::Mass(1.0) } else { measure };
        (count > 0.0 && count <= MOST)
            .then(|| Typed { amount: Some(Amount { count, measure, key }), food: linked(rest) })
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

    /// A number at the beginning, and what stands behind it.
    fn count<'t>(&self, text: &'t str) -> Option<(f64, &'t str)> {
        self.digits(text).or_else(|| number_word(text))
    }

    /// "1", "1,5", "1/2", "½", "1 1/2", "1½".
    fn digits<'t>(&self, text: &'t str) -> Option<(f64, &'t str)> {
        let first = text.chars().next()?;
        if let Some(part) = fraction(first) {
            return Some((part, text[first.len_utf8()..].trim_start()));
        }
        let (number, rest) = self.decimal(text)?;
        if let Some((below, rest)) = divided(rest) {
            return Some((number / below, rest));
        }
        let behind = rest.trim_start();
        if let Some(part) = behind.chars().next().and_then(fraction) {
            let rest = behind.chars().next().map_or(behind, |c| &behind[c.len_utf8()..]);
            return Some((number + part, rest.trim_start()));
        }
        // "1 1/2"
        if let Some((above, after)) = self.decimal(behind).filter(|_| rest.starts_with(' '))
            && let Some((below, after)) = divided(after)
        {
            return Some((number + above / below, after));
        }
        Some((number, behind))
    }

    fn decimal<'t>(&self, text: &'t str) -> Option<(f64, &'t str)> {
        let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
        let end = end.unwrap_or(text.len());
        let digits = text[..end].trim_end_matches(['.', ',']);
        let rest = &text[digits.len()..];
        let number = match digits.split_once(',') {
            Some((whole, part)) if self.comma_groups && part.len() == 3 && whole.len() <= 3 => {
                format!("{whole}{part}")
            }
            Some((whole, part)) => format!("{whole}.{part}"),
            None => digits.to_owned(),
        };
        let number = number.parse::<f64>().ok().filter(|number| number.is_finite())?;
        Some((number, rest))
    }
}

/// A number word, whole.
fn number_word(text: &str) -> Option<(f64, &str)> {
    let mut found: Option<(f64, &str)> = None;
    for (word, number) in NUMBERS {
        let Some(rest) = after(text, word) else { continue };
        // "half a cup" rather than "half": the longest that fits.
        if found.is_none_or(|(_, shorter)| rest.len() < shorter.len()) {
            found = Some((*number, rest));
        }
    }
    // A word alone is a food's name ("un").
    found.filter(|(_, rest)| !rest.is_empty())
}

/// The measure at the beginning; pieces where none stands there.
fn measured(text: &str) -> (Measure, &'static str, &str) {
    let mut found: Option<(Measure, &'static str, &str)> = None;
    for word in MEASURES {
        for name in word.names {
            let Some(rest) = after(text, name) else { continue };
            if found.is_none_or(|(_, _, shorter)| rest.len() < shorter.len()) {
                found = Some((word.measure, word.key, rest));
            }
        }
    }
    found.unwrap_or((Measure::Piece, "", text))
}

/// What stands behind a word at the beginning, compared without accents.
fn after<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let end =
        ends.by_ref().take(word.chars().count() + 4).find(|end| fold(&text[..*end]) == word)?;
    let rest = &text[end..];
    let is_end = rest.is_empty() || rest.starts_with(' ') || word.ends_with('\'');
    is_end.then(|| rest.trim_start())
}

/// What stands behind a sign of multiplication.
fn times(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['x', '×', '*'])?;
    let rest = rest.trim_start();
    rest.starts_with(|c: char| c.is_ascii_digit()).then_some(rest)
}

/// The number behind a fraction's bar.
fn divided(text: &str) -> Option<(f64, &str)> {
    let rest = text.strip_prefix(['/', '⁄'])?.trim_start();
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let below = rest[..end].parse::<f64>().ok().filter(|below| *below > 0.0)?;
    Some((below, rest[end..].trim_start()))
}

fn fraction(sign: char) -> Option<f64> {
    Some(match sign {
        '½' => 1.0 / 2.0,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        '¼' => 1.0 / 4.0,
        '¾' => 3.0 / 4.0,
        '⅛' => 1.0 / 8.0,
        '⅕' => 1.0 / 5.0,
        _ => return None,
    })
}

/// The food without what links it to its measure.
fn linked(text: &str) -> String {
    let folded_start = |link: &&str| {
        let end = text.char_indices().nth(link.chars().count()).map_or(text.len(), |(at, _)| at);
        fold(&text[..end]) == **link
    };
    let link = LINKS.iter().find(|link| folded_start(link));
    let cut = link.map_or(0, |link| {
        text.char_indices().nth(link.chars().count()).map_or(text.len(), |(at, _)| at)
    });
    text[cut..].trim().to_owned()
}
