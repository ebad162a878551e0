//! What answers say: one schema for each thing that more than one route shows.

use serde_json::{Value, json};

use super::shape::shape;
use super::{lists, planning};
use crate::audit::AuditLogs;
use crate::billing::{BillingList, METHODS, STATUSES, ServiceList};
use crate::documents::TYPES;
use crate::list::{Listed, Spec};
use crate::nutrition::{PlanList, RecipeList};
use crate::patients::PatientList;
use crate::settings::visit_types::COLOURS;
use crate::users::UserList;
use crate::visits::VisitList;

/// The row of a list with what the single record adds to it.
fn with(spec: &Spec, more: Value) -> Value {
    json!({ "allOf": [lists::row(spec), shape(&more)] })
}

fn one_of(words: &[&str]) -> Value {
    json!({ "=": { "enum": words } })
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

fn per_currency(mut figures: Value) -> Value {
    let mut inner = figures.clone();
    inner["currency"] = json!("text");
    figures["byCurrency"] = json!([inner]);
    figures
}

/// The component schemas.
pub(super) fn components() -> Vec<(&'static str, Value)> {
    let visits = json!({ "total": "int", "completed": "int", "noShows": "int", "averageDuration": "number|null", "noShowRate": "number|null", "begun": { "completed": "int", "noShows": "int" } });
    let patients = json!({ "total": "int", "active": "int", "inactive": "int", "seen": "int", "new": "int", "registered": "int" });
    let invoice_statuses = one_of(STATUSES);
    vec![
        (
            "person",
            shape(
                &json!({ "id": "id", "username?": "text", "email?": "text|null", "first_name": "text|null", "last_name": "text", "date_of_birth?": "day", "is_active?": "flag", "treats_patients?": "flag" }),
            ),
        ),
        (
            "role",
            shape(
                &json!({ "id": "id", "name": "text", "description": "text|null", "permissions": ["text"] }),
            ),
        ),
        (
            "user",
            shape(&json!({
                "id": "id", "username": "text", "email?": "text", "first_name": "text", "last_name": "text",
                "role_id": "id", "is_active": "flag", "locale": "text|null", "must_change_password": "flag",
                "last_login_at?": "moment|null", "created_by": "id|null", "updated_by": "id|null",
                "created_at": "moment", "updated_at": "moment", "version": "int", "role": "#role",
            })),
        ),
        (
            "session",
            shape(&json!({
                "id": "id", "kind": "text", "created_at": "moment", "last_seen_at": "moment",
                "expires_at": "moment", "ip_address": "text|null", "user_agent": "text|null", "current": "flag",
            })),
        ),
        (
            "patient",
            with(
                PatientList::SPEC,
                json!({
                    "assignedDietitian?": "#person|null", "creator?": "#person|null",
                    "summary?": {
                        "last_visit_date": "moment|null", "next_visit_date": "moment|null", "visit_count": "int",
                        "last_weight_kg": "number|null", "bmi": "number|null",
                        "balances": [{ "currency": "text", "outstanding": "number", "credit": "number", "amount": "number" }],
                    },
                }),
            ),
        ),
        (
            "measurement",
            shape(&json!({
                "id": "id", "visit_id": "id", "measured_at": "moment", "weight_kg": "number|null",
                "height_cm": "number|null", "waist_circumference_cm": "number|null",
                "hip_circumference_cm": "number|null", "body_fat_percentage": "number|null",
                "blood_pressure_systolic": "int|null", "blood_pressure_diastolic": "int|null",
                "bmi": "number|null", "whr": "number|null", "whtr": "number|null", "derived": "object|null",
                "notes": "text|null", "created_at": "moment", "updated_at": "moment", "version": "int",
            })),
        ),
        (
            "visit",
            with(
                VisitList::SPEC,
                json!({ "measurements?": ["#measurement"], "billing?": ["object"] }),
            ),
        ),
        (
            "payment",
            shape(&json!({
                "id": "id", "amount": "number", "method": one_of(METHODS), "date": "day",
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
            with(
                BillingList::SPEC,
                json!({
                    "status?": invoice_statuses, "lines?": ["#line"], "payments?": ["#payment"], "allocations?": ["object"],
                    "credit_notes?": ["object"], "discount_percent?": "number|null", "discount_amount?": "number",
                    "creator?": "#person|null", "issued_at?": "moment|null", "snapshot?": "object|null",
                }),
            ),
        ),
        ("service", lists::row(ServiceList::SPEC)),
        (
            "food",
            shape(&json!({
                "id": "id", "source_id": "id", "source": "#foodSource", "code": "text", "name": "text",
                "names": "object", "scientific_name": "text|null", "group": ["text"],
                "edible_share": "number|null", "density": "number|null", "carbohydrate_basis": "text",
                "is_average": "flag", "is_archived": "flag", "derived_from": "id|null",
                "portions": [{ "id": "id", "name": "text", "names": "object", "grams": "number", "is_default": "flag" }],
                "nutrients": [{
                    "nutrient": "text", "unit": "text", "state": one_of(&["value", "trace", "less_than", "missing"]),
                    "amount": "number|null", "upper": "number|null", "min": "number|null", "max": "number|null",
                    "confidence": "text|null", "derived": "text|null", "source_text": "text|null",
                }],
                "created_at": "moment", "updated_at": "moment", "version": "int",
            })),
        ),
        (
            "foodSource",
            shape(&json!({
                "id": "id", "family": "text", "name": "text", "version": "text", "licence": "text",
                "citation": "text", "url": "text|null", "note": "text|null", "state": one_of(&["active", "retired"]),
                "imported_at": "moment", "foods?": "int", "sha256?": "text|null", "report?": "object|null",
            })),
        ),
        (
            "visit_type",
            shape(&json!({
                "code": "text", "name": "text", "minutes": "int", "service_id": "id|null",
                "colour": one_of(COLOURS), "is_first": "flag", "is_hidden": "flag", "version": "int",
            })),
        ),
        (
            "waiting_entry",
            shape(&json!({
                "id": "id", "patient_id": "id", "dietitian_id": "id|null", "not_before": "day|null",
                "not_after": "day|null", "minutes": "int", "note": "text|null",
                "patient": {
                    "id": "id", "first_name": "text|null", "last_name": "text",
                    "date_of_birth": "day", "phone": "text|null",
                },
                "created_by": "id|null", "created_at": "moment",
            })),
        ),
        (
            "absence",
            shape(&json!({
                "id": "id", "dietitian_id": "id|null", "from": "moment", "to": "moment",
                "reason": "text|null", "created_by": "id|null", "created_at": "moment",
            })),
        ),
        (
            "document",
            shape(&json!({
                "id": "id", "resource_type": one_of(&["patient", "visit", "user"]), "resource_id": "id",
                "document_type": one_of(TYPES), "title": "text|null", "description": "text|null",
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
                "payment_terms_days": "int", "active_months": "int", "updated_at": "moment", "version": "int",
                "account_receivable": "text", "account_revenue": "text", "account_tax": "text", "account_second_tax": "text", "account_deposits": "text", "account_cash": "text", "account_credit_card": "text", "account_debit_card": "text", "account_check": "text", "account_bank_transfer": "text", "account_insurance": "text", "account_other": "text",
            })),
        ),
        ("log", lists::row(AuditLogs::SPEC)),
        ("totals", planning::totals()),
        ("energyShares", planning::shares()),
        ("recipe", with(RecipeList::SPEC, planning::recipe())),
        ("intake", shape(&planning::intake())),
        ("plan", with(PlanList::SPEC, planning::plan())),
        ("userRow", lists::row(UserList::SPEC)),
        ("visitFigures", shape(&visits)),
        ("patientFigures", shape(&patients)),
        ("billingFigures", shape(&revenue())),
    ]
}

/// The `data` of the answer that goes by that name in the table of operations; a name that is
/// none of these is a component's.
pub(super) fn data(name: &str) -> Value {
    let handed = || json!({ "visits": "int", "patients": "int", "left": { "future_visits": "int", "patients": "int" } });
    let count = |of: &str| json!([{ of: "text|null", "count": "int" }]);
    let by_dietitian = json!([{ "dietitian": "object|null", "count": "int" }]);
    let example = match name {
        "" => json!({}),
        "login" => {
            json!({ "user": "#user", "accessToken": "text", "refreshToken": "text", "expiresIn": "int" })
        }
        "tokens" => json!({ "accessToken": "text", "refreshToken": "text", "expiresIn": "int" }),
        "sessions" => json!({ "sessions": ["#session"] }),
        "newApiKey" => json!({
            "id": "id", "key": "text", "prefix": "text", "name": "text", "expires_at": "moment|null",
            "created_at": "moment", "warning": "text",
        }),
        "apiKeys" => json!({
            "apiKeys": [{ "id": "id", "key_prefix": "text", "name": "text", "expires_at": "moment|null", "last_used_at": "moment|null", "created_at": "moment" }],
            "count": "int",
        }),
        "belongings" => json!({ "handover": { "future_visits": "int", "patients": "int" } }),
        "handedOver" => json!({ "handover": handed() }),
        "handedUser" => json!({ "user": "#user", "handover?": handed() }),
        "keysEnded" => json!({ "api_keys_ended": "int" }),
        "roles" => json!({ "roles": ["#role"] }),
        "userStats" => {
            json!({ "total": "int", "active": "int", "inactive": "int", "by_role": count("role") })
        }
        "patientStats" => {
            json!({ "total": "int", "active": "int", "inactive": "int", "seen": "int", "by_dietitian": by_dietitian })
        }
        "results" => json!({ "results": [{
            "kind": one_of(crate::search::KINDS), "id": "id", "title": "text", "detail": "text",
        }], "mended?": "flag" }),
        "openingHours" => json!({ "opening_hours": [{
            "dietitian_id": "id|null", "source": one_of(&["own", "clinic", "usual"]),
            "hours": [{ "weekday": "int", "from": "text", "to": "text" }], "version": "int",
        }] }),
        "visitTypes" => json!({ "visit_types": ["#visit_type"] }),
        "waiting" => json!({ "waiting": ["#waiting_entry"], "total": "int" }),
        "waitingEntry" => json!({ "entry": "#waiting_entry" }),
        "absences" => json!({ "absences": ["#absence"], "total": "int" }),
        "freeTimes" => json!({ "free": [{ "from": "moment", "to": "moment" }] }),
        "duplicates" => json!({ "duplicates": ["object"] }),
        "timeline" => {
            json!({ "timeline": [{ "type": "text", "id": "id", "at": "text" }], "next_cursor": "text|null" })
        }
        "measurements" => json!({ "measurements": ["#measurement"] }),
        "visitStats" => {
            json!({ "total": "int", "by_status": count("status"), "by_type": count("type"), "by_dietitian": by_dietitian })
        }
        "billingStats" => per_currency(json!({
            "total_invoices": "int", "total_revenue": "number", "paid_revenue": "number",
            "pending_revenue": "number", "owed_to_patients": { "amount": "number", "count": "int" },
            "by_status": [{ "status": one_of(STATUSES), "count": "int", "total": "number" }],
        })),
        "payments" => json!({ "payments": ["#payment"] }),
        "documents" => json!({ "documents": ["#document"], "count": "int" }),
        "documentStats" => json!({
            "total": "int", "total_size": "int",
            "by_type": [{ "type": one_of(TYPES), "count": "int", "size": "int" }],
        }),
        "foodSources" => {
            json!({ "sources": ["#foodSource"], "total": "int", "import": "object|null" })
        }
        "foodImport" => json!({ "import": "object|null", "result": "object|null" }),
        "paid" => json!({ "payment": "#payment", "billing": "#billing" }),
        "receipt" => json!({}),
        "credited" => json!({ "billing": "#billing" }),
        "auditStats" => json!({
            "total": "int", "by_action": count("action"), "by_status": count("status"),
            "by_severity": count("severity"), "by_resource_type": count("resource_type"),
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
        "patientReport" => json!({
            "summary": "#patientFigures", "byGender": count("gender"),
            "byDietitian": [{ "assigned_dietitian_id": "id|null", "count": "int", "assignedDietitian": "#person|null" }],
            "newPatientsTrend": month(json!({ "count": "int", "registered": "int" })),
        }),
        "visitReport" => json!({
            "summary": "#visitFigures", "byStatus": count("status"), "byType": count("visit_type"),
            "byDietitian": [{ "dietitian_id": "id", "count": "int", "dietitian": "#person|null" }],
            "visitTrend": month(json!({ "count": "int" })),
        }),
        "billingReport" => per_currency(json!({
            "summary": "#billingFigures",
            "byStatus": [{ "status": one_of(STATUSES), "count": "int", "revenue": "number" }],
            "byPaymentMethod": [{ "payment_method": "text|null", "count": "int", "revenue": "number" }],
            "revenueTrend": month(json!({ "revenue": "number", "count": "int" })),
        })),
        "financialReport" => per_currency(json!({
            "billed": "number", "received": "number", "outstanding": "number",
            "billedInvoices": "int", "payments": "int", "outstandingInvoices": "int",
            "tax": [{ "rate": "number|null", "net": "number", "tax": "number", "count": "integer", "second?": "flag" }],
            "byMonth": month(json!({ "billed": "number", "received": "number" })),
            "ageing": [{ "bucket": one_of(&["not_due", "1-30", "31-60", "61-90", "90+"]), "amount": "number", "count": "int" }],
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
            "visitsWithoutNote": { "days": "int", "count": "int" }, "lastBackup": "object|null",
            "unpaid": { "count": "int", "amount": "number" }, "overdue": { "count": "int", "amount": "number" },
            "thisMonth": { "from_date": "day", "to_date": "day", "visits": "#visitFigures", "newPatients": "int", "registered": "int", "billing": "#billingFigures" },
            "lastMonth": { "from_date": "day", "to_date": "day", "visits": "#visitFigures", "newPatients": "int", "registered": "int", "billing": "#billingFigures" },
            "byCurrency": ["object"],
        }),
        "intakes" => json!({ "intakes": ["#intake"] }),
        "referenceIntakes" => {
            json!({ "targets": [{ "nutrient": "text", "unit": "text", "min": "number|null", "aim": "number|null", "max": "number|null", "source": "text|null" }] })
        }
        "energy" => planning::energy(),
        "endpoints" => json!({ "name": "text", "version": "text", "endpoints": "object" }),
        one => json!({ one: format!("#{one}") }),
    };
    shape(&example)
}
