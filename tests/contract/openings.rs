//! Nothing of a patient is seen without a trace: a patient whose every word is a marker is looked
//! for in the answer of every route and every page, for every role, in every way an answer can
//! come about; and wherever a marker shows there must be a row that names the patient.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::Duration;

use rusqlite::params;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::cast::{Cast, STARCH};
use crate::doors;
use crate::practice::Practice;
use crate::rooms;
use crate::wire::{Answer, Sent};

/// In every name, address and file name of the patient.
const NAME: &str = "zqname";
/// In every clinical text, note and label.
pub const TEXT: &str = "zqtext";
/// Sessions of each person for each kind of route: one a request, so that no row is spared by an
/// earlier one.
const SESSIONS: usize = 1500;

/// Routes that end sessions, change passwords, or belong to nobody who works here.
const NOT_ASKED: [&str; 13] = [
    "/api/auth/login",
    "/api/auth/logout",
    "/api/auth/logout-all",
    "/api/auth/refresh",
    "/api/users/<id>/password",
    "/api/users/<id>/deactivate",
    "/account/logout-all",
    "/account/password",
    "/login",
    "/logout",
    "/setup/<token>",
    "/users/<id>/password",
    "/users/<id>/<what>",
];

/// The patient and what belongs to them.
pub struct Marked {
    pub patient: String,
    pub visit: String,
    measurement: String,
    pub invoice: String,
    draft: String,
    payment: String,
    document: String,
    log: String,
    user: String,
    service: String,
    plan: String,
    recipe: String,
    consent_text: String,
    exchanges: String,
    intake: String,
}

impl Marked {
    pub fn of(practice: &Practice, cast: &Cast) -> Self {
        let dietitian = cast.address("{dietitian}");
        let name = |what: &str| format!("{NAME}{what}");
        let text = |what: &str| format!("{TEXT} {what}");
        let patient = json!({
            "first_name": name("first"), "last_name": name("last"), "date_of_birth": "1980-05-06",
            "address": name("address"), "city": name("city"), "email": format!("{NAME}@example.org"),
            "emergency_contact_name": name("emergency"), "allergies": text("allergies"),
            "dietary_preferences": text("preferences"), "medical_notes": text("medical"),
            "assigned_dietitian_id": dietitian, "phone": "+33 1 55 66 77 88",
            "alerts": text("alert"), "diagnoses": text("diagnosed"), "medicines": text("medicines"),
            "supplements": text("supplements"), "surgery": text("surgery"),
            "family_history": text("family"), "bowel": text("bowel"), "sleep": text("sleep"),
            "physical_activity": text("activity"), "occupation": text("occupation"),
            "household": text("household"), "habits": text("habits"),
            "motivation": text("motivation"),
        });
        let patient = practice.made("/api/patients", patient, "patient");
        let today = practice.text("SELECT strftime('%Y-%m-%dT%H:%M:00.000Z', 'now', '+1 minute')");
        let visit = json!({
            "patient_id": patient, "dietitian_id": dietitian, "visit_date": today,
            "allow_overlap": true, "chief_complaint": text("complaint"),
            "assessment": text("assessment"), "nutrition_diagnosis": text("diagnosis"),
            "intervention": text("intervention"), "monitoring_evaluation": text("monitoring"),
            "recommendations": text("recommendations"), "private_notes": text("private"),
        });
        let visit = practice.made("/api/visits", visit, "visit");
        let measurements = format!("/api/visits/{visit}/measurements");
        let measured = json!({ "weight_kg": 80, "height_cm": 180, "notes": text("measured") });
        let measurement = practice.made(&measurements, measured, "measurement");
        let lines = json!([{ "description": text("line"), "quantity": 1, "unit_price": 50 }]);
        let invoice = |status: &str| {
            let body = json!({
                "patient_id": patient, "visit_id": visit, "notes": text("invoice"),
                "status": status, "lines": lines,
            });
            practice.made("/api/billing", body, "billing")
        };
        let (invoice, draft) = (invoice("PENDING"), invoice("DRAFT"));
        let paid = json!({ "amount": 10, "method": "CASH", "reference": text("payment") });
        let payments = format!("/api/billing/{invoice}/payments");
        let payment = practice.made(&payments, paid, "payment");
        let form = format!(
            "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n{TEXT} title\r\n\
             --x\r\nContent-Disposition: form-data; name=\"description\"\r\n\r\n{TEXT} label\r\n\
             --x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{NAME}.txt\"\r\n\r\n\
             {TEXT} content\r\n--x--\r\n"
        );
        let upload = |of: &str| {
            let sent = Sent::new("POST", format!("/api/{of}/documents")).bearer(&practice.admin);
            let sent = sent.body("multipart/form-data; boundary=x", &form);
            let answer = practice.send(&sent);
            assert_eq!(answer.status, 201, "{}", answer.text);
            answer.json()["data"]["documents"][0]["id"].as_str().unwrap().to_owned()
        };
        upload(&format!("visits/{visit}"));
        let document = upload(&format!("patients/{patient}"));
        let log = practice
            .text(&format!("SELECT id FROM audit_logs WHERE resource_id = '{patient}' LIMIT 1"));
        let service = practice.text("SELECT id FROM services LIMIT 1");
        let user = cast.address("{user}");
        let recipe = cast.address("{recipe}");
        let items = json!([{ "text": text("food") }, { "recipe_id": recipe, "count": 1 }]);
        let days = json!([{ "label": "Monday", "meals": [{ "name": "Lunch", "items": items }] }]);
        let plan = json!({ "patient_id": patient, "title": text("plan"), "days": days });
        let plan = practice.made("/api/plans", plan, "plan");
        let goal = json!({ "patient_id": patient, "title": text("goal"), "target_value": 5 });
        practice.made("/api/goals", goal, "goal");
        let agreed =
            json!({ "code": "data", "language": "en", "title": "Data", "body": "I agree." });
        let agreed = practice.made("/api/consent-texts", agreed, "consent_text");
        let consent_text = agreed.clone();
        let agreed =
            json!({ "patient_id": patient, "text_id": agreed, "witness": text("witness") });
        practice.made("/api/consents", agreed, "consent");
        let prescribed = json!({
            "patient_id": patient, "equation": "mifflin", "pal": 1.55, "sex": "female",
            "note": text("prescribed"),
        });
        practice.made("/api/energy-prescriptions", prescribed, "energy_prescription");
        let turned_to = json!({
            "patient_id": patient, "role": "REFERRING_DOCTOR", "name": name("doctor"),
            "organisation": name("hospital"), "address": name("street"),
        });
        practice.made("/api/contacts", turned_to, "contact");
        let often = json!({ "answers": { "fish": "weekly_1" }, "notes": text("often") });
        let frequencies = format!("/api/patients/{patient}/food-frequencies");
        practice.made(&frequencies, often, "food_frequency");
        let eaten = json!([{ "meals": [{ "items": [{ "text": text("eaten") }] }] }]);
        let recall = json!({ "kind": "recall", "notes": text("recall"), "days": eaten });
        let intakes = format!("/api/patients/{patient}/intakes");
        let intake = practice.made(&intakes, recall, "intake");
        Self {
            patient,
            visit,
            measurement,
            invoice,
            draft,
            payment,
            document,
            log,
            user,
            service,
            plan,
            recipe,
            consent_text,
            exchanges: cast.address("{exchanges}"),
            intake,
        }
    }

