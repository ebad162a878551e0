//! The words of a search, bounded before any of them becomes a condition.

use super::spec::{Spec, Word};
use super::sql::Clauses;
use crate::error::{Error, FieldError, Result};
use crate::text::fold;

const LONGEST: usize = 500;
/// More words find nobody that eight do not find, and each is a condition more.
const MOST: usize = 8;

/// Adds what the list makes of each word.
///
/// # Errors
/// 400 for a text that is too long, or has too many words.
pub(super) fn add(spec: &Spec, given: Option<&str>, clauses: &mut Clauses) -> Result<()> {
    let Some(given) = given.map(str::trim) else { return Ok(()) };
    if given.chars().count() > LONGEST {
        return Err(Error::field("search", "must have at most 500 characters"));
    }
    let mut words = 0;
    for typed in given.split_whitespace() {
        // Folding may leave a space, as of the sign ¨: what stands around it are words.
        for folded in fold(typed).split_whitespace() {
            words += 1;
            if words > MOST {
                return Err(too_many_words());
            }
            let word = Word { folded: folded.to_owned(), typed: typed.to_lowercase() };
            (spec.search)(&word, clauses);
        }
    }
    Ok(())
}

/// A sentence that the pages show as well.
fn too_many_words() -> Error {
    let message = "Search for at most 8 words at once.";
    Error::bad("VALIDATION_ERROR", message).with_details(vec![FieldError {
        field: "search".into(),
        message: format!("must have at most {MOST} words"),
    }])
}
