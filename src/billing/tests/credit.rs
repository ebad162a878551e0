//! What a patient has with the clinic: overpayments, deposits, their use, what is given back; credit
//! notes over several rates; discounts, a second tax, prices below a cent.

use serde_json::{Value, json};

use super::{Practice, figures};
use crate::login::tests::{House, code, text};

async fn credit_of(practice: &Practice<'_>) -> Value {
    let seen = practice.daria.get(&format!("/api/patients/{}", practice.zoe)).await;
    seen.body["data"]["patient"]["summary"]["balances"].clone()
}

async fn books(practice: &Practice<'_>) -> (Value, Value, Value) {
    let seen = practice.alice.get("/api/reports/financial").await;
    let data = &seen.body["data"];
    (data["received"].clone(), data["outstanding"].clone(), data["owedToPatients"].clone())
}

#[rocket::async_test]
async fn an_overpayment_is_the_patients_credit_and_pays_the_next_invoice_without_money() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let first = practice.issued(json!({"amount": 100})).await;
    let payments = format!("{first}/payments");
    let too_much = json!({"amount": 130, "method": "CASH"});
    assert_eq!(code(&daria.post(&payments, too_much).await).0, 400);
    let kept = json!({"amount": 130, "method": "CASH", "overpayment": "credit"});
    let paid = daria.post(&payments, kept).await;
    assert_eq!(figures(&paid), json!([130, 0, -30, "PAID"]));
    assert_eq!(books(&practice).await, (json!(130), json!(0), json!({"amount": 30, "count": 1})));
    let next = practice.issued(json!({"amount": 50, "use_credit": true})).await;
    assert_eq!(figures(&daria.get(&next).await), json!([30, 0, 20, "PARTIAL"]));
    assert_eq!(figures(&daria.get(&first).await), json!([100, 0, 0, "PAID"]));
    let moved = daria.get(&next).await.body["data"]["billing"]["allocations"].clone();
    assert_eq!((&moved[0]["amount"], moved.as_array().unwrap().len()), (&json!(30), 1));
    assert_eq!(books(&practice).await, (json!(130), json!(20), json!({"amount": 0, "count": 0})));
    let nothing = daria.post(&format!("{next}/payments"), json!({"use_credit": true})).await;
    assert_eq!(code(&nothing), (400, "VALIDATION_ERROR"));
    let rest = daria.post(&format!("{next}/pay"), json!({"use_credit": true})).await;
    assert_eq!(figures(&rest), json!([50, 0, 0, "PAID"]));
}

#[rocket::async_test]
async fn a_deposit_waits_for_an_invoice_and_is_given_back_or_taken_back() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let deposit =
        json!({"patient_id": practice.zoe, "amount": 80, "method": "CARD", "allocations": []});
    assert_eq!(code(&daria.post("/api/payments", deposit).await).0, 400, "no such method");
    let body = |amount: i64| json!({"patient_id": practice.zoe, "amount": amount, "method": "CASH", "allocations": []});
    let taken = daria.post("/api/payments", body(80)).await;
    assert_eq!(taken.status, 201, "{taken:?}");
    let receipt = text(&taken.body, "/data/payment/id").to_owned();
    assert_eq!(taken.body["data"]["payment"]["credit"], 80);
    let balance = json!([{"currency": "EUR", "outstanding": 0, "credit": 80, "amount": -80}]);
    assert_eq!(credit_of(&practice).await, balance);
    assert_eq!(books(&practice).await, (json!(80), json!(0), json!({"amount": 80, "count": 1})));
    let draft = practice.issued(json!({"amount": 50, "status": "DRAFT"})).await;
    let issued = daria.post(&format!("{draft}/issue"), json!({"use_credit": true})).await;
    assert_eq!(figures(&issued), json!([50, 0, 0, "PAID"]));
    assert_eq!(code(&daria.post("/api/payments", body(-31)).await).0, 400);
    let back = daria.post("/api/payments", body(-10)).await;
    assert_eq!(back.status, 201, "{back:?}");
    assert_eq!(books(&practice).await, (json!(70), json!(0), json!({"amount": 20, "count": 1})));
    let stats = practice.alice.get("/api/billing/stats").await;
    assert_eq!(stats.body["data"]["owed_to_patients"], json!({"amount": 20, "count": 1}));
    let given = daria.delete(&format!("/api/payments/{receipt}")).await;
    assert_eq!(code(&given), (400, "VALIDATION_ERROR"), "some of it was given back");
    // Another one bounces: what it paid for is owed again.
    let taken = daria.post("/api/payments", body(40)).await;
    let receipt = text(&taken.body, "/data/payment/id").to_owned();
    let next = practice.issued(json!({"amount": 30, "use_credit": true})).await;
    assert_eq!(figures(&daria.get(&next).await), json!([30, 0, 0, "PAID"]));
    for _ in 0..2 {
        assert_eq!(daria.delete(&format!("/api/payments/{receipt}")).await.status, 200);
        assert_eq!(figures(&daria.get(&next).await), json!([20, 0, 10, "PARTIAL"]));
    }
    assert_eq!(books(&practice).await, (json!(70), json!(10), json!({"amount": 0, "count": 0})));
}

