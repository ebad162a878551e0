//! What a route reads from its address, by its entry in the table of operations.

use serde_json::json;

use super::lists;
use super::operations::Operation;
use super::parameter::{Parameter, id, query};
use super::query::Query;
use super::words::CODE;
use crate::billing::METHODS;

/// The parameters of a route: those of its path, then those of its query.
pub(super) fn of(operation: &Operation) -> Vec<Parameter> {
    let ids = operation.path.split('/').filter_map(|part| part.strip_prefix('<')).map(|part| {
        let name = part.trim_end_matches('>');
        let schema = match name {
            "code" => json!({ "type": "string", "pattern": CODE }),
            _ => json!({ "type": "string", "format": "uuid" }),
        };
        Parameter::of_path(name, schema)
    });
    ids.chain(of_query(operation.query)).collect()
}

fn of_query(asked: Query) -> Vec<Parameter> {
    match asked {
        Query::Nothing => Vec::new(),
        Query::List(spec) => lists::parameters(spec),
        Query::Days => lists::days().into(),
        Query::Journal => journal(),
        Query::Payments => payments(),
        Query::Texts(names) => {
            let text = |(name, most): &(&str, u32)| {
                let schema = json!({ "type": "string", "maxLength": most });
                query(name, schema, "What is known of the person.")
            };
            names.iter().map(text).collect()
        }
        Query::Choice(name, words) => {
            let schema = json!({ "enum": words, "default": words[0] });
            vec![query(name, schema, "How the browser is to take it.")]
        }
        Query::Export(spec) => lists::export_parameters(spec),
        Query::Search(most) => {
            let text = json!({ "type": "string", "maxLength": 500 });
            let limit = json!({ "type": "integer", "minimum": 1, "maximum": most });
            vec![
                query("q", text, "What is looked for.").required(),
                query("limit", limit, "Results at most."),
            ]
        }
        Query::References => lists::references(),
        Query::Proposals => vec![id("food_id", "Of which food.").required()],
        Query::Energy => lists::energy(),
        Query::Waiting => waiting(),
        Query::Schedule { takes_minutes: true } => free_times(),
        Query::Schedule { takes_minutes: false } => {
            let whose = id("dietitian_id", "Whose.");
            [whose].into_iter().chain(lists::days()).chain(short(100)).collect()
        }
        Query::Short(usual) => short(usual).into(),
        Query::OfPatient => {
            let whose = id("patient_id", "Whose.").required();
            [whose].into_iter().chain(short(100)).collect()
        }
        Query::Pages(most) => {
            let limit = json!({ "type": "integer", "minimum": 1, "maximum": most });
            let cursor = json!({ "type": "string" });
            vec![
                query("limit", limit, "Entries of a page."),
                query("cursor", cursor, "next_cursor of the page before."),
            ]
        }
    }
}

fn journal() -> Vec<Parameter> {
    let mut all = lists::file_parameters();
    if let Some(Parameter { schema, .. }) = all.first_mut() {
        schema["enum"] = json!(["csv", "xlsx", "excel"]);
    }
    all.extend(lists::days());
    all
}

fn payments() -> Vec<Parameter> {
    let mut all = lists::file_parameters();
    all.extend(lists::days());
    all.push(query("method", json!({ "enum": METHODS }), "How it was paid."));
    let currency = json!({ "type": "string", "pattern": "^[A-Z]{3}$" });
    all.push(query("currency", currency, "Of one currency only."));
    all
}

/// The page of a short list.
fn short(usual: u32) -> [Parameter; 4] {
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": usual });
    let offset = json!({ "type": "integer", "minimum": 0, "default": 0 });
    [
        query("limit", limit, "Rows of a page."),
        query("offset", offset, "Rows to pass over; not together with cursor."),
        query("cursor", json!({ "type": "string" }), "next_cursor of the page before."),
        query("count", json!({ "enum": ["exact", "none"] }), "none leaves the total out."),
    ]
}

fn waiting() -> Vec<Parameter> {
    let minutes = json!({ "type": "integer", "minimum": 5, "maximum": 480 });
    let mut all = vec![
        id("dietitian_id", "Whose time it is."),
        query("day", json!({ "type": "string", "format": "date" }), "The day it is on."),
        query("minutes", minutes, "How long it is."),
    ];
    all.extend(short(100));
    all
}

fn free_times() -> Vec<Parameter> {
    let mut all = vec![id("dietitian_id", "Whose.").required()];
    all.extend(lists::days());
    let minutes = json!({ "type": "integer", "minimum": 5, "maximum": 480, "default": 30 });
    all.push(query("minutes", minutes, "How long a time must be free."));
    all
}
