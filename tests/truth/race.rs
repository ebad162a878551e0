//! Writers and readers at once, for RACE_SECONDS (5): nobody is ever shown the past.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::house::{House, Person};

const WRITERS: usize = 4;
const READERS: usize = 4;

/// How many answers the readers get while a writer pauses between two steps.
const ANSWERS_PER_STEP: u64 = 120;

/// What one writer owns, and the newest values that the server has acknowledged to it.
struct Plot {
    patient: String,
    visit: String,
    city: AtomicU64,
    complaint: AtomicU64,
}

struct Race {
    house: House,
    plots: Vec<Plot>,
    patients: AtomicU64,
    is_over: AtomicBool,
    hits: AtomicU64,
    answers: AtomicU64,
}

/// What a reader knows before it asks: nothing older may come back.
struct Known {
    cities: Vec<u64>,
    complaints: Vec<u64>,
    patients: u64,
}

fn marked(number: u64) -> String {
    format!("n:{number}")
}

#[track_caller]
fn number(value: &Value) -> u64 {
    value.as_str().unwrap().strip_prefix("n:").unwrap().parse().unwrap()
}

/// The row of a list with this id.
#[track_caller]
fn row<'a>(rows: &'a Value, id: &str) -> &'a Value {
    rows.as_array().unwrap().iter().find(|row| row["id"] == id).unwrap()
}

impl Race {
    fn prepare() -> Self {
        let house = House::of(&[("admin", "ADMIN"), ("dora", "DIETITIAN")]);
        let (admin, dora) = (house.person("admin"), house.person("dora"));
        let plots = (0..WRITERS).map(|number| {
            let patient = admin.patient(&format!("Writer{number}"), &dora);
            let visit = admin.visit(&patient, &dora, number as u32 + 1);
            admin.put(&format!("/api/patients/{patient}"), json!({"city": marked(0)}));
            admin.put(&format!("/api/visits/{visit}"), json!({"chief_complaint": marked(0)}));
            Plot { patient, visit, city: AtomicU64::new(0), complaint: AtomicU64::new(0) }
        });
        let plots: Vec<Plot> = plots.collect();
        Self {
            house,
            plots,
            patients: AtomicU64::new(WRITERS as u64),
            is_over: AtomicBool::new(false),
            hits: AtomicU64::new(0),
            answers: AtomicU64::new(0),
        }
    }

    fn write(&self, plot: &Plot) {
        let (dora, mut next) = (self.house.person("dora"), 0);
        let (patient, visit) =
            (format!("/api/patients/{}", plot.patient), format!("/api/visits/{}", plot.visit));
        while !self.is_over.load(Ordering::Relaxed) {
            next += 1;
            dora.put(&patient, json!({"city": marked(next)}));
            plot.city.store(next, Ordering::SeqCst);
            dora.put(&visit, json!({"chief_complaint": marked(next)}));
            plot.complaint.store(next, Ordering::SeqCst);
            if next.is_multiple_of(10) {
                dora.patient("Late", &dora);
                self.patients.fetch_add(1, Ordering::SeqCst);
            }
            self.wait_for_readers();
        }
    }

