//! `/api-docs`: the same document for people, from this server alone.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use askama::Template;
use rocket::{Route, get, routes};
use serde_json::Value;

use super::openapi;
use super::operations::{OPERATIONS, Operation};
use crate::http::Fixed;

pub(super) fn routes() -> Vec<Route> {
    routes![docs]
}

#[derive(Template)]
#[template(path = "openapi/pages.html", config = "src/ui/askama.toml")]
struct Docs {
    version: &'static str,
    groups: Vec<(&'static str, Vec<Entry>)>,
    schemas: Vec<(String, String)>,
}

struct Entry {
    method: &'static str,
    path: String,
    says: &'static str,
    needs: &'static str,
    parameters: Vec<(String, String, String)>,
    body: String,
    status: u16,
    answer: String,
}

static PAGE: LazyLock<Fixed> = LazyLock::new(|| {
    let mut groups: BTreeMap<&'static str, Vec<Entry>> = BTreeMap::new();
    for operation in OPERATIONS {
        groups.entry(operation.tag()).or_default().push(entry(operation));
    }
    let schemas = openapi()["components"]["schemas"].as_object().into_iter().flatten();
    let page = Docs {
        version: env!("CARGO_PKG_VERSION"),
        groups: groups.into_iter().collect(),
        schemas: schemas.map(|(name, schema)| (name.clone(), pretty(schema))).collect(),
    };
    Fixed::new("text/html; charset=utf-8", page.render().unwrap_or_default())
});

#[get("/")]
fn docs() -> &'static Fixed {
    &PAGE
}

fn entry(operation: &Operation) -> Entry {
    let path = operation.path.replace('<', "{").replace('>', "}");
    let described = &openapi()["paths"][&path][operation.method.to_lowercase()];
    let parameters = described["parameters"].as_array().into_iter().flatten();
    let parameter = |parameter: &Value| {
        let text = |key: &str| parameter[key].as_str().unwrap_or_default().to_owned();
        (text("name"), kind(&parameter["schema"]), text("description"))
    };
    let status = operation.status.to_string();
    Entry {
        method: operation.method,
        says: operation.says,
        needs: operation.needs,
        parameters: parameters.map(parameter).collect(),
        body: operation.body.trim_start_matches('?').to_owned(),
        status: operation.status,
        answer: pretty(&described["responses"][status]["content"]["application/json"]["schema"]),
        path,
    }
}

/// A schema in a few words.
fn kind(schema: &Value) -> String {
    if let Some(words) = schema["enum"].as_array() {
        let words = words.iter().map(|word| word.as_str().unwrap_or("null"));
        return words.collect::<Vec<_>>().join(" | ");
    }
    let word = |key: &str| schema[key].as_str();
    word("format").or(word("type")).unwrap_or("text").to_owned()
}

fn pretty(schema: &Value) -> String {
    serde_json::to_string_pretty(schema).unwrap_or_default()
}
