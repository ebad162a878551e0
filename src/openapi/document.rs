//! The document itself, put together from the table of operations.

use serde_json::{Map, Value, json};

use super::operations::{OPERATIONS, Operation};
use super::query::Query;
use super::shape::shape;
use super::{failures, lists, parameters, rooms};

/// The OpenAPI document, version 3.1.
pub(super) fn document() -> Value {
    let mut paths = Map::new();
    for operation in OPERATIONS {
        let path = operation.path.replace('<', "{").replace('>', "}");
        let item = paths.entry(path).or_insert_with(|| json!({}));
        item[operation.method.to_lowercase()] = described(operation);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "NutriVault",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Practice management for a nutrition clinic. Instants are ISO 8601 in UTC, days are YYYY-MM-DD in the clinic's time zone, money has exactly its currency's decimals.",
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "responses": failures::responses(),
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer" },
                "apiKey": { "type": "apiKey", "in": "header", "name": "X-API-Key" },
            },
        },
        "security": [{ "bearer": [] }, { "apiKey": [] }],
    })
}

fn described(operation: &Operation) -> Value {
    let mut described = json!({
        "tags": [operation.tag()],
        "summary": operation.says,
        "description": format!("Needs {}.", operation.needs),
        "operationId": operation_id(operation),
        "parameters": parameters::of(operation),
        "responses": responses(operation),
    });
    if operation.is_public() {
        described["security"] = json!([]);
    }
    if let Some(form) = rooms::form(operation.body) {
        described["requestBody"] = json!({
            "required": true,
            "content": { "multipart/form-data": { "schema": form } },
        });
    } else if !operation.body.is_empty() {
        let name = operation.body.trim_start_matches('?');
        described["requestBody"] = json!({
            "required": name.len() == operation.body.len(),
            "content": { "application/json": { "schema": reference(name) } },
        });
    }
    described
}

/// `GET /api/patients/<id>` is `get_patients_id`.
fn operation_id(operation: &Operation) -> String {
    let path = operation.path.trim_start_matches("/api").replace(['<', '>', '.'], "");
    let words = path.split(['/', '-']).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    format!("{}_{}", operation.method.to_lowercase(), words.join("_"))
}

/// The schema of what a route answers; none where that is a file.
pub(super) fn answered(operation: &Operation) -> Option<Value> {
    Some(match (operation.answer, operation.query) {
        // Its kind is in the answer.
        ("file", _) => return None,
        ("openapi", _) => json!({ "type": "object" }),
        (_, Query::List(spec)) => succeeded(lists::page(spec)),
        ("", _) => shape(&json!({ "success": "flag", "message": "text" })),
        (name, _) => succeeded(rooms::data(name)),
    })
}

fn responses(operation: &Operation) -> Value {
    let mut responses = Map::new();
    let content = match answered(operation) {
        None => json!({ "*/*": { "schema": { "type": "string", "format": "binary" } } }),
        Some(schema) => json!({ "application/json": { "schema": schema } }),
    };
    responses.insert(
        operation.status.to_string(),
        json!({ "description": operation.says, "content": content }),
    );
    for status in failures::statuses() {
        let failure = json!({ "$ref": format!("#/components/responses/{status}") });
        responses.insert(status.to_string(), failure);
    }
    Value::Object(responses)
}

fn succeeded(data: Value) -> Value {
    json!({
        "type": "object",
        "properties": { "success": { "const": true }, "message": { "type": "string" }, "data": data },
        "required": ["success", "data"],
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The schemas that are referred to by their names.
pub(super) fn schemas() -> Map<String, Value> {
    let mut schemas = Map::new();
    schemas.extend(rooms::components().map(|(name, schema)| (name.to_owned(), schema)));
    for operation in OPERATIONS {
        let name = operation.body.trim_start_matches('?');
        if let Some(schema) = rooms::body(name) {
            schemas.insert(name.to_owned(), schema);
        }
    }
    schemas.insert("Failure".to_owned(), failures::schema());
    schemas
}
