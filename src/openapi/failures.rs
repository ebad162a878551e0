//! What may come instead of an answer.

use serde_json::{Map, Value, json};

use super::shape::shape;

/// Every code of the contract.
const CODES: &[&str] = &[
    "VALIDATION_ERROR",
    "WEAK_PASSWORD",
    "REFRESH_TOKEN_REQUIRED",
    "INVALID_FILTER",
    "INVALID_OPERATOR",
    "INVALID_REFERENCE",
    "CANNOT_DELETE_SELF",
    "CANNOT_DEACTIVATE_SELF",
    "USER_ALREADY_ACTIVE",
    "USER_ALREADY_INACTIVE",
    "PATIENT_ALREADY_ACTIVE",
    "PATIENT_ALREADY_INACTIVE",
    "VISIT_PATIENT_MISMATCH",
    "CANNOT_DELETE_PAID_INVOICE",
    "ALREADY_PAID",
    "NO_FILES",
    "INVALID_FORMAT",
    "AUTHENTICATION_REQUIRED",
    "INVALID_TOKEN",
    "INVALID_CREDENTIALS",
    "INVALID_PASSWORD",
    "INVALID_REFRESH_TOKEN",
    "INVALID_API_KEY",
    "API_KEY_EXPIRED",
    "PERMISSION_DENIED",
    "ACCESS_DENIED",
    "NOT_ASSIGNED_PATIENT",
    "PASSWORD_CHANGE_REQUIRED",
    "NOT_FOUND",
    "USER_NOT_FOUND",
    "PATIENT_NOT_FOUND",
    "DIETITIAN_NOT_FOUND",
    "VISIT_NOT_FOUND",
    "BILLING_NOT_FOUND",
    "DOCUMENT_NOT_FOUND",
    "API_KEY_NOT_FOUND",
    "FOOD_NOT_FOUND",
    "RECIPE_NOT_FOUND",
    "PLAN_NOT_FOUND",
    "METHOD_NOT_ALLOWED",
    "USERNAME_EXISTS",
    "EMAIL_EXISTS",
    "STALE_WRITE",
    "INVOICE_ISSUED",
    "PLAN_GIVEN",
    "SIGNED",
    "VISIT_OVERLAP",
    "PAYLOAD_TOO_LARGE",
    "MISDIRECTED_REQUEST",
    "UNSUPPORTED_MEDIA_TYPE",
    "TOO_MANY_REQUESTS",
    "INTERNAL_SERVER_ERROR",
    "BUSY",
    "STORAGE_FULL",
];

/// What may come instead of the answer, and why.
const FAILURES: &[(u16, &str)] = &[
    (400, "The request is not valid; each bad field is named."),
    (401, "No valid credentials."),
    (403, "Not allowed."),
    (404, "There is no such record."),
    (405, "The address does not answer to this method; Allow says to which."),
    (409, "The record is not in a state for this, or has changed meanwhile."),
    (413, "The body is too large."),
    (415, "The body is of another type than JSON."),
    (429, "Too many failed attempts; Retry-After says how long to wait."),
    (500, "Our fault; the request id finds it in the log."),
    (503, "Busy; Retry-After says when to try again."),
    (507, "The disk is full; nothing was changed."),
];

/// The statuses of failures.
pub(super) fn statuses() -> impl Iterator<Item = u16> {
    FAILURES.iter().map(|(status, _)| *status)
}

/// The body of a failure.
pub(super) fn schema() -> Value {
    let mut failure = shape(&json!({
        "success": "flag",
        "error": {
            "code": { "=": { "enum": CODES } }, "message": "text", "timestamp": "moment", "path": "text",
            "method": "text", "details?": [{ "field": "text", "message": "text" }],
        },
    }));
    failure["properties"]["success"] = json!({ "const": false });
    failure
}

/// The answers of failures, by their statuses.
pub(super) fn responses() -> Map<String, Value> {
    let failure = |(status, says): &(u16, &str)| {
        let reference = json!({ "$ref": "#/components/schemas/Failure" });
        let content = json!({ "application/json": { "schema": reference } });
        (status.to_string(), json!({ "description": says, "content": content }))
    };
    FAILURES.iter().map(failure).collect()
}