#[rocket::async_test]
async fn a_credit_note_by_amount_states_every_rate_and_leaves_none_after_the_last() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let lines = json!([
        {"description": "a", "unit_price": 100, "tax_rate": 20},
        {"description": "b", "unit_price": 100, "tax_rate": 5.5},
        {"description": "c", "unit_price": 74.5, "tax_rate": 0},
    ]);
    let path = practice.issued(json!({ "lines": lines })).await;
    let note = format!("{path}/credit-note");
    let part = daria.post(&note, json!({"amount": 30, "reason": "r"})).await;
    let stated = part.body["data"]["credit_note"]["lines"].as_array().unwrap().clone();
    let rows: Vec<_> = stated
        .iter()
        .map(|line| ["tax_rate", "amount", "tax_amount"].map(|name| line[name].as_f64().unwrap()))
        .collect();
    assert_eq!(rows, [[20.0, 10.0, 2.0], [5.5, 10.0, 0.55], [0.0, 7.45, 0.0]]);
    for amount in ["7.77", "0.01", "133.33"] {
        let seen = daria.post(&note, json!({"amount": amount, "reason": "r"})).await;
        assert_eq!(seen.status, 201, "{seen:?}");
    }
    daria.post(&note, json!({"reason": "the rest"})).await;
    let tax = practice.alice.get("/api/reports/financial").await;
    assert_eq!(tax.body["data"]["tax"], json!([]), "every rate is 0");
    assert_eq!(tax.body["data"]["billed"], 0);
    let id = daria.get(&path).await.body["data"]["billing"]["credit_notes"][0]["id"].clone();
    assert!(id.is_string());
}

