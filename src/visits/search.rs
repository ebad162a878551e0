//! How one word is looked for among visits: in what was written, or in the patient's name.

use rusqlite::types::Value;

use crate::list::{Clauses, Word};

/// Adds the condition that a word begins a word of the complaint, the assessment or the
/// recommendations, or of the patient's name.
pub(super) fn add_word(word: &Word, clauses: &mut Clauses) {
    let name = Value::Text(format!("{{name_words}} : {}", phrase(&format!("  {}", word.folded))));
    let of_patient = "v.patient_id IN (SELECT p.id FROM patients p WHERE p.rowno IN \
                      (SELECT rowid FROM patients_search WHERE patients_search MATCH ?))";
    if word.folded.contains(char::is_alphanumeric) {
        // The index folds accents its own way: letters without a plain twin (đ, ø) as typed.
        let written = format!("{}* OR {}*", phrase(&word.typed), phrase(&word.folded));
        let in_writing = "v.rowno IN (SELECT rowid FROM visits_search WHERE visits_search MATCH ?)";
        clauses.and_with(&format!("{in_writing} OR {of_patient}"), [Value::Text(written), name]);
        return;
    }
    // Nothing that an index of words could hold.
    let plain = || Value::Text(word.folded.clone());
    let in_writing = "instr(fold(v.chief_complaint), ?) > 0 OR instr(fold(v.assessment), ?) > 0 \
                      OR instr(fold(v.recommendations), ?) > 0";
    clauses.and_with(&format!("{in_writing} OR {of_patient}"), [plain(), plain(), plain(), name]);
}

/// A phrase of FTS5: everything inside the quotes is plain text.
fn phrase(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
