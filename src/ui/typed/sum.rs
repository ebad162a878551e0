//! Sums of money as people write them: with or without the currency's sign, on either side.

use super::number;
use crate::money::decimals;
use crate::ui::currency::signs;
use crate::ui::language::Language;

/// The digits of a sum in `currency`; none where the text names another currency, or where its only
/// point or comma may as well part thousands.
pub fn read(language: Language, typed: &str, currency: &str) -> Option<String> {
    let (sign, rest) = number::signed(typed);
    let (rest, is_named) = unnamed(rest, currency);
    // "€-5": the sign may stand behind the currency's.
    let (inner, rest) = number::signed(&rest);
    let sign = match (sign, inner) {
        ("-", "-") => return None,
        ("", inner) => inner,
        (sign, _) => sign,
    };
    let rest = whole_sum(rest);
    if is_named && !rest.chars().any(|c| c.is_ascii_digit())
        || has_two_readings(language, rest, currency)
    {
        return None;
    }
    number::read(language, rest).map(|digits| format!("{sign}{digits}"))
}

/// `75.-` and `75,--` are whole sums.
fn whole_sum(text: &str) -> &str {
    let bare = text.trim_end_matches('-');
    match bare.len() < text.len() {
        true => bare.strip_suffix(['.', ',']).unwrap_or(text),
        false => text,
    }
}

/// The text without the currency's sign, code or name, and whether it had one. In the midst it is a
/// decimal sign: "75€50".
fn unnamed(text: &str, currency: &str) -> (String, bool) {
    let lower = text.to_lowercase();
    for name in signs(currency) {
        let name = name.to_lowercase();
        if let Some(rest) = lower.strip_prefix(&name).or_else(|| lower.strip_suffix(&name)) {
            return (rest.trim().to_owned(), true);
        }
        if let Some((whole, part)) = lower.split_once(&name)
            && number::is_digits(whole.trim())
            && number::is_digits(part.trim())
            && part.trim().len() == decimals(currency) as usize
        {
            return (format!("{}.{}", whole.trim(), part.trim()), true);
        }
    }
    (lower, false)
}

/// Three digits behind the only sign: thousands by one habit, decimals by another. The English comma
/// is of thousands; a currency of three decimals has its own.
fn has_two_readings(language: Language, text: &str, currency: &str) -> bool {
    let is_thousands = language == Language::English && text.contains(',');
    number::looks_grouped(text) && !is_thousands && decimals(currency) != 3
}
