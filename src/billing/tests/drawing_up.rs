//! Drawing up, issuing, changing, cancelling.

use serde_json::{Value, json};

use super::Practice;
use crate::login::tests::{House, code, text};

#[rocket::async_test]
async fn lines_add_up_to_the_cent_in_the_currency_that_they_are_in() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let lines = json!([
        {"description": "Ten cents", "unit_price": 0.1, "tax_rate": 0},
        {"description": "Twenty cents", "unit_price": "0.20"},
    ]);
    let small = practice.invoice(json!({ "lines": lines })).await;
    let billing = &small.body["data"]["billing"];
    assert_eq!((&billing["amount"], &billing["total_amount"]), (&json!(0.3), &json!(0.3)));
    assert_eq!(billing["currency"], "EUR");
    assert_eq!(billing["lines"][0]["quantity"], 1.0);
    let taxed =
        json!([{"description": "An hour", "quantity": 1.5, "unit_price": 80, "tax_rate": 5.5}]);
    let taxed = practice.invoice(json!({ "lines": taxed })).await;
    let billing = &taxed.body["data"]["billing"];
    assert_eq!((&billing["amount"], &billing["tax_amount"]), (&json!(120), &json!(6.6)));
    let yen =
        practice.invoice(json!({"currency": "JPY", "amount": 1200, "tax_amount": "120"})).await;
    assert_eq!(yen.body["data"]["billing"]["total_amount"], 1320);
    for wrong in [
        json!({"currency": "JPY", "amount": 0.5}),
        json!({"amount": 1.234}),
        json!({"amount": 0}),
        json!({"amount": -1}),
        json!({"amount": "ten"}),
        json!({"amount": 1, "tax_amount": -1}),
        json!({"amount": 1, "currency": "eur"}),
        json!({"amount": 1, "due_date": "2026-01-01", "invoice_date": "2026-01-02"}),
        json!({"amount": 1, "status": "paid"}),
        json!({"lines": []}),
        json!({"lines": [{"description": "x", "unit_price": 1, "quantity": 0.0001}]}),
        json!({"lines": [{"description": "x", "unit_price": 1}], "amount": 2}),
        json!({}),
    ] {
        let refused = practice.invoice(wrong.clone()).await;
        assert_eq!(code(&refused), (400, "VALIDATION_ERROR"), "{wrong}");
        assert!(refused.body["error"]["details"][0]["field"].is_string(), "{refused:?}");
    }
    assert_eq!(practice.daria.get("/api/billing").await.body["data"]["total"], 3);
    let number: String = house.value("SELECT max(invoice_number) FROM billing");
    assert!(number.ends_with("-000003"), "what was refused left a gap: {number}");
}

#[rocket::async_test]
async fn every_bad_field_of_every_line_is_named() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let lines = json!([{"description": "", "unit_price": "x"}, 7, {"quantity": -1, "tax_rate": 101, "service_id": "1"}]);
    let refused = practice.invoice(json!({"lines": lines, "visit_id": "x"})).await;
    let details = refused.body["error"]["details"].as_array().unwrap();
    let fields: Vec<&str> = details.iter().map(|detail| text(detail, "/field")).collect();
    for field in [
        "visit_id",
        "lines[0].unit_price",
        "lines[0].description",
        "lines[1]",
        "lines[2].quantity",
        "lines[2].tax_rate",
        "lines[2].service_id",
    ] {
        assert!(fields.contains(&field), "{field} is missing: {fields:?}");
    }
}

