//! A front desk that reads no notes: an assistant who may do everything but that is asked on every route
//! and every page for a patient whose clinical texts are markers, and never gets to see one.

use serde_json::{Value, json};

use crate::cast::Cast;
use crate::openings::{Asked, Marked, Sessions, TEXT, plan};
use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::{Answer, Sent};

/// The clinical texts of the marked patient, after the marker; allergies and what is on invoices are none.
const CLINICAL: [&str; 33] = [
    "preferences",
    "medical",
    "complaint",
    "assessment",
    "diagnosis",
    "intervention",
    "monitoring",
    "recommendations",
    "private",
    "measured",
    "title",
    "label",
    "content",
    "plan",
    "food",
    "goal",
    "eaten",
    "recall",
    "reason",
    "diagnosed",
    "medicines",
    "supplements",
    "surgery",
    "family",
    "bowel",
    "sleep",
    "activity",
    "occupation",
    "household",
    "habits",
    "motivation",
    "prescribed",
    "often",
];

/// Fields that are absent, never emptied, of records that the desk reads.
const FIELDS: [&str; 14] = [
    "signed_at",
    "chief_complaint",
    "assessment",
    "nutrition_diagnosis",
    "intervention",
    "monitoring_evaluation",
    "recommendations",
    "private_notes",
    "medical_notes",
    "dietary_preferences",
    "measurements",
    "last_weight_kg",
    "weight_kg",
    "bmi",
];

pub fn permissions(practice: &Practice, role: &str, names: &[String]) -> Answer {
    let id = practice.text(&format!("SELECT id FROM roles WHERE name = '{role}'"));
    let sent = Sent::new("PUT", format!("/api/roles/{id}")).bearer(&practice.admin);
    practice.send(&sent.json(json!({ "permissions": names }).to_string()))
}

/// Every permission that a role may have, less these.
pub fn all_but(practice: &Practice, without: &[&str]) -> Vec<String> {
    let all = practice.text("SELECT group_concat(name, ' ') FROM permissions");
    let is_granted = |name: &&str| {
        !name.starts_with("system.")
            && !["users.manage", "roles.manage"].contains(name)
            && !without.contains(name)
    };
    all.split(' ').filter(is_granted).map(str::to_owned).collect()
}

/// The first clinical text in an answer that was not typed in the question.
fn shown(answer: &Answer, asked: &Asked) -> Option<String> {
    let text = answer.text.to_lowercase();
    let body = asked.body.as_ref().map_or("", |(_, body)| body);
    let typed = format!("{body} {}", asked.target.replace('+', " "));
    let markers = CLINICAL.iter().map(|what| format!("{TEXT} {what}"));
    markers.into_iter().find(|marker| text.contains(marker) && !typed.contains(marker.as_str()))
}

/// A field of a record that should be absent.
fn field(value: &Value) -> Option<String> {
    match value {
        Value::Object(map) => map.iter().find_map(|(name, value)| {
            FIELDS.contains(&name.as_str()).then(|| name.clone()).or_else(|| field(value))
        }),
        Value::Array(all) => all.iter().find_map(field),
        _ => None,
    }
}

