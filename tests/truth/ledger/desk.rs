//! Somebody at the front desk: books visits around midnights and changes of the clocks, moves them,
//! notes what became of them, deletes them and brings them back.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use serde_json::{Value, json};
use uuid::Uuid;

use super::model::Dice;
use super::zones::{Zone, utc};
use crate::house::Person;
use crate::line::Reply;

pub const STATUSES: [&str; 4] = ["COMPLETED", "NO_SHOW", "CANCELLED", "SCHEDULED"];
pub const KINDS: [&str; 5] =
    ["INITIAL_CONSULTATION", "FOLLOW_UP", "EMERGENCY", "ONLINE", "IN_PERSON"];
const DAY_MS: i64 = 86_400_000;
/// Nothing begins while the figures are compared.
const NEAR_MS: i64 = 40 * 60_000;

/// A visit as the model has it.
#[derive(Clone, Debug)]
pub struct Visit {
    pub id: String,
    pub patient: String,
    pub dietitian: String,
    pub begins_ms: i64,
    pub minutes: i64,
    pub status: &'static str,
    pub kind: Option<&'static str>,
    pub is_deleted: bool,
}

pub struct Desk<'z> {
    person: Person,
    zone: &'z Zone,
    now_ms: i64,
    patients: Vec<String>,
    dietitians: Vec<String>,
    dice: Dice,
    pub visits: Vec<Visit>,
    pub done: usize,
}

