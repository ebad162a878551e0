//! `/api-docs`: the same document for people, from this server alone.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use askama::Template;
use rocket::{Route, get, routes};
use serde::Deserialize;
use serde_json::Value;

use super::document::{answered, schemas};
use super::operations::{OPERATIONS, Operation};
use super::parameter::Parameter;
use super::parameters;
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
    let page = Docs {
        version: env!("CARGO_PKG_VERSION"),
        groups: groups.into_iter().collect(),
        schemas: schemas().into_iter().map(|(name, schema)| (name, pretty(&schema))).collect(),
    };
    Fixed::new("text/html; charset=utf-8", page.render().unwrap_or_default())
});

#[get("/")]
fn docs() -> &'static Fixed {
    &PAGE
}

fn entry(operation: &Operation) -> Entry {
    let path = operation.path.replace('<', "{").replace('>', "}");
    let parameter = |parameter: Parameter| {
        let kind = kind(&parameter.schema);
        (parameter.name, kind, parameter.description.unwrap_or_default())
    };
    Entry {
        method: operation.method,
        says: operation.says,
        needs: operation.needs,
        parameters: parameters::of(operation).into_iter().map(parameter).collect(),
        body: operation.body.trim_start_matches('?').to_owned(),
        status: operation.status,
        answer: pretty(&answered(operation).unwrap_or_default()),
        path,
    }
}

/// What is told of a schema in a table.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    #[serde(rename = "enum")]
    words: Option<Vec<Value>>,
    format: Option<String>,
    #[serde(rename = "type")]
    kind: Value,
}

/// A schema in a few words.
fn kind(schema: &Value) -> String {
    let said = Said::deserialize(schema).unwrap_or_default();
    if let Some(words) = said.words {
        let words = words.iter().map(|word| word.as_str().unwrap_or("null"));
        return words.collect::<Vec<_>>().join(" | ");
    }
    said.format.unwrap_or_else(|| said.kind.as_str().unwrap_or("text").to_owned())
}

fn pretty(schema: &Value) -> String {
    serde_json::to_string_pretty(schema).unwrap_or_default()
}
