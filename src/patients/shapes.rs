//! The shapes of what is typed: e-mail addresses and phone numbers.

use crate::http::{Field, Fields};
use crate::message::message;
use crate::text::phone::written;

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
            fields.refuse(name, message("is-phone", "must have digits, spaces and + ( ) . - only"));
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

pub(super) fn is_phone(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || "+ ().-".contains(c))
}