    /// The address of a mounted route about this patient. A route whose parameters say nothing of
    /// what they are must be told of here.
    fn address(&self, route: &str) -> String {
        let path = route.split('?').next().unwrap_or(route);
        let mut segments = path.trim_start_matches("/api").split('/').skip(1).peekable();
        let room = *segments.peek().unwrap_or(&"");
        let first = match (room, path) {
            ("patients", _) => &self.patient,
            ("visits", _) | ("drafts", _) => &self.visit,
            ("invoices", "/invoices/<id>/edit" | "/invoices/<id>") => &self.draft,
            ("billing", _) | ("invoices", _) => &self.invoice,
            ("documents", _) => &self.document,
            ("plans", _) => &self.plan,
            ("recipes", _) => &self.recipe,
            ("intakes", _) => &self.intake,
            ("exchanges" | "exchange-systems", _) => &self.exchanges,
            ("audit-logs", _) | ("audit", _) => &self.log,
            ("services", _) | ("settings", _) => &self.service,
            _ => &self.user,
        };
        let fill = |segment: &str| match segment {
            "<id>" => first.clone(),
            "<mid>" => self.measurement.clone(),
            "<group>" => STARCH.into(),
            "<pid>" | "<payment>" | "<deposit>" => self.payment.clone(),
            "<document>" => self.document.clone(),
            "<text>" => self.consent_text.clone(),
            "<session>" | "<key>" => self.user.clone(),
            "<version>" => "1".into(),
            "<act>" | "<what>" => "nothing".into(),
            "<name>" => if room == "assets" { "ui.css" } else { "visits" }.into(),
            "<whose>" => "clinic".into(),
            "<code>" => "FOLLOW_UP".into(),
            "<tag>" => "fr".into(),
            "<sha256>" => "0".repeat(64),
            "<format>" => "csv".into(),
            "<path..>" | "<_path..>" => "nothing".into(),
            plain if !plain.contains('<') => plain.to_owned(),
            unknown => panic!("{route}: what is {unknown} of the marked patient?"),
        };
        let prefix = if path.starts_with("/api") && path != "/api-docs" { "/api" } else { "" };
        let filled: String = segments.map(|segment| format!("/{}", fill(segment))).collect();
        match filled.is_empty() {
            true => {
                if prefix.is_empty() {
                    "/".into()
                } else {
                    prefix.into()
                }
            }
            false => format!("{prefix}{filled}"),
        }
    }

