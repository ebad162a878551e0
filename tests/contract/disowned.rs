//! A plan that leaves its patient's file, as a template or for somebody else, is food: what was written
//! of the patient stays with the patient, on every page, route and hand-out, whoever asks.

use serde_json::{Value, json};

use crate::cast::Stage;
use crate::rooms::{cookie, knock};
use crate::wire::Sent;

/// In everything that was written of the person.
const OF_THEM: &str = "zqperson";
/// What goes along: food.
const FOOD: &str = "zqfood";

impl Stage {
    /// A clinic where the plan of a patient says something of the patient wherever it can.
    fn of_a_person() -> Self {
        let clinic = Self::open();
        let broth = &clinic.broth;
        let of_them = |what: &str| format!("{OF_THEM} {what}");
        let items = |at: &str| {
            json!([
                { "food_id": broth, "grams": 150, "note": of_them(at) },
                { "text": FOOD, "alternative_of": 0, "note": of_them("instead") },
            ])
        };
        let day = |label: &str, date: Option<&str>| {
            let meal = json!({ "name": "Lunch", "time": "12:30", "note": of_them("meal"), "items": items(label) });
            json!({ "label": label, "date": date, "meals": [meal] })
        };
        let days = json!([
            day("Monday", None),
            // A Wednesday.
            day(&of_them("dialysis"), Some("2026-01-07")),
            day(&of_them("party"), None),
        ]);
        let plan = json!({
            "title": of_them("title"), "notes": of_them("notes"), "days": days,
            "from_date": "2026-01-05", "to_date": "2026-01-11",
            "targets": [{ "nutrient": "PROCNT", "aim": 60, "source": of_them("source") }],
        });
        clinic.done("PUT", "/api/plans/{plan}", plan);
        clinic
    }

    fn plan(&self) -> Value {
        let read = self.practice.get(&self.cast.address("/api/plans/{plan}"));
        read.json()["data"]["plan"].clone()
    }

    fn copied(&self, body: Value) -> Value {
        self.done("POST", "/api/plans/{plan}/copy", body)["plan"].clone()
    }

    fn other_patient(&self) -> String {
        let own = self.cast.address("{patient}");
        self.practice.text(&format!("SELECT id FROM patients WHERE id <> '{own}' LIMIT 1"))
    }

    /// Everything that anybody here sees of a plan, with who sees it where.
    fn seen(&self, plan: &str) -> Vec<(String, String)> {
        let staff = ["admin", &self.cast.own, &self.cast.other, "assistant", "viewer"];
        let routes = [format!("/api/plans/{plan}"), "/api/plans?limit=100&is_template=true".into()];
        let pages = [
            format!("/plans/{plan}"),
            format!("/plans/{plan}?day=0"),
            format!("/plans/{plan}?day=1&panel=days"),
            format!("/plans/{plan}?at=0.0.0"),
            format!("/plans/{plan}?copy=1"),
            format!("/plans/{plan}/handout"),
            format!("/plans/{plan}/handout?language=fr&paper=letter"),
            "/plans?is_template=true".to_owned(),
        ];
        let mut seen = Vec::new();
        for who in staff {
            let token = self.practice.token(who);
            for route in &routes {
                let answer = self.practice.send(&Sent::new("GET", route).bearer(&token));
                seen.push((format!("{route} by {who}: {}", answer.status), answer.text));
            }
            let cookie = cookie(&self.practice, who);
            for page in &pages {
                let answer = knock(&self.practice, "GET", page, Some(&cookie));
                seen.push((format!("{page} by {who}: {}", answer.status), answer.text));
            }
        }
        seen
    }

    #[track_caller]
    fn says_nothing_of_them(&self, plan: &str) {
        let seen = self.seen(plan);
        let told: Vec<&String> =
            seen.iter().filter(|(_, text)| text.contains(OF_THEM)).map(|(what, _)| what).collect();
        assert!(told.is_empty(), "{told:#?}");
        assert!(seen.iter().any(|(what, text)| what.ends_with("200") && text.contains(FOOD)));
    }
}

/// The food of a plan: of each day its meals, of these the items without what identifies them.
fn food_of(plan: &Value) -> Value {
    let days = plan["days"].as_array().unwrap().iter().map(|day| {
        let meals = day["meals"].as_array().unwrap().iter().map(|meal| {
            let items = meal["items"].as_array().unwrap().iter().map(|item| {
                json!([
                    item["food_id"],
                    item["text"],
                    item["grams"],
                    item["is_chosen"],
                    item["alternative_of"].is_null()
                ])
            });
            json!([meal["name"], meal["time"], items.collect::<Vec<_>>()])
        });
        json!(meals.collect::<Vec<_>>())
    });
    json!(days.collect::<Vec<_>>())
}

fn labels(plan: &Value) -> Vec<&str> {
    plan["days"].as_array().unwrap().iter().map(|day| day["label"].as_str().unwrap()).collect()
}

