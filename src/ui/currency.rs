//! Currencies as people write them: the sign by the language of the reader.
//!
//! Signs and their places are those of the Unicode CLDR (locales `en` and `fr`); a currency that is
//! not listed is written by its code (ISO 4217), which everybody understands.

use super::language::Language;

/// A currency's signs: English, French, and how people name it.
struct Signs {
    code: &'static str,
    english: &'static str,
    french: &'static str,
    names: &'static [&'static str],
}

const SIGNS: [Signs; 14] = [
    Signs { code: "EUR", english: "€", french: "€", names: &["euros", "euro"] },
    Signs { code: "GBP", english: "£", french: "£GB", names: &["pounds", "£"] },
    Signs { code: "USD", english: "$", french: "$US", names: &["us$", "dollars", "dollar", "$"] },
    Signs { code: "CAD", english: "CA$", french: "$CA", names: &["dollars", "dollar", "c$", "$"] },
    Signs { code: "AUD", english: "A$", french: "$AU", names: &["dollars", "dollar", "$"] },
    Signs { code: "NZD", english: "NZ$", french: "$NZ", names: &["dollars", "dollar", "$"] },
    Signs { code: "JPY", english: "¥", french: "¥", names: &["yen", "円"] },
    Signs { code: "INR", english: "₹", french: "₹", names: &["rs", "roupies"] },
    Signs { code: "KRW", english: "₩", french: "₩", names: &[] },
    Signs { code: "ILS", english: "₪", french: "₪", names: &[] },
    Signs { code: "VND", english: "₫", french: "₫", names: &[] },
    Signs { code: "BRL", english: "R$", french: "R$", names: &[] },
    Signs { code: "MXN", english: "MX$", french: "$MX", names: &["$"] },
    Signs { code: "CHF", english: "CHF", french: "CHF", names: &["francs", "fr.", "fr"] },
];

fn listed(currency: &str) -> Option<&'static Signs> {
    SIGNS.iter().find(|signs| signs.code == currency)
}

/// What may name this currency in a sum that is typed, the longest first.
pub fn signs(currency: &str) -> Vec<&str> {
    let mut all = vec![currency];
    if let Some(signs) = listed(currency) {
        all.extend([signs.english, signs.french]);
        all.extend(signs.names);
    }
    all.sort_by_key(|name| std::cmp::Reverse(name.len()));
    all
}

/// The sign of a currency in a language, its code where it has none.
pub fn sign(currency: &str, language: Language) -> &str {
    listed(currency).map_or(currency, |signs| match language {
        Language::English => signs.english,
        Language::French => signs.french,
    })
}

impl Language {
    /// A sum from its digits as the language writes them: `75.00` is "€75.00", "75,00 €".
    pub fn sum(self, digits: &str, currency: &str) -> String {
        let (minus, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("−", rest));
        let digits = self.number(digits);
        let sign = sign(currency, self);
        match self {
            Self::French => format!("{minus}{digits}\u{a0}{sign}"),
            Self::English if sign.ends_with(char::is_alphabetic) => {
                format!("{minus}{sign}\u{a0}{digits}")
            }
            Self::English => format!("{minus}{sign}{digits}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_written_as_its_reader_does() {
        let (english, french) = (Language::English, Language::French);
        assert_eq!(english.sum("75.00", "EUR"), "€75.00");
        assert_eq!(english.sum("-120.00", "EUR"), "−€120.00");
        assert_eq!(french.sum("-1120.00", "EUR"), "−1\u{202f}120,00\u{a0}€");
        assert_eq!(english.sum("80.00", "CHF"), "CHF\u{a0}80.00");
        assert_eq!(english.sum("1.500", "KWD"), "KWD\u{a0}1.500");
        assert_eq!(french.sum("1500", "JPY"), "1\u{202f}500\u{a0}¥");
    }
}
