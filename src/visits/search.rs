//! How one word is looked for among visits: in what was written, or in the patient's name.

use rusqlite::types::Value;

use crate::list::{Clauses, Search, Word, phrase};

const OF_PATIENT: &str = "v.patient_id IN (SELECT p.id FROM patients p WHERE p.rowno IN \
                          (SELECT rowid FROM patients_search WHERE patients_search MATCH ?))";

/// Adds the condition, for each word, that it begins a word of the patient's name or, for who reads
/// notes, of the complaint, the assessment or the recommendations.
pub(super) fn add_words(asked: &Search, clauses: &mut Clauses) {
    for word in &asked.words {
        let (mut conditions, mut values) = (Vec::new(), Vec::new());
        if asked.notes.are_shown() {
            let (condition, of_text) = written(word);
            conditions.push(condition);
            values.extend(of_text);
        }
        if let Some(name) = word.name_expression() {
            conditions.push(OF_PATIENT.to_owned());
            values.push(Value::Text(name));
        }
        match conditions.is_empty() {
            true => clauses.and("0"),
            false => clauses.and_with(&conditions.join(" OR "), values),
        }
    }
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