#[rocket::async_test]
async fn a_draft_has_no_number_and_an_issued_invoice_is_frozen() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let path = practice
        .issued(
            json!({"amount": 50, "status": "DRAFT", "invoice_date": "2031-03-01", "notes": "n"}),
        )
        .await;
    let draft = practice.daria.get(&path).await;
    assert_eq!(draft.body["data"]["billing"]["invoice_number"], Value::Null);
    assert_eq!(draft.body["data"]["billing"]["due_date"], "2031-03-31");
    let changed = practice
        .daria
        .put(&path, json!({"amount": 60, "invoice_date": "2032-02-29", "due_date": null}), "")
        .await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!(changed.body["data"]["billing"]["total_amount"], 60);
    let issue = format!("{path}/issue");
    let issued = practice.daria.post(&issue, json!({})).await;
    let billing = &issued.body["data"]["billing"];
    assert_eq!(billing["invoice_number"], "INV-2032-000001");
    assert_eq!((&billing["status"], &billing["version"]), (&json!("PENDING"), &json!(3)));
    assert_eq!(billing["snapshot"]["patient"]["first_name"], "Zoé");
    assert_eq!(practice.daria.get(&path).await.body, issued.body);
    assert_eq!(code(&practice.daria.post(&issue, json!({})).await), (409, "INVOICE_ISSUED"));
    for frozen in [
        json!({"amount": 61}),
        json!({"tax_amount": 1}),
        json!({"currency": "USD"}),
        json!({"patient_id": practice.yann}),
        json!({"invoice_date": "2032-03-01"}),
        json!({"lines": [{"description": "Services", "unit_price": 59}]}),
    ] {
        let refused = practice.daria.put(&path, frozen.clone(), "").await;
        assert_eq!(code(&refused), (409, "INVOICE_ISSUED"), "{frozen}");
    }
    // What was read may be sent back whole, with what may change.
    let mut whole = issued.body["data"]["billing"].clone();
    whole["notes"] = json!("Thank you");
    whole["due_date"] = json!("2033-01-01");
    let amended = practice.daria.put(&path, whole.clone(), "").await;
    assert_eq!(
        (amended.status, &amended.body["data"]["billing"]["notes"]),
        (200, &json!("Thank you"))
    );
    let stale = practice.daria.put(&path, whole, "").await;
    assert_eq!(code(&stale), (409, "STALE_WRITE"));
    assert_eq!(stale.body["data"]["billing"]["due_date"], "2033-01-01");
    let status = practice.daria.put(&path, json!({"status": "PAID"}), "").await;
    assert_eq!(status.body["error"]["details"][0]["field"], "status");
}

#[rocket::async_test]
async fn a_draft_goes_an_issued_invoice_is_cancelled_and_a_paid_one_stays() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let alice = &practice.alice;
    let draft = practice.issued(json!({"amount": 5, "status": "DRAFT"})).await;
    assert_eq!(alice.delete(&draft).await.status, 200);
    assert_eq!(code(&alice.get(&draft).await), (404, "BILLING_NOT_FOUND"));
    let issued = practice.issued(json!({"amount": 5})).await;
    for _ in 0..2 {
        assert_eq!(alice.delete(&issued).await.status, 200);
    }
    let cancelled = alice.get(&issued).await;
    assert_eq!(cancelled.body["data"]["billing"]["status"], "CANCELLED");
    assert!(cancelled.body["data"]["billing"]["invoice_number"].is_string());
    assert_eq!(code(&alice.post(&format!("{issued}/pay"), json!({})).await).0, 400);
    let paid =
        practice.issued(json!({"amount": 5, "status": "PAID", "payment_method": "CASH"})).await;
    assert_eq!(code(&alice.delete(&paid).await), (400, "CANNOT_DELETE_PAID_INVOICE"));
    let rows: i64 = house.value("SELECT count(*) FROM audit_logs WHERE resource_type = 'billing' AND action IN ('CREATE', 'DELETE')");
    assert_eq!(rows, 5);
}