#[test]
fn a_template_is_the_food_of_a_plan_and_nothing_of_its_patient() {
    let clinic = Stage::of_a_person();
    let plan = clinic.plan();
    let template = clinic.copied(json!({ "is_template": true }));
    assert_eq!(food_of(&template), food_of(&plan), "all of the food");
    assert_eq!(template["mean_day"], plan["mean_day"]);
    assert_eq!((&template["title"], &template["notes"]), (&json!("Template"), &Value::Null));
    assert_eq!((&template["from_date"], &template["to_date"]), (&Value::Null, &Value::Null));
    assert_eq!(labels(&template), ["Monday", "Wednesday", "3"]);
    assert!(template["days"].as_array().unwrap().iter().all(|day| day["date"].is_null()));
    clinic.says_nothing_of_them(template["id"].as_str().unwrap());
    let named = clinic.copied(json!({ "is_template": true, "title": "Light, 1,500 kcal" }));
    assert_eq!(named["title"], "Light, 1,500 kcal");
}

#[test]
fn the_page_keeps_a_template_of_the_food_alone() {
    let clinic = Stage::of_a_person();
    let kept = clinic.press("/plans/{plan}/duplicate", "as=template");
    assert_eq!(kept.status, 303, "{}", kept.text);
    let id = kept.header("location").unwrap().split(['/', '?']).nth(2).unwrap();
    clinic.says_nothing_of_them(id);
    let title = format!("SELECT title FROM plans WHERE id = '{id}'");
    assert_eq!(clinic.practice.text(&title), "Template");
}

#[test]
fn a_copy_for_another_patient_is_food_and_one_for_the_same_keeps_all() {
    let clinic = Stage::of_a_person();
    let plan = clinic.plan();
    let other = clinic.copied(json!({ "patient_id": clinic.other_patient() }));
    assert_eq!((&other["title"], &other["notes"]), (&json!("Plan"), &Value::Null));
    assert_eq!(food_of(&other), food_of(&plan));
    clinic.says_nothing_of_them(other["id"].as_str().unwrap());
    let own = clinic.copied(json!({}));
    assert_eq!((&own["title"], &own["notes"]), (&plan["title"], &plan["notes"]));
    assert_eq!(labels(&own), labels(&plan));
    assert_eq!(own["days"][1]["date"], "2026-01-07");
    assert_eq!(own["days"][0]["meals"][0]["note"], "zqperson meal");
    assert_eq!(own["days"][0]["meals"][0]["items"][0]["note"], "zqperson Monday");
    assert_eq!(own["targets"], plan["targets"]);
}

#[test]
fn what_a_template_advises_goes_to_its_patients() {
    let clinic = Stage::of_a_person();
    let template = clinic.copied(json!({ "is_template": true }));
    let path = format!("/api/plans/{}", template["id"].as_str().unwrap());
    let items = json!([{ "text": FOOD, "note": "without salt" }]);
    let days = json!([{ "label": "Rest", "meals": [{ "name": "Lunch", "items": items }] }]);
    clinic.done("PUT", &path, json!({ "notes": "Drink enough.", "days": days }));
    let body = json!({ "patient_id": clinic.other_patient() });
    let plan = clinic.done("POST", &format!("{path}/copy"), body)["plan"].clone();
    assert_eq!((&plan["notes"], labels(&plan)), (&json!("Drink enough."), vec!["Rest"]));
    assert_eq!(plan["days"][0]["meals"][0]["items"][0]["note"], "without salt");
}

#[test]
fn who_reads_a_template_leaves_a_row_and_who_may_not_manage_them_makes_none() {
    let clinic = Stage::of_a_person();
    let template = clinic.copied(json!({ "is_template": true }));
    let id = template["id"].as_str().unwrap();
    let token = clinic.practice.token("viewer");
    let read = Sent::new("GET", format!("/api/plans/{id}")).bearer(&token);
    assert_eq!(clinic.practice.send(&read).status, 200);
    let rows = format!(
        "SELECT count(*) FROM audit_logs l JOIN users u ON u.id = l.user_id \
         WHERE l.action = 'READ' AND l.resource_id = '{id}' AND u.username = 'viewer'"
    );
    let is_there = (0..50).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        clinic.practice.number(&rows) > 0
    });
    assert!(is_there, "no row of who read a template");
    let role = clinic.practice.text("SELECT id FROM roles WHERE name = 'DIETITIAN'");
    let held = clinic.practice.text(
        "SELECT group_concat(p.name, ' ') FROM roles r JOIN role_permissions x ON x.role_id = r.id \
         JOIN permissions p ON p.id = x.permission_id WHERE r.name = 'DIETITIAN'",
    );
    let held: Vec<&str> = held.split(' ').filter(|name| *name != "nutrition.manage").collect();
    clinic.done("PUT", &format!("/api/roles/{role}"), json!({ "permissions": held }));
    let token = clinic.practice.token(&clinic.cast.own);
    let templates =
        || clinic.practice.number("SELECT count(*) FROM plans WHERE patient_id IS NULL");
    let before = templates();
    let copy = |body: Value| {
        let sent = Sent::new("POST", clinic.cast.address("/api/plans/{plan}/copy")).bearer(&token);
        clinic.practice.send(&sent.json(body.to_string())).status
    };
    assert_eq!(copy(json!({ "is_template": true })), 403);
    assert_eq!((templates(), copy(json!({}))), (before, 201));
}
