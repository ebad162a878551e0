//! The machine-readable contract: every route is in it, and real answers are what it says.

use std::collections::BTreeSet;

use nutrivault::config::Config;
use nutrivault::{app, openapi};
use serde_json::{Value, json};

use crate::cast::Cast;
use crate::practice::Practice;
use crate::wire::Sent;

/// Every operation: its method and path as the document writes it.
fn documented() -> BTreeSet<(String, String)> {
    let paths = openapi::openapi()["paths"].as_object().unwrap();
    let methods = |(path, item): (&String, &Value)| -> Vec<(String, String)> {
        let methods = item.as_object().unwrap().keys();
        methods.map(|method| (method.to_uppercase(), path.clone())).collect()
    };
    paths.iter().flat_map(methods).collect()
}

#[test]
fn the_document_has_every_mounted_route_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::default().with_data(folder.path());
    let runtime = app::runtime(&config).unwrap();
    let mounted: BTreeSet<(String, String)> = runtime.block_on(async {
        let rocket = app::rocket(config).ignite().await.unwrap();
        let is_contract = |route: &&rocket::Route| {
            let path = route.uri.path();
            (path == "/api" || path.starts_with("/api/"))
                && route.name.as_deref() != Some("fallback")
        };
        let key = |route: &rocket::Route| {
            let path = route.uri.path().replace('<', "{").replace('>', "}");
            (route.method.to_string(), path)
        };
        rocket.routes().filter(is_contract).map(key).collect()
    });
    let documented = documented();
    let unsaid: Vec<_> = mounted.difference(&documented).collect();
    let invented: Vec<_> = documented.difference(&mounted).collect();
    assert!(unsaid.is_empty() && invented.is_empty(), "unsaid {unsaid:?}, invented {invented:?}");
}

/// The schema of an answer, with the components it refers to.
fn schema_of(path: &str, method: &str, status: u16) -> Value {
    let document = openapi::openapi();
    let response = &document["paths"][path][method]["responses"][status.to_string()];
    let response = match response["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => response,
    };
    let mut schema = response["content"]["application/json"]["schema"].clone();
    assert!(schema.is_object(), "{method} {path} says nothing of {status}");
    schema["components"] = document["components"].clone();
    schema
}

/// Whether reading this address answers a file, as it is.
fn is_file(path: &str) -> bool {
    let content = &openapi::openapi()["paths"][path]["get"]["responses"]["200"]["content"];
    content.get("*/*").is_some()
}

fn check(path: &str, method: &str, status: u16, answer: &Value) {
    let schema = schema_of(path, method, status);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let bad: Vec<String> = validator
        .iter_errors(answer)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(bad.is_empty(), "{method} {path} {status}: {bad:?}\n{answer}");
}

#[test]
fn every_reading_route_answers_what_the_document_says() {
    let practice = Practice::shared();
    let cast = Cast::of(&practice);
    for (method, path) in documented() {
        if method != "GET" {
            continue;
        }
        let (id, inner) = match path.as_str() {
            path if path.starts_with("/api/users") => ("{user}", ""),
            path if path.starts_with("/api/visits") => ("{visit}", ""),
            path if path.starts_with("/api/billing") => ("{invoice}", ""),
            path if path.starts_with("/api/documents") => ("{document}", ""),
            path if path.starts_with("/api/recipes") => ("{recipe}", ""),
            path if path.starts_with("/api/exchange-systems") => ("{exchanges}", ""),
            path if path.starts_with("/api/plans") => ("{plan}", ""),
            path if path.starts_with("/api/consents") => ("{consent}", ""),
            path if path.starts_with("/api/consent-texts") => ("{consent_text}", ""),
            path if path.starts_with("/api/energy-prescriptions") => ("{prescription}", ""),
            path if path.starts_with("/api/contacts") => ("{contact}", ""),
            path if path.starts_with("/api/goals") => ("{goal}", ""),
            path if path.starts_with("/api/target-sets") => ("{set}", ""),
            path if path.starts_with("/api/note-templates") => ("{template}", ""),
            _ => ("{patient}", ""),
        };
        let audit = practice.text("SELECT id FROM audit_logs LIMIT 1");
        let address = match path.as_str() {
            path if path.starts_with("/api/audit-logs") => path.replace("{id}", &audit),
            path if path.starts_with("/api/foods/") => {
                let food = "SELECT id FROM foods ORDER BY rowno LIMIT 1";
                path.replace("{id}", &practice.text(food))
            }
            path if path.ends_with("/proposals") => {
                let food = practice.text("SELECT id FROM foods ORDER BY rowno LIMIT 1");
                path.replace("{id}", &cast.address(id)) + "?food_id=" + &food
            }
            "/api/search" => "/api/search?q=a".to_owned(),
            "/api/consents" => cast.address("/api/consents?patient_id={patient}"),
            "/api/energy-prescriptions" => {
                cast.address("/api/energy-prescriptions?patient_id={patient}")
            }
            "/api/contacts" => cast.address("/api/contacts?patient_id={patient}"),
            "/api/goals" => cast.address("/api/goals?patient_id={patient}"),
            "/api/reference-intakes" => {
                "/api/reference-intakes?system=NASEM&sex=male&age_months=400&weight_kg=70&kcal=2000"
                    .to_owned()
            }
            "/api/energy" => "/api/energy?equation=henry_2005&sex=M&age=8&weight_kg=25".to_owned(),
            "/api/free-times" => cast.address("/api/free-times?dietitian_id={dietitian}"),
            _ => cast.address(&path.replace("{id}", id).replace("{mid}", inner)),
        };
        let answer = practice.get(&address);
        assert_eq!(answer.status, 200, "{path}");
        if !is_file(&path) {
            check(&path, "get", 200, &answer.json());
        }
        let nobody = practice.send(&Sent::new("GET", &address));
        if nobody.status != 200 {
            check(&path, "get", nobody.status, &nobody.json());
        }
    }
}