    /// Whether the rows of a session name the patient: as text (READ, EXPORT), or at all.
    fn rows(&self, practice: &Practice, session: &str) -> (bool, bool) {
        let database = practice.look();
        let mut actions = database
            .prepare(
                "SELECT action FROM audit_logs l WHERE session_id = ?1 AND status = 'SUCCESS' AND \
                 action IN ('READ', 'LIST', 'EXPORT') AND (patient_id = ?2 \
                 OR seq IN (SELECT v.seq FROM audit_set_patients s \
                 JOIN audit_values v ON v.set_id = s.set_id \
                 WHERE s.patient_id = unhex(replace(?2, '-', ''))))",
            )
            .unwrap();
        let found = actions.query_map([session, &self.patient], |row| row.get(0)).unwrap();
        let found: Vec<String> = found.map(Result::unwrap).collect();
        (found.iter().any(|action| action != "LIST"), !found.is_empty())
    }
}

/// Further questions to routes whose answer depends on them.
fn questions(route: &str) -> Vec<String> {
    let asked: &[&str] = match route {
        "/api/patients" => &[
            "?limit=100",
            "?search=zqname",
            "?fields=medical_notes&search=zqname",
            "?fields=allergies&search=zqname",
            "?fields=last_name&search=zqname",
            "?include=visits,billing,measurements&search=zqname",
        ],
        "/api/visits" => &["?limit=100", "?search=zqname", "?fields=assessment&search=zqname"],
        "/api/billing" => {
            &["?limit=100", "?search=zqname", "?include=payments,lines&search=zqname"]
        }
        "/api/patients/duplicates" => {
            &["?first_name=zqnamefirst&last_name=zqnamelast&date_of_birth=1980-05-06"]
        }
        "/api/patients/<id>/timeline" => &["?limit=100"],
        "/api/audit-logs" => {
            &["?limit=500", "?fields=changes&limit=500", "?search=CREATE&limit=500"]
        }
        "/api/documents/<id>/download" => &["?disposition=inline"],
        "/api/export/patients" | "/api/export/visits" | "/api/export/billing" => &["?format=csv"],
        "/patients" | "/visits" | "/invoices" | "/search" => &["?search=zqname", "?limit=100"],
        "/calendar" => &["?view=day", "?view=week", "?view=month", "?view=list"],
        "/export/patients" | "/export/visits" | "/export/billing" => &["?format=csv"],
        "/documents/<id>" => &["?show=yes"],
        "/patients/<id>" => &["?show=visit", "?show=invoice", "?as_of=2099-01-01T00:00:00Z"],
        "/patients/<id>/measurements" => &["?months=0"],
        "/visits/<id>" => &["?edit=1", "?edit=1&weeks=2"],
        "/api/patients/<id>" => {
            &["?as_of=2099-01-01T00:00:00Z", "?as_of=2099-01-01T00:00:00Z&include=visits,billing"]
        }
        "/api/visits/<id>" | "/api/billing/<id>" => &["?as_of=2099-01-01T00:00:00Z"],
        "/visits/<id>/figures" => &["?weight_kg=81"],
        "/" => &["?by=person", "?view=owner", "?view=desk", "?view=dietitian&whose=all"],
        "/search/palette" | "/api/search" => &["?q=zqname"],
        _ => &[],
    };
    std::iter::once("").chain(asked.iter().copied()).map(str::to_owned).collect()
}

