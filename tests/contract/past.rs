//! A patient's whole file as it stood: after a random course of changes by every act, the file at random
//! instants is what copies of the database hold that were taken then; and an earlier version of a record is
//! put back whole.

use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::{Map, Value, json};

use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::{Answer, Sent};

/// Acts of the course, each followed by a copy of the database.
const ACTS: usize = 60;
/// Random instants that are asked of it: PAST_INSTANTS, or 40.
fn instants() -> usize {
    std::env::var("PAST_INSTANTS").ok().and_then(|many| many.parse().ok()).unwrap_or(40)
}

/// Numbers that nobody foresees and everybody can repeat.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }

    fn one<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        (!all.is_empty()).then(|| &all[self.below(all.len())])
    }
}

pub struct Desk {
    pub practice: Practice,
    pub patient: String,
    pub dietitian: String,
}

impl Desk {
    pub fn open() -> Self {
        let practice = Practice::open();
        let dietitian = practice.text("SELECT id FROM users WHERE username = 'dietitian'");
        let mut desk = Self { practice, patient: String::new(), dietitian };
        let born = json!({ "first_name": "Ana", "last_name": "Ek", "date_of_birth": "1980-01-02",
            "assigned_dietitian_id": desk.dietitian });
        desk.patient = desk.practice.made("/api/patients", born, "patient");
        desk
    }

    fn ids(&self, of: &str) -> Vec<String> {
        let all = self.practice.text(&format!("SELECT coalesce(group_concat(id), '') FROM {of}"));
        all.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect()
    }

    fn visits(&self, there: bool) -> Vec<String> {
        let is = if there { "IS NULL" } else { "IS NOT NULL" };
        self.ids(&format!("visits WHERE patient_id = '{}' AND deleted_at {is}", self.patient))
    }

    fn invoices(&self, status: &str) -> Vec<String> {
        self.ids(&format!("billing WHERE patient_id = '{}' AND {status}", self.patient))
    }