#[test]
fn a_front_desk_without_notes_sees_no_clinical_text_on_any_route_or_page() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let marked = Marked::of(&practice, &cast);
    let visit = format!("/api/visits/{}", marked.visit);
    let read = || {
        let token = practice.token("assistant");
        practice.send(&Sent::new("GET", &visit).bearer(&token))
    };
    assert!(read().text.contains("zqtext assessment"), "on by default, as it was");
    let changed = permissions(&practice, "ASSISTANT", &all_but(&practice, &["visits.notes"]));
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert!(!read().text.contains(TEXT), "from the next request on");

    let mut sessions = Sessions::prepare(&practice, &["assistant"]);
    let (mut wrong, mut allowed) = (Vec::new(), 0);
    let searches = [
        "/api/search?q=zqtext",
        "/api/search?q=zqtext+plan",
        "/search/palette?q=zqtext+plan",
        "/api/visits?search=zqtext",
        "/api/visits?search=assessment",
        "/api/visits?include=measurements",
        "/api/patients?include=visits",
        "/visits?search=zqtext",
    ];
    let searches = searches.map(|target| Asked {
        method: "GET".into(),
        route: target.split('?').next().unwrap_or_default().into(),
        target: target.into(),
        body: None,
    });
    for asked in plan(&marked).iter().chain(&searches) {
        let (_, answer) = sessions.ask("assistant", asked, None);
        let what = format!("{} {}: {}", asked.method, asked.target, answer.status);
        if answer.status < 300 {
            allowed += 1;
        }
        if answer.status >= 500 {
            wrong.push(what.clone());
        }
        if let Some(marker) = shown(&answer, asked) {
            wrong.push(format!("{what} shows {marker}"));
        }
        if asked.route.contains("export") && answer.text.contains("signed_at") {
            wrong.push(format!("{what} tells what is signed"));
        }
        let is_record = ["patients", "visits", "billing", "search"]
            .iter()
            .any(|area| asked.route.starts_with(&format!("/api/{area}")));
        if is_record
            && let Ok(json) = serde_json::from_str::<Value>(&answer.text)
            && let Some(name) = field(&json["data"])
        {
            wrong.push(format!("{what} has {name}"));
        }
    }
    assert!(allowed > 100, "only {allowed} answers were given at all");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_the_desk_may_not_read_it_may_not_write_and_never_empties() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let marked = Marked::of(&practice, &cast);
    permissions(&practice, "ASSISTANT", &all_but(&practice, &["visits.notes"]));
    let token = practice.token("assistant");
    let put = |path: &str, body: Value| {
        practice.send(&Sent::new("PUT", path).bearer(&token).json(body.to_string()))
    };
    let visit = format!("/api/visits/{}", marked.visit);
    let patient = format!("/api/patients/{}", marked.patient);
    assert_eq!(put(&visit, json!({ "assessment": "mine" })).status, 403);
    assert_eq!(put(&patient, json!({ "medical_notes": "mine" })).status, 403);
    let changed = put(&visit, json!({ "duration_minutes": 45, "allow_overlap": true }));
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(put(&patient, json!({ "city": "Lyon" })).status, 200);
    let kept = |path: &str| practice.send(&Sent::new("GET", path).bearer(&practice.admin)).text;
    assert!(kept(&visit).contains("zqtext assessment") && kept(&visit).contains("zqtext private"));
    assert!(kept(&patient).contains("zqtext medical"));
}

#[test]
fn only_administrators_change_a_role_and_never_their_own() {
    let practice = Practice::open();
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(permissions(&practice, "ADMIN", &names(&["patients.read"])).status, 403);
    for forbidden in ["users.manage", "roles.manage", "system.read", "nothing.at_all"] {
        let answer = permissions(&practice, "VIEWER", &names(&["patients.read", forbidden]));
        assert_eq!(answer.status, 400, "{forbidden}: {}", answer.text);
    }
    let viewer = practice.token("viewer");
    let list = |path: &str| practice.send(&Sent::new("GET", path).bearer(&viewer)).status;
    assert_eq!((list("/api/visits"), list("/api/patients")), (200, 200));
    let changed = permissions(&practice, "VIEWER", &names(&["patients.read", "patients.list"]));
    assert_eq!(
        changed.json()["data"]["role"]["permissions"],
        json!(["patients.list", "patients.read"])
    );
    assert_eq!((list("/api/visits"), list("/api/patients")), (403, 200));
    let told = practice.number(
        "SELECT count(*) FROM audit_logs WHERE resource_type = 'role' AND action = 'UPDATE'",
    );
    assert_eq!(told, 1);
}

#[test]
fn a_role_is_changed_by_who_knows_its_version_or_by_the_last_who_writes() {
    let practice = Practice::open();
    let id = practice.text("SELECT id FROM roles WHERE name = 'VIEWER'");
    let path = format!("/api/roles/{id}");
    let put = |body: Value, if_match: Option<&str>| {
        let sent = Sent::new("PUT", &path).bearer(&practice.admin).json(body.to_string());
        practice.send(&if_match.into_iter().fold(sent, |sent, etag| sent.header("If-Match", etag)))
    };
    let version = || {
        let all = practice.get("/api/roles").json();
        let all = all["data"]["roles"].as_array().unwrap().clone();
        all.into_iter().find(|role| role["id"] == id.as_str()).unwrap()["version"].clone()
    };
    assert_eq!(version(), 1);
    let first = put(json!({ "permissions": ["patients.read"], "version": 1 }), None);
    assert_eq!((first.status, &first.json()["data"]["role"]["version"]), (200, &json!(2)));
    // The other administrator has the matrix of before.
    for (body, etag) in [
        (json!({ "permissions": ["patients.list"], "version": 1 }), None),
        (json!({ "permissions": ["patients.list"], "version": 0 }), None),
        (json!({ "permissions": ["patients.list"] }), Some("\"v1-0\"")),
    ] {
        let stale = put(body.clone(), etag);
        let answer = stale.json();
        assert_eq!(
            (stale.status, &answer["error"]["code"]),
            (409, &json!("STALE_WRITE")),
            "{body}"
        );
        let current = &answer["data"]["role"];
        assert_eq!(
            (&current["permissions"], &current["version"]),
            (&json!(["patients.read"]), &json!(2))
        );
    }
    let etag = first.header("etag").unwrap().to_owned();
    let same = put(json!({ "permissions": ["patients.read"] }), Some(&etag));
    assert_eq!((same.status, version()), (200, json!(2)), "a change of nothing is no version");
    assert_eq!(put(json!({ "permissions": ["patients.list"] }), None).status, 200);
    assert_eq!(version(), 3);
}

