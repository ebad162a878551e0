//! International bank account numbers (ISO 13616): read as people type them, checked by their sum.

use crate::http::{Field, Fields};
use crate::message::message;

/// Letters and digits of a number.
const LENGTH: std::ops::RangeInclusive<usize> = 15..=34;

/// The number of a body, without its spaces.
pub(super) fn read(fields: &mut Fields) -> Field<String> {
    let typed = fields.line("iban", 1..=60);
    if let Field::Set(text) = &typed {
        let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let plain = plain.to_uppercase();
        if is_iban(&plain) {
            return Field::Set(plain);
        }
        fields.refuse("iban", message("is-iban", "must be a whole IBAN: its check digits differ"));
    }
    typed
}

/// Whether country, check digits and account agree (modulo 97).
fn is_iban(text: &str) -> bool {
    let is_country = text.bytes().take(2).all(|byte| byte.is_ascii_uppercase());
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    if !LENGTH.contains(&text.len()) || !is_country || !is_plain {
        return false;
    }
    let (head, account) = text.split_at(4);
    let rest = account.chars().chain(head.chars()).filter_map(|c| c.to_digit(36));
    let step = |rest: u32, value: u32| match value {
        0..=9 => (rest * 10 + value) % 97,
        _ => (rest * 100 + value) % 97,
    };
    rest.fold(0, step) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_known_by_its_sum_in_any_country() {
        for good in [
            "FR7630006000011234567890189",
            "GB29NWBK60161331926819",
            "DE89370400440532013000",
            "CH9300762011623852957",
            "NO9386011117947",
            "MT84MALT011000012345MTLCAST001S",
        ] {
            assert!(is_iban(good), "{good}");
            // One wrong digit, two that are exchanged: the sum tells.
            let wrong = good.replace("01", "10");
            assert!(wrong == good || !is_iban(&wrong), "{wrong}");
            assert!(!is_iban(&good[..good.len() - 1]), "{good}");
        }
        for bad in ["", "FR", "1234567890123456", "FR76 3000", "éé7630006000011234567890189"] {
            assert!(!is_iban(bad), "{bad}");
        }
    }

    #[test]
    fn it_is_typed_in_groups_and_stored_without_them() {
        let body = serde_json::json!({ "iban": " fr76 3000 6000 0112-3456 7890 189 " });
        let mut fields = Fields::of(body.as_object().unwrap().clone());
        assert_eq!(read(&mut fields).value().unwrap(), "FR7630006000011234567890189");
        fields.finish().unwrap();
    }
}
