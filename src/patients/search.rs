//! What of a patient can be searched, and how one word is looked for.

use rusqlite::types::Value;

use super::Details;
use crate::list::{Clauses, FullText};
use crate::text;

/// Goes on with an expression: or a contact has one of the trigrams that begin with two characters,
/// those from the first value to the second.
const BEGUN_BY: &str = " || (SELECT coalesce(group_concat(' OR {contact_folded} : \"' || \
     replace(term, '\"', '\"\"') || '\"', ''), '') FROM patients_terms WHERE term BETWEEN ? AND ?)";

const INDEX: FullText = FullText { name: "patients_search", rowno: "p.rowno" };

/// The `name_words` of a patient: each word of the name behind two spaces, so that two spaces and
/// a single letter are already a trigram, and can only match at a word's beginning.
pub fn name_words(details: &Details) -> String {
    text::name_words([details.first_name.as_str(), details.last_name.as_str()])
}

/// The `contact_folded` of a patient.
pub fn contact_folded(details: &Details) -> String {
    let [email, phone, number] =
        [&details.email, &details.phone, &details.file_number].map(Option::as_deref);
    text::contacts(email, phone, number)
}

/// Adds the condition that a folded word begins a word of the name or is part of a contact.
pub(super) fn add_word(word: &str, clauses: &mut Clauses) {
    let mut expression = format!("{{name_words}} : {}", phrase(&format!("  {word}")));
    let (mut pairs, mut letters) = (Vec::new(), Vec::new());
    for part in [Some(word.to_owned()), bare_number(word)].into_iter().flatten() {
        match part.chars().count() {
            1 => letters.push(part),
            2 => pairs.push(part),
            _ => expression.push_str(&format!(" OR {{contact_folded}} : {}", phrase(&part))),
        }
    }
    let mut question = "?".to_owned();
    let mut values = vec![Value::Text(expression)];
    for pair in pairs {
        question.push_str(BEGUN_BY);
        let last = format!("{pair}\u{10ffff}");
        values.extend([pair, last].map(Value::Text));
    }
    if letters.is_empty() {
        return clauses.and_match(INDEX, &question, values);
    }
    // A single letter is in most contacts: too many trigrams begin with it, and one need not look far.
    let mut condition = format!(
        "p.rowno IN (SELECT rowid FROM patients_search WHERE patients_search MATCH {question})"
    );
    for letter in letters {
        condition.push_str(" OR instr(p.contact_folded, ?) > 0");
        values.push(Value::Text(letter));
    }
    clauses.and_with(&condition, values);
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
