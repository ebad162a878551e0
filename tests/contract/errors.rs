//! Malformed requests: each is refused in the contract's own shape, and nothing changes.

use std::collections::BTreeMap;

use rusqlite::types::Value as Stored;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::malformed;
use crate::practice::Practice;
use crate::wire::{Answer, Sent};

const TABLES: [&str; 8] = [
    "patients",
    "visits",
    "users",
    "visit_measurements",
    "settings",
    "roles",
    "billing",
    "api_keys",
];

#[rustfmt::skip]
const CODES: [&str; 45] = [
    "VALIDATION_ERROR", "WEAK_PASSWORD", "REFRESH_TOKEN_REQUIRED", "INVALID_FILTER", "INVALID_OPERATOR",
    "INVALID_REFERENCE", "CANNOT_DELETE_SELF", "CANNOT_DEACTIVATE_SELF", "USER_ALREADY_ACTIVE",
    "USER_ALREADY_INACTIVE", "PATIENT_ALREADY_ACTIVE", "PATIENT_ALREADY_INACTIVE", "VISIT_PATIENT_MISMATCH",
    "CANNOT_DELETE_PAID_INVOICE", "ALREADY_PAID", "NO_FILES", "INVALID_FORMAT", "AUTHENTICATION_REQUIRED",
    "INVALID_TOKEN", "INVALID_CREDENTIALS", "INVALID_PASSWORD", "INVALID_REFRESH_TOKEN", "INVALID_API_KEY",
    "API_KEY_EXPIRED", "PERMISSION_DENIED", "ACCESS_DENIED", "NOT_ASSIGNED_PATIENT",
    "PASSWORD_CHANGE_REQUIRED", "NOT_FOUND", "USER_NOT_FOUND", "PATIENT_NOT_FOUND", "DIETITIAN_NOT_FOUND",
    "VISIT_NOT_FOUND", "BILLING_NOT_FOUND", "DOCUMENT_NOT_FOUND", "API_KEY_NOT_FOUND", "METHOD_NOT_ALLOWED",
    "USERNAME_EXISTS", "EMAIL_EXISTS", "STALE_WRITE", "INVOICE_ISSUED", "VISIT_OVERLAP", "PAYLOAD_TOO_LARGE",
    "UNSUPPORTED_MEDIA_TYPE", "TOO_MANY_REQUESTS",
];

#[test]
fn a_thousand_malformed_requests_are_refused_in_one_shape_and_change_nothing() {
    let practice = Practice::open();
    let before = digests(&practice);
    let requests = malformed::requests(&practice);
    assert!(requests.len() >= 1000, "only {}", requests.len());
    let complaints: Vec<String> = requests
        .iter()
        .filter_map(|sent| {
            let answer = practice.send(&sent.clone().bearer(&practice.admin));
            complaint(sent, &answer).map(|why| {
                let text: String = answer.text.chars().take(300).collect();
                format!("{why}: {}\n    {} {text}", sent.line(), answer.status)
            })
        })
        .collect();
    let shown = complaints.iter().take(60).cloned().collect::<Vec<_>>().join("\n");
    assert!(complaints.is_empty(), "{} of {}:\n{shown}", complaints.len(), requests.len());
    assert_eq!(digests(&practice), before);
}

/// What is wrong with an answer to a malformed request.
fn complaint(sent: &Sent, answer: &Answer) -> Option<&'static str> {
    let json = answer.json();
    let error = &json["error"];
    let text = |name: &str| error[name].as_str().unwrap_or_default();
    let said = format!("{}{}", text("message"), error["details"]);
    if !(400..500).contains(&answer.status) {
        Some("not refused")
    } else if json["success"] != Value::Bool(false) || !CODES.contains(&text("code")) {
        Some("not the contract's shape")
    } else if text("timestamp").len() != 24 || !text("timestamp").ends_with('Z') {
        Some("no timestamp")
    } else if !text("path").starts_with("/api") || text("message").is_empty() {
        Some("no path or no message")
    } else if text("method") != sent.method && malformed::KNOWN.contains(&sent.method.as_str()) {
        Some("another method")
    } else if said.contains(malformed::MARK) {
        Some("repeats what it rejects")
    } else {
        None
    }
}

/// A digest of each table's rows.
fn digests(practice: &Practice) -> BTreeMap<&'static str, String> {
    let database = practice.look();
    let digest = |table: &str| {
        let mut statement = database.prepare(&format!("SELECT * FROM {table} ORDER BY 1")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        let mut digest = Sha256::new();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                digest.update(format!("{:?};", row.get::<_, Stored>(column).unwrap()));
            }
        }
        format!("{:02x?}", digest.finalize())
    };
    TABLES.into_iter().map(|table| (table, digest(table))).collect()
}
