//! SIGKILL in the middle of writes, CRASH_ROUNDS times (10): what was acknowledged is there.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clinic::{Clinic, PASSWORD, Server, fine};
use crate::line::Line;

const CLIENTS: usize = 4;

/// The last acknowledged state of a record: its version, and the value of the field it counts in.
#[derive(Clone, Debug)]
struct Acknowledged {
    table: &'static str,
    field: &'static str,
    version: i64,
    value: Value,
}

type Ledger = BTreeMap<String, Acknowledged>;

/// Somebody who writes until the server is gone.
struct Client<'c> {
    line: Line,
    bearer: &'c str,
    dietitian: &'c str,
    ledger: Ledger,
}

impl Client<'_> {
    /// Sends a change and notes its acknowledgement; nothing when the server went away.
    fn change(
        &mut self,
        (method, path): (&str, &str),
        (singular, table, field): (&str, &'static str, &'static str),
        body: &Value,
    ) -> Option<String> {
        let headers = [("Authorization", self.bearer)];
        let reply = self.line.ask(method, path, &headers, Some(body)).ok()?.fine();
        let record = &reply.json()["data"][singular];
        let id = record["id"].as_str().unwrap().to_owned();
        let (version, value) = (record["version"].as_i64().unwrap(), record[field].clone());
        assert_eq!(value, body[field], "what is acknowledged is what was sent");
        self.ledger.insert(id.clone(), Acknowledged { table, field, version, value });
        Some(id)
    }

    fn write_until_the_end(mut self, number: usize) -> Ledger {
        let mut day = 0;
        while self.one_patient(number, &mut day).is_some() {}
        self.ledger
    }

    fn one_patient(&mut self, number: usize, day: &mut u32) -> Option<()> {
        const PATIENT: (&str, &str, &str) = ("patient", "patients", "city");
        const VISIT: (&str, &str, &str) = ("visit", "visits", "chief_complaint");
        const MEASUREMENT: (&str, &str, &str) = ("measurement", "visit_measurements", "weight_kg");
        *day += 1;
        let body = json!({
            "first_name": "Pia", "last_name": format!("Crash{number}"), "city": "n:0",
            "date_of_birth": "1980-02-29", "assigned_dietitian_id": self.dietitian,
        });
        let patient = self.change(("POST", "/api/patients"), PATIENT, &body)?;
        let body = json!({
            "patient_id": patient, "dietitian_id": self.dietitian, "duration_minutes": 30,
            "visit_date": "2030-01-01T09:00:00Z", "visit_type": "FOLLOW_UP",
            "chief_complaint": "n:0", "allow_overlap": true,
        });
        let visit = self.change(("POST", "/api/visits"), VISIT, &body)?;
        let (patient, visit) = (format!("/api/patients/{patient}"), format!("/api/visits/{visit}"));
        let measurements = format!("{visit}/measurements");
        let weight = json!({"weight_kg": 80.5, "height_cm": 180});
        let one = self.change(("POST", &measurements), MEASUREMENT, &weight)?;
        let one = format!("{measurements}/{one}");
        for step in 1..=3 {
            let mark = format!("n:{step}");
            self.change(("PUT", &patient), PATIENT, &json!({ "city": mark }))?;
            self.change(("PUT", &visit), VISIT, &json!({ "chief_complaint": mark }))?;
            let weight = json!({"weight_kg": 80.5 + f64::from(step)});
            self.change(("PUT", &one), MEASUREMENT, &weight)?;
        }
        Some(())
    }
}

/// Lets clients write, kills the server in the middle, and returns what it had acknowledged.
fn crash(server: &mut Server, bearer: &str, dietitian: &str, after: Duration) -> Ledger {
    let address = server.address.clone();
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let line = Line::to(&address).unwrap();
                let client = Client { line, bearer, dietitian, ledger: Ledger::new() };
                scope.spawn(move || client.write_until_the_end(number))
            })
            .collect();
        thread::sleep(after);
        server.child.kill().unwrap();
        server.child.wait().unwrap();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    })
}

