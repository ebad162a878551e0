//! Money that moved on an invoice, in words: "Payment · €20.00 · Cash · 28 Nov 2026".

use serde::Deserialize;
use serde_json::{Number, Value};

use crate::ui::language::Language;

/// The fields that tell of it.
pub(super) const FIELDS: [&str; 3] = ["payment", "credit", "credit_note"];

/// A payment, a credit that was used, or a credit note, as the trail has it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Moved {
    kind: Option<String>,
    number: Option<String>,
    amount: Option<Number>,
    total_amount: Option<Number>,
    method: Option<String>,
    date: Option<String>,
    reference: Option<String>,
    reason: Option<String>,
    /// The invoice that a credit came from, or went to.
    from: Option<String>,
    to: Option<String>,
}

/// What moved, with its `sum` in words; nothing of its ids.
pub(super) fn told(value: &Value, language: Language, sum: impl Fn(Number) -> String) -> String {
    let moved = Moved::deserialize(value).unwrap_or_default();
    let parts = [
        moved.kind.map(|kind| language.code(&kind)),
        moved.number,
        moved.amount.or(moved.total_amount).map(sum),
        moved.method.map(|method| language.code(&method)),
        moved.date.map(|day| language.day(&day)),
        moved.from.or(moved.to),
        moved.reference,
        moved.reason,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
