//! Codes, days, numbers and sums as people write them in their language.

use jiff::civil::{Date, DateTime};

use super::language::{Language, say};
use crate::clinical::Age;
use crate::clock::{Moment, Zone, parse_day};
use crate::figures::Definition;
use crate::money::Amount;

const MONTHS_EN: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTHS_FR: [&str; 12] = [
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
    "déc.",
];
const LONG_MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const LONG_MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const DAYS_EN: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const DAYS_FR: [&str; 7] =
    ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

/// Codes that people say otherwise than they are written; languages by their own names.
const SAID_OTHERWISE: [(&str, &str); 14] = [
    ("api_keys", "API keys"),
    ("en", "English"),
    ("fr", "Français"),
    ("CREDIT_CARD", "Card (credit)"),
    ("DEBIT_CARD", "Card (debit)"),
    ("FOLLOW_UP", "Follow-up"),
    ("INITIAL_CONSULTATION", "First consultation"),
    ("NO_SHOW", "No-show"),
    ("PARTIAL", "Partly paid"),
    ("PENDING", "Unpaid"),
    ("REVERSAL", "Undone payment"),
    ("VISIT", "Consultation"),
    ("billing", "Invoice"),
    ("visit", "Consultation"),
];

impl Language {
    /// What a figure counts.
    pub fn meaning(self, definition: &Definition) -> String {
        let figure = definition.figure.map(|figure| self.number(&figure.to_string()));
        self.fill(definition.words, &[figure.as_deref().unwrap_or_default()])
    }

    /// `FOLLOW_UP` as a person writes it: "Follow-up", "Suivi".
    pub fn code(self, code: &str) -> String {
        let translated = self.t(code);
        if translated != code {
            return translated.to_owned();
        }
        if let (Self::French, Some(label)) = (self, self.field(code)) {
            return label;
        }
        if let Some((_, words)) = SAID_OTHERWISE.iter().find(|(known, _)| *known == code) {
            return (*words).to_owned();
        }
        let lower = code.to_lowercase().replace('_', " ");
        let mut letters = lower.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// The status of an appointment: where a language has genders, not an invoice's.
    pub fn appointment(self, status: &str) -> String {
        match status {
            "CANCELLED" => self.t(say("Cancelled")).to_owned(),
            other => self.code(other),
        }
    }

    /// An age: "12 days", "14 months", "3 years 2 months", "38 years".
    pub fn age(self, age: Age) -> String {
        let months = |months: i32| self.count(months.into(), say("1 month"), say("{} months"));
        match age {
            Age::Days(days) => self.count(days.into(), say("1 day"), say("{} days")),
            Age::Months(count) => months(count),
            Age::YearsAndMonths(years, 0) | Age::Years(years) => {
                self.fill(say("{} years"), &[&years.to_string()])
            }
            Age::YearsAndMonths(years, over) => {
                let years = self.fill(say("{} years"), &[&years.to_string()]);
                format!("{years} {}", months(over))
            }
        }
    }

    /// `2026-11-24` as "24 Nov 2026"; anything else as it is.
    pub fn day(self, text: &str) -> String {
        parse_day(text).map_or_else(|| text.to_owned(), |date| self.date(date))
    }

    /// A date as "24 Nov 2026".
    pub fn date(self, date: Date) -> String {
        format!("{} {} {}", date.day(), self.month(date), date.year())
    }

    /// A date as "24 Nov".
    pub fn short_date(self, date: Date) -> String {
        format!("{} {}", date.day(), self.month(date))
    }

    /// A date as "Tuesday, 24 Nov".
    pub fn weekday(self, date: Date) -> String {
        let at = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
        let (names, comma) = match self {
            Self::English => (DAYS_EN, ","),
            Self::French => (DAYS_FR, ""),
        };
        format!("{}{comma} {}", names[at % 7], self.short_date(date))
    }

    /// A date as "Tue 24 Nov", where a column has little room.
    pub fn short_weekday(self, date: Date) -> String {
        let at = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
        let name = self.days()[at % 7];
        let stop = if self == Self::French { "." } else { "" };
        // Three letters tell the days apart in both languages, and each is one byte.
        format!("{}{stop} {}", &name[..3], self.short_date(date))
    }

    /// The days of the week, from Monday.
    pub fn days(self) -> [&'static str; 7] {
        match self {
            Self::English => DAYS_EN,
            Self::French => DAYS_FR,
        }
    }

    /// A month as "November 2026".
    pub fn long_month(self, date: Date) -> String {
        let at = usize::try_from(date.month() - 1).unwrap_or(0) % 12;
        let name = match self {
            Self::English => LONG_MONTHS_EN[at],
            Self::French => LONG_MONTHS_FR[at],
        };
        format!("{name} {}", date.year())
    }

    /// The month of a date, short.
    pub fn month(self, date: Date) -> &'static str {
        let at = usize::try_from(date.month() - 1).unwrap_or(0) % 12;
        match self {
            Self::English => MONTHS_EN[at],
            Self::French => MONTHS_FR[at],
        }
    }