/// Every acknowledged change is stored, and each change that is stored has its audit row.
fn check(clinic: &Clinic, ledger: &Ledger) {
    let database = clinic.database();
    for (id, known) in ledger {
        let Acknowledged { table, field, .. } = known;
        let sql = format!("SELECT version, {field} FROM {table} WHERE id = ?1");
        let (version, value) = database
            .query_row(&sql, [id], |row| {
                let value = match row.get_ref(1)? {
                    rusqlite::types::ValueRef::Real(number) => json!(number),
                    other => json!(other.as_str()?),
                };
                Ok((row.get::<_, i64>(0)?, value))
            })
            .unwrap_or_else(|error| panic!("{known:?} is lost: {error}"));
        assert!(version >= known.version, "{known:?} went back to {version}");
        assert!(version > known.version || value == known.value, "{known:?} is {value}");
        let sql = "SELECT count(*) FROM audit_logs WHERE resource_id = ?1 \
                   AND action IN ('CREATE', 'UPDATE') AND status = 'SUCCESS'";
        let rows: i64 = database.query_row(sql, [id], |row| row.get(0)).unwrap();
        assert_eq!(rows, version, "a row for each change of {known:?}");
    }
}

/// A server whose tokens outlive the longest run.
fn serve(clinic: &Clinic) -> Server {
    let mut command = clinic.command(&["serve"]);
    command.env("NUTRIVAULT_AUTH__ACCESS_MINUTES", "1440");
    Server::start(command)
}

/// So many crashes one clinic goes through: all that it holds is read after each of them, so that
/// one for all of a long run would take ever longer.
const CRASHES_OF_A_CLINIC: u64 = 50;
const CLINICS_AT_ONCE: u32 = 4;

#[test]
fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let rounds = std::env::var("CRASH_ROUNDS").ok().and_then(|text| text.parse().ok());
    let rounds = rounds.unwrap_or(10_u64);
    let (begun, done, changes) = (AtomicU64::new(0), AtomicU64::new(0), AtomicI64::new(0));
    let crash_on = || {
        loop {
            let from = begun.fetch_add(CRASHES_OF_A_CLINIC, SeqCst);
            let to = (from + CRASHES_OF_A_CLINIC).min(rounds);
            if from >= to {
                return;
            }
            let more = crash_one_clinic(from..to);
            let changes = changes.fetch_add(more, SeqCst) + more;
            let done = done.fetch_add(to - from, SeqCst) + to - from;
            eprintln!(
                "{done} SIGKILLs, {changes} acknowledged changes, 0 lost, 0 integrity errors"
            );
        }
    };
    // The disk is what they wait for.
    thread::scope(|scope| (0..CLINICS_AT_ONCE).for_each(|_| drop(scope.spawn(crash_on))));
    let (done, changes) = (done.into_inner(), changes.into_inner());
    assert_eq!(done, rounds, "some crashes were not survived");
    assert!(changes > 50, "only {changes} changes were made");
}

/// How many changes were acknowledged; all are there.
fn crash_one_clinic(rounds: std::ops::Range<u64>) -> i64 {
    let clinic = Clinic::new();
    fine(&clinic.add("admin", "ADMIN"));
    let mut server = serve(&clinic);
    let (_, login) = server.login("admin", PASSWORD);
    // The session outlives every crash too.
    let token = login["data"]["accessToken"].as_str().unwrap();
    let (bearer, admin) =
        (format!("Bearer {token}"), login["data"]["user"]["id"].as_str().unwrap());
    let mut changes = 0;
    for round in rounds {
        // Spread over the start, the middle and, with the write-ahead log long, the end of a burst.
        let after = Duration::from_millis(30 + round * 37 % 200);
        let ledger = crash(&mut server, &bearer, admin, after);
        changes += ledger.values().map(|known| known.version).sum::<i64>();
        if round % 2 == 1 {
            fine(&clinic.run(&["doctor"]));
        }
        server = serve(&clinic);
        check(&clinic, &ledger);
        let (status, verdict) = server.call("GET", "/api/audit-logs/verify", Some(token), None);
        assert_eq!((status, &verdict["data"]["ok"]), (200, &json!(true)), "{verdict}");
        fine(&clinic.run(&["doctor"]));
    }
    // The log that a killed server leaves is its own: none was taken for another file's.
    let mut files = std::fs::read_dir(clinic.data()).unwrap().map(|file| file.unwrap().file_name());
    assert!(files.all(|name| !name.to_string_lossy().starts_with("set-aside")));
    changes
}
