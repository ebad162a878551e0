//! Who has left: whatever belongs to them keeps its place and their name on every page, no form
//! gives it to somebody else without a word, and one act hands it over.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::Answer;

/// Somebody whose visits and patients the tests look after, and a colleague.
struct Leaver {
    practice: Practice,
    cookie: String,
    id: String,
    name: String,
    colleague: String,
    patient: String,
    /// Visits to come by id, with the day of each.
    visits: Vec<(String, Date)>,
}

/// The text of a page without the names that HTML gives to signs.
fn text(answer: &Answer) -> String {
    answer.text.replace("&#39;", "'").replace("&#38;", "&").replace("&amp;", "&")
}

impl Leaver {
    /// A dietitian with so many visits to come, one a day, and patients of theirs.
    fn with(count: i64) -> Self {
        let practice = Practice::open();
        let cookie = cookie(&practice, "admin");
        let dietitian = |order: &str| {
            practice.text(&format!(
                "SELECT u.id FROM users u JOIN roles r ON r.id = u.role_id WHERE r.name = 'DIETITIAN' \
                 ORDER BY u.id {order} LIMIT 1"
            ))
        };
        let (id, colleague) = (dietitian("ASC"), dietitian("DESC"));
        assert_ne!(id, colleague);
        let name = practice
            .text(&format!("SELECT first_name || ' ' || last_name FROM users WHERE id = '{id}'"));
        let patient = practice.text(&format!(
            "SELECT id FROM patients WHERE assigned_dietitian_id = '{id}' AND is_active ORDER BY id LIMIT 1"
        ));
        let mut leaver =
            Self { practice, cookie, id, name, colleague, patient, visits: Vec::new() };
        for day in 0..count {
            let day = today().checked_add((day + 40).days()).unwrap();
            let body = json!({"patient_id": leaver.patient, "dietitian_id": leaver.id,
                "visit_date": format!("{day}T09:00:00Z"), "duration_minutes": 30, "allow_overlap": true});
            let booked = leaver.practice.ask("POST", "/api/visits", &body).json();
            let visit =
                booked["data"]["visit"]["id"].as_str().unwrap_or_else(|| panic!("{booked}"));
            leaver.visits.push((visit.to_owned(), day));
        }
        leaver
    }

    fn page(&self, address: &str) -> String {
        let answer = knock(&self.practice, "GET", address, Some(&self.cookie));
        assert_eq!(answer.status, 200, "{address}: {}", answer.text);
        text(&answer)
    }

    fn post(&self, address: &str, form: &[(&str, &str)]) -> Answer {
        let encoded: Vec<String> = form
            .iter()
            .map(|(name, value)| {
                format!(
                    "{name}={}",
                    value
                        .replace(['\n', '\r'], " ")
                        .replace('%', "%25")
                        .replace('&', "%26")
                        .replace('+', "%2B")
                )
            })
            .collect();
        self.practice.press(&self.cookie, address, encoded.join("&"))
    }

    /// How many of these belong to that user.
    fn owned(&self, user: &str) -> (i64, i64) {
        let visits = format!(
            "SELECT count(*) FROM visits WHERE dietitian_id = '{user}' AND status = 'SCHEDULED' \
             AND deleted_at IS NULL AND visit_date > strftime('%Y-%m-%dT%H:%M:%fZ')"
        );
        let patients =
            format!("SELECT count(*) FROM patients WHERE assigned_dietitian_id = '{user}'");
        (self.practice.number(&visits), self.practice.number(&patients))
    }

    fn leave(&self) {
        self.practice.done("PUT", &format!("/api/users/{}/deactivate", self.id), Value::Null);
    }
}

fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}