#[test]
fn creations_and_changes_answer_what_the_document_says() {
    let practice = Practice::open();
    let send = |method: &str, path: &str, address: &str, body: Value| {
        let sent = Sent::new(method, address).bearer(&practice.admin).json(body.to_string());
        let answer = practice.send(&sent);
        check(path, &method.to_lowercase(), answer.status, &answer.json());
        (answer.status, answer.json()["data"].clone())
    };
    let born = json!({ "first_name": "Ana", "last_name": "Ek", "date_of_birth": "1980-01-02" });
    let (status, data) = send("POST", "/api/patients", "/api/patients", born);
    assert_eq!(status, 201);
    let patient = data["patient"]["id"].as_str().unwrap().to_owned();
    let at = format!("/api/patients/{patient}");
    assert_eq!(send("PUT", "/api/patients/{id}", &at, json!({ "city": "Lyon" })).0, 200);
    assert_eq!(send("PUT", "/api/patients/{id}", &at, json!({ "version": 0 })).0, 409);
    assert_eq!(send("PUT", "/api/patients/{id}", &at, json!({ "gender": 1 })).0, 400);

    let dietitian = practice.text("SELECT id FROM users WHERE username = 'dietitian'");
    let visit = json!({
        "patient_id": patient, "dietitian_id": dietitian, "visit_date": "2031-05-06T09:00:00Z",
    });
    let (status, data) = send("POST", "/api/visits", "/api/visits", visit.clone());
    assert_eq!(status, 201);
    let visit_id = data["visit"]["id"].as_str().unwrap().to_owned();
    assert_eq!(send("POST", "/api/visits", "/api/visits", visit).0, 409);
    let below = format!("/api/visits/{visit_id}/measurements");
    let measured = json!({ "weight_kg": 70, "height_cm": 175 });
    assert_eq!(send("POST", "/api/visits/{id}/measurements", &below, measured).0, 201);

    let lines =
        json!([{ "description": "Visit", "quantity": 1, "unit_price": 60, "tax_rate": 20 }]);
    let bill = json!({ "patient_id": patient, "lines": lines });
    let (status, data) = send("POST", "/api/billing", "/api/billing", bill);
    assert_eq!(status, 201);
    let invoice = data["billing"]["id"].as_str().unwrap().to_owned();
    let at = format!("/api/billing/{invoice}/payments");
    let (status, _) = send("POST", "/api/billing/{id}/payments", &at, json!({ "amount": 12 }));
    assert_eq!(status, 201);
    let at = format!("/api/billing/{invoice}/credit-note");
    let credit = json!({ "amount": 5, "reason": "A kindness" });
    assert_eq!(send("POST", "/api/billing/{id}/credit-note", &at, credit).0, 201);
    let at = format!("/api/billing/{invoice}/pay");
    assert_eq!(send("POST", "/api/billing/{id}/pay", &at, json!({})).0, 200);
    assert_eq!(send("POST", "/api/billing/{id}/pay", &at, json!({})).0, 400);

    let service = json!({ "name": "Advice", "unit_price": 12.5 });
    let (status, data) = send("POST", "/api/services", "/api/services", service);
    assert_eq!(status, 201);
    let at = format!("/api/services/{}", data["service"]["id"].as_str().unwrap());
    assert_eq!(send("PUT", "/api/services/{id}", &at, json!({ "is_active": false })).0, 200);
    let settings = json!({ "invoice_footer": "Thank you" });
    assert_eq!(send("PUT", "/api/settings", "/api/settings", settings).0, 200);
    let key = json!({ "name": "Till" });
    assert_eq!(send("POST", "/api/auth/api-keys", "/api/auth/api-keys", key).0, 201);
}

#[test]
fn the_page_of_the_api_loads_nothing_from_elsewhere() {
    let practice = Practice::shared();
    let page = practice.send(&Sent::new("GET", "/api-docs"));
    let html = page.text.clone();
    assert_eq!(page.status, 200);
    for (_, path) in documented() {
        assert!(html.contains(&path), "{path} is not on the page");
    }
    assert!(!html.contains("://") && !html.contains("<script"));
}
