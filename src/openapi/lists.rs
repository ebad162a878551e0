//! What a list's own description says of it: its parameters and its rows.

use serde_json::{Map, Value, json};

use super::parameter::{Parameter, query};
use super::shape::shape;
use super::words::CODE;
use crate::clinical::energy::{Equation, Exertion};
use crate::exports::dialect::{DECIMAL, DECIMALS, SEPARATOR, SEPARATORS};
use crate::list::{Column, Kind, Shape, Spec};
use crate::nutrition::references::System;
use crate::nutrition::references::api::{NUMBERS as REFERENCE_NUMBERS, STATES as REFERENCE_STATES};
use crate::nutrition::{ENERGY_NUMBERS, SEXES};

/// The query parameters that the list understands.
pub(super) fn parameters(spec: &Spec) -> Vec<Parameter> {
    let sorts: Vec<&str> = names(spec, |column| column.sort.is_some());
    let shown = names(spec, |column| column.shape != Shape::Hidden).join(", ");
    let is_by_name = spec.column(spec.default_sort).is_some_and(|sort| sort.kind == Kind::Text);
    let usual = if is_by_name { "ASC" } else { "DESC" };
    let mut all = vec![
        query(
            "limit",
            json!({ "type": "integer", "minimum": 1, "maximum": spec.most, "default": spec.default_limit }),
            "Rows of a page.",
        ),
        query(
            "offset",
            json!({ "type": "integer", "minimum": 0, "default": 0 }),
            "Rows to pass over; not together with cursor.",
        ),
        query("cursor", json!({ "type": "string" }), "next_cursor of the page before."),
        query("sort_by", json!({ "enum": sorts, "default": spec.default_sort }), "The order."),
        query(
            "sort_order",
            json!({ "type": "string", "pattern": "^([Aa][Ss][Cc]|[Dd][Ee][Ss][Cc])$", "default": usual }),
            "Its direction.",
        ),
        query(
            "search",
            json!({ "type": "string", "maxLength": 500 }),
            "At most 8 words, each of which must match: case and accents do not count.",
        ),
        query("count", json!({ "enum": ["exact", "none"] }), "none leaves the total out."),
        query("fields", json!({ "type": "string" }), &format!("A comma list of {shown}.")),
    ];
    if !spec.includes.is_empty() {
        let known = format!("A comma list of {}.", spec.includes.join(", "));
        all.push(query("include", json!({ "type": "string" }), &known));
    }
    if spec.dates.is_some() {
        let day = json!({ "type": "string" });
        all.push(query("from_date", day.clone(), "The first day, or instant."));
        all.push(query("to_date", day, "The last day, or instant, inclusive."));
    }
    for extra in spec.extras {
        all.push(query(extra, extra_schema(extra), "See the contract."));
    }
    for column in spec.columns.iter().filter(|column| column.filters) {
        filters(column, &mut all);
    }
    all
}

/// The query parameters of a list's export: it has every row, and columns of its own.
pub(super) fn export_parameters(spec: &Spec) -> Vec<Parameter> {
    const NOT_HERE: [&str; 6] = ["limit", "offset", "cursor", "count", "fields", "include"];
    let of_list = parameters(spec).into_iter();
    let of_list = of_list.filter(|parameter| !NOT_HERE.contains(&parameter.name.as_str()));
    file_parameters().into_iter().chain(of_list).collect()
}

/// A period.
pub(super) fn days() -> [Parameter; 2] {
    [("from_date", "The first day."), ("to_date", "The last day.")]
        .map(|(name, says)| query(name, json!({ "type": "string" }), says))
}

/// How a file is written.
pub(super) fn file_parameters() -> Vec<Parameter> {
    vec![
        query(
            "format",
            json!({ "enum": ["csv", "xlsx", "excel", "pdf"], "default": "csv" }),
            "How the file is written. Instants are on the clinic's clock.",
        ),
        query(
            SEPARATOR,
            json!({ "enum": SEPARATORS, "default": SEPARATORS[0] }),
            "What stands between the cells of a CSV file; for CSV only.",
        ),
        query(
            DECIMAL,
            json!({ "enum": DECIMALS, "default": DECIMALS[0] }),
            "What stands before the fraction of a number in a CSV file; for CSV only.",
        ),
    ]
}

fn extra_schema(name: &str) -> Value {
    match name {
        "age_min" | "age_max" => json!({ "type": "integer", "minimum": 0, "maximum": 150 }),
        _ => json!({ "type": "string" }),
    }
}

fn filters(column: &Column, all: &mut Vec<Parameter>) {
    let plain = operand(column.kind);
    let mut add = |suffix: &str, schema: Value, says: &str| {
        all.push(query(&format!("{}{suffix}", column.name), schema, says));
    };
    add("", plain.clone(), "Equal.");
    add("_eq", plain.clone(), "Equal.");
    add("_ne", plain.clone(), "Not equal.");
    add("_in", json!({ "type": "string" }), "One of a comma list, at most 100.");
    let truth = operand(Kind::Flag);
    add("_null", truth.clone(), "Without a value.");
    add("_not_null", truth, "With a value.");
    if matches!(column.kind, Kind::Integer | Kind::Real | Kind::Money(_) | Kind::Day | Kind::Moment)
    {
        add("_gt", plain.clone(), "Greater, later.");
        add("_gte", plain.clone(), "Greater or equal.");
        add("_lt", plain.clone(), "Less, earlier.");
        add("_lte", plain, "Less or equal; a day counts whole.");
        add("_between", json!({ "type": "string" }), "Two values with a comma, inclusive.");
    }
    if matches!(column.kind, Kind::Text | Kind::Choice(_) | Kind::Code) {
        let part = json!({ "type": "string", "maxLength": 500 });
        add("_like", part.clone(), "Contains this text.");
        add("_ilike", part, "Contains it, whatever its case and accents.");
    }
}