#[test]
fn two_administrators_at_the_matrix_keep_each_others_ticks() {
    let practice = Practice::open();
    let held = practice.text(
        "SELECT group_concat(p.name, '+') FROM roles r JOIN role_permissions x ON x.role_id = r.id \
         JOIN permissions p ON p.id = x.permission_id WHERE r.name = 'VIEWER'",
    );
    let other = all_but(&practice, &[]).into_iter().filter(|name| held.contains(name.as_str()));
    let other: Vec<String> = other.filter(|name| name != "billing.list").collect();
    assert_eq!(permissions(&practice, "VIEWER", &other).status, 200);
    // The page was opened before: it still shows billing.list as held, and takes visits.notes away.
    let ticked: Vec<&str> = held.split('+').filter(|name| *name != "visits.notes").collect();
    let form = format!("held.VIEWER={held}&VIEWER:{}=yes", ticked.join("=yes&VIEWER:"));
    let mut sessions = Sessions::prepare(&practice, &["admin"]);
    let pressed = Asked {
        method: "POST".into(),
        route: "/users/roles".into(),
        target: "/users/roles".into(),
        body: Some(("application/x-www-form-urlencoded", form)),
    };
    let (_, sent) = sessions.ask("admin", &pressed, None);
    assert_eq!(sent.status, 303, "{}", sent.text);
    let now = practice.text(
        "SELECT group_concat(p.name, ' ') FROM roles r JOIN role_permissions x ON x.role_id = r.id \
         JOIN permissions p ON p.id = x.permission_id WHERE r.name = 'VIEWER'",
    );
    assert!(!now.contains("visits.notes") && !now.contains("billing.list"), "{now}");
    assert!(now.contains("patients.read"));
}

#[test]
fn who_adds_or_changes_users_cannot_make_anybody_more_than_they_are() {
    let practice = Practice::open();
    let with_users = all_but(&practice, &["visits.notes"]);
    assert_eq!(permissions(&practice, "ASSISTANT", &with_users).status, 200);
    let token = practice.token("assistant");
    let role = |name: &str| practice.text(&format!("SELECT id FROM roles WHERE name = '{name}'"));
    let ask = |method: &str, path: &str, body: Value| {
        practice.send(&Sent::new(method, path).bearer(&token).json(body.to_string()))
    };
    let new = |role_id: &str, name: &str| {
        json!({
            "username": name, "email": format!("{name}@example.org"), "first_name": "Noor",
            "last_name": "Haddad", "role_id": role_id, "password": "Quiet-Harbour-71-lamps",
        })
    };
    for (more, name) in [("ADMIN", "noor.a"), ("DIETITIAN", "noor.d")] {
        let answer = ask("POST", "/api/users", new(&role(more), name));
        assert_eq!(answer.status, 403, "{more}: {}", answer.text);
    }
    let answer = ask("POST", "/api/users", new(&role("ASSISTANT"), "noor.s"));
    assert_eq!(answer.status, 201, "{}", answer.text);
    let own = answer.json()["data"]["user"]["id"].as_str().unwrap().to_owned();
    let raised = ask("PUT", &format!("/api/users/{own}"), json!({ "role_id": role("ADMIN") }));
    assert_eq!(raised.status, 403, "{}", raised.text);
    let admin = practice.text("SELECT id FROM users WHERE username = 'admin'");
    let renamed = ask("PUT", &format!("/api/users/{admin}"), json!({ "first_name": "Mallory" }));
    assert_eq!(renamed.status, 403, "{}", renamed.text);
    let out = ask("PUT", &format!("/api/users/{admin}/deactivate"), json!({}));
    assert_eq!(out.status, 403, "{}", out.text);
}