    /// One act, whatever it is; what the rules refuse changes nothing.
    fn act(&self, round: usize, dice: &mut Dice) -> (String, u16) {
        let text = format!("round {round} 🥦 {}", dice.below(1000));
        let patient = format!("/api/patients/{}", self.patient);
        let visit = dice.one(&self.visits(true)).map(|id| format!("/api/visits/{id}"));
        let of_visit = |rest: &str| format!("{}{rest}", visit.clone().unwrap_or_default());
        let draft = dice.one(&self.invoices("status = 'DRAFT'")).cloned();
        let issued = dice.one(&self.invoices("status <> 'DRAFT'")).cloned();
        let invoice = |id: &Option<String>, rest: &str| {
            format!("/api/billing/{}{rest}", id.clone().unwrap_or_else(|| "none".into()))
        };
        let line =
            json!({ "description": text, "quantity": 1, "unit_price": 10 + round, "tax_rate": 20 });
        let due = "2035-01-01";
        let (method, path, body) = match dice.below(20) {
            0 => ("PUT", patient, json!({ "city": text, "phone": "0612345678" })),
            1 => (
                "PUT",
                patient,
                json!({ "city": null, "medical_notes": text, "last_name": format!("Ek{round}") }),
            ),
            2 => ("PUT", format!("{patient}/deactivate"), json!({})),
            3 => ("PUT", format!("{patient}/activate"), json!({})),
            4 | 5 => (
                "POST",
                "/api/visits".into(),
                json!({
                    "patient_id": self.patient, "dietitian_id": self.dietitian, "allow_overlap": true,
                    "visit_date": format!("2026-0{}-05T05:00:00Z", 1 + dice.below(9)),
                }),
            ),
            6 | 7 => (
                "PUT",
                of_visit(""),
                json!({ "assessment": text, "private_notes": text, "status": "COMPLETED", "allow_overlap": true }),
            ),
            8 => (
                "PUT",
                of_visit(""),
                json!({ "recommendations": text, "duration_minutes": 20 + round, "allow_overlap": true }),
            ),
            9 => ("DELETE", of_visit(""), json!({})),
            10 => {
                let gone = dice.one(&self.visits(false)).cloned().unwrap_or_default();
                ("POST", format!("/api/visits/{gone}/restore?allow_overlap=true"), json!({}))
            }
            11 | 12 => (
                "POST",
                of_visit("/measurements"),
                json!({ "weight_kg": 60.5 + round as f64, "height_cm": 170 }),
            ),
            13 => {
                let of = format!(
                    "visit_measurements WHERE patient_id = '{}' AND deleted_at IS NULL",
                    self.patient
                );
                let one = dice.one(&self.ids(&of)).cloned().unwrap_or_default();
                let whose = self.ids(&format!(
                    "(SELECT visit_id AS id FROM visit_measurements WHERE id = '{one}')"
                ));
                let address = format!(
                    "/api/visits/{}/measurements/{one}",
                    whose.first().cloned().unwrap_or_default()
                );
                match dice.below(2) {
                    0 => ("DELETE", address, json!({})),
                    _ => (
                        "PUT",
                        address,
                        json!({ "weight_kg": 55.25 + round as f64, "notes": text }),
                    ),
                }
            }
            14 => ("POST", of_visit("/sign"), json!({})),
            15 => ("POST", of_visit("/amend"), json!({ "reason": text })),
            16 => (
                "POST",
                "/api/billing".into(),
                json!({
                    "patient_id": self.patient, "lines": [line], "due_date": due, "notes": text,
                    "status": if dice.below(2) == 0 { "DRAFT" } else { "PENDING" },
                }),
            ),
            17 => match dice.below(3) {
                0 => ("DELETE", invoice(&draft, ""), json!({})),
                1 => ("POST", invoice(&draft, "/issue"), json!({})),
                _ => (
                    "PUT",
                    invoice(&draft, ""),
                    json!({ "lines": [line.clone(), line], "notes": text }),
                ),
            },
            18 => ("PUT", invoice(&issued, ""), json!({ "notes": text })),
            _ => match dice.below(3) {
                0 => (
                    "POST",
                    invoice(&issued, "/payments"),
                    json!({ "amount": 1 + dice.below(5), "method": "CASH" }),
                ),
                1 => (
                    "POST",
                    invoice(&issued, "/credit-note"),
                    json!({ "amount": 1, "reason": text }),
                ),
                _ => ("DELETE", invoice(&issued, ""), json!({})),
            },
        };
        let answer = self.practice.ask(method, &path, body);
        assert!(answer.status < 500, "{method} {path}: {}", answer.text);
        (format!("{method} {path}"), answer.status)
    }

    /// The tables of the patient's file as they are, and since when.
    fn copy(&self) -> Copy {
        // Whoever changes something within the same millisecond is not told apart.
        sleep(Duration::from_millis(3));
        let copy = Connection::open_in_memory().unwrap();
        let live = self.practice.clinic.file("nutrivault.db");
        copy.execute("ATTACH ?1 AS live", [format!("file:{}?mode=ro", live.display())]).unwrap();
        let of = format!("patient_id = '{}'", self.patient);
        copy.execute_batch(&format!(
            "BEGIN;
             CREATE TABLE patients AS SELECT * FROM live.patients WHERE id = '{}';
             CREATE TABLE visits AS SELECT * FROM live.visits WHERE {of} AND deleted_at IS NULL;
             CREATE TABLE measured AS SELECT * FROM live.visit_measurements WHERE {of} AND deleted_at IS NULL;
             CREATE TABLE billing AS SELECT * FROM live.billing WHERE {of};
             CREATE TABLE lines AS SELECT * FROM live.billing_lines WHERE billing_id IN (SELECT id FROM billing);
             CREATE TABLE trail AS SELECT max(timestamp) AS last FROM live.audit_logs WHERE action <> 'READ';
             COMMIT; DETACH live;",
            self.patient
        ))
        .unwrap();
        let since = copy.query_row("SELECT last FROM trail", [], |row| row.get(0)).unwrap();
        Copy { tables: copy, since }
    }
}