/// The fields of the first form that is sent there, as a browser would send them untouched.
fn fields(page: &str, action: &str) -> Vec<(String, String)> {
    let form =
        page.split_once(&format!("action=\"{action}\"")).unwrap_or_else(|| panic!("{page}")).1;
    let form = form.split_once("</form>").unwrap().0;
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split_once(&format!(" {name}=\""))?.1;
        Some(rest.split_once('"')?.0.to_owned())
    };
    let mut fields = Vec::new();
    for part in form.split('<') {
        if part.starts_with("input ") {
            let name = attribute(part, "name").unwrap_or_default();
            fields.push((name, attribute(part, "value").unwrap_or_default()));
        } else if part.starts_with("textarea ") {
            let value = part.split_once('>').unwrap().1.to_owned();
            fields.push((attribute(part, "name").unwrap(), value));
        } else if part.starts_with("select ") {
            // What a browser takes when nothing is selected: the first.
            fields.push((attribute(part, "name").unwrap(), "\0".into()));
        } else if part.starts_with("option") {
            let (_, chosen) = fields.last_mut().unwrap();
            if chosen == "\0" || part.contains(" selected") {
                *chosen = attribute(part, "value").unwrap_or_default();
            }
        }
    }
    fields
}

/// What the page's select of that name has, as value and words, and which is selected.
fn options(page: &str, select: &str) -> Vec<(String, String, bool)> {
    let Some((_, rest)) = page.split_once(&format!("name=\"{select}\"")) else { return Vec::new() };
    let rest = rest.split_once("</select>").unwrap().0;
    let option = |part: &str| {
        let value = part.split_once("value=\"")?.1.split_once('"')?.0.to_owned();
        let words = part.split_once('>')?.1.split_once('<')?.0.to_owned();
        Some((value, words, part.contains(" selected")))
    };
    rest.split("<option").skip(1).filter_map(option).collect()
}

#[test]
fn whoever_has_left_keeps_lane_option_and_name_and_every_visit_its_place() {
    let leaver = Leaver::with(40);
    let before = leaver.owned(&leaver.id);
    assert!(before.0 >= 40 && before.1 > 0, "{before:?}");
    leaver.leave();
    assert_eq!(leaver.owned(&leaver.id), before, "nothing changed hands");
    let gone = format!("{} (has left)", leaver.name);
    for (visit, day) in &leaver.visits {
        let place = format!("/visits/{visit}\"");
        for with in ["", leaver.id.as_str()] {
            for view in ["day", "week", "month", "list"] {
                let page = leaver.page(&format!("/calendar?view={view}&day={day}&with={with}"));
                assert!(page.contains(&place), "{view} of {day} with {with:?} lost a visit");
                if ["day", "week"].contains(&view) && with.is_empty() {
                    let lanes = page.split_once("<thead>").unwrap().1;
                    assert!(lanes.contains(&gone), "{view}: no lane of {gone}");
                }
            }
            let sheet = leaver.page(&format!("/calendar/sheet?day={day}&with={with}"));
            assert!(sheet.contains(&place) && sheet.contains(&gone), "{sheet}");
        }
    }
    let (visit, day) = &leaver.visits[0];
    let (visits, patients) = (
        format!("/visits?dietitian_id={}&from_date={day}", leaver.id),
        format!("/patients?assigned_dietitian_id={}", leaver.id),
    );
    for page in [
        visits.as_str(),
        patients.as_str(),
        &format!("/visits/{visit}"),
        &format!("/patients/{}", leaver.patient),
        &format!("/patients/{}/edit", leaver.patient),
        &format!("/visits/{visit}/move"),
        "/reports/visits",
        "/reports/patients",
    ] {
        assert!(leaver.page(page).contains(&gone), "{page} does not name {gone}");
    }
    // Each select of people that has a present value has it selected.
    for (page, select) in [
        (visits.as_str(), "dietitian_id"),
        (patients.as_str(), "assigned_dietitian_id"),
        (&format!("/calendar?day={day}&with={}", leaver.id), "with"),
        (&format!("/patients/{}/edit", leaver.patient), "assigned_dietitian_id"),
        (&format!("/visits/{visit}/move"), "dietitian_id"),
        (&format!("/visits/{visit}/move?with=nobody&at={day}T11:00"), "dietitian_id"),
    ] {
        let found = options(&leaver.page(page), select);
        let selected: Vec<_> = found.iter().filter(|option| option.2).collect();
        assert_eq!(selected, [&(leaver.id.clone(), gone.clone(), true)], "{page}: {found:?}");
    }
    // Whoever has left is given nothing new, and nobody is proposed in their place.
    let booking =
        leaver.page(&format!("/patients/{}/visits/new?with={}", leaver.patient, leaver.id));
    let found = options(&booking, "dietitian_id");
    assert!(found.iter().all(|(id, _, selected)| *id != leaver.id && !selected), "{found:?}");
    assert_eq!(found[0].0, "", "{found:?}");
    let of_others = leaver.page("/patients/new");
    assert!(!of_others.contains(&gone));
    let slot = format!("with={}\"><span", leaver.id);
    assert!(!leaver.page(&format!("/calendar?day={day}")).contains(&slot), "a slot to book");
}

