//! How one word is looked for among visits: in what was written, or in the patient's name.

use rusqlite::types::Value;

use crate::list::{Clauses, Word, phrase};

const OF_PATIENT: &str = "v.patient_id IN (SELECT p.id FROM patients p WHERE p.rowno IN \
                          (SELECT rowid FROM patients_search WHERE patients_search MATCH ?))";

/// Adds the condition that a word begins a word of the complaint, the assessment or the
/// recommendations, or of the patient's name.
pub(super) fn add_word(word: &Word, clauses: &mut Clauses) {
    let (mut condition, mut values) = written(word);
    if let Some(name) = word.name_expression() {
        condition = format!("{condition} OR {OF_PATIENT}");
        values.push(Value::Text(name));
    }
    clauses.and_with(&condition, values);
}

/// The condition that a word begins a word of what was written, with its values.
pub(crate) fn written(word: &Word) -> (String, Vec<Value>) {
    if word.folded.contains(char::is_alphanumeric) {
        // The index folds accents its own way: letters without a plain twin (đ, ø) as typed.
        let written = format!("{}* OR {}*", phrase(&word.typed), phrase(&word.folded));
        let of_visit = "v.rowno IN (SELECT rowid FROM visits_search WHERE visits_search MATCH ?)";
        return (of_visit.to_owned(), vec![Value::Text(written)]);
    }
    // Nothing that an index of words could hold.
    let plain = Value::Text(word.folded.clone());
    let of_visit = "instr(fold(v.chief_complaint), ?) > 0 OR instr(fold(v.assessment), ?) > 0 \
                    OR instr(fold(v.recommendations), ?) > 0";
    (of_visit.to_owned(), vec![plain.clone(), plain.clone(), plain])
}
