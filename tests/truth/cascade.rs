//! Every kind of write against every cached route: what a change shows in is read anew, what it
//! cannot concern stays in the cache, and no answer differs from one made without the cache.

use std::cell::Cell;

use serde_json::{Value, json};

use crate::house::{House, Person, id_of};
use crate::line::Reply;

/// Two patients of two dietitians, each with a measured visit.
struct Stage {
    house: House,
    admin: Person,
    dora: Person,
    anna: String,
    bert: String,
    visit: String,
    measurement: String,
    invoice: String,
    /// Name and path of every cached route.
    routes: Vec<(&'static str, String)>,
    flushes: Cell<u32>,
}

impl Stage {
    fn set() -> Self {
        let house = House::of(&[("admin", "ADMIN"), ("dora", "DIETITIAN"), ("otto", "DIETITIAN")]);
        let (admin, dora, otto) =
            (house.person("admin"), house.person("dora"), house.person("otto"));
        let (anna, bert) = (admin.patient("Anna", &dora), admin.patient("Bert", &otto));
        let visit = admin.visit(&anna, &dora, 10);
        let others = admin.visit(&bert, &otto, 11);
        let measured = |visit: &str| {
            let body = json!({"weight_kg": 81.5, "height_cm": 180});
            id_of(&admin.post(&format!("/api/visits/{visit}/measurements"), body), "measurement")
        };
        let (measurement, _) = (measured(&visit), measured(&others));
        let billed = |patient: &str, visit: &str| {
            let body = json!({"patient_id": patient, "visit_id": visit, "amount": 50});
            id_of(&admin.post("/api/billing", body), "billing")
        };
        let (invoice, foreign) = (billed(&anna, &visit), billed(&bert, &others));
        let everything = "include=visits,measurements,billing";
        let routes = vec![
            ("patients", "/api/patients".into()),
            ("patients with all", format!("/api/patients?{everything}")),
            ("patient stats", "/api/patients/stats".into()),
            ("anna", format!("/api/patients/{anna}")),
            ("anna's timeline", format!("/api/patients/{anna}/timeline")),
            ("anna's documents", format!("/api/patients/{anna}/documents")),
            ("bert's documents", format!("/api/patients/{bert}/documents")),
            ("anna's curve", format!("/api/patients/{anna}/measurements")),
            ("bert", format!("/api/patients/{bert}")),
            ("bert's timeline", format!("/api/patients/{bert}/timeline")),
            ("bert's curve", format!("/api/patients/{bert}/measurements")),
            ("visits", "/api/visits".into()),
            ("visits with all", "/api/visits?include=measurements,billing".into()),
            ("visit stats", "/api/visits/stats".into()),
            ("anna's visit", format!("/api/visits/{visit}")),
            ("bert's visit", format!("/api/visits/{others}")),
            ("billing", "/api/billing".into()),
            ("billing with all", "/api/billing?include=lines,payments".into()),
            ("billing stats", "/api/billing/stats".into()),
            ("anna's invoice", format!("/api/billing/{invoice}")),
            ("bert's invoice", format!("/api/billing/{foreign}")),
        ];
        let flushes = Cell::new(0);
        Self { house, admin, dora, anna, bert, visit, measurement, invoice, routes, flushes }
    }

    fn read_all(&self) -> Vec<Reply> {
        self.routes.iter().map(|(_, path)| self.admin.get(path)).collect()
    }

    /// A settings change makes every kept answer untrue: what is read next comes from the tables.
    fn flush(&self) {
        self.flushes.set(self.flushes.get() + 1);
        let number = format!("R-{}", self.flushes.get());
        self.admin.put("/api/settings", json!({ "registration_number": number }));
    }

    /// Warms every route, writes, and holds every next answer against an uncached one. `shows`
    /// names the routes whose body must have changed, `keeps` those that must still be kept.
    #[track_caller]
    fn after(&self, name: &str, write: impl Fn(), shows: &[&str], keeps: &[&str]) {
        self.flush();
        for (reply, (route, _)) in self.read_all().iter().zip(&self.routes) {
            assert_ne!(reply.hit(), Some(true), "before {name}: {route} was still kept");
        }
        let warm = self.read_all();
        for (reply, (route, _)) in warm.iter().zip(&self.routes) {
            assert!(reply.status == 404 || reply.hit() == Some(true), "before {name}: {route}");
        }
        write();
        let next = self.read_all();
        self.flush();
        let fresh = self.read_all();
        for (at, (route, _)) in self.routes.iter().enumerate() {
            let (old, new, true_one) = (&warm[at], &next[at], &fresh[at]);
            assert_eq!(new.status, true_one.status, "{name}: {route}");
            if new.status == 200 {
                assert_eq!(new.text(), true_one.text(), "{name}: {route} is stale");
            }
            let differs = old.status != new.status || old.bytes != new.bytes;
            assert!(!shows.contains(route) || differs, "{name} does not show in {route}");
            assert!(!keeps.contains(route) || new.hit() == Some(true), "{name} ended {route}");
        }
        let known = |route: &&&str| self.routes.iter().any(|(name, _)| *name == **route);
        assert_eq!(shows.iter().chain(keeps).filter(known).count(), shows.len() + keeps.len());
    }

