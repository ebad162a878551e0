//! The shapes of what is typed: e-mail addresses and phone numbers.

use crate::http::{Field, Fields};
use crate::message::{Message, message};
use crate::text::phone::written;

/// What a phone number must be.
pub(super) const NO_PHONE: Message = message(
    "is-phone",
    "must be one telephone number of at least three digits: write it like 06 12 34 56 78 or \
     +33 6 12 34 56 78",
);

pub(crate) fn email(fields: &mut Fields, name: &str, most: usize) -> Field<String> {
    let email = fields.line(name, 1..=most);
    match &email {
        Field::Set(text) if !is_email(text) => {
            fields.refuse(
                name,
                message("is-email", "must be an e-mail address like name@example.org"),
            );
            Field::Absent
        }
        _ => email,
    }
}

pub(crate) fn phone(fields: &mut Fields, name: &str, most: usize) -> Field<String> {
    match fields.line(name, 1..=most).map(|text| written(&text)) {
        Field::Set(text) if !is_phone(&text) => {
            fields.refuse(name, NO_PHONE);
            Field::Absent
        }
        Field::Set(text) if text.is_empty() => Field::Null,
        phone => phone,
    }
}

/// Whether a text has the shape of an address that mail can be sent to. Its existence is not
/// this program's to judge.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_plain = !text.contains(char::is_whitespace) && !local.contains('@');
    let labels_are_full = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
    is_plain && !local.is_empty() && labels_are_full
}

/// Whether somebody can be called by it: it has the digits of one number, and what parts them.
pub(super) fn is_phone(text: &str) -> bool {
    /// From an emergency number to a foreign one with both of its prefixes.
    const DIGITS: std::ops::RangeInclusive<usize> = 3..=18;
    let digits = text.chars().filter(char::is_ascii_digit).count();
    has_signs_of_phone(text) && DIGITS.contains(&digits)
}

/// Whether it is written in the signs of one: it may be no more than its beginning.
pub(super) fn has_signs_of_phone(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || "+ ().-".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_one_number_that_can_be_called() {
        for (typed, kept) in [
            ("06/12/34/56/78", "06 12 34 56 78"),
            ("0171/1234567", "0171 1234567"),
            ("06 12 34 56 78", "06 12 34 56 78"),
            ("+33 (0)6 12 34 56 78", "+33 (0)6 12 34 56 78"),
            ("0033 (0)6.12.34.56.78", "0033 (0)6.12.34.56.78"),
            ("112", "112"),
        ] {
            let written = written(typed);
            assert!(is_phone(&written), "{typed}");
            assert_eq!(written, kept);
        }
        for typed in [
            "-",
            ".",
            "+",
            "()",
            "--",
            "- -",
            "+.",
            "1",
            "06",
            "call me",
            "0612345678 / 0611223344",
            "0612345678/0611223344",
            "06 12 34 56 78 ou 79",
        ] {
            assert!(!is_phone(&written(typed)), "{typed}");
        }
    }
}
