//! Prices finer than their currency.

use serde_json::json;

use super::Practice;
use crate::login::tests::House;

#[rocket::async_test]
async fn a_price_below_a_cent_is_sent_back_as_it_was_read() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    for (currency, price) in
        [("EUR", "0.007"), ("KWD", "0.0070001"), ("JPY", "0.0007"), ("CLF", "0.00000007")]
    {
        let line =
            json!({"description": "Sheet", "quantity": 1_000_000, "exact_unit_price": price});
        let body = json!({"lines": [line], "currency": currency, "status": "DRAFT"});
        let path = practice.issued(body).await;
        let read = practice.daria.get(&path).await.body["data"]["billing"].clone();
        let number: f64 = price.parse().unwrap();
        assert_eq!(read["lines"][0]["exact_unit_price"], number, "{currency}");
        let same = practice.daria.put(&path, read.clone(), "").await;
        let version = &same.body["data"]["billing"]["version"];
        assert_eq!((same.status, version), (200, &read["version"]), "{currency} {same:?}");
        let issued = practice.daria.post(&format!("{path}/issue"), json!({})).await;
        let issued = issued.body["data"]["billing"].clone();
        let amended =
            practice.daria.put(&path, json!({"lines": issued["lines"], "notes": "n"}), "").await;
        assert_eq!(amended.status, 200, "{currency} {amended:?}");
    }
}