/// A copy of the database.
struct Copy {
    tables: Connection,
    since: String,
}

/// What nobody changes by hand, and `as_of` does not tell.
const UNTOLD: [&str; 3] = ["updated_at", "updated_by", "version"];

impl Copy {
    /// The rows of a table, by their ids.
    fn rows(&self, table: &str, condition: &str) -> BTreeMap<String, Map<String, Value>> {
        let mut statement =
            self.tables.prepare(&format!("SELECT * FROM {table} WHERE {condition}")).unwrap();
        let names: Vec<String> =
            statement.column_names().iter().map(|name| (*name).to_owned()).collect();
        let mut rows = statement.query([]).unwrap();
        let mut all = BTreeMap::new();
        while let Some(row) = rows.next().unwrap() {
            let value = |(at, name): (usize, &String)| {
                let value = match row.get_ref(at).unwrap() {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(number) => json!(number),
                    ValueRef::Real(number) => json!(number),
                    ValueRef::Text(text) => json!(String::from_utf8_lossy(text)),
                    ValueRef::Blob(_) => json!("blob"),
                };
                (name.clone(), value)
            };
            let fields: Map<String, Value> = names.iter().enumerate().map(value).collect();
            all.insert(fields["id"].as_str().unwrap().to_owned(), fields);
        }
        all
    }
}

/// Whether a value of an answer is that of a column.
fn is_same(answered: &Value, stored: &Value) -> bool {
    match (answered, stored) {
        (Value::Bool(flag), Value::Number(number)) => number.as_i64() == Some(i64::from(*flag)),
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Null, Value::String(text)) => text.is_empty(),
        (Value::Array(_) | Value::Object(_), Value::String(text)) => {
            serde_json::from_str::<Value>(text).is_ok_and(|stored| stored == *answered)
        }
        _ => answered == stored,
    }
}

/// Compares a record with its row, in every field that both have; how many those are.
#[track_caller]
fn compare(answered: &Value, row: &Map<String, Value>, at: &str) -> usize {
    let fields = answered.as_object().unwrap();
    let both = fields.iter().filter(|(name, _)| !UNTOLD.contains(&name.as_str()));
    let both: Vec<_> =
        both.filter_map(|(name, value)| Some((name, value, row.get(name)?))).collect();
    for (name, value, stored) in &both {
        assert!(is_same(value, stored), "{name} at {at}: {value} is not {stored}");
    }
    both.len()
}

fn by_id(list: &Value) -> BTreeMap<String, &Value> {
    let all = list.as_array().unwrap().iter();
    all.map(|one| (one["id"].as_str().unwrap().to_owned(), one)).collect()
}

