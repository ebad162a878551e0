//! No page offers what would be refused: every link of every page is followed and every form sent, by
//! every role, by whoever stands in for a colleague, and by roles that lack one permission.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use serde_json::{Value, json};

use crate::cast::Cast;
use crate::practice::Practice;
use crate::refusals::page::attribute;
use crate::rooms::{self, cookie, knock};
use crate::wire::Sent;

/// Names of a query whose values make another page of it; of others only the name does.
const TOLD: [&str; 9] = ["view", "show", "whose", "status", "by", "book", "bill", "edit", "panel"];

/// Forms that end sessions, change who somebody is, or what the server is.
const NOT_SENT: [&str; 6] = ["/logout", "/account", "/login", "/system", "/users", "/settings"];

/// What somebody at the desk may lack beside everything else.
const LACKING: [&str; 22] = [
    "patients.read",
    "patients.create",
    "patients.update",
    "visits.read",
    "billing.read",
    "documents.read",
    "documents.update",
    "nutrition.read",
    "nutrition.plan",
    "nutrition.manage",
    "reports.read",
    "users.read",
    "visits.list",
    "visits.create",
    "visits.update",
    "visits.notes",
    "patients.list",
    "billing.list",
    "billing.create",
    "billing.update",
    "reports.billing",
    "users.list",
];

/// Pages at most that somebody is led through.
const MOST: usize = 4_000;

/// A clinic in which colleagues treat each other's patients, in every way that a visit, an invoice and
/// an entry of the waiting list can stand.
struct Scene {
    practice: Practice,
    cast: Cast,
    /// What a record is to whoever looks, by its id: the part of a key that tells records apart.
    kinds: Vec<(String, String)>,
}

impl Scene {
    fn open() -> Self {
        let practice = Practice::open();
        let cast = Cast::of(&practice);
        let id =
            |name: &str| practice.text(&format!("SELECT id FROM users WHERE username = '{name}'"));
        let (own, other) = (id(&cast.own), id(&cast.other));
        let send = |path: &str, body: Value| {
            let sent = Sent::new("POST", path).bearer(&practice.admin).json(body.to_string());
            let answer = practice.send(&sent);
            assert_eq!(answer.status, 201, "{path}: {}", answer.text);
            answer.json()["data"].clone()
        };
        let person = |name: &str, whose: Option<&str>| {
            let body = json!({
                "first_name": "Lent", "last_name": name, "date_of_birth": "1980-02-03",
                "phone": "06 39 98 20 45", "assigned_dietitian_id": whose,
            });
            send("/api/patients", body)["patient"]["id"].as_str().unwrap().to_owned()
        };
        let people = [
            (person("Ownson", Some(&own)), &other),
            (person("Otherson", Some(&other)), &own),
            (person("Nobodys", None), &own),
        ];
        for (patient, stands_in) in &people {
            for with in [&own, &other] {
                visits(&practice, &send, patient, with);
            }
            for waits_for in [json!(stands_in), json!(null)] {
                let entry = json!({ "patient_id": patient, "dietitian_id": waits_for });
                send("/api/waiting-list", entry);
            }
        }
        let kinds = kinds(&practice);
        Self { practice, cast, kinds }
    }
}

fn visits(practice: &Practice, send: &impl Fn(&str, Value) -> Value, patient: &str, with: &str) {
    for (minutes, status) in [
        (-40, "SCHEDULED"),
        (-3, "SCHEDULED"),
        (-90, "COMPLETED"),
        (-80, "NO_SHOW"),
        (-70, "CANCELLED"),
        (600, "CANCELLED"),
        (1_500, "SCHEDULED"),
    ] {
        let at = format!("SELECT strftime('%Y-%m-%dT%H:%M:00.000Z', 'now', '{minutes} minutes')");
        let visit = json!({
            "patient_id": patient, "dietitian_id": with, "visit_date": practice.text(&at),
            "duration_minutes": 30, "status": status, "allow_overlap": true,
        });
        let visit = send("/api/visits", visit)["visit"]["id"].clone();
        if status == "COMPLETED" {
            for (amount, status) in [(40, "PENDING"), (50, "DRAFT"), (60, "PAID")] {
                let invoice = json!({
                    "patient_id": patient, "visit_id": visit, "amount": amount, "currency": "EUR",
                    "status": status,
                });
                send("/api/billing", invoice);
            }
        }
    }
}