/// Bodies that change nothing, come too late, or are wrong: each shows the record again somewhere.
fn bodies(is_page: bool) -> Vec<(&'static str, String)> {
    let form = "application/x-www-form-urlencoded";
    if !is_page {
        let late = json!({ "version": 0, "city": "Lyon" });
        let wrong = json!({ "first_name": 1, "visit_date": 1, "weight_kg": "x", "name": 1 });
        let bodies =
            ["{}".to_owned(), r#"{"version":0}"#.into(), late.to_string(), wrong.to_string()];
        return bodies.map(|body| ("application/json", body)).into();
    }
    let forms = [
        "",
        "version=0",
        "version=0&last_name=&first_name=x&visit_date=x&amount=x&weight_kg=x",
        "version=0&first_name=a&last_name=b&date_of_birth=1990-01-01&assessment=new&notes=x&title=y&document_type=other",
        "first_name=zqnamefirst&last_name=zqnamelast&date_of_birth=1980-05-06",
        "then=save&measurement_version=0&weight_kg=70&assessment=x&version=0",
    ];
    forms.map(|body| (form, body.to_owned())).into()
}

/// One question to be asked, and by what right.
pub struct Asked {
    pub method: String,
    pub route: String,
    pub target: String,
    pub body: Option<(&'static str, String)>,
}

pub fn plan(marked: &Marked) -> Vec<Asked> {
    let doors = doors::TABLE.iter().map(|(method, route, ..)| (*method, *route));
    let rooms = rooms::TABLE.iter().map(|(method, route, ..)| (*method, *route));
    let routes: BTreeSet<(&str, &str)> = doors.chain(rooms).collect();
    // What takes a record away comes last, and is brought back at once.
    let takes_away = |(method, route): &(&str, &str)| {
        *method == "DELETE"
            || ["/delete", "/archive", "/cancel"].iter().any(|end| route.ends_with(end))
    };
    let mut plan = Vec::new();
    for (method, route) in routes.into_iter().filter(|route| !takes_away(route)) {
        if NOT_ASKED.contains(&route.split('?').next().unwrap_or(route)) {
            continue;
        }
        let address = marked.address(route);
        let asked = |query: &str, body| Asked {
            method: method.to_owned(),
            route: route.to_owned(),
            target: format!("{address}{query}"),
            body,
        };
        match method {
            "GET" => plan.extend(questions(route).iter().map(|query| asked(query, None))),
            _ => {
                let bodies = bodies(!route.starts_with("/api/"));
                // Nobody who works here is to be called like the patient.
                let is_staff = route.starts_with("/users") || route.starts_with("/account");
                let bodies =
                    bodies.into_iter().filter(|(_, body)| !is_staff || !body.contains(NAME));
                plan.extend(bodies.map(|body| asked("", Some(body))));
            }
        }
    }
    plan
}

/// Sessions of everybody who works here, ready to be used once each.
pub struct Sessions<'p> {
    practice: &'p Practice,
    used: usize,
}

impl<'p> Sessions<'p> {
    pub fn prepare(practice: &'p Practice, people: &[&str]) -> Self {
        let mut database = practice.clinic.database();
        let tx = database.transaction().unwrap();
        for user in people {
            for number in 0..SESSIONS {
                for kind in ["API", "UI"] {
                    let (session, token) = Self::one(user, kind, number);
                    let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
                    let (begin, end) = ("2025-12-31T23:00:00.000Z", "2999-01-01T00:00:00.000Z");
                    tx.execute(
                        "INSERT INTO sessions (id, user_id, kind, created_at, last_seen_at, \
                         expires_at) SELECT ?1, id, ?3, ?4, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?5 \
                         FROM users WHERE username = ?2",
                        params![session, user, kind, begin, end],
                    )
                    .unwrap();
                    tx.execute(
                        "INSERT INTO session_tokens (hash, session_id, kind, issued_at, expires_at) \
                         VALUES (?1, ?2, 'ACCESS', ?3, ?4)",
                        params![hash, session, begin, end],
                    )
                    .unwrap();
                }
            }
        }
        tx.commit().unwrap();
        Self { practice, used: 0 }
    }

    /// The id of a session and its token.
    fn one(user: &str, kind: &str, number: usize) -> (String, String) {
        let digest = Sha256::digest(format!("{user} {kind} {number}"));
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let id =
            format!("01900000-{}-7{}-8{}-{}", &hex[..4], &hex[4..7], &hex[7..10], &hex[10..22]);
        (id, hex[..43].to_owned())
    }

    /// Asks as that user, in a session that nobody has used before; the session.
    pub fn ask(&mut self, user: &str, asked: &Asked, tag: Option<&str>) -> (String, Answer) {
        let is_page = !asked.route.starts_with("/api/");
        let kind = if is_page { "UI" } else { "API" };
        let (session, token) = Self::one(user, kind, self.used);
        self.used += 1;
        let mut sent = Sent::new(&asked.method, &asked.target);
        sent = match is_page {
            false => sent.bearer(&token),
            true => sent
                .header("Accept", "text/html")
                .header("Sec-Fetch-Site", "same-origin")
                .header("Cookie", format!("nutrivault_session={token}")),
        };
        if let Some(tag) = tag {
            sent = sent.header("If-None-Match", tag);
        }
        if let Some((kind, body)) = &asked.body {
            sent = sent.body(kind, body);
        }
        (session, self.practice.send(&sent))
    }
}

/// Something that was shown, and the session that must have a row of it.
struct Showed {
    session: String,
    what: String,
    is_text: bool,
}

#[test]
fn nothing_of_a_patient_is_shown_on_any_route_without_a_row() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let marked = Marked::of(&practice, &cast);
    let people = ["admin", &cast.own, &cast.other, "assistant", "viewer"];
    let plan = plan(&marked);
    let mut showed = Vec::new();
    let mut answers = 0;
    for user in people {
        let mut sessions = Sessions::prepare(&practice, &[user]);
        let mut ask =
            |asked: &Asked, tag: Option<&str>, showed: &mut Vec<Showed>, known: Option<bool>| {
                let (session, answer) = sessions.ask(user, asked, tag);
                answers += 1;
                let text = answer.text.to_lowercase();
                let is_text = known.unwrap_or(text.contains(TEXT));
                // What somebody typed comes back to them: their own words are no record.
                let body = asked.body.as_ref().map_or("", |(_, body)| body);
                let sign = match body.contains(NAME) || asked.target.contains(NAME) {
                    true => marked.patient.as_str(),
                    false => NAME,
                };
                if is_text || text.contains(sign) || known.is_some() {
                    let what = format!(
                        "{} {} {body} by {user}: {}",
                        asked.method, asked.target, answer.status
                    );
                    showed.push(Showed { session, what, is_text });
                    return Some((answer, is_text));
                }
                assert!(
                    !matches!(answer.status, 0 | 500..),
                    "{} {}: {}",
                    asked.method,
                    asked.target,
                    answer.text
                );
                None
            };
        for asked in &plan {
            let Some((answer, is_text)) = ask(asked, None, &mut showed, None) else { continue };
            // What the client holds is shown again by a 304.
            if let (Some(tag), "GET") = (answer.header("etag"), asked.method.as_str()) {
                ask(asked, Some(tag), &mut showed, Some(is_text));
            }
        }
        for asked in &taken_away_and_brought_back(&marked) {
            ask(asked, None, &mut showed, None);
        }
    }
    // Rows are on disk within a second.
    sleep(Duration::from_millis(1_100));
    let without: Vec<&str> = showed
        .iter()
        .filter(|shown| {
            let (as_text, at_all) = marked.rows(&practice, &shown.session);
            !if shown.is_text { as_text } else { at_all }
        })
        .map(|shown| shown.what.as_str())
        .collect();
    println!("{answers} answers, {} with a marker", showed.len());
    assert!(showed.len() > 200, "only {} answers show the patient", showed.len());
    assert!(without.is_empty(), "{} without a row:\n{}", without.len(), without.join("\n"));
}

