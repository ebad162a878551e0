//! Figures: reports and the dashboard.

use serde_json::{Value, json};

use crate::billing::STATUSES;
use crate::openapi::shape::{counted, per_currency, shape, word_of};

/// What answers show of it, by name.
pub(super) fn components() -> Vec<(&'static str, Value)> {
    vec![
        (
            "visitFigures",
            shape(
                &json!({ "total": "int", "completed": "int", "noShows": "int", "averageDuration": "number|null", "noShowRate": "number|null", "begun": { "completed": "int", "noShows": "int" } }),
            ),
        ),
        (
            "patientFigures",
            shape(
                &json!({ "total": "int", "active": "int", "inactive": "int", "seen": "int", "new": "int", "registered": "int" }),
            ),
        ),
        ("billingFigures", shape(&revenue())),
    ]
}

/// The data of the answer of that name, by example.
pub(super) fn answer(name: &str) -> Option<Value> {
    Some(match name {
        "patientReport" => json!({
            "summary": "#patientFigures", "byGender": counted("gender"),
            "byDietitian": [{ "assigned_dietitian_id": "id|null", "count": "int", "assignedDietitian": "#person|null" }],
            "newPatientsTrend": month(json!({ "count": "int", "registered": "int" })),
        }),
        "visitReport" => json!({
            "summary": "#visitFigures", "byStatus": counted("status"), "byType": counted("visit_type"),
            "byDietitian": [{ "dietitian_id": "id", "count": "int", "dietitian": "#person|null" }],
            "visitTrend": month(json!({ "count": "int" })),
        }),
        "billingReport" => per_currency(json!({
            "summary": "#billingFigures",
            "byStatus": [{ "status": word_of(STATUSES), "count": "int", "revenue": "number" }],
            "byPaymentMethod": [{ "payment_method": "text|null", "count": "int", "revenue": "number" }],
            "revenueTrend": month(json!({ "revenue": "number", "count": "int" })),
        })),
        "financialReport" => per_currency(json!({
            "billed": "number", "received": "number", "outstanding": "number",
            "billedInvoices": "int", "payments": "int", "outstandingInvoices": "int",
            "tax": [{ "rate": "number|null", "net": "number", "tax": "number", "count": "integer", "second?": "flag" }],
            "byMonth": month(json!({ "billed": "number", "received": "number" })),
            "ageing": [{ "bucket": word_of(&["not_due", "1-30", "31-60", "61-90", "90+"]), "amount": "number", "count": "int" }],
            "owedToPatients": { "amount": "number", "count": "int" },
            "byMethod": [{ "payment_method": "text|null", "count": "int", "amount": "number" }],
            "topPatients": [{ "patient": "#person|null", "count": "int", "billed": "number" }],
        })),
        "overview" => json!({
            "patients": "#patientFigures", "visits": "#visitFigures", "billing": "#billingFigures",
            "trends": {
                "newPatients": month(json!({ "count": "int", "registered": "int" })), "visits": month(json!({ "count": "int" })),
                "revenue": month(json!({ "revenue": "number", "count": "int" })),
            },
            "byCurrency": ["object"],
        }),
        "dashboard" => json!({
            "date": "day", "today": { "total": "int", "visits": ["object"] },
            "visitsWithoutNote?": { "days": "int", "count": "int" }, "lastBackup": "object|null",
            "unpaid": { "count": "int", "amount": "number" }, "overdue": { "count": "int", "amount": "number" },
            "thisMonth": { "from_date": "day", "to_date": "day", "visits": "#visitFigures", "newPatients": "int", "registered": "int", "billing": "#billingFigures" },
            "lastMonth": { "from_date": "day", "to_date": "day", "visits": "#visitFigures", "newPatients": "int", "registered": "int", "billing": "#billingFigures" },
            "byCurrency": ["object"],
        }),
        _ => return None,
    })
}

fn revenue() -> Value {
    json!({
        "totalRevenue": "number", "totalAmount": "number", "totalTax": "number",
        "totalInvoices": "int", "billedInvoices": "int", "outstanding": { "amount": "number", "count": "int" },
        "owedToPatients": { "amount": "number", "count": "int" },
    })
}

fn month(of: Value) -> Value {
    let mut month = json!({ "month": "text" });
    if let (Value::Object(month), Value::Object(of)) = (&mut month, of) {
        month.extend(of);
    }
    json!([month])
}
