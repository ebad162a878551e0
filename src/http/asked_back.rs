//! An entry that a page could not read, on its way to the field that it was meant for: the field then
//! says what it takes, instead of the rule for a value that nobody typed.

use serde_json::{Value, json};

use crate::message::{Message, message};

const KEY: &str = "asked_back";

/// What a field says that was not understood, by the kind of quantity that it takes.
pub const QUESTIONS: [Message; 14] = [
    message(
        "ask-sum",
        "cannot be read, or in two ways: write it like 1200 or 1200.50, in this currency",
    ),
    message("ask-weight", "cannot be read as a weight: write it like 72.5, 154 lb or 11 st 4"),
    message("ask-length", "cannot be read as a length: write it like 175, 1.75 m or 5'9\""),
    message(
        "ask-percentage",
        "cannot be read as a percentage, or in two ways: write it like 5.5, or 0.5 % if it is less than 1",
    ),
    message("ask-pressure", "cannot be read as a pressure: write it like 120"),
    message(
        "ask-duration",
        "cannot be read as a duration, or in two ways: write it like 45 or 1 h 30",
    ),
    message("ask-days", "cannot be read as a number of days: write it like 30"),
    message("ask-day", "cannot be read as a day, or in two ways: write it like 2026-11-24"),
    message("ask-number", "cannot be read, or in two ways: write it like 12 or 1.5"),
    message("ask-time", "cannot be read as a time, or in two ways: write it like 09:30 or 14:00"),
    message("ask-count", "cannot be read as a whole number: write it like 12"),
    message(
        "ask-moment",
        "cannot be read as a day and a time, or in two ways: write it like 2026-11-24 09:30",
    ),
    message("ask-grams", "cannot be read as grams, or in two ways: write it like 150 or 1.2"),
    GOAL_WEIGHT,
];

/// What a weight to reach must be.
pub const GOAL_WEIGHT: Message = message(
    "ask-goal-weight",
    "must be the weight itself, near the last one, not how much to lose or gain: write it like 68 kg",
);
/// The place of [`GOAL_WEIGHT`] in [`QUESTIONS`].
pub const ASK_GOAL_WEIGHT: usize = 13;

/// The value of a field that asks the question of that place in [`QUESTIONS`].
pub fn asked_back(question: usize) -> Value {
    json!({ KEY: question })
}

/// The question that the value of a field stands for.
pub(super) fn question_of(value: &Value) -> Option<Message> {
    let at = value.get(KEY)?.as_u64()?;
    QUESTIONS.get(usize::try_from(at).ok()?).cloned()
}