#[test]
fn forms_sent_back_untouched_leave_everything_where_it_was() {
    let leaver = Leaver::with(2);
    let role = leaver.practice.text("SELECT id FROM roles WHERE name = 'ASSISTANT'");
    let before = leaver.owned(&leaver.id);
    for leave in ["role", "account"] {
        match leave {
            "role" => {
                let path = format!("/api/users/{}", leaver.id);
                let changed = leaver.practice.ask("PUT", &path, json!({ "role_id": role })).json();
                assert_eq!(changed["success"], true, "{changed}");
                let page = leaver.page(&format!("/visits/{}", leaver.visits[0].0));
                assert!(page.contains(&format!("{} (no longer a dietitian)", leaver.name)));
            }
            _ => leaver.leave(),
        }
        let (visit, patient) = (&leaver.visits[0].0, &leaver.patient);
        for (page, action) in [
            (format!("/visits/{visit}/move"), format!("/visits/{visit}/move")),
            (format!("/patients/{patient}/edit"), format!("/patients/{patient}")),
            (format!("/visits/{visit}"), format!("/visits/{visit}")),
        ] {
            let form = fields(&leaver.page(&page), &action);
            assert!(form.len() > 3, "{page}: {form:?}");
            let form: Vec<(&str, &str)> =
                form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let answer = leaver.post(&action, &form);
            assert_eq!(answer.status, 303, "{leave} {page}: {}", answer.text);
        }
        assert_eq!(leaver.owned(&leaver.id), before, "after the {leave} was left");
    }
}

