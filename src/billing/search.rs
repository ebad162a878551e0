//! How one word is looked for among invoices: in the notes, the number, or the patient's name.

use rusqlite::types::Value;

use crate::list::{Clauses, Word, phrase};
use crate::text::numbers;

/// Shorter words have no trigram.
const TRIGRAM: usize = 3;
/// Figures of the last group of our own numbers.
const LAST_GROUP: usize = 6;

const OF_PATIENT: &str = "b.patient_id IN (SELECT p.id FROM patients p WHERE p.rowno IN \
                          (SELECT rowid FROM patients_search WHERE patients_search MATCH ?))";

/// Adds the condition that a word begins a word of the notes or of the patient's name, or is part
/// of the invoice's number.
pub(super) fn add_word(word: &Word, clauses: &mut Clauses) {
    let (mut condition, mut values) = noted(word);
    if let Some(name) = word.name_expression() {
        condition = format!("{condition} OR {OF_PATIENT}");
        values.push(Value::Text(name));
    }
    let (numbered, number) = numbered(word);
    condition = format!("{condition} OR {numbered}");
    values.push(number);
    clauses.and_with(&condition, values);
}

/// The condition that a word begins a word of the notes, with its value.
fn noted(word: &Word) -> (String, Vec<Value>) {
    if word.folded.contains(char::is_alphanumeric) {
        // The index folds accents its own way: letters without a plain twin (đ, ø) as typed.
        let written = format!("{}* OR {}*", phrase(&word.typed), phrase(&word.folded));
        let of_notes = "b.rowno IN (SELECT rowid FROM billing_search WHERE billing_search MATCH ?)";
        return (of_notes.to_owned(), vec![Value::Text(written)]);
    }
    // Nothing that an index of words could hold.
    ("instr(fold(b.notes), ?) > 0".to_owned(), vec![Value::Text(word.folded.clone())])
}

/// The condition that a word is part of the invoice's number, with its value.
pub(crate) fn numbered(word: &Word) -> (String, Value) {
    if word.typed.chars().count() < TRIGRAM {
        let condition = "instr(fold(b.invoice_number), ?) > 0".to_owned();
        return (condition, Value::Text(word.folded.clone()));
    }
    let condition = "b.rowno IN (SELECT rowid FROM billing_numbers WHERE billing_numbers MATCH ?)";
    (condition.to_owned(), Value::Text(number_expression(&word.typed)))
}

/// The question to the index of numbers: the text as typed, or its groups, the last one filled up
/// as our own numbers are (`2026-123`, `INV2026000123`).
fn number_expression(typed: &str) -> String {
    let mut groups = numbers::groups(typed);
    if let Some(last) = groups.last_mut().filter(|last| is_figures(last)) {
        match last.len() {
            length if length > LAST_GROUP => {
                let rest = last.split_off(length - LAST_GROUP);
                groups.push(rest);
            }
            length if groups.len() > 1 => {
                let zeros = "0".repeat(LAST_GROUP - length);
                groups.last_mut().into_iter().for_each(|last| last.insert_str(0, &zeros));
            }
            _ => {}
        }
    }
    let parts: Vec<String> = groups
        .iter()
        .filter(|group| group.chars().count() >= TRIGRAM)
        .map(|group| phrase(group))
        .collect();
    match groups.len() > 1 && parts.len() == groups.len() && groups.iter().any(|g| is_figures(g)) {
        true => format!("{} OR ({})", phrase(typed), parts.join(" AND ")),
        false => phrase(typed),
    }
}

fn is_figures(group: &str) -> bool {
    group.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_groups_of_a_number_are_filled_up_as_ours_are() {
        for (typed, expected) in [
            ("000123", r#""000123""#),
            ("123", r#""123""#),
            ("2026-123", r#""2026-123" OR ("2026" AND "000123")"#),
            ("inv2026000123", r#""inv2026000123" OR ("inv" AND "2026" AND "000123")"#),
            ("inv-2026-000123", r#""inv-2026-000123" OR ("inv" AND "2026" AND "000123")"#),
            ("jean-luc", r#""jean-luc""#),
        ] {
            assert_eq!(number_expression(typed), expected, "{typed}");
        }
    }
}
