//! The reader of typed quantities: numbers, money, lengths, weights, shares and days as people of a
//! language write them.
//!
//! One rule for every form: an entry is understood as its writer meant it, or it is asked back. It is
//! never read as another value in silence. So where a text has two readings (`1.200` in a French sum:
//! 1200 or 1,20?) there is no value, and the field says what it takes.
//!
//! What a page prints can be typed into it: the signs of [`super::currency`] and the spaces between
//! thousands are read back.

pub mod hours;
mod length;
mod minutes;
mod number;
mod sum;
mod weight;

use serde_json::{Number, Value};

use super::language::Language;
use crate::http::{QUESTIONS, asked_back};
use crate::ids::Id;
use crate::message::Message;
use crate::text::day::{Order, days};
use crate::text::letters::plain_sign;

/// What a field of a form takes, by its name: the names are the contract's, and end in their units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity<'a> {
    /// A sum in this currency (ISO 4217).
    Sum(&'a str),
    /// A body weight; read as kg.
    Weight,
    /// A body length; read as cm.
    Length,
    /// A share of a hundred.
    Share,
    /// A blood pressure in mmHg.
    Pressure,
    /// A duration; read as minutes.
    Minutes,
    /// A weight of food; read as g.
    Grams,
    /// A number of days.
    Days,
    /// An amount of energy in kcal.
    Energy,
    /// How many of something that comes whole: years of age, backups kept.
    Count,
    /// How many months.
    Months,
    /// How many times.
    Times,
    /// A civil day; read as `YYYY-MM-DD`.
    Day,
    /// A time of day; read as `HH:MM`.
    Time,
    /// A day and a time of it; read as `YYYY-MM-DDTHH:MM`.
    Moment,
    /// A bare number.
    Plain,
}

impl<'a> Quantity<'a> {
    /// The quantity of a field of that name; sums are in `currency`.
    pub fn of(field: &str, currency: &'a str) -> Self {
        let name = field.rsplit('.').next().unwrap_or(field);
        match name {
            _ if name.ends_with("_per_kg") => Self::Grams,
            _ if name.ends_with("_kg") => Self::Weight,
            _ if name.ends_with("_cm") => Self::Length,
            "rate" => Self::Share,
            _ if ["_percentage", "_percent", "_rate"].iter().any(|end| name.ends_with(end)) => {
                Self::Share
            }
            _ if name.starts_with("blood_pressure_") => Self::Pressure,
            _ if name.ends_with("_g") || name.ends_with("_grams") => Self::Grams,
            _ if name == "minutes" || name.ends_with("_minutes") => Self::Minutes,
            _ if name.ends_with("_days") => Self::Days,
            _ if name.to_lowercase().ends_with("kcal") => Self::Energy,
            _ if name.ends_with("_months") => Self::Months,
            _ if name.ends_with("_times") => Self::Times,
            _ if is_count(name) => Self::Count,
            "visit_date" | "given_at" => Self::Moment,
            _ if is_day(name) => Self::Day,
            _ if name.ends_with("_time") => Self::Time,
            // The share of a payment that an invoice takes is named by the invoice.
            _ if is_sum(name) || name.parse::<Id>().is_ok() => Self::Sum(currency),
            _ => Self::Plain,
        }
    }

    /// The value of what was typed, as digits with a point (or a day as `YYYY-MM-DD`); none when it
    /// cannot be read, or can be read in two ways.
    pub fn read(self, language: Language, typed: &str) -> Option<String> {
        let typed = plain(typed);
        let typed = typed.trim();
        if typed.is_empty() || typed.len() > LONGEST {
            return None;
        }
        match self {
            Self::Sum(currency) => sum::read(language, typed, currency),
            Self::Weight => weight::read(language, typed),
            Self::Length => length::read(language, typed),
            Self::Share => share(language, typed),
            Self::Pressure => number::whole(language, typed, &["mmhg", "mm hg"]),
            Self::Grams => weight::grams(language, typed),
            Self::Minutes => minutes::read(language, typed),
            Self::Days => {
                number::whole(language, typed, &["days", "day", "jours", "jour", "j", "d"])
            }
            Self::Energy => number::whole(language, typed, &["kcal"]),
            Self::Count => {
                number::whole(language, typed, &["years", "year", "yrs", "ans", "an", "y"])
            }
            Self::Months => number::whole(language, typed, &["months", "month", "mois"]),
            Self::Times => number::whole(language, typed, &["times", "fois", "x", "×"]),
            Self::Day => day(language, typed),
            Self::Time => hours::time(typed),
            Self::Moment => moment(language, typed),
            Self::Plain => number::counted(language, &number::unbroken(typed)),
        }
    }

