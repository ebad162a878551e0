//! Schemas written by example: `{"id": "id", "notes?": "text|null", "rows": ["#visit"]}`.

use serde_json::{Map, Value, json};

/// The JSON schema of an example. Texts name a type, `|null` lets it be null, `#name` refers to
/// a component; a list has its one element as items; an object requires every key but those that
/// end in `?`. Numbers with limits, choices and the like are written as a schema under `=`.
pub(super) fn shape(example: &Value) -> Value {
    match example {
        Value::String(word) => word_shape(word),
        Value::Array(items) => json!({
            "type": "array",
            "items": items.first().map_or(json!({}), shape),
        }),
        Value::Object(map) if map.contains_key("=") => map["="].clone(),
        Value::Object(map) => object_shape(map),
        other => other.clone(),
    }
}

fn object_shape(map: &Map<String, Value>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (key, example) in map {
        let name = key.trim_end_matches('?');
        if name.len() == key.len() {
            required.push(name);
        }
        properties.insert(name.to_owned(), shape(example));
    }
    match required.is_empty() {
        true => json!({ "type": "object", "properties": properties }),
        false => json!({ "type": "object", "properties": properties, "required": required }),
    }
}

fn word_shape(word: &str) -> Value {
    let (name, nullable) = match word.strip_suffix("|null") {
        Some(name) => (name, true),
        None => (word, false),
    };
    if let Some(component) = name.strip_prefix('#') {
        let reference = json!({ "$ref": format!("#/components/schemas/{component}") });
        return match nullable {
            true => json!({ "anyOf": [reference, { "type": "null" }] }),
            false => reference,
        };
    }
    let (kind, format) = match name {
        "id" => ("string", Some("uuid")),
        "moment" => ("string", Some("date-time")),
        "day" => ("string", Some("date")),
        "text" => ("string", None),
        "flag" => ("boolean", None),
        "int" => ("integer", None),
        "number" => ("number", None),
        "object" => ("object", None),
        _ => return json!({}),
    };
    let mut schema = Map::new();
    schema.insert("type".into(), if nullable { json!([kind, "null"]) } else { json!(kind) });
    if let Some(format) = format {
        schema.insert("format".into(), json!(format));
    }
    Value::Object(schema)
}

/// One of those words.
pub(super) fn word_of(words: &[&str]) -> Value {
    json!({ "=": { "enum": words } })
}

/// How many of each.
pub(super) fn counted(of: &str) -> Value {
    json!([{ of: "text|null", "count": "int" }])
}

/// How many of each dietitian.
pub(super) fn by_dietitian() -> Value {
    json!([{ "dietitian": "object|null", "count": "int" }])
}

/// Figures of the clinic's currency, and of each.
pub(super) fn per_currency(mut figures: Value) -> Value {
    let mut inner = figures.clone();
    inner["currency"] = json!("text");
    figures["byCurrency"] = json!([inner]);
    figures
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_becomes_a_schema() {
        let schema = shape(&json!({ "id": "id", "note?": "text|null", "rows": ["#visit"] }));
        assert_eq!(
            schema,
            json!({
                "type": "object",
                "properties": {
                    "id": { "type": "string", "format": "uuid" },
                    "note": { "type": ["string", "null"] },
                    "rows": { "type": "array", "items": { "$ref": "#/components/schemas/visit" } },
                },
                "required": ["id", "rows"],
            })
        );
    }
}
