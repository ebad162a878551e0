//! Credit notes and refunds; the price list; the figures of several currencies.

use serde_json::json;

use super::{Practice, figures};
use crate::db::{Meter, Tx};
use crate::login::tests::{House, code, text};

#[rocket::async_test]
async fn a_credit_note_takes_back_no_more_than_there_is_and_money_follows() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let lines = json!([{"description": "x", "unit_price": 100, "tax_rate": 20}]);
    let path =
        practice.issued(json!({"lines": lines, "status": "PAID", "payment_method": "CASH"})).await;
    let (note, payments) = (format!("{path}/credit-note"), format!("{path}/payments"));
    for wrong in [
        json!({}),
        json!({"reason": "r", "amount": 120.01}),
        json!({"reason": "r", "amount": 0}),
        json!({"reason": "r", "lines": [{"description": "x", "unit_price": 101}]}),
    ] {
        assert_eq!(code(&daria.post(&note, wrong.clone()).await).0, 400, "{wrong}");
    }
    let part = daria.post(&note, json!({"amount": 12, "reason": "A courtesy"})).await;
    assert_eq!(part.status, 201, "{part:?}");
    let written = &part.body["data"]["credit_note"];
    assert_eq!((&written["amount"], &written["tax_amount"]), (&json!(10), &json!(2)));
    assert!(
        text(written, "/number").starts_with("CN-")
            && text(written, "/number").ends_with("-000001")
    );
    assert_eq!(figures(&part), json!([120, 12, -12, "PAID"]));
    assert_eq!(code(&daria.post(&payments, json!({"amount": -12.01})).await).0, 400);
    let refund = daria.post(&payments, json!({"amount": -12, "method": "CASH"})).await;
    assert_eq!(figures(&refund), json!([108, 12, 0, "PAID"]));
    assert_eq!(refund.body["data"]["payment"]["kind"], "REFUND");
    let rest = daria.post(&note, json!({"reason": "All of it"})).await;
    assert_eq!(figures(&rest), json!([108, 120, -108, "PAID"]));
    let half = daria.post(&payments, json!({"amount": -50, "method": "CASH"})).await;
    assert_eq!(figures(&half), json!([58, 120, -58, "PAID"]));
    let back = daria.post(&payments, json!({"amount": -58})).await;
    assert_eq!(figures(&back), json!([0, 120, 0, "REFUNDED"]));
    assert_eq!(code(&daria.post(&note, json!({"reason": "More"})).await).0, 400);
    assert_eq!(code(&daria.post(&format!("{path}/pay"), json!({})).await), (400, "ALREADY_PAID"));
    assert_eq!(code(&practice.alice.delete(&path).await), (400, "CANNOT_DELETE_PAID_INVOICE"));
    let unpaid = practice.issued(json!({"amount": 10})).await;
    let whole =
        daria.post(&format!("{unpaid}/credit-note"), json!({"reason": "Wrong patient"})).await;
    assert_eq!(figures(&whole), json!([0, 10, 0, "REFUNDED"]));
}

#[rocket::async_test]
async fn the_price_list_prices_a_line_and_keeps_what_invoices_name() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let alice = &practice.alice;
    let service = json!({"name": "First consultation", "visit_type": "INITIAL_CONSULTATION", "duration_minutes": 60, "unit_price": 72.5, "tax_rate": 8.1});
    let added = alice.post("/api/services", service).await;
    assert_eq!(added.status, 201, "{added:?}");
    let id = text(&added.body, "/data/service/id").to_owned();
    let path = format!("/api/services/{id}");
    let lines = json!([{"service_id": id, "quantity": 2}]);
    let invoice = practice.invoice(json!({ "lines": lines })).await;
    let line = &invoice.body["data"]["billing"]["lines"][0];
    assert_eq!(
        (&line["description"], &line["amount"], &line["tax_amount"]),
        (&json!("First consultation"), &json!(145), &json!(11.75))
    );
    let dearer = alice.put(&path, json!({"unit_price": 80}), "").await;
    assert_eq!(dearer.body["data"]["service"]["version"], 2);
    let other = practice.invoice(json!({"currency": "USD", "lines": [{"service_id": id}]})).await;
    assert_eq!(other.body["error"]["details"][0]["field"], "lines[0].unit_price");
    let unknown = practice.invoice(json!({"lines": [{"service_id": practice.zoe}]})).await;
    assert_eq!(code(&unknown), (400, "INVALID_REFERENCE"));
    assert_eq!(alice.delete(&path).await.status, 200);
    let list = practice.vera.get("/api/services?is_active=false&search=consul").await;
    assert_eq!(
        (&list.body["data"]["total"], &list.body["data"]["services"][0]["unit_price"]),
        (&json!(1), &json!(80))
    );
    assert_eq!(
        code(&practice.daria.post("/api/services", json!({})).await),
        (403, "PERMISSION_DENIED")
    );
    let wrong =
        alice.post("/api/services", json!({"name": "", "unit_price": -1, "tax_rate": 200})).await;
    assert_eq!(wrong.status, 400);
    assert_eq!(
        code(&alice.delete(&format!("/api/services/{}", practice.zoe)).await),
        (404, "NOT_FOUND")
    );
}