#[rocket::async_test]
async fn an_invoice_belongs_to_one_patient_their_visit_and_those_who_may_see_them() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let (alice, daria) = (&practice.alice, &practice.daria);
    let me = text(&daria.get("/api/auth/me").await.body, "/data/user/id").to_owned();
    let visit = json!({"patient_id": practice.yann, "dietitian_id": me, "visit_date": "2030-05-06T09:00:00Z", "duration_minutes": 60});
    let visit = alice.post("/api/visits", visit).await;
    let visit = text(&visit.body, "/data/visit/id");
    let mismatch = practice.invoice(json!({"amount": 5, "visit_id": visit})).await;
    assert_eq!(code(&mismatch), (400, "VISIT_PATIENT_MISMATCH"));
    let nowhere = practice
        .invoice(json!({"amount": 5, "visit_id": "01900000-0000-7000-8000-00000000abcd"}))
        .await;
    assert_eq!(code(&nowhere), (404, "VISIT_NOT_FOUND"));
    let body = json!({"patient_id": practice.yann, "amount": 5, "visit_id": visit});
    assert_eq!(
        code(&daria.post("/api/billing", body.clone()).await),
        (403, "NOT_ASSIGNED_PATIENT")
    );
    let yanns = alice.post("/api/billing", body).await;
    assert_eq!(yanns.body["data"]["billing"]["visit"]["id"], visit);
    let path = format!("/api/billing/{}", text(&yanns.body, "/data/billing/id"));
    for seen in [
        daria.get(&path).await,
        daria.get(&format!("{path}/payments")).await,
        daria.post(&format!("{path}/pay"), json!({})).await,
        daria.post(&format!("{path}/payments"), json!({"amount": 1})).await,
        daria.post(&format!("{path}/credit-note"), json!({"reason": "x"})).await,
        daria.put(&path, json!({}), "").await,
    ] {
        assert_eq!(code(&seen), (403, "NOT_ASSIGNED_PATIENT"));
    }
    assert_eq!(daria.get("/api/billing").await.body["data"]["total"], 0);
    assert_eq!(daria.get("/api/billing/stats").await.body["data"]["total_invoices"], 0);
    assert_eq!(practice.vera.get("/api/billing").await.body["data"]["total"], 1);
    assert_eq!(
        code(&practice.vera.post("/api/billing", json!({})).await),
        (403, "PERMISSION_DENIED")
    );
}

#[rocket::async_test]
async fn a_double_click_makes_one_invoice() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let id = uuid::Uuid::now_v7().to_string();
    let first = practice.invoice(json!({"id": id, "amount": 5})).await;
    let second = practice.invoice(json!({"id": id, "amount": 5})).await;
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.body, second.body);
    let other = practice.invoice(json!({"id": id, "amount": 6})).await;
    assert_eq!(code(&other), (400, "VALIDATION_ERROR"));
    assert_eq!(house.value::<i64>("SELECT count(*) FROM billing"), 1);
}

#[rocket::async_test]
async fn what_a_month_that_has_ended_came_to_is_credited_and_never_cancelled() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let today = super::today();
    let last_month = today.first_of_month().yesterday().unwrap().to_string();
    let closed = practice.issued(json!({"amount": 10, "invoice_date": last_month})).await;
    let refused = practice.alice.delete(&closed).await;
    assert_eq!(code(&refused), (400, "CANNOT_CANCEL_PAST_MONTH"));
    let draft = json!({"amount": 10, "invoice_date": last_month, "status": "DRAFT"});
    let draft = practice.issued(draft).await;
    assert_eq!(practice.alice.delete(&draft).await.status, 200);
    let note = format!("{closed}/credit-note");
    let credited = practice.daria.post(&note, json!({"reason": "Wrong patient"})).await;
    assert_eq!(credited.body["data"]["billing"]["status"], "REFUNDED");
    let open = practice.issued(json!({"amount": 10, "invoice_date": today.to_string()})).await;
    assert_eq!(practice.alice.delete(&open).await.status, 200);
    assert_eq!(practice.alice.delete(&open).await.status, 200, "a second time changes nothing");
}

