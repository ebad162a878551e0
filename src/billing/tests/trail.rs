//! The trail of money: what moved stands in the row of what it moved on.

use serde_json::{Value, json};

use super::Practice;
use crate::login::tests::{House, text};

/// What the newest row of a record of that kind says, by the record's id.
fn newest(house: &House, kind: &str, id: &str) -> Value {
    let body: String = house.value(&format!(
        "SELECT v.body FROM audit_logs l JOIN audit_values v ON v.seq = l.seq \
         WHERE l.resource_type = '{kind}' AND l.resource_id = '{id}' \
           AND l.action IN ('CREATE', 'UPDATE') ORDER BY l.seq DESC LIMIT 1"
    ));
    serde_json::from_str(&body).unwrap()
}

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

#[rocket::async_test]
async fn an_invoice_that_is_paid_at_once_names_its_payment_in_the_trail() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let paid = json!({"amount": 40, "status": "PAID", "payment_method": "CASH",
        "payment_date": "2026-02-03"});
    let path = practice.issued(paid).await;
    let row = newest(&house, "billing", id_of(&path));
    let payment = &row["payment"]["new"];
    let all = practice.daria.get(&format!("{path}/payments")).await;
    let stored = &all.body["data"]["payments"][0];
    assert_eq!((&payment["id"], &payment["kind"]), (&stored["id"], &json!("PAYMENT")));
    assert_eq!(
        (&payment["method"], &payment["date"], &payment["amount"]),
        (&json!("CASH"), &json!("2026-02-03"), &json!(40))
    );
    assert_eq!(row["amount_paid"]["new"], 40);
    let open = practice.issued(json!({"amount": 40})).await;
    assert_eq!(newest(&house, "billing", id_of(&open))["payment"], Value::Null);
}

#[rocket::async_test]
async fn credit_that_is_used_is_named_on_what_takes_it_and_on_what_gives_it() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let daria = &practice.daria;
    let deposit =
        json!({"patient_id": practice.zoe, "amount": 30, "method": "CASH", "allocations": []});
    let deposit = daria.post("/api/payments", deposit).await;
    let deposit = text(&deposit.body, "/data/payment/id").to_owned();
    let first = practice.issued(json!({"amount": 100})).await;
    let kept = json!({"amount": 110, "method": "CASH", "overpayment": "credit"});
    assert_eq!(daria.post(&format!("{first}/payments"), kept).await.status, 201);
    let number = daria.get(&first).await.body["data"]["billing"]["invoice_number"].clone();

    let draft = practice.issued(json!({"amount": 35, "status": "DRAFT"})).await;
    let issued = daria.post(&format!("{draft}/issue"), json!({"use_credit": true})).await;
    let by = issued.body["data"]["billing"]["invoice_number"].clone();
    let credit = newest(&house, "billing", id_of(&draft))["credit"]["new"].clone();
    assert_eq!(credit["amount"], 35, "{credit}");
    let mut sources = credit["sources"].as_array().unwrap().clone();
    sources.sort_by_key(|source| source.get("deposit").is_none());
    assert_eq!(sources.len(), 2, "{credit}");
    assert_eq!(sources[0]["deposit"], deposit.as_str());
    assert_eq!(sources[1]["invoice_number"], number);
    let (of_deposit, of_first) = (sources[0]["amount"].clone(), sources[1]["amount"].clone());
    assert_eq!(of_deposit.as_i64().unwrap() + of_first.as_i64().unwrap(), 35);
    for (kind, id, amount) in
        [("payment", deposit.as_str(), &of_deposit), ("billing", id_of(&first), &of_first)]
    {
        let given = newest(&house, kind, id)["credit"]["new"].clone();
        let amount = -amount.as_i64().unwrap();
        assert_eq!((&given["amount"], &given["to"]), (&json!(amount), &by), "{kind}");
    }

    // Created with the credit: what is left of it.
    let next = practice.issued(json!({"amount": 50, "use_credit": true})).await;
    let row = newest(&house, "billing", id_of(&next));
    assert_eq!(
        (&row["credit"]["new"]["amount"], &row["amount_paid"]["new"]),
        (&json!(5), &json!(5))
    );

    // The deposit bounces: its rows and those of what it paid for say so.
    assert_eq!(daria.delete(&format!("/api/payments/{deposit}")).await.status, 200);
    let told: i64 = house.value(&format!(
        "SELECT count(*) FROM audit_logs l JOIN audit_values v ON v.seq = l.seq \
         WHERE l.resource_type = 'payment' AND l.resource_id = '{deposit}' \
           AND json_array_length(v.body, '$.credit.new.sources') > 0"
    ));
    assert_eq!(told, 1);
    let taken = newest(&house, "billing", id_of(&draft))["credit"]["new"].clone();
    assert_eq!(taken["to"], deposit.as_str(), "{taken}");
}
