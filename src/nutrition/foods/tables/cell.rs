//! The cell of a food table: what it says of a nutrient, by one rule for all tables.

use crate::nutrition::foods::value::Value;

/// What a table's cells may hold beside plain numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dialect {
    /// Whether a comma is its decimal mark; a point is read too, for nothing else stands between digits.
    pub has_commas: bool,
    /// Whether it is the only one in amounts: a point there is somebody else's, and may part thousands.
    /// Bounds are read with either, as the table has them.
    pub has_only_commas: bool,
    /// `N` for present in an unknown amount, and `Tr`.
    pub has_letters: bool,
    /// `<LOD` and `<LOD or <LOQ`: there may be some, too little to be told.
    pub has_limits: bool,
    /// `.5` for a half.
    pub has_bare_points: bool,
}

impl Dialect {
    /// Points alone, and nothing beside numbers.
    pub const PLAIN: Self = Self {
        has_commas: false,
        has_only_commas: false,
        has_letters: false,
        has_limits: false,
        has_bare_points: false,
    };
    /// Commas alone.
    pub const FRENCH: Self = Self { has_commas: true, has_only_commas: true, ..Self::PLAIN };
}

/// What the text says; none where it is nothing that the table may say.
pub fn read(text: &str, dialect: Dialect) -> Option<Value> {
    let text = text.trim();
    let folded = text.to_lowercase();
    match folded.as_str() {
        "" | "-" | "missing" => return Some(Value::Missing),
        "trace" | "traces" => return Some(Value::Trace),
        "n" if dialect.has_letters => return Some(Value::Missing),
        "tr" if dialect.has_letters => return Some(Value::Trace),
        "<lod" | "<loq" | "<lod or <loq" if dialect.has_limits => return Some(Value::Trace),
        _ => {}
    }
    match text.strip_prefix('<') {
        Some(bound) => {
            let either = Dialect { has_only_commas: false, ..dialect };
            number(bound.trim(), either).map(Value::LessThan)
        }
        None => number(text, dialect).map(Value::Amount),
    }
}

/// Digits with one decimal mark at most: no sign, no exponent, no grouping.
pub fn number(text: &str, dialect: Dialect) -> Option<f64> {
    let is_mark = |c: char| match c {
        '.' => !dialect.has_only_commas,
        ',' => dialect.has_commas,
        _ => false,
    };
    let (whole, part) = match text.split_once(is_mark) {
        Some((whole, part)) if !part.is_empty() => (whole, part),
        Some(_) => return None,
        None => (text, ""),
    };
    let are_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_bare = whole.is_empty() && !dialect.has_bare_points;
    if text.len() > 30 || is_bare || !are_digits(whole) || !are_digits(part) {
        return None;
    }
    if whole.is_empty() && part.is_empty() {
        return None;
    }
    format!("{whole}.{part}0").parse().ok()
}

/// What somebody types of a nutrient; none where it cannot be read.
pub fn typed(text: &str) -> Option<Value> {
    let dialect = Dialect { has_commas: true, ..Dialect::default() };
    match text.trim().to_lowercase().as_str() {
        "unknown" | "inconnu" => Some(Value::Missing),
        _ => read(text, dialect),
    }
}

/// A number as programs write it.
pub fn plain(text: &str) -> Option<f64> {
    number(text, Dialect::default())
}

/// A number that a workbook keeps as one.
pub fn of_number(number: f64) -> Option<Value> {
    (number.is_finite() && number >= 0.0).then_some(Value::Amount(number))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CIQUAL: Dialect = Dialect::FRENCH;

    #[test]
    fn a_cell_says_one_of_four_things_or_nothing() {
        let letters = Dialect { has_letters: true, ..Dialect::default() };
        let limits = Dialect { has_limits: true, ..Dialect::default() };
        let bare = Dialect { has_bare_points: true, ..Dialect::default() };
        let (amount, less) = (Value::Amount, Value::LessThan);
        for (text, dialect, expected) in [
            ("0,30", CIQUAL, Some(amount(0.3))),
            ("0,0", CIQUAL, Some(amount(0.0))),
            ("\u{a0}12 ", CIQUAL, Some(amount(12.0))),
            ("< 0,05", CIQUAL, Some(less(0.05))),
            ("<\n0,0002", CIQUAL, Some(less(0.0002))),
            ("<\u{a0}0.1", CIQUAL, Some(less(0.1))),
            (" Traces ", CIQUAL, Some(Value::Trace)),
            ("-", CIQUAL, Some(Value::Missing)),
            ("", CIQUAL, Some(Value::Missing)),
            ("-3", CIQUAL, None),
            ("1.5", CIQUAL, None),
            ("1.500", CIQUAL, None),
            ("< 0.05", CIQUAL, Some(less(0.05))),
            ("1e-3", CIQUAL, None),
            ("n/a", CIQUAL, None),
            ("1 234", CIQUAL, None),
            ("1,2,3", CIQUAL, None),
            ("N", CIQUAL, None),
            ("<", CIQUAL, None),
            ("< -1", CIQUAL, None),
            ("1,2", Dialect::default(), None),
            ("N", letters, Some(Value::Missing)),
            ("Tr", letters, Some(Value::Trace)),
            ("1*", letters, None),
            ("<LOD or <LOQ", limits, Some(Value::Trace)),
            ("<LOD", CIQUAL, None),
            (".5", bare, Some(amount(0.5))),
            (".", bare, None),
            ("5.", bare, None),
            ("NaN", bare, None),
            ("inf", bare, None),
        ] {
            assert_eq!(read(text, dialect), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_becomes_zero_but_a_zero(text in "[ -~\u{a0}é,.<0-9]{0,12}") {
            let dialects = [
                CIQUAL,
                Dialect {
                    has_letters: true,
                    has_limits: true,
                    has_bare_points: true,
                    has_only_commas: false,
                    ..CIQUAL
                },
            ];
            for dialect in dialects {
                if let Some(Value::Amount(amount)) = read(&text, dialect) {
                    prop_assert!(amount >= 0.0 && amount.is_finite());
                    let is_zero = text.chars().all(|c| !('1'..='9').contains(&c));
                    prop_assert_eq!(amount == 0.0, is_zero);
                }
            }
        }

        #[test]
        fn a_number_is_read_with_all_its_digits(whole in 0_u32..100_000, part in 0_u32..1_000_000) {
            let expected: f64 = format!("{whole}.{part:06}").parse().unwrap();
            let text = format!("{whole},{part:06}");
            prop_assert_eq!(read(&text, CIQUAL), Some(Value::Amount(expected)));
            prop_assert_eq!(read(&format!("< {text}"), CIQUAL), Some(Value::LessThan(expected)));
        }
    }
}