    /// Paced by the readers and not by the clock, the share of hits does not depend on the machine.
    fn wait_for_readers(&self) {
        let enough = self.answers.load(Ordering::Relaxed) + ANSWERS_PER_STEP;
        let are_behind = || self.answers.load(Ordering::Relaxed) < enough;
        while are_behind() && !self.is_over.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(1));
        }
    }

    fn known(&self) -> Known {
        let all = |pick: fn(&Plot) -> &AtomicU64| {
            self.plots.iter().map(|plot| pick(plot).load(Ordering::SeqCst)).collect()
        };
        Known {
            cities: all(|plot| &plot.city),
            complaints: all(|plot| &plot.complaint),
            patients: self.patients.load(Ordering::SeqCst),
        }
    }

    fn read(&self, reader: &Person, start: usize) {
        let mut turn = start;
        while !self.is_over.load(Ordering::Relaxed) {
            self.look(reader, turn);
            turn += 1;
        }
    }

    /// Asks one of the routes and holds every value in its answer against what was known before.
    fn look(&self, reader: &Person, turn: usize) {
        let at = turn / 8 % WRITERS;
        let plot = &self.plots[at];
        let oldest = "sort_by=created_at&sort_order=asc";
        let patient = format!("/api/patients/{}", plot.patient);
        let path = match turn % 8 {
            0 => format!("/api/patients?{oldest}"),
            1 => format!("/api/patients?{oldest}&include=visits,measurements"),
            2 => patient,
            3 => "/api/patients/stats".into(),
            4 => format!("{patient}/timeline"),
            5 => format!("/api/visits?{oldest}"),
            6 => format!("/api/visits/{}", plot.visit),
            _ => "/api/visits?include=measurements".into(),
        };
        let known = self.known();
        let reply = reader.get(&path).fine();
        self.answers.fetch_add(1, Ordering::Relaxed);
        self.hits.fetch_add(u64::from(reply.hit().unwrap()), Ordering::Relaxed);
        let answer = &reply.json()["data"];
        let not_older = |shown: &Value, known: u64| {
            let shown = number(shown);
            let hit = reply.hit();
            assert!(shown >= known, "{path} showed {shown} after {known} (hit: {hit:?})");
        };
        for (number, plot) in self.plots.iter().enumerate() {
            let (city, complaint) = (known.cities[number], known.complaints[number]);
            match turn % 8 {
                0 => not_older(&row(&answer["patients"], &plot.patient)["city"], city),
                1 => {
                    let shown = row(&answer["patients"], &plot.patient);
                    not_older(&shown["city"], city);
                    not_older(&row(&shown["visits"], &plot.visit)["chief_complaint"], complaint);
                }
                5 | 7 => {
                    let shown = row(&answer["visits"], &plot.visit);
                    not_older(&shown["chief_complaint"], complaint);
                }
                _ => {}
            }
        }
        match turn % 8 {
            2 => not_older(&answer["patient"]["city"], known.cities[at]),
            3 => assert!(answer["total"].as_u64().unwrap() >= known.patients, "{path}"),
            4 => {
                let (text, complaint) = (answer.to_string(), known.complaints[at]);
                let shown = text.split(r#""n:"#).nth(1).and_then(|rest| rest.split('"').next());
                not_older(&json!(format!("n:{}", shown.unwrap())), complaint);
            }
            6 => not_older(&answer["visit"]["chief_complaint"], known.complaints[at]),
            _ => {}
        }
    }
}

#[test]
fn no_reader_ever_sees_the_past() {
    let seconds = std::env::var("RACE_SECONDS").ok().and_then(|text| text.parse().ok());
    let end = Instant::now() + Duration::from_secs(seconds.unwrap_or(5));
    let race = Race::prepare();
    thread::scope(|scope| {
        let race = &race;
        let writers = race.plots.iter().map(|plot| scope.spawn(move || race.write(plot)));
        let writers: Vec<_> = writers.collect();
        let readers = (0..READERS).map(|number| {
            let reader = race.house.person(["admin", "dora"][number % 2]);
            scope.spawn(move || race.read(&reader, number))
        });
        let readers: Vec<_> = readers.collect();
        let is_anybody_gone = || writers.iter().chain(&readers).any(|thread| thread.is_finished());
        while Instant::now() < end && !is_anybody_gone() {
            thread::sleep(Duration::from_millis(20));
        }
        race.is_over.store(true, Ordering::Relaxed);
    });
    let (hits, answers) = (race.hits.into_inner(), race.answers.into_inner());
    let writes: u64 = race.plots.iter().map(|plot| plot.city.load(Ordering::Relaxed)).sum();
    eprintln!("{answers} answers, {hits} hits, {} writes", 2 * writes);
    assert!(writes > 100 && answers > 500, "{answers} answers, {writes} writes");
    assert!(hits * 5 > answers, "{hits} hits of {answers} answers");
}