/// Records that go and come back: what brings them back shows them.
fn taken_away_and_brought_back(marked: &Marked) -> Vec<Asked> {
    let Marked { patient, visit, document, draft, .. } = marked;
    let api = |method: &str, target: String| Asked {
        method: method.into(),
        route: "/api/".into(),
        target,
        body: Some(("application/json", "{}".into())),
    };
    let page = |target: String, body: &str| Asked {
        method: "POST".into(),
        route: "/".into(),
        target,
        body: Some(("application/x-www-form-urlencoded", body.into())),
    };
    vec![
        api("DELETE", format!("/api/visits/{visit}")),
        api("POST", format!("/api/visits/{visit}/restore?allow_overlap=true")),
        page(format!("/visits/{visit}/delete"), ""),
        api("POST", format!("/api/visits/{visit}/restore?allow_overlap=true")),
        api("DELETE", format!("/api/documents/{document}")),
        api("POST", format!("/api/documents/{document}/restore")),
        api("PUT", format!("/api/patients/{patient}/deactivate")),
        api("PUT", format!("/api/patients/{patient}/activate")),
        page(format!("/patients/{patient}/archive"), ""),
        page(format!("/patients/{patient}/bring-back"), ""),
        page(format!("/invoices/{draft}/credit"), "amount=x"),
        page(format!("/invoices/{draft}/pay"), "amount=x"),
        page(format!("/patients/{patient}/visits"), "visit_date=x"),
        page(format!("/visits/{visit}/move"), "visit_date=x&version=0"),
        page(format!("/drafts/visit/{visit}"), "assessment=zqtext+draft"),
        Asked {
            method: "GET".into(),
            route: "/".into(),
            target: format!("/visits/{visit}"),
            body: None,
        },
    ]
}
