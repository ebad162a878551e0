//! What of a patient can be searched, and how one word is looked for.

use rusqlite::types::Value;

use super::Details;
use crate::list::{Clauses, FullText};
use crate::text;

/// Shorter words have no trigram: contacts are then scanned.
const TRIGRAM: usize = 3;

const INDEX: FullText = FullText { name: "patients_search", rowno: "p.rowno" };

/// The `name_words` of a patient: each word of the name behind two spaces, so that two spaces and
/// a single letter are already a trigram, and can only match at a word's beginning.
pub fn name_words(details: &Details) -> String {
    text::name_words([details.first_name.as_str(), details.last_name.as_str()])
}

/// The `contact_folded` of a patient: e-mail, phone as typed, its digits, file number; one a line.
pub fn contact_folded(details: &Details) -> String {
    let folded = |value: &Option<String>| value.as_deref().map(text::fold);
    let digits = details.phone.as_deref().map(text::digits);
    let lines =
        [folded(&details.email), folded(&details.phone), digits, folded(&details.file_number)];
    let lines: Vec<String> = lines.into_iter().flatten().filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Adds the condition that a folded word begins a word of the name or is part of a contact.
pub(super) fn add_word(word: &str, clauses: &mut Clauses) {
    let mut expression = format!("{{name_words}} : {}", phrase(&format!("  {word}")));
    let mut scans = String::new();
    let mut scanned = Vec::new();
    for part in [Some(word.to_owned()), bare_number(word)].into_iter().flatten() {
        if part.chars().count() < TRIGRAM {
            scans.push_str(" OR instr(p.contact_folded, ?) > 0");
            scanned.push(Value::Text(part));
        } else {
            expression.push_str(&format!(" OR {{contact_folded}} : {}", phrase(&part)));
        }
    }
    if scans.is_empty() {
        return clauses.and_match(INDEX, expression);
    }
    let condition = format!(
        "p.rowno IN (SELECT rowid FROM patients_search WHERE patients_search MATCH ?){scans}"
    );
    clauses.and_with(&condition, [Value::Text(expression)].into_iter().chain(scanned));
}

/// The digits of a word that is a grouped number: `06.12` is looked for as `0612` too, because the
/// stored phone may be grouped otherwise.
fn bare_number(word: &str) -> Option<String> {
    let is_grouped = super::rules::is_phone(word);
    let digits = text::digits(word);
    (is_grouped && !digits.is_empty() && digits != word).then_some(digits)
}

/// A phrase of FTS5: everything inside the quotes is plain text.
pub(super) fn phrase(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