/// Every record that is somebody's, with whose it is and how it stands.
fn kinds(practice: &Practice) -> Vec<(String, String)> {
    let database = practice.look();
    let mut found = Vec::new();
    for statement in [
        "SELECT id, 'patient ' || ifnull(assigned_dietitian_id, '') FROM patients",
        "SELECT v.id, 'visit ' || ifnull(p.assigned_dietitian_id, '') || ' ' || v.dietitian_id || ' ' \
         || v.status || (v.visit_date > strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) || (v.edition > 0) \
         FROM visits v JOIN patients p ON p.id = v.patient_id",
        "SELECT b.id, 'invoice ' || ifnull(p.assigned_dietitian_id, '') || ' ' || b.status \
         FROM billing b JOIN patients p ON p.id = b.patient_id",
        "SELECT t.id, 'waits ' || ifnull(p.assigned_dietitian_id, '') || ' ' || ifnull(t.dietitian_id, '') \
         FROM waiting_list t JOIN patients p ON p.id = t.patient_id",
        "SELECT u.id, 'user ' || r.name || u.is_active FROM users u JOIN roles r ON r.id = u.role_id",
    ] {
        let mut rows = database.prepare(statement).unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        found.extend(rows.map(Result::unwrap));
    }
    found
}

/// Something that a page offers, and the page.
#[derive(Clone)]
struct Offer {
    address: String,
    page: String,
    /// What is sent there; none for a link.
    body: Option<(String, String)>,
}

/// Somebody who follows every link.
struct Walker<'s> {
    scene: &'s Scene,
    cookie: String,
    kinds: HashMap<&'s str, String>,
    seen: BTreeSet<String>,
    links: VecDeque<Offer>,
    forms: BTreeMap<String, Offer>,
    wrong: Vec<String>,
}

impl<'s> Walker<'s> {
    fn new(scene: &'s Scene, username: &str, cookie: String) -> Self {
        let me = format!("SELECT id FROM users WHERE username = '{username}'");
        let me = scene.practice.text(&me);
        // Whose a record is matters as far as it is mine, nobody's or somebody else's.
        let told = |kind: &String| {
            let words = kind.split(' ').map(|word| match word.len() == 36 {
                true if word == me => "mine",
                true => "theirs",
                false => word,
            });
            words.collect::<Vec<_>>().join(" ")
        };
        let kinds = scene.kinds.iter().map(|(id, kind)| (id.as_str(), told(kind))).collect();
        Self {
            scene,
            cookie,
            kinds,
            seen: BTreeSet::new(),
            links: VecDeque::new(),
            forms: BTreeMap::new(),
            wrong: Vec::new(),
        }
    }

