//! The rows of the editor: as they were typed, as a body's lines, as a draft has them.

use serde_json::{Map, Value, json};

use crate::billing::lines::{MOST, rate_of};
use crate::billing::view::LineView;
use crate::money::{self, thousandths_text};
use crate::ui::form::Sent;
use crate::ui::language::Language;

const PARTS: [&str; 9] = [
    "service_id",
    "description",
    "quantity",
    "unit_price",
    "exact_unit_price",
    "discount_percent",
    "discount_amount",
    "tax_rate",
    "second_tax_rate",
];
/// What an empty row may say without being a line.
const RATES: [&str; 5] =
    ["quantity", "discount_percent", "discount_amount", "tax_rate", "second_tax_rate"];

/// A row of the editor as typed.
#[derive(Default)]
pub(super) struct Typed {
    pub service_id: String,
    pub description: String,
    pub quantity: String,
    pub unit_price: String,
    pub discount_percent: String,
    /// A discount that was given as a sum: the row keeps it unless a percentage takes its place.
    pub discount_amount: String,
    pub tax_rate: String,
    pub second_tax_rate: String,
}

impl Typed {
    /// A line of a draft, to be typed over.
    pub fn of(line: &LineView, language: Language) -> Self {
        let decimal = |milli: i64| language.decimal(&thousandths_text(milli));
        let rate = |milli: Option<i64>| milli.map_or_else(String::new, decimal);
        let is_sum = line.discount_percent.is_none() && line.discount_amount.minor != 0;
        Self {
            service_id: line.service_id.map_or_else(String::new, |id| id.to_string()),
            description: line.description.clone(),
            quantity: decimal(line.quantity.0),
            unit_price: match &line.exact_unit_price {
                None => language.typed(&line.unit_price),
                Some(exact) => language.decimal(&exact.digits()),
            },
            discount_percent: rate(line.discount_percent.map(|percent| percent.0)),
            discount_amount: match is_sum {
                true => language.typed(&line.discount_amount),
                false => String::new(),
            },
            tax_rate: rate(match line.tax_rate {
                Some(rate) => Some(rate.0),
                // Of which only net and tax were given: the rate that makes that tax.
                None => rate_of(line.amount.minor, line.tax_amount.minor),
            }),
            second_tax_rate: rate(line.second_tax_rate.map(|rate| rate.0)),
        }
    }
}

/// The lines that were typed; a row without anything in it is none.
fn lines_of(sent: &Sent) -> Vec<Map<String, Value>> {
    let mut lines = Vec::new();
    for place in 0..MOST {
        let row = sent.with_prefix(&format!("lines.{place}."));
        if row.all().is_empty() {
            break;
        }
        let numbers = ["unit_price", RATES[0], RATES[1], RATES[2], RATES[3], RATES[4]];
        let mut line = row.filled(&numbers);
        line.retain(|name, _| PARTS.contains(&name.as_str()));
        if line.contains_key("discount_percent") {
            line.remove("discount_amount");
        }
        if line.keys().any(|name| !RATES.contains(&name.as_str())) {
            lines.push(exactly_priced(line, sent.currency()));
        }
    }
    lines
}

/// A price finer than the currency goes by its own name.
fn exactly_priced(mut line: Map<String, Value>, currency: &str) -> Map<String, Value> {
    let is_finer = |price: &Value| {
        let price = money::Decimal::of_json(price);
        price.is_some_and(|price| price.is_finer_than(money::decimals(currency)))
    };
    if line.get("unit_price").is_some_and(is_finer)
        && let Some(price) = line.remove("unit_price")
    {
        line.insert("exact_unit_price".into(), price);
    }
    line
}

/// The body of the API's invoice.
pub(super) fn body_of(sent: &Sent) -> Map<String, Value> {
    let discount = ["discount_percent", "discount_amount"];
    let named = ["id", "invoice_date", "due_date", "notes", "visit_id", discount[0], discount[1]];
    let mut body = sent.only(&named).filled(&discount);
    if !discount.iter().any(|name| body.contains_key(*name)) {
        // None, also where the draft had one.
        body.insert("discount_amount".into(), json!(0));
    }
    let lines = lines_of(sent).into_iter().map(Value::Object).collect();
    body.insert("lines".into(), Value::Array(lines));
    body
}

/// The rows as they were typed.
pub(super) fn typed_rows(sent: &Sent) -> Vec<Typed> {
    let mut rows: Vec<Typed> = Vec::new();
    for place in 0..MOST {
        let row = sent.with_prefix(&format!("lines.{place}."));
        if row.all().is_empty() {
            break;
        }
        let part = |name: &str| row.get(name).to_owned();
        rows.push(Typed {
            service_id: part("service_id"),
            description: part("description"),
            quantity: part("quantity"),
            unit_price: part("unit_price"),
            discount_percent: part("discount_percent"),
            discount_amount: part("discount_amount"),
            tax_rate: part("tax_rate"),
            second_tax_rate: part("second_tax_rate"),
        });
    }
    rows
}
