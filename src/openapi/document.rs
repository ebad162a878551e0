//! The document itself, put together from the table of operations.

use serde_json::{Map, Value, json};

use super::operations::{OPERATIONS, Operation, Query};
use super::shape::shape;
use super::{answers, bodies, lists};
use crate::billing::METHODS;

/// Every code of the contract.
const CODES: &[&str] = &[
    "VALIDATION_ERROR",
    "WEAK_PASSWORD",
    "REFRESH_TOKEN_REQUIRED",
    "INVALID_FILTER",
    "INVALID_OPERATOR",
    "INVALID_REFERENCE",
    "CANNOT_DELETE_SELF",
    "CANNOT_DEACTIVATE_SELF",
    "USER_ALREADY_ACTIVE",
    "USER_ALREADY_INACTIVE",
    "PATIENT_ALREADY_ACTIVE",
    "PATIENT_ALREADY_INACTIVE",
    "VISIT_PATIENT_MISMATCH",
    "CANNOT_DELETE_PAID_INVOICE",
    "ALREADY_PAID",
    "NO_FILES",
    "INVALID_FORMAT",
    "AUTHENTICATION_REQUIRED",
    "INVALID_TOKEN",
    "INVALID_CREDENTIALS",
    "INVALID_PASSWORD",
    "INVALID_REFRESH_TOKEN",
    "INVALID_API_KEY",
    "API_KEY_EXPIRED",
    "PERMISSION_DENIED",
    "ACCESS_DENIED",
    "NOT_ASSIGNED_PATIENT",
    "PASSWORD_CHANGE_REQUIRED",
    "NOT_FOUND",
    "USER_NOT_FOUND",
    "PATIENT_NOT_FOUND",
    "DIETITIAN_NOT_FOUND",
    "VISIT_NOT_FOUND",
    "BILLING_NOT_FOUND",
    "DOCUMENT_NOT_FOUND",
    "API_KEY_NOT_FOUND",
    "FOOD_NOT_FOUND",
    "RECIPE_NOT_FOUND",
    "PLAN_NOT_FOUND",
    "METHOD_NOT_ALLOWED",
    "USERNAME_EXISTS",
    "EMAIL_EXISTS",
    "STALE_WRITE",
    "INVOICE_ISSUED",
    "PLAN_GIVEN",
    "VISIT_OVERLAP",
    "PAYLOAD_TOO_LARGE",
    "MISDIRECTED_REQUEST",
    "UNSUPPORTED_MEDIA_TYPE",
    "TOO_MANY_REQUESTS",
    "INTERNAL_SERVER_ERROR",
    "BUSY",
    "STORAGE_FULL",
];