    /// The value as the API's body has it; what cannot be read asks back at its field.
    pub fn value(self, language: Language, typed: &str) -> Value {
        match (self, self.read(language, typed)) {
            (_, None) => asked_back(self.place()),
            (Self::Day | Self::Time | Self::Moment, Some(text)) => Value::String(text),
            (_, Some(digits)) => number_of(&digits),
        }
    }

    /// What is asked where it cannot be read.
    pub fn question(self) -> Message {
        QUESTIONS[self.place()].clone()
    }

    /// The place of this quantity's question.
    fn place(self) -> usize {
        match self {
            Self::Sum(_) => 0,
            Self::Weight => 1,
            Self::Length => 2,
            Self::Share => 3,
            Self::Pressure => 4,
            Self::Minutes => 5,
            Self::Days => 6,
            Self::Day => 7,
            Self::Energy | Self::Plain => 8,
            Self::Time => 9,
            Self::Count | Self::Months | Self::Times => 10,
            Self::Moment => 11,
            Self::Grams => 12,
        }
    }
}

/// The day as `YYYY-MM-DD`. None for what is no day of the calendar, for years of two digits, and for
/// figures of which two can be the month: the English write them either way.
fn day(language: Language, typed: &str) -> Option<String> {
    let order = match language {
        Language::English => Order::Either,
        Language::French => Order::DayFirst,
    };
    match days(order, typed)?.as_slice() {
        [day] => Some(day.to_string()),
        _ => None,
    }
}

/// The moment as `YYYY-MM-DDTHH:MM`: a day and a time as each is written. What has the shape of an
/// instant stays one.
fn moment(language: Language, typed: &str) -> Option<String> {
    if matches!(typed.as_bytes().get(10), Some(b'T' | b't')) {
        return Some(typed.to_owned());
    }
    let words: Vec<&str> = typed.split_whitespace().collect();
    let mut found = (1..words.len()).filter_map(|at| {
        let (before, behind) = words.split_at(at);
        let is_linked = matches!(behind, ["at" | "à" | "a", _, ..]);
        let behind = &behind[usize::from(is_linked)..];
        let text = before.join(" ");
        let day = day(language, text.trim_end_matches(','))?;
        Some(format!("{day}T{}", hours::time(&behind.join(" "))?))
    });
    found.next().filter(|_| found.next().is_none())
}

/// A share. Less than one may be a fraction of one (0.2 for 20 %), unless its sign is there.
fn share(language: Language, typed: &str) -> Option<String> {
    const SIGNS: [&str; 3] = ["%", "percent", "pour cent"];
    let read = number::with_unit(language, typed, &SIGNS)?;
    let lower = typed.to_lowercase();
    let is_said = SIGNS.iter().any(|sign| lower.ends_with(sign));
    let value = read.parse::<f64>().ok()?.abs();
    (is_said || value == 0.0 || value >= 1.0).then_some(read)
}

/// Digits as a JSON number; as text where a number would not keep them.
fn number_of(digits: &str) -> Value {
    let whole = digits.parse::<i64>().ok().map(Number::from);
    let found = whole.or_else(|| digits.parse::<f64>().ok().and_then(Number::from_f64));
    found.map_or_else(|| Value::String(digits.to_owned()), Value::Number)
}

/// Longer entries are no quantity.
const LONGEST: usize = 60;

fn is_count(name: &str) -> bool {
    matches!(name, "age_min" | "age_max") || name.starts_with("keep_") || name.ends_with("_years")
}

fn is_day(name: &str) -> bool {
    matches!(name, "date" | "day" | "from_date" | "to_date" | "date_of_birth")
        || matches!(name, "not_before" | "not_after")
        || name.ends_with("_date") && name != "visit_date"
        || name.ends_with("_on")
}

fn is_sum(name: &str) -> bool {
    name.ends_with("amount") || name.ends_with("price") || matches!(name, "received" | "discount")
}

/// The text in the signs that the readers know: every digit, space, dash and quote of its kind is one.
pub fn plain(typed: &str) -> String {
    let one = |c: char| match c {
        '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}' | '\u{2008}' | '\t' => ' ',
        '\u{2212}' | '\u{2013}' | '\u{2014}' | '\u{2012}' => '-',
        '’' | '‘' | '′' | '´' | '`' | 'ʼ' => '\'',
        '”' | '“' | '″' | '„' => '"',
        '٫' => '.',
        '⁄' | '∕' => '/',
        other => plain_sign(other),
    };
    typed.chars().filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{200b}')).map(one).collect()
}

#[cfg(test)]
mod tests;