#[rocket::async_test]
async fn discounts_a_second_tax_and_prices_below_a_cent_are_worked_out_and_read_back() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let lines = json!([
        {"description": "a", "unit_price": 100, "tax_rate": 5, "second_tax_rate": 9.975, "discount_percent": 10},
        {"description": "b", "quantity": 250, "exact_unit_price": 0.04, "tax_rate": 20, "discount_amount": 1},
        {"description": "c", "quantity": 3, "exact_unit_price": "0.0125"},
    ]);
    let body = json!({"lines": lines, "discount_amount": 9.9, "status": "DRAFT"});
    let path = practice.issued(body).await;
    let draft = practice.daria.get(&path).await.body["data"]["billing"].clone();
    // 90, 9 and 0.04 bear 9.00, 0.90 and 0.00 of the 9.90.
    let nets: Vec<&Value> =
        draft["lines"].as_array().unwrap().iter().map(|line| &line["amount"]).collect();
    assert_eq!(nets, [&json!(81), &json!(8.1), &json!(0.04)]);
    assert_eq!(draft["lines"][0]["tax_amount"], 12.13);
    assert_eq!(draft["lines"][0]["second_tax_amount"], 8.08);
    assert_eq!(draft["lines"][2]["exact_unit_price"], 0.0125);
    // What was read may be sent back whole.
    let same = practice.daria.put(&path, draft.clone(), "").await;
    assert_eq!(same.body["data"]["billing"]["version"], draft["version"], "{same:?}");
    let changed = practice.daria.put(&path, json!({"discount_percent": 50}), "").await;
    assert_eq!(changed.body["data"]["billing"]["discount_amount"], 49.52, "{changed:?}");
    let issued = practice.daria.post(&format!("{path}/issue"), json!({})).await;
    assert_eq!(issued.status, 200, "{issued:?}");
    let frozen = practice.daria.put(&path, json!({"discount_percent": 40}), "").await;
    assert_eq!(code(&frozen), (409, "INVOICE_ISSUED"));
    let whole = &issued.body["data"]["billing"];
    let books = practice.alice.get("/api/reports/financial").await;
    let rows = books.body["data"]["tax"].as_array().unwrap();
    let cents = |value: &Value| (value.as_f64().unwrap() * 100.0).round() as i64;
    let tax: i64 = rows.iter().map(|row| cents(&row["tax"])).sum();
    let net: i64 =
        rows.iter().filter(|row| row["second"].is_null()).map(|row| cents(&row["net"])).sum();
    assert_eq!((net, tax), (cents(&whole["amount"]), cents(&whole["tax_amount"])));
    for (wrong, field) in [
        (json!({"amount": 10, "discount_percent": 10}), "discount_amount"),
        (
            json!({"lines": [{"description": "x", "unit_price": 1, "discount_amount": 2}]}),
            "lines[0].discount_amount",
        ),
        (
            json!({"lines": [{"description": "x", "unit_price": 1, "discount_percent": 101}]}),
            "lines[0].discount_percent",
        ),
        (
            json!({"lines": [{"description": "x", "exact_unit_price": "0.0000001"}]}),
            "lines[0].exact_unit_price",
        ),
    ] {
        let refused = practice.invoice(wrong.clone()).await;
        assert_eq!(refused.body["error"]["details"][0]["field"], field, "{wrong} {refused:?}");
    }
}

#[rocket::async_test]
async fn after_full_credit_every_rate_is_nothing_whatever_the_notes_named() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let line =
        |price: i64, rate: f64| json!({"description": "x", "unit_price": price, "tax_rate": rate});
    // So little that no tax comes of it: a note at another rate can take the whole back.
    for notes in [
        vec![json!([line(7, 0.0)])],
        vec![json!([line(3, 7.0)]), json!([line(4, 0.0)])],
        vec![json!([line(2, 1.0), line(5, 1.0)])],
    ] {
        let invoice = json!({"currency": "JPY", "lines": [line(5, 5.5), line(2, 7.725)]});
        let path = practice.issued(invoice).await;
        let note = format!("{path}/credit-note");
        for lines in notes {
            let body = json!({"lines": lines, "reason": "By mistake"});
            let written = practice.daria.post(&note, body).await;
            assert_eq!(written.status, 201, "{written:?}");
        }
        let books = practice.daria.get("/api/reports/financial").await;
        let rows = books.body["data"]["byCurrency"].as_array().unwrap();
        let yen = rows.iter().find(|row| row["currency"] == "JPY").unwrap();
        assert_eq!((&yen["billed"], &yen["tax"]), (&json!(0), &json!([])), "{yen}");
    }
}