/// What may come instead of the answer, and why.
const FAILURES: &[(u16, &str)] = &[
    (400, "The request is not valid; each bad field is named."),
    (401, "No valid credentials."),
    (403, "Not allowed."),
    (404, "There is no such record."),
    (405, "The address does not answer to this method; Allow says to which."),
    (409, "The record is not in a state for this, or has changed meanwhile."),
    (413, "The body is too large."),
    (415, "The body is of another type than JSON."),
    (429, "Too many failed attempts; Retry-After says how long to wait."),
    (500, "Our fault; the request id finds it in the log."),
    (503, "Busy; Retry-After says when to try again."),
    (507, "The disk is full; nothing was changed."),
];

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
            "responses": failures(),
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
        "parameters": parameters(operation),
        "responses": responses(operation),
    });
    if operation.is_public() {
        described["security"] = json!([]);
    }
    if let Some(form) = bodies::form(operation.body) {
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

/// What a clinic calls its own visit types.
pub(super) const CODE: &str = "^[A-Z][A-Z0-9_]{1,39}$";

fn parameters(operation: &Operation) -> Vec<Value> {
    let ids = operation.path.split('/').filter_map(|part| part.strip_prefix('<')).map(|part| {
        let name = part.trim_end_matches('>');
        let schema = match name {
            "code" => json!({ "type": "string", "pattern": CODE }),
            _ => json!({ "type": "string", "format": "uuid" }),
        };
        json!({ "name": name, "in": "path", "required": true, "schema": schema })
    });
    let mut parameters: Vec<Value> = ids.collect();
    match operation.query {
        Query::Nothing => {}
        Query::List(spec) => parameters.extend(lists::parameters(spec)),
        Query::Days => parameters.extend(lists::days()),
        Query::Journal => {
            parameters.extend(lists::file_parameters());
            parameters[0]["schema"]["enum"] = json!(["csv", "xlsx", "excel"]);
            parameters.extend(lists::days());
        }
        Query::Payments => {
            parameters.extend(lists::file_parameters());
            parameters.extend(lists::days());
            let methods = json!({ "enum": METHODS });
            parameters.push(lists::query("method", methods, "How it was paid."));
            let currency = json!({ "type": "string", "pattern": "^[A-Z]{3}$" });
            parameters.push(lists::query("currency", currency, "Of one currency only."));
        }
        Query::Texts(names) => {
            for (name, most) in names {
                let schema = json!({ "type": "string", "maxLength": most });
                parameters.push(lists::query(name, schema, "What is known of the person."));
            }
        }
        Query::Choice(name, words) => {
            let schema = json!({ "enum": words, "default": words[0] });
            parameters.push(lists::query(name, schema, "How the browser is to take it."));
        }
        Query::Export(spec) => parameters.extend(lists::export_parameters(spec)),
        Query::Search(most) => {
            let text = json!({ "type": "string", "maxLength": 500 });
            let mut asked = lists::query("q", text, "What is looked for.");
            asked["required"] = json!(true);
            parameters.push(asked);
            let limit = json!({ "type": "integer", "minimum": 1, "maximum": most });
            parameters.push(lists::query("limit", limit, "Results at most."));
        }
        Query::References => parameters.extend(lists::references()),
        Query::Energy => parameters.extend(lists::energy()),
        Query::Waiting => {
            let id = json!({ "type": "string", "format": "uuid" });
            parameters.push(lists::query("dietitian_id", id, "Whose time it is."));
            let day = json!({ "type": "string", "format": "date" });
            parameters.push(lists::query("day", day, "The day it is on."));
            let minutes = json!({ "type": "integer", "minimum": 5, "maximum": 480 });
            parameters.push(lists::query("minutes", minutes, "How long it is."));
        }
        Query::Schedule { takes_minutes } => {
            let id = json!({ "type": "string", "format": "uuid" });
            let mut whose = lists::query("dietitian_id", id, "Whose.");
            whose["required"] = json!(takes_minutes);
            parameters.push(whose);
            parameters.extend(lists::days());
            if takes_minutes {
                let minutes =
                    json!({ "type": "integer", "minimum": 5, "maximum": 480, "default": 30 });
                parameters.push(lists::query("minutes", minutes, "How long a time must be free."));
            }
        }
        Query::Pages(most) => {
            let limit = json!({ "type": "integer", "minimum": 1, "maximum": most });
            parameters.push(lists::query("limit", limit, "Entries of a page."));
            let cursor = json!({ "type": "string" });
            parameters.push(lists::query("cursor", cursor, "next_cursor of the page before."));
        }
    }
    parameters
}

fn responses(operation: &Operation) -> Value {
    let mut responses = Map::new();
    let schema = match (operation.answer, operation.query) {
        ("openapi", _) => json!({ "type": "object" }),
        (_, Query::List(spec)) => succeeded(lists::page(spec)),
        ("", _) => shape(&json!({ "success": "flag", "message": "text" })),
        (name, _) => succeeded(answers::data(name)),
    };
    let content = match operation.answer {
        // Its kind is in the answer.
        "file" => json!({ "*/*": { "schema": { "type": "string", "format": "binary" } } }),
        _ => json!({ "application/json": { "schema": schema } }),
    };
    responses.insert(
        operation.status.to_string(),
        json!({ "description": operation.says, "content": content }),
    );
    for (status, _) in FAILURES {
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

fn schemas() -> Map<String, Value> {
    let mut schemas = Map::new();
    for (name, schema) in answers::components() {
        schemas.insert(name.to_owned(), schema);
    }
    for operation in OPERATIONS {
        let name = operation.body.trim_start_matches('?');
        if let Some(schema) = bodies::schema(name) {
            schemas.insert(name.to_owned(), schema);
        }
    }
    let mut failure = shape(&json!({
        "success": "flag",
        "error": {
            "code": { "=": { "enum": CODES } }, "message": "text", "timestamp": "moment", "path": "text",
            "method": "text", "details?": [{ "field": "text", "message": "text" }],
        },
    }));
    failure["properties"]["success"] = json!({ "const": false });
    schemas.insert("Failure".to_owned(), failure);
    schemas
}

fn failures() -> Map<String, Value> {
    let failure = |(status, says): &(u16, &str)| {
        let content = json!({ "application/json": { "schema": reference("Failure") } });
        (status.to_string(), json!({ "description": says, "content": content }))
    };
    FAILURES.iter().map(failure).collect()
}