#[test]
fn a_history_leaves_out_what_its_reader_may_not_know_and_the_desk_bills_all_the_same() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let marked = Marked::of(&practice, &cast);
    let visit = format!("/api/visits/{}", marked.visit);
    let changed = Sent::new("PUT", &visit).bearer(&practice.admin);
    let body = json!({ "assessment": "zqtext assessment anew" });
    assert_eq!(practice.send(&changed.json(body.to_string())).status, 200);
    permissions(&practice, "ASSISTANT", &all_but(&practice, &["visits.notes"]));
    let token = practice.token("assistant");
    let versions = |token: &str| {
        let sent = Sent::new("GET", format!("{visit}/history")).bearer(token);
        practice.send(&sent).json()["data"]["history"].as_array().unwrap().len()
    };
    assert!(versions(&token) < versions(&practice.admin), "nor that a note was written");
    let before = versions(&token);
    let signed = Sent::new("POST", format!("{visit}/sign")).bearer(&practice.admin).json("{}");
    assert_eq!(practice.send(&signed).status, 200);
    assert_eq!(versions(&token), before, "nor that it was signed");
    for path in ["", "/history", "?as_of=2099-01-01T00:00:00Z"] {
        let seen = practice.send(&Sent::new("GET", format!("{visit}{path}")).bearer(&token));
        let tells =
            ["signed_at", "digest", "edition"].iter().find(|what| seen.text.contains(**what));
        assert!(seen.status == 200 && tells.is_none(), "{tells:?}: {}", seen.text);
    }
    let mut sessions = Sessions::prepare(&practice, &["assistant"]);
    let target = format!("/visits/{}/invoice", marked.visit);
    let pressed = Asked {
        method: "POST".into(),
        route: "/visits/<id>/invoice".into(),
        target,
        body: Some(("application/x-www-form-urlencoded", String::new())),
    };
    assert_eq!(sessions.ask("assistant", &pressed, None).1.status, 303);
}

/// A list that could be sorted or narrowed by what its reader may not see would tell it, row by row.
#[test]
fn no_list_is_sorted_narrowed_or_widened_by_what_its_reader_may_not_see() {
    let practice = Practice::open();
    let without = permissions(&practice, "ASSISTANT", &all_but(&practice, &["visits.notes"]));
    assert_eq!(without.status, 200, "{}", without.text);
    let token = practice.token("assistant");
    let (mut told, mut asked) = (Vec::new(), 0);
    for list in
        ["patients", "visits", "billing", "audit-logs", "users", "plans", "recipes", "foods"]
    {
        for field in FIELDS.iter().chain(&["changes", "measurements"]) {
            for query in [
                format!("sort_by={field}"),
                format!("{field}=a"),
                format!("{field}_null=true"),
                format!("{field}_like=a"),
                format!("{field}_gte=1"),
                format!("fields={field}"),
                format!("include={field}"),
            ] {
                let target = format!("/api/{list}?{query}");
                let answer = practice.send(&Sent::new("GET", &target).bearer(&token));
                asked += 1;
                if ![400, 403].contains(&answer.status) {
                    told.push(format!("{target}: {}", answer.status));
                }
            }
        }
    }
    assert!(told.is_empty() && asked > 800, "{asked}: {}", told.join("\n"));
}

#[test]
fn a_front_desk_without_notes_is_shown_no_empty_place_where_notes_would_be() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let patient = cast.address("/patients/{patient}");
    let visit = cast.address("{visit}");
    let pages = |name: &str| {
        let cookie = cookie(&practice, name);
        let text = |path: &str| knock(&practice, "GET", path, Some(&cookie)).text;
        let list = text("/visits");
        [list.contains(">Reason"), list.contains("Patient or reason"), {
            text(&patient).contains("show=measurement")
        }]
    };
    let report = |name: &str| {
        let sent = Sent::new("GET", "/api/reports/dashboard").bearer(&practice.token(name));
        practice.send(&sent).json()["data"].get("visitsWithoutNote").cloned()
    };
    let delete = |name: &str, path: &str| {
        practice.send(&Sent::new("DELETE", path).bearer(&practice.token(name)))
    };
    permissions(&practice, "ASSISTANT", &all_but(&practice, &[]));
    assert_eq!(pages("assistant"), [true; 3]);
    assert!(report("assistant").is_some());
    permissions(&practice, "ASSISTANT", &all_but(&practice, &["visits.notes"]));
    assert_eq!(pages("assistant"), [false; 3]);
    assert_eq!((report("assistant"), report("admin").is_some()), (None, true));
    let refused = delete("assistant", &format!("/api/visits/{visit}"));
    assert_eq!(refused.status, 403, "{}", refused.text);
    let desk = cookie(&practice, "assistant");
    let page = knock(&practice, "GET", &format!("/visits/{visit}/booked"), Some(&desk));
    assert!(page.status == 200 && !page.text.contains("/delete\""), "{}", page.text);
    let pressed = Sent::new("POST", format!("/visits/{visit}/delete"))
        .header("Cookie", cookie(&practice, "assistant"))
        .header("Sec-Fetch-Site", "same-origin")
        .body("application/x-www-form-urlencoded", "");
    assert_eq!(practice.send(&pressed).status, 403);
    let is_there = format!("SELECT deleted_at IS NULL FROM visits WHERE id = '{visit}'");
    assert_eq!(practice.number(&is_there), 1);
    permissions(&practice, "ASSISTANT", &all_but(&practice, &[]));
    assert_eq!(delete("assistant", &format!("/api/visits/{visit}")).status, 200);
}

