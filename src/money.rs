//! Money: integer minor units, written with exactly the currency's decimals in value.

/// ISO 4217 currencies whose minor unit is not a hundredth, with their decimals
/// (ISO 4217 list one, column "minor unit").
const UNUSUAL: [(&str, u32); 24] = [
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
    ("VND", 0),
    ("VUV", 0),
    ("XAF", 0),
    ("XOF", 0),
];

/// How many decimals that currency has; 2 unless ISO 4217 says otherwise.
pub fn decimals(currency: &str) -> u32 {
    if currency == "XPF" {
        return 0;
    }
    UNUSUAL.iter().find(|(code, _)| *code == currency).map_or(2, |(_, decimals)| *decimals)
}

/// Minor units as the shortest decimal number of that value: 11010 EUR is `110.1`.
pub fn to_json(minor: i64, currency: &str) -> String {
    let decimals = decimals(currency);
    let unit = 10_u64.pow(decimals);
    let (whole, part) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    let sign = if minor < 0 { "-" } else { "" };
    if part == 0 {
        return format!("{sign}{whole}");
    }
    let fraction = format!("{part:0width$}", width = decimals as usize);
    format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_the_decimals_of_its_currency_and_no_more() {
        assert_eq!(to_json(11010, "EUR"), "110.1");
        assert_eq!(to_json(30, "EUR"), "0.3");
        assert_eq!(to_json(-5, "USD"), "-0.05");
        assert_eq!(to_json(1500, "JPY"), "1500");
        assert_eq!(to_json(1500, "KWD"), "1.5");
    }
}
