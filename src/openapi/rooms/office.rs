//! The place: documents, settings, the audit trail, backups, the server.

use serde_json::{Value, json};

use crate::audit::AuditLogs;
use crate::documents::{MOST_FILES, TYPES};
use crate::list::Listed;
use crate::openapi::lists;
use crate::openapi::shape::{counted, shape, word_of};
use crate::openapi::words::{BodySchema, between, currency, flag, map, one_of, text};

/// What answers show of it, by name.
pub(super) fn components() -> Vec<(&'static str, Value)> {
    vec![
        (
            "document",
            shape(&json!({
                "id": "id", "resource_type": word_of(&["patient", "visit", "user"]), "resource_id": "id",
                "document_type": word_of(TYPES), "title": "text|null", "description": "text|null",
                "original_filename": "text", "mime_type": "text", "file_size": "int", "sha256": "text",
                "created_by": "id|null", "updated_by": "id|null", "created_at": "moment",
                "updated_at": "moment", "version": "int",
            })),
        ),
        (
            "settings",
            shape(&json!({
                "name": "text", "address": "text|null", "registration_number": "text|null",
                "time_zone": "text", "currency": "text", "locale": "text", "invoice_header": "text|null",
                "invoice_footer": "text|null", "tax_exemption_text": "text|null",
                "iban": "text|null", "payment_terms": "text|null", "logo_sha256": "text|null",
                "payment_terms_days": "int", "active_months": "int", "signing_required": "flag", "updated_at": "moment", "version": "int",
                "account_receivable": "text", "account_revenue": "text", "account_tax": "text", "account_second_tax": "text", "account_deposits": "text", "account_cash": "text", "account_credit_card": "text", "account_debit_card": "text", "account_check": "text", "account_bank_transfer": "text", "account_insurance": "text", "account_other": "text",
            })),
        ),
        ("log", lists::row(AuditLogs::SPEC)),
    ]
}

/// The data of the answer of that name, by example.
pub(super) fn answer(name: &str) -> Option<Value> {
    Some(match name {
        "documents" => json!({ "documents": ["#document"], "count": "int" }),
        "documentStats" => json!({
            "total": "int", "total_size": "int",
            "by_type": [{ "type": word_of(TYPES), "count": "int", "size": "int" }],
        }),
        "auditStats" => json!({
            "total": "int", "by_action": counted("action"), "by_status": counted("status"),
            "by_severity": counted("severity"), "by_resource_type": counted("resource_type"),
        }),
        "verdict" => json!({ "ok?": "flag|null", "checked": "int", "head?": "text|null" }),
        "backups" => json!({
            "backups": [{ "name": "text", "made_at": "moment", "bytes": "int", "origin": "text|null", "verified_at": "moment|null", "made_here": "flag|null", "error": "text|null" }],
            "count": "int", "is_working": "flag",
        }),
        "backupBegun" => json!({ "is_begun": "flag" }),
        "systemStatus" => json!({
            "pool": { "size": "int", "available": "int", "using": "int", "waiting": "int" },
            "cache": { "short": "object", "medium": "object", "long": "object" },
            "database": { "size": "int", "wal_size": "int", "sqlite_version": "text", "integrity": "text", "documents_size": "int", "last_checkpoint": "moment|null" },
            "slow_queries": ["object"], "last_backup": "object|null",
        }),
        "endpoints" => json!({ "name": "text", "version": "text", "endpoints": "object" }),

        _ => return None,
    })
}

/// The body of that name.
pub(super) fn body(name: &str) -> Option<Value> {
    Some(match name {
        "DocumentChange" => BodySchema::update(document_fields(), &["document_type"]),
        "Version" => BodySchema::update(json!({}), &[]),
        "Settings" => BodySchema::update(
            json!({
                "name": text(200), "address": text(2000), "registration_number": text(200),
                "time_zone": text(64), "currency": currency(), "locale": one_of(&["en", "fr"]),
                "invoice_header": text(2000), "invoice_footer": text(2000),
                "tax_exemption_text": text(2000), "iban": text(60), "payment_terms": text(2000),
                "payment_terms_days": between("integer", 0.0, 365.0), "active_months": between("integer", 1.0, 120.0),
                "signing_required": flag(), "account_receivable": text(20), "account_revenue": text(20), "account_tax": text(20), "account_second_tax": text(20), "account_deposits": text(20), "account_cash": text(20), "account_credit_card": text(20), "account_debit_card": text(20), "account_check": text(20), "account_bank_transfer": text(20), "account_insurance": text(20), "account_other": text(20),
            }),
            &[
                "name",
                "time_zone",
                "currency",
                "locale",
                "payment_terms_days",
                "active_months",
                "signing_required",
            ],
        ),

        _ => return None,
    })
}

fn document_fields() -> Value {
    json!({ "document_type": one_of(TYPES), "title": text(200), "description": text(2000) })
}

/// The form of that name; none for what is sent as JSON.
pub(in crate::openapi) fn form(name: &str) -> Option<Value> {
    match name {
        "files" => Some(upload()),
        "foodTable" => Some(json!({
            "type": "object",
            "required": ["file"],
            "properties": {
                "file": { "type": "string", "format": "binary", "description": "A food table, or a zip of its files; at most 64 MB." },
                "dry_run": { "enum": ["true", "false"] },
            },
        })),
        "logo" => Some(json!({
            "type": "object",
            "required": ["file"],
            "properties": {
                "file": { "type": "string", "format": "binary", "description": "A PNG or JPEG picture of 16 to 2000 pixels a side; at most 512 KiB." },
            },
        })),
        _ => None,
    }
}

/// The form of an upload.
fn upload() -> Value {
    let mut properties = map(document_fields());
    let file = json!({ "type": "string", "format": "binary", "description": "At most 10 MiB." });
    properties.insert(
        "files".into(),
        json!({ "type": "array", "minItems": 1, "maxItems": MOST_FILES, "items": file }),
    );
    json!({ "type": "object", "properties": properties, "required": ["files"] })
}