/// Each permission alone, and everything but that one: whatever entry the frame of the pages then has
/// leads to a page that opens.
#[test]
fn every_entry_that_somebody_is_shown_opens_whatever_their_role_may() {
    let practice = Practice::open();
    let cookie = cookie(&practice, "viewer");
    let grantable = all_but(&practice, &[]);
    let (mut refused, mut opened) = (Vec::new(), 0);
    for one in &grantable {
        for held in [vec![one.clone()], all_but(&practice, &[one])] {
            let what = if held.len() == 1 { "only" } else { "all but" };
            assert_eq!(permissions(&practice, "VIEWER", &held).status, 200);
            let home = knock(&practice, "GET", "/", Some(&cookie));
            assert_eq!(home.status, 200, "{what} {one}");
            for href in entries(&home.text) {
                let mut answer = knock(&practice, "GET", &href, Some(&cookie));
                if answer.status == 303 {
                    let on = answer.header("location").unwrap().to_owned();
                    answer = knock(&practice, "GET", &on, Some(&cookie));
                }
                opened += 1;
                if answer.status != 200 {
                    refused.push(format!("{what} {one}: {href} is {}", answer.status));
                }
            }
        }
    }
    assert!(refused.is_empty() && opened > 400, "{opened}: {}", refused.join("\n"));
}

/// The addresses of the rooms, of what can be made anew, and of the search.
fn entries(page: &str) -> Vec<String> {
    let parts = [("<nav class=\"rooms\"", "</nav>"), ("id=\"new-menu\"", "</details>")];
    let part = |(begin, end): (&str, &str)| {
        let rest = page.split_once(begin)?.1;
        Some(rest.split_once(end)?.0.to_owned())
    };
    let parts: String = parts.into_iter().filter_map(part).collect();
    let mut all: Vec<String> = parts
        .split("href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&"))
        .filter(|href| !href.contains(".svg"))
        .collect();
    if page.contains("action=\"/search\"") {
        all.push("/search".to_owned());
    }
    all.sort();
    all.dedup();
    all
}

#[test]
fn a_stand_in_reads_the_last_note_of_a_colleague_and_not_what_was_private_in_it() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let patient = cast.address("{patient}");
    let id = |name: &str| practice.text(&format!("SELECT id FROM users WHERE username = '{name}'"));
    let visit = |who: &str, when: &str, notes: Value| {
        let mut body = json!({
            "patient_id": patient, "dietitian_id": id(who), "visit_date": when, "allow_overlap": true,
        });
        body.as_object_mut().unwrap().extend(notes.as_object().unwrap().clone());
        practice.made("/api/visits", body, "visit")
    };
    let ago = |hours: i64| {
        practice.text(&format!("SELECT strftime('%Y-%m-%dT%H:%M:00Z', 'now', '-{hours} hours')"))
    };
    let notes = json!({
        "assessment": "Eats at night", "private_notes": "Fears her brother", "status": "COMPLETED",
    });
    visit(&cast.own, &ago(2), notes);
    let lent = visit(&cast.other, &ago(1), json!({}));
    let theirs = cookie(&practice, &cast.other);
    let page = knock(&practice, "GET", &format!("/visits/{lent}?edit=1"), Some(&theirs)).text;
    assert!(page.contains("Eats at night"), "{page}");
    assert!(!page.contains("Fears her brother"));
}
