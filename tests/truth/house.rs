//! A clinic with its people, each with a session and a connection of their own.

use std::cell::RefCell;

use serde_json::{Value, json};

use crate::clinic::{Clinic, PASSWORD, Server, fine};
use crate::line::{Line, Reply};

pub struct House {
    // Ends before its folder goes.
    pub server: Server,
    pub clinic: Clinic,
}

/// Somebody who is logged in.
pub struct Person {
    pub name: String,
    pub id: String,
    pub token: String,
    pub refresh: String,
    line: RefCell<Line>,
}

impl House {
    /// With these people: names and roles.
    pub fn of(people: &[(&str, &str)]) -> Self {
        let clinic = Clinic::new();
        for (name, role) in people {
            fine(&clinic.add(name, role));
        }
        // They have all been here for long, and chose their passwords themselves.
        clinic.database().execute("UPDATE users SET must_change_password = 0", []).unwrap();
        let server = clinic.serve(&["serve"]);
        Self { server, clinic }
    }

    /// With everybody that a clinic has, two dietitians among them.
    pub fn full() -> Self {
        Self::of(&[
            ("admin", "ADMIN"),
            ("dora", "DIETITIAN"),
            ("otto", "DIETITIAN"),
            ("assia", "ASSISTANT"),
            ("vera", "VIEWER"),
        ])
    }

    pub fn line(&self) -> Line {
        Line::to(&self.server.address).unwrap()
    }

    #[track_caller]
    pub fn person(&self, name: &str) -> Person {
        let (status, answer) = self.server.login(name, PASSWORD);
        assert_eq!(status, 200, "{answer}");
        let text = |pointer: &str| answer.pointer(pointer).unwrap().as_str().unwrap().to_owned();
        Person {
            name: name.to_owned(),
            id: text("/data/user/id"),
            token: text("/data/accessToken"),
            refresh: text("/data/refreshToken"),
            line: RefCell::new(self.line()),
        }
    }

    /// One value from the database.
    pub fn count(&self, sql: &str) -> i64 {
        self.clinic.database().query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

impl Person {
    /// The same session over a connection of its own, for another thread.
    pub fn on_another_line(&self, house: &House) -> Self {
        Self {
            name: self.name.clone(),
            id: self.id.clone(),
            token: self.token.clone(),
            refresh: self.refresh.clone(),
            line: RefCell::new(house.line()),
        }
    }

    pub fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        self.ask_with(method, path, &[], body)
    }

    pub fn ask_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Reply {
        let bearer = format!("Bearer {}", self.token);
        let headers = [headers, &[("Authorization", bearer.as_str())]].concat();
        self.line.borrow_mut().ask(method, path, &headers, body).unwrap()
    }

    /// Sends a form with files.
    pub fn upload(&self, path: &str, kind: &str, form: &str) -> Reply {
        let bearer = format!("Bearer {}", self.token);
        let headers = [("Authorization", bearer.as_str())];
        self.line.borrow_mut().send("POST", path, &headers, kind, form.as_bytes()).unwrap()
    }

    pub fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, None)
    }

    #[track_caller]
    pub fn put(&self, path: &str, body: Value) -> Reply {
        self.ask("PUT", path, Some(&body)).fine()
    }

    #[track_caller]
    pub fn post(&self, path: &str, body: Value) -> Reply {
        self.ask("POST", path, Some(&body)).fine()
    }

    #[track_caller]
    pub fn delete(&self, path: &str) -> Reply {
        self.ask("DELETE", path, None).fine()
    }

    /// A new patient of that dietitian; the id.
    #[track_caller]
    pub fn patient(&self, last_name: &str, dietitian: &Person) -> String {
        let body = json!({
            "first_name": "Pia", "last_name": last_name, "date_of_birth": "1980-02-29",
            "gender": "FEMALE", "city": "Genève", "assigned_dietitian_id": dietitian.id,
        });
        id_of(&self.post("/api/patients", body), "patient")
    }

    /// A new visit of that patient, on that day of 2030; the id.
    #[track_caller]
    pub fn visit(&self, patient: &str, dietitian: &Person, day: u32) -> String {
        let body = json!({
            "patient_id": patient, "dietitian_id": dietitian.id, "duration_minutes": 30,
            "visit_date": format!("2030-01-{day:02}T09:00:00Z"), "visit_type": "FOLLOW_UP",
        });
        id_of(&self.post("/api/visits", body), "visit")
    }
}

#[track_caller]
pub fn id_of(reply: &Reply, singular: &str) -> String {
    reply.json()["data"][singular]["id"].as_str().unwrap().to_owned()
}