#[test]
fn leaving_hands_over_in_one_act_what_somebody_is_named_for() {
    let leaver = Leaver::with(3);
    let (visits, patients) = leaver.owned(&leaver.id);
    let shown = leaver.practice.get(&format!("/api/users/{}/handover", leaver.id)).json();
    let shown = &shown["data"]["handover"];
    assert_eq!(
        (shown["future_visits"].as_i64(), shown["patients"].as_i64()),
        (Some(visits), Some(patients))
    );
    let page = leaver.page(&format!("/users/{}", leaver.id));
    assert!(page.contains(&format!("{visits} appointments to come")), "{page}");
    assert!(page.contains(&format!("{patients} patients")), "{page}");
    // One of the times is taken: nothing at all is done, whoever asks.
    let body = json!({"patient_id": leaver.patient, "dietitian_id": leaver.colleague,
        "visit_date": format!("{}T09:15:00Z", leaver.visits[1].1)});
    assert_eq!(leaver.practice.ask("POST", "/api/visits", &body).status, 201);
    let colleague = leaver.owned(&leaver.colleague);
    let form = [("visits_to", leaver.colleague.as_str()), ("patients_to", "")];
    let path = format!("/users/{}/deactivate", leaver.id);
    let refused = leaver.post(&path, &form);
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert!(refused.text.contains("name=\"clashes\""), "{}", refused.text);
    let body =
        json!({"handover": {"visits_to": leaver.colleague, "patients_to": leaver.colleague}});
    let api = format!("/api/users/{}/deactivate", leaver.id);
    let refused = leaver.practice.ask("PUT", &api, &body).json();
    assert_eq!(refused["error"]["code"], "VISIT_OVERLAP", "{refused}");
    let clashes = refused["error"]["details"].as_array().unwrap().len() as i64;
    assert!((1..visits).contains(&clashes), "{refused}");
    for bad in [json!(leaver.id), json!(leaver.patient)] {
        let refused =
            leaver.practice.ask("PUT", &api, json!({"handover": {"visits_to": bad}})).json();
        assert_eq!(refused["success"], false, "{refused}");
    }
    assert_eq!(leaver.owned(&leaver.id), (visits, patients));
    assert_eq!(leaver.owned(&leaver.colleague), colleague);
    let is_active = format!("SELECT is_active FROM users WHERE id = '{}'", leaver.id);
    assert_eq!(leaver.practice.number(&is_active), 1, "the refusal let the user stay");
    // Said what becomes of it, all goes at once, and every record has its row.
    let audited = "SELECT count(*) FROM audit_logs WHERE action = 'UPDATE' AND resource_type IN ('visit', 'patient')";
    let rows = leaver.practice.number(audited);
    let form = [
        ("visits_to", leaver.colleague.as_str()),
        ("patients_to", leaver.colleague.as_str()),
        ("clashes", "leave"),
    ];
    let done = leaver.post(&path, &form);
    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(leaver.practice.number(&is_active), 0);
    assert_eq!(leaver.owned(&leaver.id), (clashes, 0), "what has no time stays");
    let (got_visits, got_patients) = leaver.owned(&leaver.colleague);
    assert_eq!(
        (got_visits - colleague.0, got_patients - colleague.1),
        (visits - clashes, patients)
    );
    assert_eq!(leaver.practice.number(audited) - rows, visits - clashes + patients);
    // The rest goes later.
    let body = json!({"visits_to": leaver.colleague, "allow_overlap": true});
    let given =
        leaver.practice.ask("POST", &format!("/api/users/{}/handover", leaver.id), &body).json();
    assert_eq!(
        given["data"]["handover"],
        json!({"visits": clashes, "patients": 0, "left": {"future_visits": 0, "patients": 0}})
    );
    assert_eq!(leaver.owned(&leaver.id), (0, 0));
}

#[test]
fn a_change_of_role_asks_first_and_leaving_as_it_is_is_an_answer() {
    let leaver = Leaver::with(2);
    let owned = leaver.owned(&leaver.id);
    let role = leaver.practice.text("SELECT id FROM roles WHERE name = 'VIEWER'");
    let path = format!("/users/{}", leaver.id);
    let mut form = fields(&leaver.page(&path), &path);
    let at = form.iter().position(|(name, _)| name == "role_id").unwrap();
    form[at].1.clone_from(&role);
    let borrowed = |form: &[(String, String)]| {
        form.iter().map(|(n, v)| (n.clone(), v.clone())).collect::<Vec<_>>()
    };
    let send = |form: Vec<(String, String)>| {
        let form: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        leaver.post(&path, &form)
    };
    let role_of = format!("SELECT role_id FROM users WHERE id = '{}'", leaver.id);
    let asked = send(borrowed(&form));
    assert_eq!(asked.status, 409, "{}", asked.text);
    assert_ne!(leaver.practice.text(&role_of), role, "nothing is saved yet");
    let form = fields(&text(&asked), &path);
    assert!(form.iter().any(|(name, value)| name == "visits_to" && value.is_empty()), "{form:?}");
    let saved = send(form);
    assert_eq!(saved.status, 303, "{}", saved.text);
    assert_eq!(leaver.practice.text(&role_of), role);
    assert_eq!(leaver.owned(&leaver.id), owned, "left as they are");
    // With the API in one act.
    let back = leaver.practice.text("SELECT id FROM roles WHERE name = 'DIETITIAN'");
    let api = format!("/api/users/{}", leaver.id);
    leaver.practice.done("PUT", &api, json!({"role_id": back}));
    let body = json!({"role_id": role, "handover": {"visits_to": leaver.colleague, "patients_to": leaver.colleague, "allow_overlap": true}});
    let changed = leaver.practice.ask("PUT", &api, &body).json();
    assert_eq!(changed["data"]["handover"]["patients"], owned.1, "{changed}");
    assert_eq!(leaver.owned(&leaver.id), (0, 0));
}

