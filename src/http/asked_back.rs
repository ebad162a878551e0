//! An entry that a page could not read, on its way to the field that it was meant for: the field then
//! says what it takes, instead of the rule for a value that nobody typed.

use serde_json::{Value, json};

use crate::message::{Message, message};

const KEY: &str = "asked_back";

/// What a field says that was not understood, by the kind of quantity that it takes.
pub const QUESTIONS: [Message; 10] = [
    message(
        "ask-sum",
        "cannot be read, or in two ways: write it like 1200 or 1200.50, in this currency",
    ),
    message("ask-weight", "cannot be read as a weight: write it like 72.5, 154 lb or 11 st 4"),
    message("ask-length", "cannot be read as a length: write it like 175, 1.75 m or 5'9\""),
    message("ask-percentage", "cannot be read as a percentage: write it like 5.5"),
    message("ask-pressure", "cannot be read as a pressure: write it like 120"),
    message("ask-duration", "cannot be read as a duration: write it like 45 or 1 h 30"),
    message("ask-days", "cannot be read as a number of days: write it like 30"),
    message("ask-day", "cannot be read as a day, or in two ways: write it like 2026-11-24"),
    message("ask-number", "cannot be read, or in two ways: write it like 1200 or 1.5"),
    message("ask-time", "cannot be read as a time, or in two ways: write it like 09:30 or 14:00"),
];

/// The value of a field that asks the question of that place in [`QUESTIONS`].
pub fn asked_back(question: usize) -> Value {
    json!({ KEY: question })
}

/// The question that the value of a field stands for.
pub(super) fn question_of(value: &Value) -> Option<Message> {
    let at = value.get(KEY)?.as_u64()?;
    QUESTIONS.get(usize::try_from(at).ok()?).cloned()
}
