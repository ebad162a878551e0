//! Old and new values as people read them.

use serde_json::Value;

use crate::clock::Zone;
use crate::ui::language::{Language, say};

/// Fields whose values are codes with words of their own.
const CODES: [&str; 4] = ["status", "visit_type", "gender", "equation_sex"];

/// A value in words.
pub(super) fn told(field: &str, value: &Value, language: Language, zone: &Zone) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Bool(true) => language.t(say("Yes")).to_owned(),
        Value::Bool(false) => language.t(say("No")).to_owned(),
        Value::String(code) if CODES.contains(&field) => language.code(code),
        // A name says more than an id, and the audit has it.
        Value::String(id) if field.ends_with("_id") => id.chars().take(8).collect(),
        Value::String(at) if field.ends_with("_at") || field == "visit_date" => {
            language.moment_text(at, zone)
        }
        Value::String(day) if field.ends_with("_date") || field == "date_of_birth" => {
            language.day(day)
        }
        Value::String(text) => text.clone(),
        Value::Number(number) => language.decimal(&number.to_string()),
        Value::Array(_) | Value::Object(_) => "…".to_owned(),
    }
}

/// What was done, in a word.
pub(super) fn act(action: &str) -> &'static str {
    match action {
        "CREATE" | "IMPORT" => say("Created"),
        "DELETE" => say("Deleted"),
        "RESTORE" => say("Brought back"),
        "ACTIVATE" => say("Active again"),
        "DEACTIVATE" => say("Archived"),
        "SIGN" => say("Signed"),
        "AMEND" => say("Amended"),
        _ => say("Changed"),
    }
}