/// The row of a list: each column that it can show.
pub(super) fn row(spec: &Spec) -> Value {
    let mut properties = Map::new();
    for column in spec.columns.iter().filter(|column| column.shape != Shape::Hidden) {
        properties.insert(column.name.to_owned(), shown(column.kind));
    }
    for include in spec.includes {
        properties.insert((*include).to_owned(), json!({ "type": "array" }));
    }
    json!({ "type": "object", "properties": properties, "required": ["id"] })
}

/// The row of a list with what the single record adds to it.
pub(super) fn row_and(spec: &Spec, more: Value) -> Value {
    json!({ "allOf": [row(spec), shape(&more)] })
}

/// A page of the list.
pub(super) fn page(spec: &Spec) -> Value {
    json!({
        "type": "object",
        "properties": {
            spec.plural: { "type": "array", "items": row(spec) },
            "total": { "type": ["integer", "null"] },
            "limit": { "type": "integer" },
            "offset": { "type": "integer" },
            "next_cursor": { "type": ["string", "null"] },
        },
        "required": [spec.plural, "total", "limit", "offset", "next_cursor"],
    })
}

fn names(spec: &Spec, wanted: fn(&Column) -> bool) -> Vec<&'static str> {
    spec.columns.iter().filter(|column| wanted(column)).map(|column| column.name).collect()
}

/// What a filter is compared with. Instants also take a day, so they are text here.
fn operand(kind: Kind) -> Value {
    match kind {
        Kind::Id => json!({ "type": "string", "format": "uuid" }),
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::Code => json!({ "type": "string", "pattern": CODE }),
        Kind::Flag => json!({ "enum": ["true", "false", "1", "0"] }),
        Kind::Integer => json!({ "type": "integer" }),
        Kind::Real | Kind::Money(_) => json!({ "type": "number" }),
        Kind::Day => json!({ "type": "string", "format": "date" }),
        Kind::Moment => json!({ "type": "string" }),
        Kind::Text | Kind::Json | Kind::Object | Kind::User => {
            json!({ "type": "string", "maxLength": 500 })
        }
    }
}

/// A value in a row.
fn shown(kind: Kind) -> Value {
    match kind {
        Kind::Id => json!({ "type": ["string", "null"], "format": "uuid" }),
        Kind::Text | Kind::Code => json!({ "type": ["string", "null"] }),
        Kind::Choice(words) => {
            let mut words: Vec<Value> = words.iter().map(|word| json!(word)).collect();
            words.push(Value::Null);
            json!({ "enum": words })
        }
        Kind::Flag => json!({ "type": ["boolean", "null"] }),
        Kind::Integer => json!({ "type": ["integer", "null"] }),
        Kind::Real | Kind::Money(_) => json!({ "type": ["number", "null"] }),
        Kind::Day => json!({ "type": ["string", "null"], "format": "date" }),
        Kind::Moment => json!({ "type": ["string", "null"], "format": "date-time" }),
        Kind::User => json!({ "type": ["object", "null"] }),
        Kind::Json | Kind::Object => json!({ "type": ["object", "array", "null"] }),
    }
}

/// What an energy question is asked with.
pub(super) fn energy() -> Vec<Parameter> {
    let choice = |name: &str, words: &[&str], says: &str| {
        query(name, json!({ "type": "string", "enum": words }), says)
    };
    let equation = choice("equation", Equation::CODES, "Which equation.").required();
    let number = |(name, least, most): &(&str, f64, f64)| {
        let schema = json!({ "type": "number", "minimum": least, "maximum": most });
        let number =
            query(name, schema, "Of the body; what the equation does not take is left aside.");
        if ["age", "weight_kg"].contains(name) { number.required() } else { number }
    };
    let sex = choice("sex", SEXES, "Which the equation was fitted for.");
    let activity = choice("activity", Exertion::CODES, "For nasem_2023; or `pal`.");
    let mut all = vec![equation, sex, activity];
    all.extend(ENERGY_NUMBERS.iter().map(number));
    all
}

/// Whom reference intakes are asked for.
pub(super) fn references() -> Vec<Parameter> {
    let choice = |name: &str, words: &[&str], says: &str| {
        query(name, json!({ "type": "string", "enum": words }), says).required()
    };
    let number = |(name, least, most): &(&str, f64, f64)| {
        let kind = if *name == "age_months" { "integer" } else { "number" };
        let schema = json!({ "type": kind, "minimum": least, "maximum": most });
        let number = query(name, schema, "Amounts by weight or by energy need them.");
        if *name == "age_months" { number.required() } else { number }
    };
    let mut all = vec![
        choice("system", System::CODES, "Whose."),
        choice("sex", &["male", "female"], "Of the person."),
    ];
    all.extend(REFERENCE_NUMBERS.iter().map(number));
    let says = format!("With commas between, of {}.", REFERENCE_STATES.join(", "));
    all.push(query("states", json!({ "type": "string", "maxLength": 200 }), &says));
    all
}
