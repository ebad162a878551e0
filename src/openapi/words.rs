//! The words that bodies of requests are described with. Unknown fields are ignored, so no body forbids
//! them; an empty text is no value, as null is.

use serde_json::{Map, Value, json};

/// What a clinic calls its own visit types.
pub(super) const CODE: &str = "^[A-Z][A-Z0-9_]{1,39}$";

/// One body: its fields, and which of them must be there.
pub(super) struct BodySchema {
    fields: Map<String, Value>,
    required: &'static [&'static str],
}

impl BodySchema {
    /// Every field may be left out or cleared but the `required` ones.
    pub fn creation(fields: Value, required: &'static [&'static str]) -> Value {
        let mut body = Self { fields: map(fields), required };
        body.loosen(required);
        body.into_schema()
    }

    /// Every field may be left out; `kept` ones cannot be cleared.
    pub fn update(fields: Value, kept: &'static [&'static str]) -> Value {
        let mut body = Self { fields: map(fields), required: &[] };
        body.fields.insert("version".into(), json!({ "type": "integer" }));
        body.loosen(kept);
        body.into_schema()
    }

    fn loosen(&mut self, firm: &[&str]) {
        for (name, schema) in &mut self.fields {
            if !firm.contains(&name.as_str()) {
                allow_null(schema);
            } else if is_free_text(schema) {
                schema["minLength"] = json!(1);
            }
        }
    }

    fn into_schema(self) -> Value {
        let Self { fields, required } = self;
        match required.is_empty() {
            true => json!({ "type": "object", "properties": fields }),
            false => json!({ "type": "object", "properties": fields, "required": required }),
        }
    }
}

/// Whether a text may say anything.
fn is_free_text(schema: &Value) -> bool {
    schema.get("type") == Some(&json!("string")) && schema.get("enum").is_none()
}

pub(super) fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn allow_null(schema: &mut Value) {
    if let Some(Value::Array(words)) = schema.get_mut("enum") {
        words.push(Value::Null);
    }
    match schema.get_mut("type") {
        Some(Value::Array(kinds)) => kinds.push(json!("null")),
        Some(kind) => *kind = json!([kind.clone(), "null"]),
        None => {}
    }
}

pub(super) fn text(most: usize) -> Value {
    json!({ "type": "string", "maxLength": most })
}

pub(super) fn id() -> Value {
    json!({ "type": "string", "format": "uuid" })
}

pub(super) fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

pub(super) fn moment() -> Value {
    json!({ "type": "string", "description": "ISO 8601; without an offset in the clinic's zone." })
}

pub(super) fn one_of(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
}

pub(super) fn flag() -> Value {
    json!({ "type": "boolean" })
}

pub(super) fn between(kind: &str, least: f64, most: f64) -> Value {
    let whole = kind == "integer";
    let number = |n: f64| if whole { json!(n as i64) } else { json!(n) };
    json!({ "type": kind, "minimum": number(least), "maximum": number(most) })
}

/// Money and rates: a number, or text that is one.
pub(super) fn decimal() -> Value {
    json!({ "type": ["number", "string"], "description": "At most the currency's decimals." })
}

pub(super) fn currency() -> Value {
    json!({ "type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217." })
}

/// The id that a creation may choose: the same one again answers the first result.
pub(super) fn chosen_id() -> Value {
    json!({ "type": "string", "description": "A UUID of version 7." })
}

/// The code of a visit type.
pub(super) fn code() -> Value {
    json!({ "type": "string", "pattern": CODE })
}

/// With further fields.
pub(super) fn with_fields(fields: Value, more: Value) -> Value {
    let mut all = map(fields);
    all.extend(map(more));
    Value::Object(all)
}

/// The same without those fields.
pub(super) fn without(fields: Value, gone: &[&str]) -> Value {
    let mut fields = map(fields);
    fields.retain(|name, _| !gone.contains(&name.as_str()));
    Value::Object(fields)
}