    fn change(&self, path: &str, body: Value) {
        self.admin.put(path, body);
    }
}

const BERTS: [&str; 5] =
    ["bert", "bert's timeline", "bert's curve", "bert's visit", "bert's invoice"];
const ANNAS: [&str; 4] = ["anna", "anna's timeline", "anna's curve", "anna's visit"];
/// Visits end the figures of patients: they say how many were seen lately.
const PATIENT_AREA: [&str; 2] = ["patients", "patient stats"];

#[test]
fn a_change_of_a_patient_shows_everywhere_it_is_read_and_leaves_the_others() {
    let stage = Stage::set();
    let path = format!("/api/patients/{}", stage.anna);
    let create = || drop(stage.admin.patient("Carl", &stage.dora));
    let lists = ["patients", "patients with all", "patient stats"];
    stage.after("creating a patient", create, &lists, &[&ANNAS[..], &BERTS].concat());
    let rename = || stage.change(&path, json!({"last_name": "Zoë"}));
    let named = [
        "patients",
        "patients with all",
        "anna",
        "visits",
        "visits with all",
        "anna's visit",
        "billing",
        "billing with all",
        "anna's invoice",
    ];
    stage.after("renaming a patient", rename, &named, &BERTS);
    let assign = || stage.change(&path, json!({"assigned_dietitian_id": null}));
    let assigned = ["patients", "patients with all", "patient stats", "anna"];
    stage.after("reassigning a patient", assign, &assigned, &BERTS);
    let active = ["patients", "patients with all", "patient stats", "anna"];
    let deactivate = || stage.change(&format!("{path}/deactivate"), json!({}));
    stage.after("deactivating a patient", deactivate, &active, &BERTS);
    let activate = || stage.change(&format!("{path}/activate"), json!({}));
    stage.after("activating a patient", activate, &active, &BERTS);
    let delete = || drop(stage.admin.delete(&path));
    stage.after("deleting a patient", delete, &active, &BERTS);
}

#[test]
fn a_change_of_a_visit_shows_everywhere_it_is_read_and_leaves_the_others() {
    let stage = Stage::set();
    let keeps = [&BERTS[..], &["patients"]].concat();
    let path = format!("/api/visits/{}", stage.visit);
    let listed = [
        "patients with all",
        "anna",
        "anna's timeline",
        "visits",
        "visits with all",
        "visit stats",
    ];
    let create = || drop(stage.admin.visit(&stage.anna, &stage.dora, 20));
    stage.after("creating a visit", create, &listed, &keeps);
    let update = || stage.change(&path, json!({"status": "NO_SHOW", "visit_type": "ONLINE"}));
    let shown = ["anna's visit", "billing", "billing with all", "anna's invoice"];
    stage.after("updating a visit", update, &[&listed[..], &shown].concat(), &keeps);
    let gone = ["anna's visit", "anna's curve", "billing", "anna's invoice"];
    let gone = [&listed[..], &gone].concat();
    stage.after("deleting a visit", || drop(stage.admin.delete(&path)), &gone, &keeps);
    let restore = || drop(stage.admin.ask("POST", &format!("{path}/restore"), None).fine());
    stage.after("restoring a visit", restore, &gone, &keeps);
}

#[test]
fn a_change_of_a_measurement_shows_everywhere_it_is_read_and_leaves_the_others() {
    let stage = Stage::set();
    let keeps = [&BERTS[..], &["patients"]].concat();
    let path = format!("/api/visits/{}/measurements", stage.visit);
    let one = format!("{path}/{}", stage.measurement);
    let shows = [&ANNAS[..], &["patients with all", "visits with all"]].concat();
    let update = || stage.change(&one, json!({"weight_kg": 79}));
    stage.after("updating a measurement", update, &shows, &keeps);
    stage.after("deleting a measurement", || drop(stage.admin.delete(&one)), &shows, &keeps);
    let create = || drop(stage.admin.post(&path, json!({"weight_kg": 78, "height_cm": 181})));
    stage.after("creating a measurement", create, &shows, &keeps);
}

#[test]
fn a_change_of_an_invoice_shows_everywhere_it_is_read_and_leaves_the_others() {
    let stage = Stage::set();
    let keeps = [&BERTS[..], &PATIENT_AREA].concat();
    let path = format!("/api/billing/{}", stage.invoice);
    let listed = [
        "patients with all",
        "anna",
        "anna's timeline",
        "visits with all",
        "anna's visit",
        "billing",
        "billing with all",
        "billing stats",
    ];
    let create = || {
        let body = json!({"patient_id": stage.anna, "visit_id": stage.visit, "amount": 7});
        stage.admin.post("/api/billing", body);
    };
    stage.after("drawing up an invoice", create, &listed, &keeps);
    let shows = [&listed[..], &["anna's invoice"]].concat();
    let pay = || drop(stage.admin.post(&format!("{path}/payments"), json!({"amount": 20})));
    stage.after("a payment", pay, &shows, &keeps);
    let credit = json!({"amount": 30, "reason": "A courtesy"});
    let credit = || drop(stage.admin.post(&format!("{path}/credit-note"), credit.clone()));
    stage.after("a credit note", credit, &shows, &keeps);
    let notes = || stage.change(&path, json!({"notes": "Thank you"}));
    stage.after("a note", notes, &["billing", "billing with all", "anna's invoice"], &keeps);
}

#[test]
fn a_change_of_a_document_shows_in_its_patients_file_and_leaves_the_others() {
    let stage = Stage::set();
    let keeps = [&BERTS[..], &PATIENT_AREA, &["bert's documents", "visits", "billing"]].concat();
    let shows = ["anna's documents", "anna's timeline"];
    let form = "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\n\
                Glucose 5.4\r\n--x--\r\n";
    let upload = |owner: &str| {
        let path = format!("/api/{owner}/documents");
        let stored = stage.admin.upload(&path, "multipart/form-data; boundary=x", form).fine();
        stored.json()["data"]["documents"][0]["id"].as_str().unwrap().to_owned()
    };
    let anna = format!("patients/{}", stage.anna);
    stage.after("storing a document", || drop(upload(&anna)), &shows, &keeps);
    let of_visit = || drop(upload(&format!("visits/{}", stage.visit)));
    stage.after("storing a document of a consultation", of_visit, &["anna's timeline"], &keeps);
    let path = format!("/api/documents/{}", upload(&anna));
    let rename = || drop(stage.admin.ask("PATCH", &path, Some(&json!({"title": "Blood"}))).fine());
    stage.after("renaming a document", rename, &shows, &keeps);
    let delete = || drop(stage.admin.delete(&path));
    stage.after("deleting a document", delete, &shows, &keeps);
    let restore = || drop(stage.admin.ask("POST", &format!("{path}/restore"), None).fine());
    stage.after("restoring a document", restore, &shows, &keeps);
}

#[test]
fn a_change_of_a_user_shows_wherever_their_name_does() {
    let stage = Stage::set();
    let path = format!("/api/users/{}", stage.dora.id);
    let named = [
        "patients",
        "patients with all",
        "patient stats",
        "anna",
        "anna's timeline",
        "visits",
        "visits with all",
        "visit stats",
        "anna's visit",
    ];
    let rename = || stage.change(&path, json!({"last_name": "Åkesson"}));
    stage.after("renaming a user", rename, &named, &["anna's curve", "bert's curve"]);
    let all: Vec<&str> = stage.routes.iter().map(|(name, _)| *name).collect();
    let login = || drop(stage.house.person("dora"));
    stage.after("a login", login, &[], &all);
    let refresh = json!({ "refreshToken": stage.dora.refresh });
    let refresh = || drop(stage.admin.post("/api/auth/refresh", refresh.clone()));
    stage.after("a token's exchange", refresh, &[], &all);
    let refused = || {
        assert_eq!(stage.dora.get(&format!("/api/patients/{}", stage.bert)).status, 403);
        let wrong = json!({"last_name": ""});
        let path = format!("/api/patients/{}", stage.anna);
        assert_eq!(stage.admin.ask("PUT", &path, Some(&wrong)).status, 400);
    };
    stage.after("a refused change", refused, &[], &all);
}

#[test]
fn a_change_of_the_settings_ends_every_answer() {
    let stage = Stage::set();
    for setting in [json!({"time_zone": "Pacific/Auckland"}), json!({"name": "Nouveau nom"})] {
        stage.read_all();
        stage.change("/api/settings", setting.clone());
        for (reply, (route, _)) in stage.read_all().iter().zip(&stage.routes) {
            assert_eq!(reply.hit(), Some(false), "{setting}: {route}");
        }
    }
}