    /// What tells an address from others: the shape of its path, whose records it names, and what
    /// makes another page of it.
    fn key(&self, address: &str) -> String {
        let word = |word: &str| match word.len() == 36 && word.matches('-').count() == 4 {
            true => self.kinds.get(word).map_or("id", String::as_str).to_owned(),
            false => word.to_owned(),
        };
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let path = path.split('/').map(word).collect::<Vec<_>>().join("/");
        let mut told: Vec<String> = query
            .split('&')
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                match TOLD.contains(&name) || value.len() == 36 {
                    true => format!("{name}={}", word(value)),
                    false => name.to_owned(),
                }
            })
            .collect();
        told.sort();
        told.dedup();
        format!("{path}?{}", told.join("&"))
    }

    fn offer(&mut self, address: &str, page: &str) {
        let address = address.split('#').next().unwrap_or_default();
        if !address.starts_with('/') || address.starts_with("/language/") {
            return;
        }
        if self.seen.insert(self.key(address)) {
            let (address, page) = (address.to_owned(), page.to_owned());
            self.links.push_back(Offer { address, page, body: None });
        }
    }

    /// All that a page leads to.
    fn read(&mut self, page: &str, html: &str) {
        for tag in html.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap_or_default();
            let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            // What the scripts ask for in place of a link.
            let told = ["href", "data-booking", "data-figures", "data-palette"];
            for href in told.iter().filter_map(|told| attribute(attributes, told)) {
                self.offer(&href, page);
            }
            if let Some(action) = attribute(attributes, "formaction") {
                match attribute(attributes, "formmethod").as_deref() {
                    Some("get") => self.offer(&action, page),
                    _ => self.keep_form(
                        action,
                        page,
                        ("application/x-www-form-urlencoded", String::new()),
                    ),
                }
            }
            let id = attribute(attributes, "data-id");
            if let Some(id) = id.filter(|_| attributes.contains("data-card")) {
                self.offer(&format!("/calendar/visits/{id}"), page);
                if attributes.contains("data-moves") {
                    self.offer(&format!("/visits/{id}/move"), page);
                }
            }
            if name == "form" && attribute(attributes, "method").as_deref() != Some("post") {
                self.offer(&attribute(attributes, "action").unwrap_or_default(), page);
            }
        }
        self.keep_forms(page, html);
    }

    fn keep_form(&mut self, address: String, page: &str, (kind, body): (&str, String)) {
        let key = self.key(&address);
        let offer = Offer { address, page: page.to_owned(), body: Some((kind.to_owned(), body)) };
        self.forms.entry(key).or_insert(offer);
    }

    fn keep_forms(&mut self, page: &str, html: &str) {
        for form in crate::refusals::page::forms(html) {
            if form.action.is_empty() {
                continue;
            }
            let encoded = |text: &str| {
                text.bytes()
                    .map(|byte| match byte.is_ascii_alphanumeric() {
                        true => char::from(byte).to_string(),
                        false => format!("%{byte:02X}"),
                    })
                    .collect::<String>()
            };
            let fields = form.fields.iter();
            let fields =
                fields.map(|field| format!("{}={}", encoded(&field.name), encoded(&field.value)));
            let body = fields.collect::<Vec<_>>().join("&");
            self.keep_form(form.action, page, ("application/x-www-form-urlencoded", body));
        }
        // Files are sent in parts.
        for part in html.split("<form ").skip(1) {
            let tag = part.split('>').next().unwrap_or_default();
            if attribute(tag, "enctype").is_some() {
                let address = attribute(tag, "action").unwrap_or_default();
                self.keep_form(
                    address,
                    page,
                    ("multipart/form-data; boundary=x", "--x--\r\n".into()),
                );
            }
        }
    }

    /// From every page that lets this person in to all that it leads to, until nothing is new.
    fn walk(&mut self) {
        self.enter();
        self.follow(true);
    }

    /// Reads every page that lets this person in.
    fn enter(&mut self) {
        let own = [
            "/",
            "/?view=owner",
            "/?view=dietitian&whose=all",
            "/?view=desk",
            "/?view=desk&by=person",
            "/calendar?view=week",
            "/calendar?view=month",
            "/calendar?view=list",
            "/search?book=yes",
            "/search?bill=yes",
            "/search?search=Lent",
            "/search/palette?q=lent",
            "/search/palette?q=new",
            "/visits?search=Lent",
            "/invoices?search=Lent",
            "/patients?search=Lent",
        ];
        let pages = rooms::TABLE.iter().filter(|row| row.0 == "GET").map(|row| row.2);
        for page in own.into_iter().chain(pages) {
            let address = self.scene.cast.address(page);
            let answer = knock(&self.scene.practice, "GET", &address, Some(&self.cookie));
            if answer.status == 200 {
                self.seen.insert(self.key(&address));
                self.read(&address, &answer.text);
            }
        }
    }

    /// Follows what was offered, and with `on` what that offers.
    fn follow(&mut self, on: bool) {
        while let Some(Offer { address, page, .. }) = self.links.pop_front() {
            let answer = knock(&self.scene.practice, "GET", &address, Some(&self.cookie));
            match answer.status {
                200 if on
                    && answer
                        .header("content-type")
                        .is_some_and(|kind| kind.starts_with("text/html")) =>
                {
                    self.read(&address, &answer.text);
                }
                200 => {}
                301..=308 => self.offer(answer.header("location").unwrap_or_default(), &address),
                status => self.wrong.push(format!("{status} {address} on {page}")),
            }
            assert!(
                self.seen.len() < MOST,
                "no end: {:?}",
                self.seen.iter().rev().take(40).collect::<Vec<_>>()
            );
        }
    }

    /// Sends every form as it stands: nothing of it may be refused for who sends it, nor where it leads.
    fn send(&mut self) {
        for Offer { address, page, body } in std::mem::take(&mut self.forms).into_values() {
            if NOT_SENT.iter().any(|end| address.starts_with(end)) {
                continue;
            }
            let (kind, body) = body.unwrap_or_default();
            let sent = Sent::new("POST", &address)
                .header("Accept", "text/html")
                .header("Cookie", self.cookie.clone())
                .header("Sec-Fetch-Site", "same-origin")
                .header("Referer", format!("http://localhost{page}"))
                .body(&kind, body);
            let answer = self.scene.practice.send(&sent);
            if matches!(answer.status, 0 | 401 | 403 | 500..) {
                self.wrong.push(format!("{} POST {address} on {page}", answer.status));
            }
            let Some(on) = answer.header("location").filter(|on| on.starts_with('/')) else {
                continue;
            };
            let led = knock(&self.scene.practice, "GET", on, Some(&self.cookie)).status;
            if led == 403 {
                self.wrong.push(format!("403 {on} after POST {address} on {page}"));
            }
        }
    }
}

