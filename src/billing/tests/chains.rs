//! Credit that went on from invoice to invoice, and what becomes of it when the money behind it goes.

use serde_json::{Value, json};

use super::{Practice, figures};
use crate::login::tests::{House, text};

/// The address of a new invoice of so much, paid by the patient’s credit as far as that goes.
async fn by_credit(practice: &Practice<'_>, amount: i64) -> String {
    practice.issued(json!({"amount": amount, "use_credit": true})).await
}

/// Credits an invoice in full.
async fn credited(practice: &Practice<'_>, path: &str) {
    let note = json!({"reason": "By mistake"});
    let seen = practice.daria.post(&format!("{path}/credit-note"), note).await;
    assert_eq!(seen.status, 201, "{seen:?}");
}

async fn state(practice: &Practice<'_>, path: &str) -> Value {
    figures(&practice.daria.get(path).await)
}

/// Whether what is stored of every invoice is what its payments and its credit come to.
fn must_add_up(house: &House) {
    let wrong: i64 = house.value(
        "SELECT count(*) FROM billing b WHERE b.amount_paid <> \
         (SELECT coalesce(sum(y.amount), 0) FROM payments y WHERE y.billing_id = b.id) \
         + (SELECT coalesce(sum(a.amount), 0) FROM allocations a WHERE a.to_billing_id = b.id) \
         - (SELECT coalesce(sum(a.amount), 0) FROM allocations a WHERE a.from_billing_id = b.id)",
    );
    assert_eq!(wrong, 0);
}

#[rocket::async_test]
async fn a_payment_that_is_taken_back_is_missed_where_its_credit_came_to_rest() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let first = practice.issued(json!({"amount": 50})).await;
    let kept = json!({"amount": 100, "method": "CASH", "overpayment": "credit"});
    let paid = daria.post(&format!("{first}/payments"), kept).await;
    let payment = text(&paid.body, "/data/payment/id").to_owned();
    let second = by_credit(&practice, 50).await;
    credited(&practice, &second).await;
    assert_eq!(state(&practice, &second).await, json!([50, 50, -50, "PAID"]));
    let third = by_credit(&practice, 50).await;
    assert_eq!(state(&practice, &second).await, json!([0, 50, 0, "REFUNDED"]));
    assert_eq!(state(&practice, &third).await, json!([50, 0, 0, "PAID"]));
    for _ in 0..2 {
        let back = daria.delete(&format!("{first}/payments/{payment}")).await;
        assert_eq!(figures(&back), json!([0, 0, 50, "PENDING"]));
        assert_eq!(state(&practice, &second).await, json!([0, 50, 0, "REFUNDED"]));
        assert_eq!(state(&practice, &third).await, json!([0, 0, 50, "PENDING"]));
        must_add_up(&house);
    }
}

#[rocket::async_test]
async fn a_deposit_that_bounces_is_missed_at_the_end_of_its_chain_and_only_for_its_part() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let deposit =
        json!({"patient_id": practice.zoe, "amount": 40, "method": "CASH", "allocations": []});
    let deposit = daria.post("/api/payments", deposit).await;
    let deposit = text(&deposit.body, "/data/payment/id").to_owned();
    let first = by_credit(&practice, 60).await;
    assert_eq!(state(&practice, &first).await, json!([40, 0, 20, "PARTIAL"]));
    let rest = json!({"amount": 20, "method": "CASH"});
    assert_eq!(daria.post(&format!("{first}/payments"), rest).await.status, 201);
    credited(&practice, &first).await;
    let second = by_credit(&practice, 60).await;
    credited(&practice, &second).await;
    let third = by_credit(&practice, 60).await;
    assert_eq!(state(&practice, &third).await, json!([60, 0, 0, "PAID"]));
    assert_eq!(daria.delete(&format!("/api/payments/{deposit}")).await.status, 200);
    assert_eq!(state(&practice, &first).await, json!([0, 60, 0, "REFUNDED"]));
    assert_eq!(state(&practice, &second).await, json!([0, 60, 0, "REFUNDED"]));
    assert_eq!(state(&practice, &third).await, json!([20, 0, 40, "PARTIAL"]), "20 were cash");
    must_add_up(&house);
}

#[rocket::async_test]
async fn credit_is_missed_once_wherever_what_stands_of_it_went() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let first = practice.issued(json!({"amount": 50})).await;
    let payments = format!("{first}/payments");
    let kept = json!({"amount": 100, "method": "CASH", "overpayment": "credit"});
    let paid = daria.post(&payments, kept).await;
    let payment = text(&paid.body, "/data/payment/id").to_owned();
    let more = json!({"amount": 50, "method": "CASH", "overpayment": "credit"});
    let more = daria.post(&payments, more).await;
    let more = text(&more.body, "/data/payment/id").to_owned();
    // All of it goes to the second, which is credited.
    let second = by_credit(&practice, 100).await;
    assert_eq!(state(&practice, &first).await, json!([50, 0, 0, "PAID"]));
    // The money of 50 is taken back: the second gives that back, owes it, and is credited.
    let back = daria.delete(&format!("{payments}/{more}")).await;
    assert_eq!(figures(&back), json!([50, 0, 0, "PAID"]));
    assert_eq!(state(&practice, &second).await, json!([50, 0, 50, "PARTIAL"]));
    credited(&practice, &second).await;
    let third = by_credit(&practice, 50).await;
    credited(&practice, &third).await;
    let fourth = by_credit(&practice, 30).await;
    let fifth = by_credit(&practice, 30).await;
    assert_eq!(state(&practice, &fifth).await, json!([20, 0, 10, "PARTIAL"]));
    let back = daria.delete(&format!("{payments}/{payment}")).await;
    assert_eq!(figures(&back), json!([0, 0, 50, "PENDING"]));
    for (path, expected) in [
        (&second, json!([0, 100, 0, "REFUNDED"])),
        (&third, json!([0, 50, 0, "REFUNDED"])),
        (&fourth, json!([0, 0, 30, "PENDING"])),
        (&fifth, json!([0, 0, 30, "PENDING"])),
    ] {
        assert_eq!(state(&practice, path).await, expected);
    }
    must_add_up(&house);
}
