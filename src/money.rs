//! Money: integer minor units, written with exactly the currency's decimals in value.

use rusqlite::types::{FromSql, FromSqlResult, ValueRef};
use serde::{Serialize, Serializer, ser};
use serde_json::Value;
use serde_json::value::RawValue;

pub use crate::currency::{
    decimals, finer_to_json, is_currency, thousandths_text, thousandths_value, to_fixed, to_json,
    to_value,
};
use crate::message::{Message, message};

/// An amount of money: minor units of a currency. In JSON it is the shortest decimal number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    pub minor: i64,
    /// ISO 4217.
    pub currency: String,
}

impl Amount {
    pub fn new(minor: i64, currency: impl Into<String>) -> Self {
        Self { minor, currency: currency.into() }
    }

    /// The same without its sign.
    pub fn abs(self) -> Self {
        Self { minor: self.minor.abs(), ..self }
    }

    /// The nearest binary number.
    pub fn real(&self) -> f64 {
        self.minor as f64 / 10_f64.powi(decimals(&self.currency).cast_signed())
    }

    /// With all of the currency's decimals and a point: `110.10`.
    pub fn fixed(&self) -> String {
        to_fixed(self.minor, &self.currency)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let digits = to_json(self.minor, &self.currency);
        RawValue::from_string(digits).map_err(ser::Error::custom)?.serialize(serializer)
    }
}

/// Thousandths of a quantity or of a percent. In JSON it is a number with a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Thousandths(pub i64);

impl FromSql for Thousandths {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(Self)
    }
}

impl Serialize for Thousandths {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0 as f64 / 1000.0)
    }
}

/// The largest amount that anybody may write, in minor units: millions of them still add up
/// within 64 bits.
pub const LARGEST: i64 = 1_000_000_000_000;

/// A decimal number exactly as it was written, before its currency is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    digits: i64,
    places: u32,
}

impl Decimal {
    /// A JSON number or a numeric string. None for what is no plain decimal number, or for one
    /// with more than 18 digits.
    pub fn of_json(value: &Value) -> Option<Self> {
        match value {
            // The shortest text that reads back as the same number, without an exponent.
            Value::Number(number) => match number.as_i64() {
                Some(whole) => Self::parse(&whole.to_string()),
                None => Self::parse(&number.as_f64()?.to_string()),
            },
            Value::String(text) => Self::parse(text.trim()),
            _ => None,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (sign, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = !whole.is_empty() && is_digits(whole) && is_digits(part);
        if !is_number || unsigned.ends_with('.') {
            return None;
        }
        let part = part.trim_end_matches('0');
        let digits = format!("{whole}{part}");
        let digits = digits.trim_start_matches('0');
        if digits.len() > 18 {
            return None;
        }
        let digits = if digits.is_empty() { 0 } else { digits.parse::<i64>().ok()? };
        Some(Self { digits: sign * digits, places: u32::try_from(part.len()).ok()? })
    }

    /// The number in units of that many decimal places: 1.5 at three places is 1500. None when it
    /// has more places than that, or is too large.
    pub fn at_places(self, places: u32) -> Option<i64> {
        let factor = 10_i64.checked_pow(places.checked_sub(self.places)?)?;
        self.digits.checked_mul(factor).filter(|units| units.abs() <= LARGEST)
    }

    /// Whether it has more decimals than that.
    pub fn is_finer_than(self, places: u32) -> bool {
        self.places > places
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.digits == 0
    }

    /// The amount in minor units of that currency.
    ///
    /// # Errors
    /// What the number must be.
    pub fn in_minor(self, currency: &str) -> Result<i64, Message> {
        let places = decimals(currency);
        if self.places > places {
            let what = match places {
                0 => message(
                    "whole-currency",
                    "must be a whole number: this currency has no decimals",
                ),
                some => message("at-most-decimals", "must have at most {most} decimals")
                    .count("most", some),
            };
            return Err(what);
        }
        self.at_places(places).ok_or_else(|| message("too-large", "is too large"))
    }
}

/// Divides what is not negative; a half is rounded up.
pub fn divide_half_up(value: i128, by: i128) -> i128 {
    (value + by / 2) / by
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn an_amount_is_read_exactly_as_it_was_written() {
        let minor = |value: Value, currency| Decimal::of_json(&value).unwrap().in_minor(currency);
        assert_eq!(minor(json!(110.1), "EUR"), Ok(11010));
        assert_eq!(minor(json!("110.10"), "EUR"), Ok(11010));
        assert_eq!(minor(json!(100.0), "JPY"), Ok(100));
        assert_eq!(minor(json!(-0.05), "EUR"), Ok(-5));
        assert!(minor(json!(110.100_000_000_000_01), "EUR").unwrap_err().contains("2 decimals"));
        assert!(minor(json!(0.5), "JPY").unwrap_err().contains("whole"));
        assert!(minor(json!(1e14), "EUR").is_err());
        for no in [json!("1e3"), json!(""), json!("1."), json!(".5"), json!(true), json!("+1")] {
            assert_eq!(Decimal::of_json(&no), None, "{no}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(minor in -LARGEST..=LARGEST, currency in "EUR|JPY|KWD") {
            let value = to_value(minor, &currency);
            prop_assert_eq!(Decimal::of_json(&value).unwrap().in_minor(&currency), Ok(minor));
        }
    }
}
