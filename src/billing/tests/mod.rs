//! Billing over HTTP, against a real database of its own.

mod chains;
mod credit;
mod documents;
mod drawing_up;
mod paying;
mod prices;
mod trail;
mod versions;

use serde_json::{Value, json};

use crate::login::tests::{House, Seen, Session, text};

/// Alice runs the clinic, Daria treats Zoé; nobody treats Yann.
struct Practice<'h> {
    alice: Session<'h>,
    daria: Session<'h>,
    vera: Session<'h>,
    zoe: String,
    yann: String,
}

impl<'h> Practice<'h> {
    async fn of(house: &'h House) -> Self {
        let alice = Session::of(house, "Alice").await;
        let daria = Session::of(house, "Daria").await;
        let vera = Session::of(house, "Vera").await;
        let person = |name: &str| json!({"first_name": name, "last_name": "Martin", "date_of_birth": "1990-02-28"});
        let zoe = daria.post("/api/patients", person("Zoé")).await;
        let yann = alice.post("/api/patients", person("Yann")).await;
        let id = |body: &Value| text(body, "/data/patient/id").to_owned();
        Self { zoe: id(&zoe.body), yann: id(&yann.body), alice, daria, vera }
    }

    /// Draws up an invoice for Zoé with these fields.
    async fn invoice(&self, fields: Value) -> Seen {
        let mut body = json!({ "patient_id": self.zoe });
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.daria.post("/api/billing", body).await
    }

    /// The same, which must succeed: its address.
    async fn issued(&self, fields: Value) -> String {
        let seen = self.invoice(fields).await;
        assert_eq!(seen.status, 201, "{seen:?}");
        format!("/api/billing/{}", text(&seen.body, "/data/billing/id"))
    }
}

/// The figures of an invoice: paid, credited, owed, status.
fn figures(seen: &Seen) -> Value {
    let invoice = &seen.body["data"]["billing"];
    json!([
        invoice["amount_paid"],
        invoice["amount_credited"],
        invoice["balance"],
        invoice["status"]
    ])
}

/// The day in Greenwich, where these clinics are.
fn today() -> jiff::civil::Date {
    jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date()
}
