//! Reports over HTTP on random clinics, held against a computation in memory.

mod ledger;
mod model;

use serde_json::{Value, json};

use crate::login::tests::{House, Session, code};

const ALL: [&str; 7] =
    ["patients", "visits", "billing", "financial", "performance", "overview", "dashboard"];

#[rocket::async_test]
async fn an_empty_clinic_is_answered_with_zeros() {
    let house = House::open().await;
    let alice = Session::of(&house, "Alice").await;
    for name in ALL {
        let seen = alice.get(&format!("/api/reports/{name}")).await;
        assert_eq!((seen.status, seen.cache.as_str()), (200, "MISS"), "{name}: {seen:?}");
    }
    let visits = alice.get("/api/reports/visits?from_date=2026-01-01&to_date=2026-03-31").await;
    let data = &visits.body["data"];
    let nothing = json!({
        "total": 0, "completed": 0, "noShows": 0, "averageDuration": 0.0, "noShowRate": 0.0,
        "begun": {"completed": 0, "noShows": 0},
    });
    assert_eq!(data["summary"], nothing);
    let months = json!([
        {"month": "2026-01", "count": 0},
        {"month": "2026-02", "count": 0},
        {"month": "2026-03", "count": 0},
    ]);
    assert_eq!(data["visitTrend"], months);
    assert_eq!(data["byStatus"].as_array().unwrap().len(), 4);
    let billing = alice.get("/api/reports/billing").await;
    let data = &billing.body["data"];
    assert_eq!(data["summary"]["totalRevenue"], 0);
    assert_eq!(data["revenueTrend"].as_array().unwrap().len(), 12);
    assert_eq!(data["byCurrency"][0]["currency"], "EUR");
    assert_eq!(data["byCurrency"][0]["summary"], data["summary"]);
    let books = alice.get("/api/reports/financial").await;
    assert_eq!(books.body["data"]["ageing"].as_array().unwrap().len(), 5);
}

#[rocket::async_test]
async fn each_reading_is_audited_hit_or_miss_and_only_those_who_may_read() {
    let house = House::open().await;
    let (alice, vera) = (Session::of(&house, "Alice").await, Session::of(&house, "Vera").await);
    for name in ALL {
        let path = format!("/api/reports/{name}?from_date=2026-01-01");
        alice.get(&path).await;
        let again = alice.get(&path).await;
        assert_eq!((again.status, again.cache.as_str()), (200, "HIT"), "{name}");
        assert_eq!(code(&vera.get(&path).await), (403, "PERMISSION_DENIED"));
    }
    let log: &crate::audit::ReadLog = house.client.rocket().state().unwrap();
    log.flush().await;
    let rows = "SELECT count(*) FROM audit_logs WHERE resource_type = 'report' AND action = 'READ' AND status = 'SUCCESS'";
    assert_eq!(house.value::<i64>(rows), 14);
}

#[rocket::async_test]
async fn bad_days_are_refused_with_their_name() {
    let house = House::open().await;
    let alice = Session::of(&house, "Alice").await;
    for (query, field, error) in [
        ("from_date=2026-02-30", "from_date", "VALIDATION_ERROR"),
        ("to_date=x", "to_date", "VALIDATION_ERROR"),
        ("from_date=2026-02-02&to_date=2026-02-01", "to_date", "VALIDATION_ERROR"),
        ("month=2", "month", "INVALID_FILTER"),
    ] {
        for name in ALL {
            let seen = alice.get(&format!("/api/reports/{name}?{query}")).await;
            assert_eq!(code(&seen), (400, error), "{name} {query}");
            assert_eq!(seen.body["error"]["details"][0]["field"], field);
        }
    }
}

#[rocket::async_test]
async fn a_visit_marked_ahead_counts_for_the_rate_once_its_time_has_come() {
    let house = House::open().await;
    let (alice, daria) = (Session::of(&house, "Alice").await, Session::of(&house, "Daria").await);
    let daria = daria.get("/api/auth/me").await.body["data"]["user"]["id"].clone();
    let body = json!({"first_name": "P", "last_name": "Q", "date_of_birth": "1980-01-01"});
    let patient = alice.post("/api/patients", body).await.body["data"]["patient"]["id"].clone();
    let now = house.database().clock().now();
    for (at, status) in [(-90, "COMPLETED"), (2, "NO_SHOW")] {
        let body = json!({"patient_id": patient, "dietitian_id": daria, "status": status,
            "visit_date": now.plus_minutes(at), "duration_minutes": 30});
        assert_eq!(alice.post("/api/visits", body).await.status, 201);
    }
    let rates = async || {
        let mut rates = Vec::new();
        for (name, at) in
            [("visits", "/summary"), ("overview", "/visits"), ("dashboard", "/thisMonth/visits")]
        {
            let seen = alice.get(&format!("/api/reports/{name}")).await;
            let figures = seen.body["data"].pointer(at).cloned().unwrap_or_default();
            rates.push((figures["noShowRate"].clone(), figures["noShows"].clone()));
        }
        rates
    };
    let before = rates().await;
    assert_eq!(before[0], (json!(0.0), json!(1)), "{before:?}");
    assert_eq!(before, rates().await, "as it is kept");
    house.database().clock().advance_ms(3 * 60_000);
    let after = rates().await;
    assert_eq!(
        (after[0].clone(), after[1].clone()),
        ((json!(50.0), json!(1)), (json!(50.0), json!(1)))
    );
}

/// The rows of an answer as pairs of a key and a value.
fn pairs(rows: &Value, key: &str, value: &str) -> Vec<(Value, Value)> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| (row[key].clone(), row[value].clone())).collect()
}