/// Compares a file with the copy of that instant; how many fields were compared.
fn same_file(file: &Value, copy: &Copy, at: &str) -> usize {
    let patients = copy.rows("patients", "1");
    let mut fields = compare(&file["patient"], patients.values().next().unwrap(), at);
    let (visits, stored) = (by_id(&file["visits"]), copy.rows("visits", "1"));
    assert_eq!(
        visits.keys().collect::<Vec<_>>(),
        stored.keys().collect::<Vec<_>>(),
        "visits at {at}"
    );
    for (id, visit) in visits {
        fields += compare(visit, &stored[&id], at);
        let measured = by_id(&visit["measurements"]);
        let stored = copy.rows("measured", &format!("visit_id = '{id}'"));
        assert_eq!(
            measured.keys().collect::<Vec<_>>(),
            stored.keys().collect::<Vec<_>>(),
            "measured at {at}"
        );
        for (id, one) in measured {
            fields += compare(one, &stored[&id], at);
        }
    }
    let (invoices, stored) = (by_id(&file["billing"]), copy.rows("billing", "1"));
    assert_eq!(
        invoices.keys().collect::<Vec<_>>(),
        stored.keys().collect::<Vec<_>>(),
        "invoices at {at}"
    );
    for (id, invoice) in invoices {
        let mut row = stored[&id].clone();
        for sum in [
            "amount",
            "tax_amount",
            "total_amount",
            "amount_paid",
            "amount_credited",
            "balance",
            "discount_amount",
        ] {
            row.insert(sum.into(), json!(row[sum].as_f64().unwrap() / 100.0));
        }
        fields += compare(invoice, &row, at);
        let told: Vec<&str> = invoice["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line["description"].as_str().unwrap())
            .collect();
        let lines = copy.rows("lines", &format!("billing_id = '{id}'"));
        let mut lines: Vec<_> = lines.values().collect();
        lines.sort_by_key(|line| line["position"].as_i64());
        let lines: Vec<&str> =
            lines.iter().map(|line| line["description"].as_str().unwrap()).collect();
        assert_eq!(told, lines, "lines at {at}");
    }
    fields
}

/// An instant some milliseconds after that one.
fn later(practice: &Practice, instant: &str, ms: usize) -> String {
    practice
        .text(&format!("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', '{instant}', '+0.{ms:03} seconds')"))
}

#[test]
fn a_file_as_of_any_instant_is_what_a_copy_of_the_database_of_that_instant_holds() {
    let desk = Desk::open();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut course = vec![desk.copy()];
    let mut done = BTreeMap::new();
    for round in 0..ACTS {
        let (what, status) = desk.act(round, &mut dice);
        course.push(desk.copy());
        if status < 300 {
            let kind: String = what.split('/').take(3).collect::<Vec<_>>().join("/");
            *done.entry(kind).or_insert(0) += 1;
        }
    }
    assert!(done.values().sum::<i32>() > 25 && done.len() > 4, "{done:?}");
    let (mut asked, mut fields) = (0, 0);
    let instants = instants();
    while asked < instants {
        let place = dice.below(course.len());
        let at = later(&desk.practice, &course[place].since, dice.below(3));
        // The last copy that is no younger: refused acts leave none of their own.
        let then = course.iter().rev().find(|copy| copy.since <= at).unwrap();
        let path = format!("/api/patients/{}?as_of={at}&include=visits,billing", desk.patient);
        let answer = desk.practice.get(&path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        let file = answer.json()["data"].clone();
        assert_eq!(file["incomplete"], false, "{path}");
        fields += same_file(&file, then, &at);
        asked += 1;
        for (id, invoice) in by_id(&file["billing"]) {
            let alone = desk.practice.get(&format!("/api/billing/{id}?as_of={at}"));
            assert_eq!(alone.json()["data"]["billing"], *invoice, "{}", alone.text);
        }
    }
    println!("past: {asked} instants, {fields} fields the same as in the copies");
    assert!(fields > instants * 60, "{fields} fields");
    // The page shows the same file, and says what it cannot know.
    let admin = cookie(&desk.practice, "admin");
    let page = |at: &str| {
        knock(
            &desk.practice,
            "GET",
            &format!("/patients/{}?as_of={at}", desk.patient),
            Some(&admin),
        )
    };
    let last = page("2099-01-01T00:00:00Z");
    let visits = desk.visits(true).len();
    assert_eq!((last.status, last.text.matches("<h3><a href=\"/visits/").count()), (200, visits));
    assert!(!last.text.contains("role=\"note\""));
    assert_eq!(page("2020-01-01T00:00:00Z").status, 404);
    let parts = desk
        .practice
        .get(&format!("/api/patients/{}?as_of=2099-01-01T00:00:00Z&include=goals", desk.patient));
    assert_eq!(parts.status, 400, "{}", parts.text);
}

impl Desk {
    /// The versions of a record, the newest first.
    fn versions(&self, path: &str) -> Vec<i64> {
        let history = self.practice.get(&format!("{path}/history")).json();
        let all = history["data"]["history"].as_array().unwrap().clone();
        all.iter().map(|one| one["seq"].as_i64().unwrap()).collect()
    }

    fn back(&self, path: &str, seq: i64, body: Value) -> Answer {
        self.practice.ask("POST", &format!("{path}/history/{seq}/restore"), body)
    }
}

#[test]
fn an_earlier_version_is_put_back_whole_by_who_knows_the_present_one() {
    let desk = Desk::open();
    let patient = format!("/api/patients/{}", desk.patient);
    let now = |path: &str, what: &str| desk.practice.get(path).json()["data"][what].clone();
    for change in [
        json!({ "city": "Lyon", "phone": "0612345678", "medical_notes": "First" }),
        json!({ "city": "Lille", "phone": null }),
        json!({ "medical_notes": "Third", "address": "1, quai Neuf" }),
    ] {
        assert_eq!(desk.practice.ask("PUT", &patient, change).status, 200);
    }
    let versions = desk.versions(&patient);
    let present = now(&patient, "patient")["version"].as_i64().unwrap();
    // Stale, unknown, and another record's.
    assert_eq!(desk.back(&patient, versions[2], json!({ "version": present - 1 })).status, 409);
    assert_eq!(desk.back(&patient, 1, json!({})).status, 400);
    let back = desk.back(&patient, versions[2], json!({ "version": present }));
    assert_eq!(back.status, 200, "{}", back.text);
    let found = now(&patient, "patient");
    for (field, value) in [
        ("city", json!("Lyon")),
        ("phone", json!("0612345678")),
        ("medical_notes", json!("First")),
        ("address", Value::Null),
    ] {
        assert_eq!(found[field], value, "{field}");
    }
    assert_eq!(desk.versions(&patient).len(), versions.len() + 1, "it is a version of its own");
    // What a page shows is put back by its button, once.
    let page = knock(
        &desk.practice,
        "GET",
        &format!("/patients/{}/history", desk.patient),
        Some(&cookie(&desk.practice, "admin")),
    );
    assert_eq!(
        page.text.matches("Back to this version").count(),
        versions.len() - 1,
        "{}",
        page.text
    );
    let press = |known: i64| {
        let form = format!("version={}&known={known}", versions[1]);
        let sent = Sent::new("POST", format!("/patients/{}/history", desk.patient))
            .header("Cookie", cookie(&desk.practice, "admin"))
            .header("Sec-Fetch-Site", "same-origin")
            .body("application/x-www-form-urlencoded", form);
        desk.practice.send(&sent).status
    };
    let known = found["version"].as_i64().unwrap();
    assert_eq!((press(known), press(known)), (303, 409));
    assert_eq!(now(&patient, "patient")["city"], "Lille");
}

#[test]
fn a_visit_goes_back_without_what_its_reader_may_not_see_and_a_signed_note_not_at_all() {
    let desk = Desk::open();
    let visit = desk.practice.made(
        "/api/visits",
        json!({ "patient_id": desk.patient, "dietitian_id": desk.dietitian,
            "visit_date": "2026-03-05T05:00:00Z", "allow_overlap": true }),
        "visit",
    );
    let path = format!("/api/visits/{visit}");
    for text in ["one", "two"] {
        let note = json!({ "assessment": text, "private_notes": text, "duration_minutes": if text == "one" { 40 } else { 50 } });
        assert_eq!(desk.practice.ask("PUT", &path, note).status, 200);
    }
    let first = desk.versions(&path)[1];
    let assistant = desk.practice.token("assistant");
    let sent = Sent::new("POST", format!("{path}/history/{first}/restore")).bearer(&assistant);
    let back = desk.practice.send(&sent.json("{}"));
    assert_eq!(back.status, 200, "{}", back.text);
    let found = desk.practice.get(&path).json()["data"]["visit"].clone();
    assert_eq!(
        [&found["assessment"], &found["private_notes"], &found["duration_minutes"]],
        [&json!("one"), &json!("two"), &json!(40)]
    );
    assert_eq!(desk.practice.ask("POST", &format!("{path}/sign"), json!({})).status, 200);
    let refused = desk.back(&path, desk.versions(&path)[2], json!({}));
    assert_eq!((refused.status, &refused.json()["error"]["code"]), (409, &json!("SIGNED")));
    // A draft of an invoice goes back with its lines; an issued one keeps them.
    let line = |price: i64| json!([{ "description": format!("At {price}"), "quantity": 1, "unit_price": price, "tax_rate": 0 }]);
    let invoice = desk.practice.made(
        "/api/billing",
        json!({ "patient_id": desk.patient, "lines": line(10), "status": "DRAFT", "notes": "a" }),
        "billing",
    );
    let bill = format!("/api/billing/{invoice}");
    assert_eq!(
        desk.practice.ask("PUT", &bill, json!({ "lines": line(20), "notes": "b" })).status,
        200
    );
    let created = *desk.versions(&bill).last().unwrap();
    let back = desk.back(&bill, created, json!({}));
    assert_eq!(back.status, 200, "{}", back.text);
    let billing = &back.json()["data"]["billing"];
    assert_eq!((&billing["notes"], billing["amount"].as_f64()), (&json!("a"), Some(10.0)));
    assert_eq!(desk.practice.ask("POST", &format!("{bill}/issue"), json!({})).status, 200);
    assert_eq!(desk.practice.ask("PUT", &bill, json!({ "notes": "c" })).status, 200);
    let back = desk.back(&bill, created, json!({}));
    let billing = &back.json()["data"]["billing"];
    assert_eq!((back.status, &billing["notes"]), (200, &json!("a")), "{}", back.text);
    assert_eq!((&billing["status"], billing["amount"].as_f64()), (&json!("PENDING"), Some(10.0)));
}

/// A file of a few visits and one of many are read with as many statements.
#[test]
fn a_file_as_of_an_instant_costs_as_many_statements_whatever_its_size() {
    let desk = Desk::open();
    let path =
        format!("/api/patients/{}?as_of=2099-01-01T00:00:00Z&include=visits,billing", desk.patient);
    let statements = |visits: usize| {
        let answer = desk.practice.get(&path);
        assert_eq!(
            answer.json()["data"]["visits"].as_array().unwrap().len(),
            visits,
            "{}",
            answer.text
        );
        answer.queries()
    };
    let add = |from: usize, to: usize| {
        for n in from..to {
            let visit = desk.practice.made(
                "/api/visits",
                json!({ "patient_id": desk.patient, "dietitian_id": desk.dietitian, "allow_overlap": true,
                    "visit_date": format!("2026-01-{:02}T{:02}:00:00Z", 1 + n / 20, n % 20) }),
                "visit",
            );
            desk.practice.made(
                &format!("/api/visits/{visit}/measurements"),
                json!({ "weight_kg": 60 }),
                "measurement",
            );
            let line =
                json!([{ "description": "Visit", "quantity": 1, "unit_price": 10, "tax_rate": 0 }]);
            desk.practice.made(
                "/api/billing",
                json!({ "patient_id": desk.patient, "lines": line, "status": "DRAFT" }),
                "billing",
            );
        }
    };
    add(0, 2);
    let few = statements(2);
    add(2, 40);
    assert_eq!(statements(40), few);
    assert!(few <= 16, "{few} statements");
    let path = format!("/patients/{}?as_of=2099-01-01T00:00:00Z", desk.patient);
    let page = knock(&desk.practice, "GET", &path, Some(&cookie(&desk.practice, "admin")));
    assert!(page.text.contains("60.0\u{a0}kg"), "values have their units: {}", page.text);
}
