//! Every kind of change alone, over one connection, against SQLite's own time for an invoice in one
//! FULL transaction on the same disk: a store that got slow shows here, whichever it is.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Extent;
use crate::client::{Answer, Asked, Connection};
use crate::clinic::{Copied, original};
use crate::latency::{Latencies, median, p95};
use crate::questions::Ids;
use crate::raw_invoices::RawInvoices;
use crate::served::Served;
use crate::verdict::Verdict;

const KINDS: [&str; 3] = ["create", "update", "delete"];

/// How often each is done in one round.
const TIMES: usize = 12;

pub async fn measure(extent: Extent, verdict: &mut Verdict) {
    let (copy, twin) = (Copied::of(&original(1)), Copied::of(&original(1)));
    let ours = Served::clinic(copy.data()).await;
    let mut sqlite = RawInvoices::of(&twin.database());
    let areas = areas(&ours).await;
    let mut clerk = Clerk::of(&ours).await;
    let mut db = Vec::new();
    sqlite.per_second(Duration::from_millis(100));
    for area in &areas {
        let mut ratios: [Vec<f64>; 3] = Default::default();
        let mut all: [Latencies; 3] = Default::default();
        for _ in 0..extent.pairs {
            let commit_ms = 1000.0 / sqlite.per_second(Duration::from_millis(60));
            let round = clerk.round(area, &mut db).await;
            for (kind, latencies) in round.iter().enumerate() {
                ratios[kind].push(latencies.ms(50.0) / commit_ms);
                all[kind].add(latencies);
            }
        }
        for (kind, name) in KINDS.iter().enumerate() {
            let name = format!("change.{}.{name}", area.list);
            verdict.note(&format!("{name}.sqlite_ratio"), median(&ratios[kind]));
            verdict.note(&format!("{name}.p95_ms"), all[kind].ms(95.0));
        }
    }
    verdict.note("change.db_p95_ms", p95(&db));
}

/// A kind of record: how it is made, and a field that may change.
struct Area {
    list: &'static str,
    record: &'static str,
    new: Value,
    field: &'static str,
}

async fn areas(ours: &Served) -> [Area; 3] {
    let patient = &Ids::some(ours).await.patients[0];
    let found = ours.get("/api/users?limit=1&search=dietitian").await.json();
    let dietitian = &found["data"]["users"][0]["id"];
    let person =
        json!({ "first_name": "Load", "last_name": "Test", "date_of_birth": "1990-01-01" });
    let visit = json!({
        "patient_id": patient, "dietitian_id": dietitian, "duration_minutes": 5,
        "visit_date": "2099-01-01T10:00:00Z", "allow_overlap": true,
    });
    let invoice = json!({
        "patient_id": patient, "status": "DRAFT",
        "lines": [{ "description": "Consultation", "unit_price": 60, "tax_rate": 20 }],
    });
    [
        Area { list: "patients", record: "patient", new: person, field: "city" },
        Area { list: "visits", record: "visit", new: visit, field: "assessment" },
        Area { list: "billing", record: "billing", new: invoice, field: "notes" },
    ]
}

struct Clerk<'a> {
    connection: Connection,
    token: &'a str,
}

impl<'a> Clerk<'a> {
    async fn of(ours: &'a Served) -> Self {
        let connection = Connection::open(ours.port).await.expect("the server answers");
        Self { connection, token: &ours.token }
    }

    /// Makes, changes and deletes some records; latencies by kind.
    async fn round(&mut self, area: &Area, db: &mut Vec<f64>) -> [Latencies; 3] {
        let mut took: [Latencies; 3] = Default::default();
        for turn in 0..TIMES {
            let path = format!("/api/{}", area.list);
            let created = self.send("POST", &path, &area.new, &mut took[0]).await;
            let created_json = created.json();
            let id = created_json["data"][area.record]["id"].as_str().expect("an id");
            let (one, change) = (format!("{path}/{id}"), json!({ area.field: format!("{turn}") }));
            let changed = self.send("PUT", &one, &change, &mut took[1]).await;
            let deleted = self.send("DELETE", &one, &Value::Null, &mut took[2]).await;
            db.extend([created, changed, deleted].iter().filter_map(|a| a.server_ms("db")));
        }
        took
    }

    async fn send(
        &mut self,
        method: &str,
        path: &str,
        body: &Value,
        took: &mut Latencies,
    ) -> Answer {
        let asked = Asked::with(method, path, self.token, body);
        let sent = Instant::now();
        let answer = self.connection.send(&asked).await.expect("an answer");
        took.note(sent.elapsed());
        assert!(answer.is_good(), "{method} {path}: {}", answer.json());
        answer
    }
}