#[test]
fn a_visit_over_midnight_stands_on_both_days_in_every_view() {
    let leaver = Leaver::with(0);
    let zone = "Europe/Paris";
    leaver.practice.done("PUT", "/api/settings", json!({ "time_zone": zone }));
    let book = |at: String, minutes: i64| {
        let body = json!({"patient_id": leaver.patient, "dietitian_id": leaver.id, "visit_date": at,
            "duration_minutes": minutes, "allow_overlap": true});
        let booked = leaver.practice.ask("POST", "/api/visits", &body).json();
        booked["data"]["visit"]["id"].as_str().unwrap_or_else(|| panic!("{booked}")).to_owned()
    };
    let local = TimeZone::get(zone).unwrap().to_datetime(Timestamp::now()).date();
    let yesterday = local.yesterday().unwrap();
    // The nights in which the clock changes, the end of a week, of a month, of a year, and today.
    let nights: Vec<(Date, String, &str)> = [
        ("2027-03-27", "23:30", 240, "04:30"),
        ("2027-03-28", "23:30", 60, "00:30"),
        ("2027-10-30", "23:30", 240, "02:30"),
        ("2027-10-31", "22:30", 240, "02:30"),
        ("2027-11-07", "23:00", 90, "00:30"),
        ("2027-11-30", "23:59", 5, "00:04"),
        ("2027-12-31", "16:05", 480, "00:05"),
    ]
    .into_iter()
    .map(|(day, at, minutes, ends)| {
        (day.parse().unwrap(), book(format!("{day}T{at}:00"), minutes), ends)
    })
    .chain([(yesterday, book(format!("{yesterday}T20:00:00"), 480), "04:00")])
    .collect();
    for (day, visit, ends) in &nights {
        let place = format!("href=\"/visits/{visit}\"");
        for at in [*day, day.tomorrow().unwrap()] {
            for view in ["day", "week", "month", "list"] {
                for with in ["", leaver.id.as_str()] {
                    let page = leaver.page(&format!("/calendar?view={view}&day={at}&with={with}"));
                    assert!(page.contains(&place), "{view} of {at} with {with:?}: {page}");
                }
            }
            let sheet = leaver.page(&format!("/calendar/sheet?day={at}"));
            assert_eq!(sheet.matches(&place).count(), 1, "{sheet}");
            let row = sheet.split(&place).next().unwrap().rsplit("<strong>").next().unwrap();
            assert_eq!(row.starts_with(&format!("until {ends}")), at != *day, "{at}: {row}");
        }
        let (before, after) = (day.yesterday().unwrap(), day.checked_add(2.days()).unwrap());
        for other in [before, after] {
            let page = leaver.page(&format!("/calendar?view=day&day={other}"));
            assert!(!page.contains(&place), "{other} shows the night of {day}");
        }
    }
    // Both days of one week show it, and it is one visit.
    let week = leaver.page(&format!("/calendar?view=week&day=2027-10-30&with={}", leaver.id));
    let place = format!("href=\"/visits/{}\"", nights[2].1);
    assert_eq!(
        (week.matches(&place).count(), week.matches("2 appointments").count()),
        (2, 1),
        "{week}"
    );
    let (_, visit, _) = nights.last().unwrap();
    let home = leaver.page("/");
    assert!(home.contains(&format!("/visits/{visit}\">until 04:00")), "{home}");
    let dashboard = leaver.practice.get("/api/reports/dashboard").json();
    let today = &dashboard["data"]["today"];
    assert_eq!(
        today["total"].as_u64().unwrap() as usize,
        today["visits"].as_array().unwrap().len()
    );
    assert_eq!(today["visits"][0]["id"], *visit, "{today}");
}
