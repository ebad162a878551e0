//! One payment over several invoices, from what was typed to the body of the API's payment.

use serde_json::{Map, Value, json};

use crate::ids::Id;
use crate::money;
use crate::ui::form::Sent;

/// The body of the API's payment: shares that are blank pay nothing, and the sum is theirs.
pub(super) fn body_of(sent: &Sent, patient: Id, currency: &str) -> Map<String, Value> {
    let shares = sent.with_prefix("share.");
    let names: Vec<&str> = shares.all().iter().map(|(name, _)| name.as_str()).collect();
    let numbers = shares.filled(&names);
    let minor = |value: &Value| {
        money::Decimal::of_json(value).and_then(|sum| sum.in_minor(currency).ok()).unwrap_or(0)
    };
    let deposit = sent.only(&["deposit_amount"]).filled(&["deposit_amount"]);
    let received = sent.only(&["received"]).filled(&["received"]).remove("received");
    // What was handed over pays the invoices from the first on, as far as it goes.
    let mut left = received.as_ref().map_or(i64::MAX, minor);
    let mut take = |value: &Value| match received.is_some() && !value.is_object() {
        true => {
            let part = minor(value).min(left);
            left -= part;
            money::to_value(part, currency)
        }
        false => value.clone(),
    };
    let shares: Vec<(&String, Value)> =
        numbers.iter().map(|(id, amount)| (id, take(amount))).collect();
    let deposit: Map<String, Value> =
        deposit.iter().map(|(name, amount)| (name.clone(), take(amount))).collect();
    let sum: i64 = shares.iter().map(|(_, amount)| amount).chain(deposit.values()).map(minor).sum();
    let allocations: Vec<Value> = shares
        .iter()
        .filter(|(_, amount)| amount.as_f64() != Some(0.0))
        .map(|(id, amount)| json!({ "billing_id": id, "amount": amount }))
        .collect();
    let mut body = sent.only(&["id", "method", "date", "reference"]).filled(&[]);
    body.insert("patient_id".into(), json!(patient));
    body.insert("currency".into(), json!(currency));
    body.insert("amount".into(), money::to_value(sum, currency));
    if let Some(kept) = deposit.get("deposit_amount") {
        // What cannot be read asks back at its field.
        if kept.is_object() {
            body.insert("amount".into(), kept.clone());
        }
        body.insert("overpayment".into(), json!("credit"));
    }
    match received {
        // Change is given of cash alone; and what cannot be read asks back.
        Some(received) if received.is_object() || (left > 0 && sent.get("method") != "CASH") => {
            body.insert("amount".into(), received);
        }
        Some(received) if left >= 0 && sum > 0 => {
            body.insert("received".into(), received);
        }
        _ => {}
    }
    body.insert("allocations".into(), Value::Array(allocations));
    body
}
