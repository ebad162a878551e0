//! A small clinic in a folder of its own: an administrator, two dietitians, and whom they treat.

mod changes;
mod charts;
mod input;
mod lists;
mod plans;
mod routes;
mod searches;

use std::sync::Arc;

use rusqlite::params;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::input::NewPatient;
use super::service::{self, Author};
use super::{PatientView, Sight, list, store};
use crate::audit::Actor;
use crate::auth::Scope;
use crate::cache::{Page, Tag};
use crate::clock::{Clock, Moment, Zone, parse_day};
use crate::config::Config;
use crate::db::{Database, Meter, Sql, Tx};
use crate::error::Result;
use crate::http::{Fields, Parameters};
use crate::ids::Id;
use crate::list::ListCaches;
use crate::list::{ListQuery, Listed};
use crate::notes::Notes;

const ADMIN: &str = "00000000-0000-7000-8000-000000000001";
const DIETITIAN: &str = "00000000-0000-7000-8000-000000000002";
const ASSISTANT: &str = "00000000-0000-7000-8000-000000000003";

/// Everything but the addresses of users.
const ALL: Sight =
    Sight { notes: Notes::All, addresses: false, visits: true, invoices: true, documents: true };

struct Clinic {
    database: Database,
    _folder: TempDir,
    admin: Id,
    alice: Id,
    bob: Id,
}

impl Clinic {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config =
            Config { data: folder.path().to_owned(), slow_query_ms: 60_000, ..Config::default() };
        Self::of(config, folder)
    }

    fn of(config: Config, folder: TempDir) -> Self {
        let (database, _) = Database::open(&config, Clock::default()).unwrap();
        database.remember(vec![Box::new(ListCaches::new(database.generations()))]);
        let [admin, alice, bob] = [Id::new(), Id::new(), Id::new()];
        let clinic = Self { database, _folder: folder, admin, alice, bob };
        clinic.user(admin, "admin", ADMIN);
        clinic.user(alice, "alice", DIETITIAN);
        clinic.user(bob, "bob", DIETITIAN);
        clinic
    }

    fn user(&self, id: Id, name: &str, role: &str) {
        let statement = "INSERT INTO users (id, username, username_folded, email, email_folded, password_hash, \
             first_name, last_name, last_name_folded, search_folded, role_id, created_at, updated_at) \
             VALUES (?1, ?2, ?2, ?2 || '@c.org', ?2 || '@c.org', '', ?2, 'Clinic', 'clinic', ?2, ?3, \
             '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')";
        self.write(|tx| {
            tx.touch(Tag::Users);
            Ok(tx.run(statement, params![id, name, role])?)
        })
        .unwrap();
    }

    fn read<T>(&self, work: impl FnOnce(&Sql<'_>) -> Result<T>) -> Result<T> {
        self.database.read_here(&Meter::default(), work)
    }

    fn write<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        self.database.write_here(&Meter::default(), work)
    }

    fn run(&self, statement: &str, values: impl rusqlite::Params) {
        self.write(|tx| Ok(tx.run(statement, values)?)).unwrap();
    }

    fn now(&self) -> Moment {
        self.database.clock().now()
    }

    fn as_admin(&self) -> Author {
        Author {
            id: self.admin,
            scope: Scope::All,
            sight: Sight { addresses: true, ..ALL },
            actor: Arc::new(Actor::default()),
        }
    }

    fn as_dietitian(&self, id: Id) -> Author {
        Author { id, scope: Scope::Dietitian(id), sight: ALL, actor: Arc::new(Actor::default()) }
    }

    fn create(&self, author: &Author, body: Value) -> Result<PatientView> {
        let body = body.as_object().cloned().unwrap_or_default();
        let today = Zone::utc().day_of(self.now());
        let new = NewPatient::read(Fields::of(body.clone()), Notes::All, today)?;
        self.write(|tx| service::create(tx, author, new, &body))
    }

    /// A patient of this name, assigned to a dietitian or nobody.
    fn patient(&self, first: &str, last: &str, dietitian: Option<Id>) -> Id {
        let body = json!({
            "first_name": first, "last_name": last, "date_of_birth": "1980-05-17",
            "assigned_dietitian_id": dietitian,
        });
        self.create(&self.as_admin(), body).unwrap().patient.id
    }

    fn detail(&self, id: Id) -> PatientView {
        let now = self.now();
        self.read(|sql| store::detail(sql, id, now)).unwrap().unwrap()
    }

    fn visit(&self, patient: Id, begins: Moment, status: &str) -> Id {
        let id = Id::new();
        self.run(
            "INSERT INTO visits (id, patient_id, dietitian_id, visit_date, ends_at, duration_minutes, \
             status, chief_complaint, private_notes, created_at, updated_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, 30, ?6, 'tired', 'secret', ?4, ?4)",
            params![id, patient, self.alice, begins, begins.plus_minutes(30), status],
        );
        id
    }

    fn measurement(&self, visit: Id, patient: Id, at: Moment, weight: f64) -> Id {
        let id = Id::new();
        self.run(
            "INSERT INTO visit_measurements (id, visit_id, patient_id, measured_at, weight_kg, \
             height_used_cm, bmi, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, 200, ?6, ?4, ?4)",
            params![id, visit, patient, at, weight, weight / 4.0],
        );
        id
    }

    fn invoice(&self, patient: Id, status: &str, currency: &str, minor: i64, due: &str) -> Id {
        let id = Id::new();
        let number = (status != "DRAFT").then(|| format!("INV-{id}"));
        self.run(
            "INSERT INTO billing (id, patient_id, invoice_number, invoice_date, due_date, currency, \
             amount, total_amount, balance, status, created_at, updated_at) \
             VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?6, ?6, ?7, ?8, ?8)",
            params![id, patient, number, due, currency, minor, status, self.now()],
        );
        id
    }

    fn list(&self, scope: Scope, query: &str) -> Result<Page> {
        let query = ask(query)?;
        let now = self.now();
        self.read(|sql| list::page(sql, &query, scope, &Zone::utc(), now))
    }

    /// The rows of a page, its total and its next cursor.
    fn rows(&self, scope: Scope, query: &str) -> (Vec<Value>, Option<i64>, Option<String>) {
        let data = data(&self.list(scope, query).unwrap());
        let rows = data["patients"].as_array().unwrap().clone();
        (rows, data["total"].as_i64(), data["next_cursor"].as_str().map(str::to_owned))
    }

    fn first_names(&self, query: &str) -> Vec<String> {
        let query = format!("{query}&limit=100&sort_by=first_name&sort_order=asc");
        let (rows, _, _) = self.rows(Scope::All, &query);
        rows.iter().map(|row| row["first_name"].as_str().unwrap().to_owned()).collect()
    }
}

fn ask(query: &str) -> Result<ListQuery> {
    ListQuery::read(list::PatientList::SPEC, Parameters::parse(query)?, &Zone::utc(), Notes::All)
}

fn data(page: &Page) -> Value {
    serde_json::from_slice::<Value>(&page.json).unwrap()["data"].clone()
}

fn day(text: &str) -> jiff::civil::Date {
    parse_day(text).unwrap()
}

/// A value for a query string, percent-encoded whole.
fn encoded(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02x}")).collect()
}
