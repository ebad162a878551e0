//! Requests that mean nothing, the same ones every time.

use crate::practice::Practice;
use crate::wire::Sent;

/// Stands in rejected values, so that an answer which repeats one is found.
pub const MARK: &str = "rejected-value";

/// The methods that HTTP knows and a path can be asked with.
pub const KNOWN: [&str; 7] = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "TRACE"];

/// JSON that no field takes: wrong types, numbers out of all range, text that is none.
const VALUES: [&str; 11] = [
    "[]",
    "{}",
    r#"["rejected-value"]"#,
    r#"{"rejected-value":1}"#,
    "1e999",
    "1e308",
    "-99999999999999999999999999",
    r#""rejected-value\u0000""#,
    r#""rejected-value\u0007""#,
    r#""rejected-value\ud800""#,
    "NaN",
];

const PATIENT: &[&str] = &[
    "first_name",
    "last_name",
    "date_of_birth",
    "gender",
    "email",
    "phone",
    "emergency_contact_phone",
    "address",
    "city",
    "country",
    "postal_code",
    "emergency_contact_name",
    "equation_sex",
    "file_number",
    "medical_notes",
    "dietary_preferences",
    "allergies",
    "alerts",
    "diagnoses",
    "medicines",
    "supplements",
    "surgery",
    "family_history",
    "bowel",
    "sleep",
    "physical_activity",
    "occupation",
    "household",
    "habits",
    "motivation",
    "assigned_dietitian_id",
];
const VISIT: &[&str] = &[
    "patient_id",
    "dietitian_id",
    "visit_date",
    "duration_minutes",
    "visit_type",
    "status",
    "arrived_at",
    "chief_complaint",
    "assessment",
    "nutrition_diagnosis",
    "intervention",
    "monitoring_evaluation",
    "recommendations",
    "private_notes",
    "next_visit_date",
    "allow_overlap",
];
const MEASUREMENT: &[&str] = &[
    "measured_at",
    "weight_kg",
    "height_cm",
    "waist_circumference_cm",
    "hip_circumference_cm",
    "body_fat_percentage",
    "blood_pressure_systolic",
    "blood_pressure_diastolic",
    "notes",
];
const USER: &[&str] = &["username", "email", "first_name", "last_name", "role_id", "locale"];
const SETTINGS: &[&str] = &[
    "name",
    "address",
    "registration_number",
    "time_zone",
    "currency",
    "locale",
    "invoice_header",
    "invoice_footer",
    "tax_exemption_text",
    "payment_terms_days",
    "active_months",
    "signing_required",
];

/// All of them.
pub fn requests(practice: &Practice) -> Vec<Sent> {
    let visit = practice.text(
        "SELECT v.id FROM visits v JOIN visit_measurements m ON m.visit_id = v.id \
         WHERE v.deleted_at IS NULL AND v.edition = 0 ORDER BY v.id LIMIT 1",
    );
    let patient = practice.text(&format!("SELECT patient_id FROM visits WHERE id = '{visit}'"));
    let dietitian = practice.text(&format!("SELECT dietitian_id FROM visits WHERE id = '{visit}'"));
    let measurement = practice
        .text(&format!("SELECT id FROM visit_measurements WHERE visit_id = '{visit}' LIMIT 1"));
    let person = r#""first_name":"Ana","last_name":"Ek","date_of_birth":"1990-01-01""#;
    let booking = format!(
        r#""patient_id":"{patient}","dietitian_id":"{dietitian}","visit_date":"2031-01-01T10:00:00Z""#
    );
    let login = r#""username":"anna","email":"anna@clinic.example","first_name":"Anna","last_name":"Ek","role":"VIEWER","password":"correct horse battery""#;
    let visits = format!("/api/visits/{visit}");
    let mut all = Vec::new();
    for (method, address, base, fields) in [
        ("POST", "/api/patients".to_owned(), person, PATIENT),
        ("PUT", format!("/api/patients/{patient}"), "", PATIENT),
        ("POST", "/api/visits".to_owned(), &booking, VISIT),
        ("PUT", visits.clone(), "", VISIT),
        ("POST", format!("{visits}/measurements"), r#""weight_kg":70"#, MEASUREMENT),
        ("PUT", format!("{visits}/measurements/{measurement}"), "", MEASUREMENT),
        ("POST", "/api/users".to_owned(), login, USER),
        ("POST", "/api/auth/register".to_owned(), login, USER),
        ("PUT", format!("/api/users/{dietitian}"), "", USER),
        ("PUT", "/api/settings".to_owned(), "", SETTINGS),
        ("POST", "/api/auth/api-keys".to_owned(), r#""name":"script""#, &["name", "expires_at"]),
    ] {
        for field in fields {
            for value in VALUES {
                // The second of two equal names counts.
                let comma = if base.is_empty() { "" } else { "," };
                let body = format!("{{{base}{comma}\"{field}\":{value}}}");
                all.push(Sent::new(method, &address).json(body));
            }
        }
        all.extend(bodies(method, &address));
    }
    all.extend(addresses());
    all.extend(queries());
    all.extend(methods());
    all
}

/// Bodies that are no JSON object, too deep, too large or of another type.
fn bodies(method: &str, address: &str) -> Vec<Sent> {
    let sent = || Sent::new(method, address);
    let mut all: Vec<Sent> =
        ["", "null", "[]", "7", "{", "{\"a\":}", "{} {}", "\u{feff}{}", "{'a':1}"]
            .map(|body| sent().json(body))
            .into();
    all.push(sent().json(b"{\"first_name\":\"\xff\xfe\",\"name\":\"\xc0\xaf\"}"));
    all.push(sent().json(b"\0\0\0\0"));
    all.push(sent().json("[".repeat(100_000)));
    all.push(sent().json(format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000))));
    let types = ["text/plain", "multipart/form-data", "application/x-www-form-urlencoded", "x"];
    all.extend(types.map(|kind| sent().body(kind, "{}")));
    let mut untyped = sent();
    untyped.body = b"{}".to_vec();
    all.push(untyped);
    if address == "/api/patients" || address == "/api/settings" {
        all.push(sent().json(vec![b' '; 20 * 1024 * 1024]));
    }
    all
}

