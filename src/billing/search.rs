//! How one word is looked for among invoices: in the notes, the number, or the patient's name.

use rusqlite::types::Value;

use crate::list::{Clauses, Word};

/// Shorter words have no trigram.
const TRIGRAM: usize = 3;

/// Adds the condition that a word begins a word of the notes or of the patient's name, or is part
/// of the invoice's number.
pub(super) fn add_word(word: &Word, clauses: &mut Clauses) {
    let name = Value::Text(format!("{{name_words}} : {}", phrase(&format!("  {}", word.folded))));
    let mut condition = "b.patient_id IN (SELECT p.id FROM patients p WHERE p.rowno IN \
                         (SELECT rowid FROM patients_search WHERE patients_search MATCH ?))"
        .to_owned();
    let mut values = vec![name];
    if word.folded.contains(char::is_alphanumeric) {
        // The index folds accents its own way: letters without a plain twin (đ, ø) as typed.
        let written = format!("{}* OR {}*", phrase(&word.typed), phrase(&word.folded));
        condition +=
            " OR b.rowno IN (SELECT rowid FROM billing_search WHERE billing_search MATCH ?)";
        values.push(Value::Text(written));
    } else {
        // Nothing that an index of words could hold.
        condition += " OR instr(fold(b.notes), ?) > 0";
        values.push(Value::Text(word.folded.clone()));
    }
    if word.typed.chars().count() >= TRIGRAM {
        condition +=
            " OR b.rowno IN (SELECT rowid FROM billing_numbers WHERE billing_numbers MATCH ?)";
        values.push(Value::Text(phrase(&word.typed)));
    } else {
        condition += " OR instr(fold(b.invoice_number), ?) > 0";
        values.push(Value::Text(word.folded.clone()));
    }
    clauses.and_with(&condition, values);
}

/// A phrase of FTS5: everything inside the quotes is plain text.
fn phrase(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
