//! Visits over HTTP, against a real database of their own.

mod booking;
mod heights;
mod measuring;
mod reading;
mod series;

use serde_json::{Value, json};

use crate::login::tests::{House, Session, text};

/// Alice runs the clinic, Daria treats Zoé; Vera only reads.
struct Practice<'h> {
    alice: Session<'h>,
    daria: Session<'h>,
    vera: Session<'h>,
    /// Daria's patient.
    zoe: String,
    /// Nobody's patient.
    yann: String,
    daria_id: String,
}

impl<'h> Practice<'h> {
    async fn of(house: &'h House) -> Self {
        let alice = Session::of(house, "Alice").await;
        let daria = Session::of(house, "Daria").await;
        let vera = Session::of(house, "Vera").await;
        let person = |name: &str| json!({"first_name": name, "last_name": "Martin", "date_of_birth": "1990-02-28"});
        let zoe = daria.post("/api/patients", person("Zoé")).await;
        let yann = alice.post("/api/patients", person("Yann")).await;
        let daria_id = text(&daria.get("/api/auth/me").await.body, "/data/user/id").to_owned();
        let id = |body: &Value| text(body, "/data/patient/id").to_owned();
        Self { zoe: id(&zoe.body), yann: id(&yann.body), alice, daria, vera, daria_id }
    }

    /// A visit of Zoé's with Daria.
    fn visit(&self, date: &str, minutes: i64) -> Value {
        json!({
            "patient_id": self.zoe, "dietitian_id": self.daria_id,
            "visit_date": date, "duration_minutes": minutes,
        })
    }
}