#[test]
fn no_page_offers_what_would_be_refused_to_any_role_or_to_whoever_stands_in() {
    let scene = Scene::open();
    let mut wrong = Vec::new();
    let staff = [&scene.cast.own, &scene.cast.other, "assistant", "viewer", "admin"];
    let mut walkers = Vec::new();
    for username in staff {
        let mut walker = Walker::new(&scene, username, cookie(&scene.practice, username));
        walker.walk();
        println!("{username}: {} addresses, {} forms", walker.seen.len(), walker.forms.len());
        assert!(walker.seen.len() > 100, "{username} is offered {} addresses", walker.seen.len());
        walkers.push((username, walker));
    }
    for (username, mut walker) in walkers {
        walker.send();
        wrong.extend(walker.wrong.into_iter().map(|what| format!("{username}: {what}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_role_that_lacks_a_permission_is_offered_nothing_that_needs_it() {
    let scene = Scene::open();
    let practice = &scene.practice;
    let all = practice.text("SELECT group_concat(name, ' ') FROM permissions");
    let granted = all.split(' ').filter(|name| {
        !name.starts_with("system.") && !["users.manage", "roles.manage"].contains(name)
    });
    let granted: Vec<&str> = granted.collect();
    let role = practice.text("SELECT id FROM roles WHERE name = 'ASSISTANT'");
    let cookie = cookie(practice, "assistant");
    let mut wrong = Vec::new();
    for lacking in LACKING {
        assert!(granted.contains(&lacking), "{lacking} is a permission");
        let names: Vec<&&str> = granted.iter().filter(|name| **name != lacking).collect();
        let sent = Sent::new("PUT", format!("/api/roles/{role}")).bearer(&practice.admin);
        let changed = practice.send(&sent.json(json!({ "permissions": names }).to_string()));
        assert_eq!(changed.status, 200, "{lacking}: {}", changed.text);
        let mut walker = Walker::new(&scene, "assistant", cookie.clone());
        walker.enter();
        walker.follow(false);
        assert!(walker.seen.len() > 60, "without {lacking}: {} addresses", walker.seen.len());
        wrong.extend(walker.wrong.into_iter().map(|what| format!("without {lacking}: {what}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