/// Ids that are none, and paths that are no text.
fn addresses() -> Vec<Sent> {
    let mut all = Vec::new();
    let ids = [
        "1",
        "rejected-value",
        "%00",
        "%ff%fe",
        "01900000-0000-7000-8000-00000000abc",
        "01900000-0000-7000-8000-00000000abcg",
        "%27%20OR%201=1--",
        "%F0%9F%8D%8F",
        "0",
        "-1",
        "%2e%2e%2f",
    ];
    for place in ["patients", "visits", "users", "audit-logs", "nothing"] {
        for id in ids {
            all.push(Sent::new("GET", format!("/api/{place}/{id}")));
            all.push(Sent::new("DELETE", format!("/api/{place}/{id}")));
        }
    }
    all.push(Sent::new("GET", format!("/api/patients/{}", "x".repeat(5000))));
    all
}

/// Parameters that are unknown, repeated, no text or out of range.
fn queries() -> Vec<Sent> {
    let queries = [
        "limit=0",
        "limit=101000",
        "limit=-1",
        "limit=rejected-value",
        "limit=1e1",
        "limit=",
        "limit=99999999999999999999",
        "offset=-1",
        "offset=rejected-value",
        "offset=99999999999999999999",
        "sort_by=rejected-value",
        "sort_by=id;drop",
        "sort_order=rejected-value",
        "sort_order=ASC%20",
        "cursor=rejected-value",
        "cursor=bm9uc2Vuc2U",
        "cursor=",
        "cursor=WyJpZCIsIkFTQyIsMSwiMSJd",
        "fields=rejected-value",
        "fields=",
        "include=rejected-value",
        "count=rejected-value",
        "limit=1&limit=2",
        "search=a&search=b",
        "search=%ff",
        "search=%00",
        "search=%zz",
        "search=%",
        "%ff=1",
        "unknown=rejected-value",
        "password_hash=rejected-value",
        "limit[]=1",
        "id_in=rejected-value",
    ];
    let mut all = Vec::new();
    for list in ["patients", "visits", "users", "audit-logs"] {
        all.extend(queries.map(|query| Sent::new("GET", format!("/api/{list}?{query}"))));
        let long = "x".repeat(501);
        all.push(Sent::new("GET", format!("/api/{list}?search={long}")));
    }
    for (list, query) in [
        ("patients", "date_of_birth=2026-02-30"),
        ("patients", "date_of_birth_gte=rejected-value"),
        ("patients", "is_active=rejected-value"),
        ("patients", "assigned_dietitian_id=rejected-value"),
        ("patients", "age_min=-1"),
        ("patients", "age_min=50&age_max=40"),
        ("patients", "city_gt=rejected-value"),
        ("visits", "duration_minutes_between=1"),
        ("visits", "duration_minutes=1.5"),
        ("visits", "status=rejected-value"),
        ("visits", "from_date=2026-12-01&to_date=2026-11-01"),
        ("visits", "visit_date_in=rejected-value"),
        ("visits/stats", "from_date=rejected-value"),
        ("users", "role_id_like=rejected-value"),
        ("audit-logs", "timestamp_lte=rejected-value"),
    ] {
        all.push(Sent::new("GET", format!("/api/{list}?{query}")));
    }
    all
}

/// Methods that an address does not have, or that nobody has.
fn methods() -> Vec<Sent> {
    let mut all = Vec::new();
    for address in ["/api/patients", "/api/visits", "/api/users", "/api/settings", "/api/auth/me"] {
        for method in ["PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "PROPFIND", "get"] {
            all.push(Sent::new(method, address));
        }
    }
    all
}
