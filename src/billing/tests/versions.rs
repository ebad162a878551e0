//! Acts on an invoice that build on a version of it.

use rocket::http::Method;
use serde_json::json;

use super::Practice;
use crate::login::tests::{House, code, text};

#[rocket::async_test]
async fn what_was_changed_meanwhile_is_neither_issued_nor_deleted() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let alice = &practice.alice;
    let path = practice.issued(json!({"amount": 5, "status": "DRAFT"})).await;
    let read = practice.daria.get(&path).await.etag;
    assert_eq!(alice.put(&path, json!({"amount": 6}), "").await.status, 200);
    let issue = format!("{path}/issue");
    for refused in [
        alice.ask(Method::Post, &issue, None, &read).await,
        alice.post(&issue, json!({"version": 1})).await,
        alice.ask(Method::Delete, &path, None, &read).await,
    ] {
        assert_eq!(code(&refused), (409, "STALE_WRITE"), "{refused:?}");
        assert_eq!(refused.body["data"]["billing"]["amount"], 6);
    }
    assert_eq!(house.value::<i64>("SELECT count(*) FROM number_series"), 0);
    // Whoever may not see it learns no version.
    let yanns = json!({"patient_id": practice.yann, "amount": 5, "status": "DRAFT"});
    let yanns = alice.post("/api/billing", yanns).await;
    let yanns = format!("/api/billing/{}/issue", text(&yanns.body, "/data/billing/id"));
    let hidden = practice.daria.ask(Method::Post, &yanns, None, &read).await;
    assert_eq!(code(&hidden), (403, "NOT_ASSIGNED_PATIENT"));
    let now = practice.daria.get(&path).await.etag;
    let issued = alice.ask(Method::Post, &issue, None, &now).await;
    assert_eq!((issued.status, &issued.body["data"]["billing"]["version"]), (200, &json!(3)));
    assert_eq!(code(&alice.ask(Method::Delete, &path, None, &now).await), (409, "STALE_WRITE"));
    assert_eq!(alice.ask(Method::Delete, &path, None, &issued.etag).await.status, 200);
}