    /// An instant as "24 Nov 2026, 09:30" on the clinic's clock.
    pub fn moment(self, at: Moment, zone: &Zone) -> String {
        self.wall(zone.wall_clock(at))
    }

    /// The same for the text of an instant; anything else as it is.
    pub fn moment_text(self, text: &str, zone: &Zone) -> String {
        zone.parse(text).map_or_else(|_| self.day(text), |at| self.moment(at, zone))
    }

    fn wall(self, clock: DateTime) -> String {
        format!("{}, {}", self.date(clock.date()), clock.strftime("%H:%M"))
    }

    /// Digits as the language writes them: `1234.5` is "1,234.5" or "1 234,5".
    pub fn number(self, digits: &str) -> String {
        let (sign, rest) = digits.strip_prefix('-').map_or(("", digits), |rest| ("−", rest));
        let (whole, part) = rest.split_once('.').unwrap_or((rest, ""));
        if !whole.bytes().all(|b| b.is_ascii_digit()) || whole.is_empty() {
            return digits.to_owned();
        }
        let (group, point) = match self {
            Self::English => (',', "."),
            Self::French => ('\u{202f}', ","),
        };
        let mut text = String::from(sign);
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                text.push(group);
            }
            text.push(digit);
        }
        if !part.is_empty() {
            text.push_str(point);
            text.push_str(part);
        }
        text
    }

    /// A share of a hundred: "5.5%", "5,5 %".
    pub fn percent(self, digits: &str) -> String {
        let space = if self == Self::French { "\u{a0}" } else { "" };
        format!("{}{space}%", self.number(bare(digits)))
    }

    /// Bytes as people read them: "1.5 MB", "1,5 Mo".
    pub fn size(self, bytes: u64) -> String {
        let (value, unit) = match bytes {
            0..1_000 => (bytes as f64, "B"),
            1_000..1_000_000 => (bytes as f64 / 1e3, "kB"),
            1_000_000..1_000_000_000 => (bytes as f64 / 1e6, "MB"),
            _ => (bytes as f64 / 1e9, "GB"),
        };
        let places = usize::from(bytes >= 1_000);
        // An octet is the French byte.
        let unit = match self {
            Self::English => unit.to_owned(),
            Self::French => unit.replace('B', "o"),
        };
        format!("{}\u{a0}{unit}", self.number(&format!("{value:.places$}")))
    }

    /// A decimal number as the language writes it.
    pub fn figure(self, number: f64) -> String {
        self.number(&number.to_string())
    }

    /// Digits to be typed over: with the language's sign, and nothing between the thousands.
    pub fn decimal(self, digits: &str) -> String {
        match self {
            Self::English => digits.to_owned(),
            Self::French => digits.replace('.', ","),
        }
    }

    /// An amount to be typed over: "1234.50", "1234,50".
    pub fn typed(self, amount: &Amount) -> String {
        self.decimal(&amount.fixed())
    }

    /// An amount of money: "€1,234.50", "1 234,50 €".
    pub fn money_of(self, amount: &Amount) -> String {
        self.sum(&amount.fixed(), &amount.currency)
    }
}

/// Digits without the zeroes at the end of their fraction.
pub fn bare(digits: &str) -> &str {
    match digits.contains('.') {
        true => digits.trim_end_matches('0').trim_end_matches('.'),
        false => digits,
    }
}

/// An instant as an input of local date and time takes it.
pub fn input_moment(at: Moment, zone: &Zone) -> String {
    zone.wall_clock(at).strftime("%Y-%m-%dT%H:%M").to_string()
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
