//! Currencies: their codes, their decimals, and how minor units are written in them.

use serde_json::Value;

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

/// Parts of that many decimals more than the currency's, as the shortest decimal number: 35000 parts
/// of four more of EUR are `0.035`.
pub fn finer_to_json(parts: i64, currency: &str, more: u32) -> String {
    shortest(parts, decimals(currency) + more)
}

/// Thousandths of a quantity or of a percent as the shortest decimal number: 5500 is `5.5`.
pub fn thousandths_text(milli: i64) -> String {
    shortest(milli, 3)
}

/// The same as a JSON value.
pub fn thousandths_value(milli: i64) -> Value {
    serde_json::from_str(&thousandths_text(milli)).unwrap_or_default()
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

/// Minor units as a JSON value.
pub fn to_value(minor: i64, currency: &str) -> Value {
    serde_json::from_str(&to_json(minor, currency)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!([7725, 20_000, 0].map(thousandths_text), ["7.725", "20", "0"]);
    }
}