#[rocket::async_test]
async fn a_date_that_no_book_holds_is_refused_and_burns_no_number() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let far = super::today().saturating_add(jiff::ToSpan::years(11)).to_string();
    for day in ["0026-11-26", "1899-12-31", "2206-01-01", far.as_str()] {
        let body = json!({"amount": 1, "invoice_date": day, "status": "PAID", "payment_date": day});
        let refused = practice.invoice(body).await;
        assert_eq!(code(&refused), (400, "VALIDATION_ERROR"), "{day}");
        let fields: Vec<&str> = refused.body["error"]["details"]
            .as_array()
            .unwrap()
            .iter()
            .map(|detail| text(detail, "/field"))
            .collect();
        assert_eq!(fields, ["invoice_date", "payment_date"], "{day}");
    }
    let path = practice.issued(json!({"amount": 5, "invoice_date": "1900-01-01"})).await;
    for (rest, body) in [
        ("pay", json!({"payment_date": "0026-01-01"})),
        ("payments", json!({"amount": 1, "date": "1899-12-31"})),
    ] {
        let refused = practice.daria.post(&format!("{path}/{rest}"), body).await;
        assert_eq!(code(&refused), (400, "VALIDATION_ERROR"), "{rest}");
    }
    let draft = practice.issued(json!({"amount": 5, "status": "DRAFT"})).await;
    let moved = practice.daria.put(&draft, json!({"invoice_date": "0026-01-01"}), "").await;
    assert_eq!(code(&moved), (400, "VALIDATION_ERROR"));
    let never = practice.invoice(json!({"amount": 1, "due_date": "9999-12-31"})).await;
    assert_eq!(text(&never.body, "/error/details/0/field"), "due_date", "{never:?}");
    for (invoice, day) in [(&draft, "9999-12-31"), (&path, far.as_str())] {
        let moved = practice.daria.put(invoice, json!({"due_date": day}), "").await;
        assert_eq!(code(&moved), (400, "VALIDATION_ERROR"), "{day}");
        assert_eq!(text(&moved.body, "/error/details/0/field"), "due_date", "{day}");
    }
    let numbers: i64 = house.value("SELECT sum(last_number) FROM number_series");
    assert_eq!(numbers, 1);
}

#[rocket::async_test]
async fn the_tax_of_a_line_without_a_rate_is_never_lost_by_a_change_beside_it() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let path = practice.issued(json!({"amount": 100, "tax_amount": 20, "status": "DRAFT"})).await;
    for discount in [json!({"discount_percent": 10}), json!({"discount_amount": 1})] {
        let refused = practice.daria.put(&path, discount.clone(), "").await;
        assert_eq!(code(&refused), (400, "VALIDATION_ERROR"), "{discount}");
    }
    let read = practice.daria.get(&path).await.body["data"]["billing"].clone();
    assert_eq!((&read["total_amount"], &read["version"]), (&json!(120), &json!(1)));
    // Sent back with another line beside it, the line is what it was.
    let more = json!({"description": "Follow-up", "unit_price": 50, "tax_rate": 10});
    let lines = json!([read["lines"][0], more]);
    let changed = practice.daria.put(&path, json!({ "lines": lines }), "").await;
    assert_eq!(changed.body["data"]["billing"]["total_amount"], 175, "{changed:?}");
    let discounted = json!({"lines": lines, "discount_percent": 10});
    let refused = practice.daria.put(&path, discounted, "").await;
    assert_eq!(code(&refused), (400, "VALIDATION_ERROR"), "{refused:?}");
}

#[rocket::async_test]
async fn an_exact_price_that_is_too_large_is_called_so() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    for (price, says) in [(2_000_000.555, "too large"), (0.000_000_1, "at most 6 decimals")] {
        let line = json!({"description": "x", "exact_unit_price": price});
        let refused = practice.invoice(json!({ "lines": [line] })).await;
        let detail = text(&refused.body, "/error/details/0/message").to_owned();
        assert!(refused.status == 400 && detail.contains(says), "{detail}");
    }
}
