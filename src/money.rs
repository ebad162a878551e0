//! Money: integer minor units, written with exactly the currency's decimals in value.

use serde::{Serialize, Serializer, ser};
use serde_json::Value;
use serde_json::value::RawValue;

/// ISO 4217 currencies whose minor unit is not a hundredth, with their decimals
/// (ISO 4217 list one, column "minor unit").
const UNUSUAL: [(&str, u32); 26] = [
    ("BHD", 3),
    ("BIF", 0),
    ("CLF", 4),
    ("CLP", 0),
    ("DJF", 0),
    ("GNF", 0),
    ("IQD", 3),
    ("ISK", 0),
    ("JOD", 3),
    ("JPY", 0),
    ("KMF", 0),
    ("KRW", 0),
    ("KWD", 3),
    ("LYD", 3),
    ("OMR", 3),
    ("PYG", 0),
    ("RWF", 0),
    ("TND", 3),
    ("UGX", 0),
    ("UYI", 0),
    ("UYW", 4),
    ("VND", 0),
    ("VUV", 0),
    ("XAF", 0),
    ("XOF", 0),
    ("XPF", 0),
];

/// The codes of ISO 4217 list one that money can be in: without metals, funds of account and tests.
const CODES: &str = "\
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL \
    BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF \
    DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG \
    HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK \
    LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN \
    NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR \
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY \
    TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF \
    XPF YER ZAR ZMW ZWG";

/// Whether that is the code of a currency.
pub fn is_currency(code: &str) -> bool {
    code.len() == 3 && CODES.split(' ').any(|known| known == code)
}

/// How many decimals that currency has; 2 unless ISO 4217 says otherwise.
pub fn decimals(currency: &str) -> u32 {
    UNUSUAL.iter().find(|(code, _)| *code == currency).map_or(2, |(_, decimals)| *decimals)
}

/// Minor units as the shortest decimal number of that value: 11010 EUR is `110.1`.
pub fn to_json(minor: i64, currency: &str) -> String {
    shortest(minor, decimals(currency))
}

/// Thousandths of a quantity or of a percent as the shortest decimal number: 5500 is `5.5`.
pub fn thousandths(milli: i64) -> String {
    shortest(milli, 3)
}

/// The same as a JSON value.
pub fn thousandths_value(milli: i64) -> Value {
    serde_json::from_str(&thousandths(milli)).unwrap_or_default()
}

fn shortest(minor: i64, decimals: u32) -> String {
    let unit = 10_u64.pow(decimals);
    let (whole, part) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    let sign = if minor < 0 { "-" } else { "" };
    if part == 0 {
        return format!("{sign}{whole}");
    }
    let fraction = format!("{part:0width$}", width = decimals as usize);
    format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
}

/// The same with all of the currency's decimals, as books have it: 11010 EUR is `110.10`.
pub fn to_fixed(minor: i64, currency: &str) -> String {
    let decimals = decimals(currency) as usize;
    let unit = 10_u64.pow(decimals as u32);
    let (whole, part) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    let sign = if minor < 0 { "-" } else { "" };
    match decimals {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{part:0decimals$}"),
    }
}

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

/// The same as a JSON value.
pub fn to_value(minor: i64, currency: &str) -> Value {
    serde_json::from_str(&to_json(minor, currency)).unwrap_or_default()
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

    #[test]
    fn every_currency_of_unusual_decimals_is_one_and_the_schema_knows_it() {
        let schema = include_str!("../sql/migrations/0013_values.sql");
        for (code, places) in UNUSUAL {
            assert!(is_currency(code), "{code}");
            let unit = 10_u32.pow(4 - places);
            let lines = schema.lines().filter(|line| line.contains(&format!("'{code}'")));
            let same: Vec<&str> = lines.collect();
            assert_eq!(same.len(), 3, "{code}");
            assert!(same.iter().all(|line| line.ends_with(&format!("THEN {unit}"))), "{code}");
        }
        let codes: Vec<&str> = CODES.split(' ').collect();
        assert!(codes.is_sorted() && codes.len() > 150 && codes.iter().all(|code| code.len() == 3));
        for none in ["XXX", "XAU", "EURO", "eur", "ABC", "", "E R", "HRK"] {
            assert!(!is_currency(none), "{none}");
        }
    }

    #[test]
    fn money_has_the_decimals_of_its_currency_and_no_more() {
        assert_eq!(to_json(11010, "EUR"), "110.1");
        assert_eq!(to_json(30, "EUR"), "0.3");
        assert_eq!(to_json(-5, "USD"), "-0.05");
        assert_eq!(to_json(1500, "JPY"), "1500");
        assert_eq!(to_json(1500, "KWD"), "1.5");
        assert_eq!([7725, 20_000, 0].map(thousandths), ["7.725", "20", "0"]);
    }
}
