//! Money: invoices, payments, receipts, credit notes, the price list.

use serde_json::{Map, Value, json};

use crate::billing::{BillingList, METHODS, PriceList, STATUSES};
use crate::list::Listed;
use crate::openapi::lists;
use crate::openapi::shape::{per_currency, shape, word_of};
use crate::openapi::words::{
    BodySchema, between, chosen_id, code, currency, day, decimal, flag, id, map, one_of, text,
    without,
};

/// What answers show of it, by name.
pub(super) fn components() -> Vec<(&'static str, Value)> {
    vec![
        (
            "payment",
            shape(&json!({
                "id": "id", "amount": "number", "method": word_of(METHODS), "date": "day",
                "reference": "text|null", "created_by": "id|null", "created_at": "moment",
            })),
        ),
        (
            "line",
            shape(&json!({
                "description": "text", "quantity": "number", "unit_price": "number", "exact_unit_price": "number|null",
                "discount_percent": "number|null", "discount_amount": "number", "tax_rate": "number|null",
                "second_tax_rate": "number|null", "amount": "number", "tax_amount": "number", "second_tax_amount": "number",
            })),
        ),
        (
            "billing",
            lists::row_and(
                BillingList::SPEC,
                json!({
                    "status?": word_of(STATUSES), "lines?": ["#line"], "payments?": ["#payment"], "allocations?": ["object"],
                    "credit_notes?": ["object"], "discount_percent?": "number|null", "discount_amount?": "number",
                    "creator?": "#person|null", "issued_at?": "moment|null", "snapshot?": "object|null",
                }),
            ),
        ),
        ("service", lists::row(PriceList::SPEC)),
    ]
}

/// The data of the answer of that name, by example.
pub(super) fn answer(name: &str) -> Option<Value> {
    Some(match name {
        "billingStats" => per_currency(json!({
            "total_invoices": "int", "total_revenue": "number", "paid_revenue": "number",
            "pending_revenue": "number", "owed_to_patients": { "amount": "number", "count": "int" },
            "by_status": [{ "status": word_of(STATUSES), "count": "int", "total": "number" }],
        })),
        "payments" => json!({ "payments": ["#payment"] }),
        "paid" => json!({ "payment": "#payment", "billing": "#billing" }),
        "receipt" => json!({}),
        "credited" => json!({ "billing": "#billing" }),
        _ => return None,
    })
}

/// The body of that name.
pub(super) fn body(name: &str) -> Option<Value> {
    Some(match name {
        "NewInvoice" => BodySchema::creation(invoice_fields(), &["patient_id"]),
        "InvoiceChange" => BodySchema::update(
            without(invoice_fields(), &["id", "payment_method", "payment_date", "use_credit"]),
            &["patient_id", "invoice_date"],
        ),
        "UseCredit" => BodySchema::update(json!({ "use_credit": { "type": "boolean" } }), &[]),
        "Tender" => BodySchema::creation(
            payment_fields(map(json!({ "use_credit": { "type": "boolean" } }))),
            &[],
        ),
        "NewPayment" => BodySchema::creation(
            payment_fields(map(json!({
                "id": chosen_id(), "amount": decimal(), "overpayment": one_of(&["credit"]),
                "use_credit": { "type": "boolean" },
            }))),
            &[],
        ),
        "NewReceipt" => BodySchema::creation(
            payment_fields(map(json!({
                "id": chosen_id(), "patient_id": id(), "amount": decimal(), "currency": currency(),
                "overpayment": one_of(&["credit"]),
                "allocations": { "type": "array", "maxItems": 100, "items": {
                    "type": "object", "properties": { "billing_id": id(), "amount": decimal() },
                    "required": ["billing_id", "amount"],
                } },
            }))),
            &["patient_id", "amount"],
        ),
        "NewCreditNote" => BodySchema::creation(
            json!({ "id": chosen_id(), "reason": text(500), "amount": decimal(), "lines": lines() }),
            &["reason"],
        ),
        "NewService" => BodySchema::creation(service_fields(), &["name", "unit_price"]),
        "ServiceChange" => BodySchema::update(without(service_fields(), &["id"]), &["name"]),
        _ => return None,
    })
}

fn invoice_fields() -> Value {
    json!({
        "id": chosen_id(), "patient_id": id(), "visit_id": id(), "invoice_date": day(),
        "due_date": day(), "currency": currency(), "notes": text(2000), "lines": lines(),
        "amount": decimal(), "tax_amount": decimal(), "status": one_of(STATUSES),
        "discount_percent": decimal(), "discount_amount": decimal(),
        "payment_method": one_of(METHODS), "payment_date": day(), "use_credit": { "type": "boolean" },
    })
}

fn lines() -> Value {
    json!({ "type": "array", "items": { "type": "object", "properties": {
        "description": { "type": ["string", "null"] }, "service_id": { "type": ["string", "null"], "format": "uuid" },
        "quantity": { "type": ["number", "string", "null"] },
        "unit_price": { "type": ["number", "string", "null"] },
        "exact_unit_price": { "type": ["number", "string", "null"] },
        "discount_percent": { "type": ["number", "string", "null"] },
        "discount_amount": { "type": ["number", "string", "null"] },
        "tax_rate": { "type": ["number", "string", "null"] },
        "second_tax_rate": { "type": ["number", "string", "null"] },
    } } })
}

fn payment_fields(mut more: Map<String, Value>) -> Value {
    more.insert("method".into(), one_of(METHODS));
    more.insert("date".into(), day());
    more.insert("reference".into(), text(200));
    more.insert("received".into(), decimal());
    Value::Object(more)
}

fn service_fields() -> Value {
    json!({
        "id": chosen_id(), "name": text(200), "visit_type": code(),
        "duration_minutes": between("integer", 5.0, 480.0), "currency": currency(),
        "unit_price": decimal(), "tax_rate": decimal(), "exemption_reason": text(500), "is_active": flag(),
    })
}