#[rocket::async_test]
async fn an_invoice_on_which_a_payment_or_used_credit_stands_is_not_cancelled() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let first = practice.issued(json!({"amount": 100})).await;
    let payments = format!("{first}/payments");
    let paid = daria.post(&payments, json!({"amount": 100, "method": "CASH"})).await;
    let payment = text(&paid.body, "/data/payment/id").to_owned();
    let more = json!({"amount": 50, "method": "CASH", "overpayment": "credit"});
    assert_eq!(figures(&daria.post(&payments, more).await), json!([150, 0, -50, "PAID"]));
    let next = practice.issued(json!({"amount": 50, "use_credit": true})).await;
    assert_eq!(figures(&daria.get(&next).await), json!([50, 0, 0, "PAID"]));
    let alice = &practice.alice;
    assert_eq!(code(&alice.delete(&next).await), (400, "CANNOT_DELETE_PAID_INVOICE"));
    // What still stands pays this invoice first: it has nothing to give to the other any more.
    let taken = daria.delete(&format!("{payments}/{payment}")).await;
    assert_eq!(figures(&taken), json!([50, 0, 50, "PARTIAL"]));
    assert_eq!(figures(&daria.get(&next).await), json!([0, 0, 50, "PENDING"]));
    assert_eq!(code(&alice.delete(&first).await), (400, "CANNOT_DELETE_PAID_INVOICE"));
    assert_eq!(alice.delete(&next).await.status, 200, "nothing stands on it any more");
    assert_eq!(figures(&daria.get(&first).await), json!([50, 0, 50, "PARTIAL"]));
}

#[rocket::async_test]
async fn a_credit_note_of_one_invoice_does_not_answer_for_another() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let (first, second) = (
        practice.issued(json!({"amount": 100})).await,
        practice.issued(json!({"amount": 70})).await,
    );
    let note = json!({"id": uuid::Uuid::now_v7().to_string(), "reason": "a mistake"});
    assert_eq!(daria.post(&format!("{first}/credit-note"), note.clone()).await.status, 201);
    assert_eq!(daria.post(&format!("{first}/credit-note"), note.clone()).await.status, 201);
    assert_eq!(daria.post(&format!("{second}/credit-note"), note).await.status, 400);
    assert_eq!(figures(&daria.get(&second).await), json!([0, 0, 70, "PENDING"]));
}

#[rocket::async_test]
async fn an_overpayment_that_is_taken_back_takes_back_what_its_credit_paid() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let first = practice.issued(json!({"amount": 100})).await;
    let kept = json!({"amount": 130, "method": "CASH", "overpayment": "credit"});
    let paid = daria.post(&format!("{first}/payments"), kept).await;
    let payment = text(&paid.body, "/data/payment/id").to_owned();
    let next = practice.issued(json!({"amount": 50, "use_credit": true})).await;
    assert_eq!(figures(&daria.get(&next).await), json!([30, 0, 20, "PARTIAL"]));
    for _ in 0..2 {
        let back = daria.delete(&format!("{first}/payments/{payment}")).await;
        assert_eq!(figures(&back), json!([0, 0, 100, "PENDING"]));
        assert_eq!(figures(&daria.get(&next).await), json!([0, 0, 50, "PENDING"]));
    }
    assert_eq!(books(&practice).await, (json!(0), json!(150), json!({"amount": 0, "count": 0})));
}

#[rocket::async_test]
async fn credit_that_was_used_under_an_id_is_used_once_however_often_it_is_asked() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let deposit =
        json!({"patient_id": practice.zoe, "amount": 80, "method": "CASH", "allocations": []});
    assert_eq!(daria.post("/api/payments", deposit).await.status, 201);
    let path = practice.issued(json!({"amount": 50})).await;
    let ask = json!({"id": crate::ids::Id::new(), "use_credit": true});
    for _ in 0..2 {
        let used = daria.post(&format!("{path}/payments"), ask.clone()).await;
        assert_eq!(figures(&used), json!([50, 0, 0, "PAID"]), "{used:?}");
    }
}

#[rocket::async_test]
async fn an_issued_invoice_without_a_due_day_is_due_by_the_clinics_terms() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let path = practice.issued(json!({"amount": 50, "due_date": "2035-01-01"})).await;
    let due = |seen: &Value| seen["data"]["billing"]["due_date"].clone();
    let by_terms = due(&daria.get(&practice.issued(json!({"amount": 1})).await).await.body);
    let none = daria.put(&path, json!({"due_date": null}), "").await;
    assert_eq!((none.status, due(&none.body)), (200, by_terms));
}
