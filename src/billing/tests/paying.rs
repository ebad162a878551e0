//! Payments, reversals, refunds, receipts, and the status that follows.

use serde_json::json;

use super::{Practice, figures};
use crate::login::tests::{House, code, text};

#[rocket::async_test]
async fn the_status_follows_what_is_paid_and_taken_back() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let path = practice.issued(json!({"amount": 100, "due_date": "2035-01-01"})).await;
    let payments = format!("{path}/payments");
    let part = json!({"amount": 30, "method": "CASH", "date": "2026-02-03", "reference": "A1"});
    let part = daria.post(&payments, part).await;
    assert_eq!(part.status, 201, "{part:?}");
    assert_eq!(figures(&part), json!([30, 0, 70, "PARTIAL"]));
    assert_eq!(part.body["data"]["billing"]["payment_date"], "2026-02-03");
    let first = text(&part.body, "/data/payment/id").to_owned();
    for wrong in [
        json!({"amount": 70.01}),
        json!({"amount": 0}),
        json!({"amount": -1}),
        json!({"amount": "x"}),
        json!({}),
    ] {
        let refused = daria.post(&payments, wrong.clone()).await;
        assert_eq!(code(&refused), (400, "VALIDATION_ERROR"), "{wrong}");
    }
    let paid = daria.post(&format!("{path}/pay"), json!({"payment_method": "CHECK"})).await;
    assert_eq!((paid.status, figures(&paid)), (200, json!([100, 0, 0, "PAID"])));
    assert_eq!(paid.body["data"]["billing"]["payment_method"], "CHECK");
    let again = daria.post(&format!("{path}/pay"), json!({"payment_method": "SHELLS"})).await;
    assert_eq!(code(&again), (400, "ALREADY_PAID"), "it is checked before the body");
    let reversed = daria.delete(&format!("{payments}/{first}")).await;
    assert_eq!((reversed.status, figures(&reversed)), (200, json!([70, 0, 30, "PARTIAL"])));
    assert_eq!(reversed.body["data"]["payment"]["reverses_id"], first.as_str());
    let twice = daria.delete(&format!("{payments}/{first}")).await;
    assert_eq!(figures(&twice), json!([70, 0, 30, "PARTIAL"]));
    let reversal = text(&reversed.body, "/data/payment/id");
    assert_eq!(daria.delete(&format!("{payments}/{reversal}")).await.status, 400);
    let unknown = daria.delete(&format!("{payments}/{}", practice.zoe)).await;
    assert_eq!(code(&unknown), (404, "NOT_FOUND"));
    let all = daria.get(&payments).await;
    assert_eq!(all.body["data"]["payments"].as_array().unwrap().len(), 3);
    assert_eq!(
        daria.get(&path).await.body["data"]["billing"]["payments"],
        all.body["data"]["payments"]
    );
}

#[rocket::async_test]
async fn an_invoice_is_overdue_the_day_after_it_is_due() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let past = json!({"amount": 10, "invoice_date": "2026-01-01", "due_date": "2026-01-31"});
    let path = practice.issued(past).await;
    let daria = &practice.daria;
    assert_eq!(figures(&daria.get(&path).await), json!([0, 0, 10, "OVERDUE"]));
    let list = daria.get("/api/billing?status=OVERDUE&sort_by=status").await;
    assert_eq!(list.body["data"]["total"], 1);
    assert_eq!(daria.get("/api/billing?status=PENDING").await.body["data"]["total"], 0);
    assert_eq!(daria.get("/api/billing?status_in=PENDING,OVERDUE").await.body["data"]["total"], 1);
    let stats = daria.get("/api/billing/stats").await;
    let overdue = stats.body["data"]["by_status"].as_array().unwrap();
    let overdue = overdue.iter().find(|row| row["status"] == "OVERDUE").unwrap();
    assert_eq!((&overdue["count"], &overdue["total"]), (&json!(1), &json!(10)));
    let moved = daria.put(&path, json!({"due_date": "2035-01-01"}), "").await;
    assert_eq!(figures(&moved), json!([0, 0, 10, "PENDING"]));
    assert_eq!(daria.get("/api/billing?status=OVERDUE").await.body["data"]["total"], 0);
}

