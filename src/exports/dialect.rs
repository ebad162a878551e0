//! How a CSV file separates its cells and writes its fractions: RFC 4180 with a point, unless the
//! address asks otherwise or people of another custom open it.

use crate::error::{Error, Result};
use crate::http::Parameters;

/// The separator of cells and the sign of fractions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub separator: u8,
    pub decimal: char,
}

/// Comma and point.
pub(crate) const PLAIN: Dialect = Dialect { separator: b',', decimal: '.' };
/// Semicolon and comma, as spreadsheets have it where a comma begins a fraction.
pub(crate) const CONTINENTAL: Dialect = Dialect { separator: b';', decimal: ',' };

/// The names of its parameters.
pub(crate) const SEPARATOR: &str = "separator";
pub(crate) const DECIMAL: &str = "decimal";
/// What each may be.
pub(crate) const SEPARATORS: [&str; 3] = [",", ";", "tab"];
pub(crate) const DECIMALS: [&str; 2] = [".", ","];

impl Dialect {
    /// Of a clinic whose documents are in that language.
    pub fn of_locale(locale: &str) -> Self {
        if locale.starts_with("fr") { CONTINENTAL } else { PLAIN }
    }

    /// Takes `separator` and `decimal` out of the parameters; what is not asked for stays.
    ///
    /// # Errors
    /// 400 naming the parameter that is neither, or that another kind of file does not have.
    pub fn take(self, parameters: &mut Parameters, is_csv: bool) -> Result<Self> {
        let mut dialect = self;
        if let Some(asked) = parameters.take(SEPARATOR) {
            dialect.separator = match asked.as_str() {
                _ if !is_csv => return Err(of_csv_alone(SEPARATOR)),
                "," => b',',
                ";" => b';',
                "tab" | "\t" => b'\t',
                _ => return Err(Error::field(SEPARATOR, "must be a comma, a semicolon or tab")),
            };
        }
        if let Some(asked) = parameters.take(DECIMAL) {
            dialect.decimal = match asked.as_str() {
                _ if !is_csv => return Err(of_csv_alone(DECIMAL)),
                "." => '.',
                "," => ',',
                _ => return Err(Error::field(DECIMAL, "must be a point or a comma")),
            };
        }
        Ok(dialect)
    }

    /// Digits with the sign of this dialect.
    pub fn number(self, digits: &str) -> String {
        match self.decimal {
            '.' => digits.to_owned(),
            decimal => digits.replace('.', decimal.encode_utf8(&mut [0; 4])),
        }
    }
}

fn of_csv_alone(name: &str) -> Error {
    Error::field(name, "is for CSV files only")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialect_is_taken_from_a_few_words_and_no_others() {
        let asked = |query: &str, is_csv| {
            PLAIN.take(&mut Parameters::parse(query).unwrap(), is_csv).map_err(|e| e.status().code)
        };
        assert_eq!(asked("", false), Ok(PLAIN));
        assert_eq!(asked("separator=;&decimal=,", true), Ok(CONTINENTAL));
        assert_eq!(asked("separator=%09", true).unwrap().separator, b'\t');
        for wrong in ["separator=|", "separator=", "decimal=;", "decimal=.,", "separator=%22"] {
            assert_eq!(asked(wrong, true), Err(400), "{wrong}");
        }
        assert_eq!(asked("decimal=,", false), Err(400));
        assert_eq!(CONTINENTAL.number("-12.50"), "-12,50");
    }
}