#[rocket::async_test]
async fn currencies_are_never_added_up_and_lists_show_what_belongs_to_a_row() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    practice.issued(json!({"amount": 0.1})).await;
    let paid = practice.issued(json!({"amount": 0.2, "notes": "the Café bill"})).await;
    daria.post(&format!("{paid}/pay"), json!({})).await;
    practice.issued(json!({"amount": 1000, "currency": "JPY"})).await;
    practice.issued(json!({"amount": 5, "currency": "USD"})).await;
    practice.issued(json!({"amount": 7, "status": "DRAFT"})).await;
    let stats = daria.get("/api/billing/stats").await;
    let data = &stats.body["data"];
    assert_eq!(
        (&data["total_revenue"], &data["paid_revenue"], &data["pending_revenue"]),
        (&json!(0.3), &json!(0.2), &json!(0.1))
    );
    let currencies: Vec<_> = data["byCurrency"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["currency"].clone(), row["total_revenue"].clone()))
        .collect();
    assert_eq!(
        currencies,
        [(json!("EUR"), json!(0.3)), (json!("JPY"), json!(1000)), (json!("USD"), json!(5))]
    );
    assert_eq!(daria.get("/api/billing/stats").await.cache, "HIT");
    let list = daria
        .get("/api/billing?include=lines,payments&sort_by=total_amount&sort_order=ASC&currency=EUR")
        .await;
    assert_eq!(
        list.queries,
        daria.get("/api/billing?include=lines,payments&limit=1").await.queries
    );
    let rows = list.body["data"]["billing"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[1]["payments"][0]["amount"], 0.2);
    assert_eq!(rows[0]["lines"][0]["amount"], 0.1);
    let number = text(&rows[1], "/invoice_number").to_owned();
    for (search, total) in
        [("cafe", 1), ("MARTIN", 5), (&number[5..], 1), ("zo mar", 5), ("nobody", 0), ("%", 0)]
    {
        let query = format!("/api/billing?search={}", search.replace('%', "%25").replace(' ', "+"));
        assert_eq!(daria.get(&query).await.body["data"]["total"], total, "{search}");
    }
    for (filter, total) in [
        ("total_amount_gte=0.2&currency=EUR", 2),
        ("balance=0.1", 1),
        ("payment_date_not_null=true", 1),
        ("invoice_date_gt=2000-01-01", 5),
        ("amount_between=0.1,0.2", 2),
    ] {
        assert_eq!(
            daria.get(&format!("/api/billing?{filter}")).await.body["data"]["total"],
            total,
            "{filter}"
        );
    }
}

#[rocket::async_test]
async fn a_credit_note_of_an_invoice_whose_frozen_texts_are_broken_is_not_written() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let path = practice.issued(json!({"amount": 10})).await;
    let note = format!("{path}/credit-note");
    let freeze = |text: &'static str| {
        let write = move |tx: &Tx<'_>| Ok(tx.run("UPDATE billing SET snapshot = ?1", [text])?);
        house.database().write_here(&Meter::default(), write).unwrap();
    };
    freeze(r#"{"practitioner": 7}"#);
    let refused = practice.daria.post(&note, json!({"reason": "r"})).await;
    assert_eq!(code(&refused), (500, "INTERNAL_SERVER_ERROR"));
    assert_eq!(house.value::<i64>("SELECT count(*) FROM credit_notes"), 0);
    // What was frozen before a part came to be lacks it, and is no error.
    freeze("{}");
    assert_eq!(practice.daria.post(&note, json!({"reason": "r"})).await.status, 201);
}

#[rocket::async_test]
async fn a_note_of_a_taxed_line_gives_no_reason_why_it_bears_no_tax() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let care = json!({"name": "Care", "unit_price": 10, "exemption_reason": "Care is exempt"});
    let care = practice.alice.post("/api/services", care).await;
    let care = text(&care.body, "/data/service/id");
    // A fifth of a cent of tax: nothing, and yet not exempt.
    let taxed = json!({"description": "Label", "unit_price": 0.01, "tax_rate": 20});
    let lines = json!([{ "service_id": care }, taxed]);
    let path = practice.issued(json!({ "lines": lines })).await;
    let note = format!("{path}/credit-note");
    for (body, reasons) in
        [(json!({"lines": [taxed], "reason": "r"}), 0), (json!({"reason": "the rest"}), 1)]
    {
        let written = practice.daria.post(&note, body).await;
        assert_eq!(written.status, 201, "{written:?}");
        let id = text(&written.body, "/data/credit_note/id");
        let frozen = "SELECT json_array_length(snapshot, '$.exemptions') FROM credit_notes";
        let frozen: i64 = house.value(&format!("{frozen} WHERE id = '{id}'"));
        assert_eq!(frozen, reasons);
    }
}