#[rocket::async_test]
async fn one_payment_is_spread_over_invoices_of_one_patient_and_one_currency() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let (first, second) = (
        practice.issued(json!({"amount": 100})).await,
        practice.issued(json!({"amount": 50})).await,
    );
    let yen = practice.issued(json!({"amount": 50, "currency": "JPY"})).await;
    let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let yanns = practice
        .alice
        .post("/api/billing", json!({"patient_id": practice.yann, "amount": 9}))
        .await;
    let yanns = text(&yanns.body, "/data/billing/id");
    let body = |amount: f64, shares: &[(&str, f64)]| {
        let shares: Vec<_> =
            shares.iter().map(|(id, amount)| json!({"billing_id": id, "amount": amount})).collect();
        json!({"patient_id": practice.zoe, "amount": amount, "method": "CASH", "date": "2026-03-01", "allocations": shares})
    };
    let (one, two) = (id(&first), id(&second));
    for (wrong, error) in [
        (body(60.0, &[(&one, 60.0), (&two, 1.0)]), "VALIDATION_ERROR"),
        (body(151.0, &[(&one, 100.0), (&two, 51.0)]), "VALIDATION_ERROR"),
        (body(2.0, &[(&one, 1.0), (&one, 1.0)]), "VALIDATION_ERROR"),
        (body(2.0, &[(&one, 1.0), (&id(&yen), 1.0)]), "VALIDATION_ERROR"),
        (body(2.0, &[(&one, 1.0), (yanns, 1.0)]), "INVALID_REFERENCE"),
        (body(0.0, &[]), "VALIDATION_ERROR"),
    ] {
        let refused = daria.post("/api/payments", wrong.clone()).await;
        assert_eq!(code(&refused), (400, error), "{wrong}");
    }
    assert_eq!(house.value::<i64>("SELECT count(*) FROM payments"), 0);
    let taken = daria.post("/api/payments", body(120.0, &[(&one, 100.0), (&two, 20.0)])).await;
    assert_eq!(taken.status, 201, "{taken:?}");
    assert_eq!(taken.body["data"]["payment"]["allocations"][1]["amount"], 20);
    assert_eq!(figures(&daria.get(&first).await), json!([100, 0, 0, "PAID"]));
    assert_eq!(figures(&daria.get(&second).await), json!([20, 0, 30, "PARTIAL"]));
}

#[rocket::async_test]
async fn taking_back_a_payment_over_many_invoices_asks_for_none_of_their_answers() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let mut asked = Vec::new();
    for many in [2, 10] {
        let mut shares = Vec::new();
        for _ in 0..many {
            let path = practice.issued(json!({"amount": 5})).await;
            shares.push(json!({"billing_id": path.rsplit('/').next().unwrap(), "amount": 5}));
        }
        let body = json!({"patient_id": practice.zoe, "amount": 5 * many, "method": "CASH",
            "allocations": shares});
        let taken = daria.post("/api/payments", body).await;
        let receipt = text(&taken.body, "/data/payment/id").to_owned();
        let back = daria.delete(&format!("/api/payments/{receipt}")).await;
        assert_eq!(back.status, 200, "{back:?}");
        asked.push(back.queries);
    }
    let owed: i64 = house.value("SELECT sum(balance) FROM billing");
    assert_eq!(owed, 12 * 500);
    // Twelve at most for each: its movement, its figures, its row in the trail.
    let each = (asked[1] - asked[0]) / 8;
    assert!((1..=12).contains(&each), "{asked:?}");
}

#[rocket::async_test]
async fn money_of_a_day_to_come_is_taken_back_on_that_day_wherever_it_stands() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let day = super::today().saturating_add(jiff::ToSpan::days(20)).to_string();
    let deposit = json!({"patient_id": practice.zoe, "amount": 80, "method": "CHECK", "date": day,
        "allocations": []});
    let deposit = daria.post("/api/payments", deposit).await;
    let deposit = text(&deposit.body, "/data/payment/id").to_owned();
    let path = practice.issued(json!({"amount": 20})).await;
    let paid = json!({"amount": 20, "method": "CHECK", "date": day});
    let paid = daria.post(&format!("{path}/payments"), paid).await;
    let payment = text(&paid.body, "/data/payment/id").to_owned();
    for address in [format!("/api/payments/{deposit}"), format!("{path}/payments/{payment}")] {
        assert_eq!(daria.delete(&address).await.status, 200, "{address}");
    }
    let back: i64 = house.value(&format!(
        "SELECT count(*) FROM payments WHERE kind = 'REVERSAL' AND payment_date = '{day}' \
         AND method = 'CHECK' AND amount IN (-8000, -2000)"
    ));
    assert_eq!(back, 2);
}