impl<'z> Desk<'z> {
    pub fn new(
        person: Person,
        (zone, now_ms): (&'z Zone, i64),
        dietitians: Vec<String>,
        seed: u64,
    ) -> Self {
        let (patients, visits, done) = (Vec::new(), Vec::new(), 0);
        Self { person, zone, now_ms, patients, dietitians, dice: Dice::new(seed), visits, done }
    }

    pub fn work(&mut self, operations: usize) {
        for _ in 0..operations {
            self.step();
        }
    }

    fn step(&mut self) {
        if self.patients.is_empty() || self.dice.is(8) {
            return self.register();
        }
        if self.visits.is_empty() || self.dice.is(45) {
            return self.book();
        }
        let at = self.dice.below(self.visits.len() as i64) as usize;
        match self.dice.below(10) {
            0..4 => self.settle(at),
            4..7 => self.move_to(at),
            7 => self.lengthen(at),
            8 => self.delete(at),
            _ => self.bring_back(at),
        }
    }

    fn register(&mut self) {
        let name = format!("Desk{}", self.dice.below(1_000_000));
        let patient = self.person.patient(&name, &self.person);
        self.done += 1;
        if self.dice.is(15) {
            // Archived ones count like the others, but for what says that it leaves them out.
            self.person.delete(&format!("/api/patients/{patient}"));
        }
        self.patients.push(patient);
    }

    fn book(&mut self) {
        let (begins_ms, written) = self.time();
        let (id, minutes) = (Uuid::now_v7().to_string(), self.minutes());
        let status = STATUSES[self.dice.below(4) as usize];
        let kind = self.dice.is(85).then(|| KINDS[self.dice.below(5) as usize]);
        let patient = self.patients[self.dice.below(self.patients.len() as i64) as usize].clone();
        let dietitian = self.dietitians[self.dice.below(2) as usize].clone();
        let body = json!({
            "id": id, "patient_id": patient, "dietitian_id": dietitian, "visit_date": written,
            "duration_minutes": minutes, "status": status, "visit_type": kind, "allow_overlap": true,
        });
        let reply = self.person.ask("POST", "/api/visits", Some(&body));
        let Some(begins_ms) = begins_ms else { return refused(&reply, &body) };
        let visit =
            Visit { id, patient, dietitian, begins_ms, minutes, status, kind, is_deleted: false };
        self.visits.push(visit);
        self.holds(self.visits.len() - 1, &reply, 201);
    }

    fn settle(&mut self, at: usize) {
        let status = STATUSES[self.dice.below(4) as usize];
        let Some(reply) = self.change(at, &json!({"status": status})) else { return };
        self.visits[at].status = status;
        self.holds(at, &reply, 200);
    }

    fn move_to(&mut self, at: usize) {
        let (begins_ms, written) = self.time();
        let body = json!({"visit_date": written, "allow_overlap": true});
        let Some(reply) = self.change(at, &body) else { return };
        let Some(begins_ms) = begins_ms else { return refused(&reply, &body) };
        self.visits[at].begins_ms = begins_ms;
        self.holds(at, &reply, 200);
    }

    fn lengthen(&mut self, at: usize) {
        let (minutes, kind) = (self.minutes(), KINDS[self.dice.below(5) as usize]);
        let body = json!({"duration_minutes": minutes, "visit_type": kind});
        let Some(reply) = self.change(at, &body) else { return };
        (self.visits[at].minutes, self.visits[at].kind) = (minutes, Some(kind));
        self.holds(at, &reply, 200);
    }

    fn delete(&mut self, at: usize) {
        let reply = self.person.ask("DELETE", &self.path(at), None);
        if self.visits[at].is_deleted {
            return assert_eq!(reply.code(), "VISIT_NOT_FOUND", "{}", reply.text());
        }
        reply.fine();
        self.visits[at].is_deleted = true;
        self.done += 1;
    }

    fn bring_back(&mut self, at: usize) {
        let path = format!("{}/restore?allow_overlap=true", self.path(at));
        let reply = self.person.ask("POST", &path, None);
        self.visits[at].is_deleted = false;
        self.holds(at, &reply, 200);
    }

    /// Changes a visit; nothing comes of it where it was deleted.
    fn change(&self, at: usize, body: &Value) -> Option<Reply> {
        let mut body = body.clone();
        body["allow_overlap"] = json!(true);
        let reply = self.person.ask("PUT", &self.path(at), Some(&body));
        if self.visits[at].is_deleted {
            assert!(reply.status == 404 || reply.status == 400, "{}", reply.text());
            return None;
        }
        Some(reply)
    }

    fn minutes(&mut self) -> i64 {
        if self.dice.is(50) { 5 * self.dice.between(3, 18) } else { self.dice.between(5, 480) }
    }

    /// A time around a midnight, a change of the clocks, today or any other, and how it is written;
    /// none where no clock ever shows it.
    fn time(&mut self) -> (Option<i64>, String) {
        loop {
            let (begins, written) = self.any_time();
            let is_near = |at: &i64| (at - self.now_ms).abs() < NEAR_MS;
            if !begins.is_some_and(|at| is_near(&at)) {
                return (begins, written);
            }
        }
    }

    fn any_time(&mut self) -> (Option<i64>, String) {
        const CLOCK: [(i8, i8, i8); 9] = [
            (0, 0, 0),
            (23, 59, 59),
            (0, 0, 1),
            (0, 30, 0),
            (1, 59, 59),
            (2, 0, 0),
            (2, 30, 0),
            (3, 0, 0),
            (23, 30, 0),
        ];
        let day = self.a_day();
        let (hour, minute, second) = match self.dice.is(70) {
            true => CLOCK[self.dice.below(9) as usize],
            false => (self.dice.below(24) as i8, self.dice.below(60) as i8, 0),
        };
        let wall = DateTime::from_parts(day, Time::constant(hour, minute, second, 0));
        let instants = self.zone.instants(wall);
        let by_wall = wall.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        let Some(first) = instants.first().copied() else { return (None, by_wall) };
        match self.dice.below(3) {
            0 => (Some(first), by_wall),
            1 => {
                let last = *instants.last().unwrap();
                (Some(last), self.zone.with_offset(last))
            }
            _ => (Some(first), utc(first)),
        }
    }

    fn a_day(&mut self) -> Date {
        let today = self.zone.day(self.now_ms);
        let changes = self.zone.days_of_change();
        match self.dice.below(10) {
            0..3 => {
                let day = changes[self.dice.below(changes.len() as i64) as usize];
                day.saturating_add((self.dice.below(2)).days())
            }
            3..5 => {
                let month = today.saturating_sub(self.dice.below(15).months());
                if self.dice.is(50) { month.first_of_month() } else { month.last_of_month() }
            }
            5..7 => today.saturating_add((self.dice.between(-2, 2)).days()),
            7 => {
                today.saturating_sub(12.months()).saturating_add((self.dice.between(-1, 1)).days())
            }
            8 => today.saturating_add(self.dice.below(60).days()),
            _ => self.zone.day(self.now_ms - self.dice.below(500) * DAY_MS),
        }
    }

    fn path(&self, at: usize) -> String {
        format!("/api/visits/{}", self.visits[at].id)
    }

    /// The answer was a success and shows the visit as the model has it.
    #[track_caller]
    fn holds(&mut self, at: usize, reply: &Reply, status: u16) {
        assert_eq!(reply.status, status, "{}", reply.text());
        self.done += 1;
        let (visit, shown) = (&self.visits[at], &reply.json()["data"]["visit"]);
        let begins = utc(visit.begins_ms).replace('Z', ".000Z");
        assert_eq!(shown["visit_date"], begins, "{visit:?}");
        assert_eq!(shown["duration_minutes"], visit.minutes, "{visit:?}");
        assert_eq!(shown["status"], visit.status, "{visit:?}");
        assert_eq!(shown["visit_type"], json!(visit.kind), "{visit:?}");
    }
}

/// No clock shows that time.
#[track_caller]
fn refused(reply: &Reply, body: &Value) {
    assert_eq!((reply.status, reply.code().as_str()), (400, "VALIDATION_ERROR"), "{body}");
}
