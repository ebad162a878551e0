//! The records that the walk needs: one in each state, and the pages that show them.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Office;
use crate::rooms::TABLE;
use crate::wire::Sent;

/// Records of each kind, one in each of its states, by what stands in an address for them.
pub struct Scene {
    pub visits: Vec<String>,
    pub invoices: Vec<String>,
    pub patients: Vec<String>,
    pub users: Vec<String>,
    pub services: Vec<String>,
    pub templates: Vec<String>,
    pub sets: Vec<String>,
    pub goals: Vec<String>,
    pub consents: Vec<String>,
    pub contacts: Vec<String>,
    pub consent_texts: Vec<String>,
    pub copies: Vec<String>,
    pub plans: Vec<String>,
    pub recipes: Vec<String>,
    pub exchanges: Vec<String>,
    pub intakes: Vec<String>,
    foods: Vec<String>,
    pub document: String,
    payment: String,
    deposit: String,
    measurement: String,
}

pub const UNKNOWN: &str = "01900000-0000-7000-8000-00000000abcd";

impl Scene {
    /// Makes what a demo clinic has not yet: a deposit, money to give back, a copy, an API key.
    pub fn set(office: &Office) -> Self {
        let all = |statement: &str| -> Vec<String> {
            let look = office.practice.look();
            let mut statement = look.prepare(statement).unwrap();
            let rows = statement.query_map([], |row| row.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        };
        let post = |address: &str, form: &str| {
            let answer = office.ask("POST", address, "en", &office.admin, form);
            assert_eq!(answer.status, 303, "{address}: {}", answer.text);
        };
        let owed = all("SELECT id FROM billing WHERE status = 'PENDING' AND balance > 0 LIMIT 1");
        let owner = all(&format!("SELECT patient_id FROM billing WHERE id = '{}'", owed[0]));
        post(&format!("/patients/{}/pay", owner[0]), "deposit_amount=50&method=CASH");
        let paid =
            all("SELECT b.id FROM billing b WHERE b.status = 'PAID' AND b.total_amount > 0 \
             AND b.amount_paid = b.total_amount LIMIT 1");
        post(&format!("/invoices/{}/credit", paid[0]), "reason=Not+held");
        post("/system/backups", "");
        made(office, "/api/auth/api-keys", &json!({ "name": "Scale" }));
        // A draft of somebody whose credit can be used for it.
        let line = json!({ "description": "Visit", "quantity": 1, "unit_price": 40 });
        let draft = json!({ "patient_id": owner[0], "status": "DRAFT", "lines": [line] });
        let draft = made(office, "/api/billing", &draft)["billing"]["id"].clone();
        let food =
            made(office, "/api/foods", &json!({ "name": "Broth of the house" }))["food"]["id"]
                .clone();
        let mut invoices = all("SELECT min(id) FROM billing GROUP BY status, balance < 0");
        invoices.extend([owed[0].clone(), paid[0].clone(), draft.as_str().unwrap().to_owned()]);
        invoices.extend(all("SELECT id FROM billing WHERE status = 'PENDING' LIMIT 12"));
        let template = json!({ "name": "Follow-up", "assessment": "Eats {goal}." });
        let template =
            made(office, "/api/note-templates", &template)["note_template"]["id"].clone();
        let set = json!({ "name": "Renal", "targets": [{ "nutrient": "K", "max": 2000 }] });
        let set = made(office, "/api/target-sets", &set)["target_set"]["id"].clone();
        let goal = json!({ "patient_id": owner[0], "title": "Walk", "target_value": 5, "current_value": 2 });
        let goal = made(office, "/api/goals", &goal)["goal"]["id"].clone();
        let signed = all("SELECT min(id) FROM visits WHERE status = 'COMPLETED' \
             AND deleted_at IS NULL AND assessment IS NOT NULL AND edition = 0");
        let answer =
            office.ask("POST", &format!("/visits/{}/sign", signed[0]), "en", &office.admin, "");
        assert_eq!(answer.status, 303, "{}", answer.text);
        let mut visits =
            all("SELECT min(id) FROM visits WHERE edition = 0 GROUP BY status, deleted_at IS NULL");
        visits.extend(signed);
        let mut patients = all("SELECT min(id) FROM patients GROUP BY is_active");
        patients.push(owner[0].clone());
        Self {
            visits,
            invoices,
            patients,
            users: all("SELECT min(u.id) FROM users u WHERE u.username <> 'admin' \
                 AND u.username <> 'viewer' GROUP BY u.role_id, u.is_active"),
            goals: vec![goal.as_str().unwrap().to_owned()],
            contacts: vec![office.cast.address("{contact}")],
            consents: vec![office.cast.address("{consent}")],
            consent_texts: vec![office.cast.address("{consent_text}")],
            templates: vec![template.as_str().unwrap().to_owned()],
            sets: vec![set.as_str().unwrap().to_owned()],
            services: all("SELECT min(id) FROM services GROUP BY is_active"),
            copies: vec![copy(office)],
            plans: vec![office.cast.address("{plan}")],
            recipes: vec![office.cast.address("{recipe}")],
            exchanges: vec![office.cast.address("{exchanges}")],
            intakes: vec![office.cast.address("{intake}")],
            foods: vec![food.as_str().unwrap().to_owned()],
            document: office.cast.address("{document}"),
            payment: all("SELECT id FROM payments WHERE billing_id IS NOT NULL LIMIT 1")
                .pop()
                .unwrap_or_default(),
            deposit: all("SELECT deposit_id FROM payments WHERE deposit_id IS NOT NULL LIMIT 1")
                .pop()
                .unwrap_or_default(),
            measurement: office.cast.address("{measurement}"),
        }
    }

    /// The addresses of all pages: those of the table, and of every record here.
    pub fn pages(&self, office: &Office) -> Vec<String> {
        let rows = TABLE
            .iter()
            .filter(|row| row.0 == "GET" && !row.1.contains("csv") && !row.1.contains("<format>"));
        let is_page = |address: &String| {
            !["/export", "/download", "nutrivault.crt", "mobileconfig", "/language"]
                .iter()
                .any(|part| address.contains(part))
        };
        let mut pages: BTreeSet<String> =
            rows.map(|row| office.cast.address(row.2)).filter(is_page).collect();
        let records = [
            (&self.visits, "/visits/{}"),
            (&self.visits, "/visits/{}?edit=1"),
            (&self.visits, "/visits/{}/signatures"),
            (&self.visits, "/visits/{}/move"),
            (&self.invoices, "/invoices/{}"),
            (&self.invoices, "/invoices/{}/edit"),
            (&self.patients, "/patients/{}"),
            (&self.patients, "/patients/{}/pay"),
            (&self.users, "/users/{}"),
            (&self.services, "/settings/prices/{}"),
            (&self.templates, "/note-templates/{}"),
            (&self.sets, "/target-sets/{}"),
            (&self.goals, "/goals/{}"),
            (&self.consents, "/consents/{}"),
            (&self.contacts, "/contacts/{}"),
            (&self.patients, "/patients/{}/medical-history/edit"),
            (&self.foods, "/foods/{}"),
            (&self.foods, "/foods/{}/edit"),
            (&self.copies, "/system/backups/{}"),
            (&self.copies, "/system/backups/{}/restore"),
        ];
        let plan = office.cast.address("/plans/{plan}");
        let panels = ["?panel=days", "?panel=targets", "?copy=0", "?at=0.0.0"];
        pages.extend(panels.map(|panel| format!("{plan}{panel}")));
        for (ids, page) in records {
            pages.extend(ids.iter().map(|id| page.replace("{}", id)));
        }
        pages.into_iter().collect()
    }

    /// The addresses of a route: its record in each of its states, and one that is not there.
    pub fn addresses(&self, route: &str) -> Vec<String> {
        let unknown = UNKNOWN.to_owned();
        let first = match route.split('/').nth(1).unwrap_or_default() {
            "visits" | "drafts" => &self.visits,
            "invoices" => &self.invoices,
            "patients" => &self.patients,
            "users" => &self.users,
            "settings" if route.contains("consent-texts") => &self.consent_texts,
            "settings" => &self.services,
            "note-templates" => &self.templates,
            "target-sets" => &self.sets,
            "goals" => &self.goals,
            "consents" => &self.consents,
            "contacts" => &self.contacts,
            "system" => &self.copies,
            "plans" => &self.plans,
            "recipes" => &self.recipes,
            "exchanges" => &self.exchanges,
            "intakes" => &self.intakes,
            _ => &Vec::new(),
        };
        if !route.contains('<') {
            return vec![route.to_owned()];
        }
        let second = [
            ("<payment>", self.payment.as_str()),
            ("<deposit>", &self.deposit),
            ("<document>", &self.document),
            ("<text>", &self.consent_texts[0]),
            ("<mid>", &self.measurement),
            ("<group>", "00000000-0000-7000-a000-000000000201"),
        ];
        let words: &[&str] = match route {
            "/visits/<id>/mark/<what>" => {
                &["arrived", "started", "waiting", "missed", "cancelled", "scheduled", "zzz"]
            }
            "/patients/<id>/documents/<document>/<act>" => &["delete", "restore", "zzz"],
            "/settings/visit-types/<code>" | "/settings/visit-types/<code>/remove" => {
                &["FOLLOW_UP", "zzz"]
            }
            "/settings/hours/<whose>" => &["clinic", "zzz"],
            "/users/<id>/<what>" => &["deactivate", "activate", "zzz"],
            _ => &[""],
        };
        let mut addresses = Vec::new();
        for id in first.iter().chain([&unknown, &"no-id".to_owned()]) {
            for word in words {
                let mut address = route.replacen("<id>", id, 1).replacen("<name>", id, 1);
                address = address.replace("<what>", word).replace("<act>", word);
                address = address.replace("<whose>", word).replace("<code>", word);
                for (name, record) in second {
                    address = address.replace(name, record);
                }
                for name in ["<session>", "<key>", "<token>"] {
                    address = address.replace(name, UNKNOWN);
                }
                addresses.push(address.replace("<_path..>", "nothing/here"));
            }
        }
        addresses
    }
}

/// What the API makes of that.
fn made(office: &Office, path: &str, body: &Value) -> Value {
    let sent = Sent::new("POST", path).bearer(&office.practice.admin).json(body.to_string());
    let answer = office.practice.send(&sent);
    assert_eq!(answer.status, 201, "{path}: {}", answer.text);
    answer.json()["data"].clone()
}

/// The name of a copy, once it is made.
fn copy(office: &Office) -> String {
    let begun = Instant::now();
    loop {
        let page = office.ask("GET", "/system/backups", "en", &office.admin, "").text;
        let mut names = page.split("href=\"/system/backups/").skip(1);
        let name = names.find_map(|rest| rest.split('"').next().filter(|n| n.ends_with(".db")));
        match name {
            Some(name) if !page.contains("data-follow") => return name.to_owned(),
            _ => assert!(begun.elapsed() < Duration::from_secs(30), "no copy was made: {page}"),
        }
        sleep(Duration::from_millis(50));
    }
}
