//! A parameter of a route, as the document has it.

use serde::Serialize;
use serde_json::{Value, json};

/// What is read from the path or the query.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Parameter {
    pub name: String,
    #[serde(rename = "in")]
    place: &'static str,
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub schema: Value,
}

impl Parameter {
    /// A word of the path.
    pub fn of_path(name: &str, schema: Value) -> Self {
        let name = name.to_owned();
        Self { name, place: "path", required: true, description: None, schema }
    }

    /// The same, which cannot be left out.
    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }
}

/// A parameter of the query that may be left out.
pub(super) fn query(name: &str, schema: Value, says: &str) -> Parameter {
    let (name, description) = (name.to_owned(), Some(says.to_owned()));
    Parameter { name, place: "query", required: false, description, schema }
}

/// The id of a record.
pub(super) fn id(name: &str, says: &str) -> Parameter {
    query(name, json!({ "type": "string", "format": "uuid" }), says)
}
