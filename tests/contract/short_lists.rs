//! Lists of a patient's file and of the clinic's settings: paged, counted and refused as every list is, at
//! a cost that does not grow with their rows.

use serde_json::{Value, json};

use crate::cast::Stage;
use crate::wire::Sent;

/// Address and name of the rows; what is behind a `?` is asked for every time.
const LISTS: [(&str, &str); 11] = [
    ("/api/goals?patient_id={patient}", "goals"),
    ("/api/contacts?patient_id={patient}", "contacts"),
    ("/api/consents?patient_id={patient}", "consents"),
    ("/api/energy-prescriptions?patient_id={patient}", "energy_prescriptions"),
    ("/api/patients/{patient}/intakes", "intakes"),
    ("/api/patients/{patient}/food-frequencies", "food_frequencies"),
    ("/api/waiting-list", "waiting"),
    ("/api/absences?from_date=2026-01-01&to_date=2027-12-31", "absences"),
    ("/api/target-sets", "target_sets"),
    ("/api/exchange-systems", "exchange_systems"),
    ("/api/recipes", "recipes"),
];

impl Stage {
    fn listed(&self, list: &str, query: &str) -> Value {
        let sign = if list.contains('?') { '&' } else { '?' };
        let answer = self.get(&format!("{list}{sign}{query}"));
        assert_eq!(answer.status, 200, "{list} {query}: {}", answer.text);
        answer.json()["data"].clone()
    }

    /// A few rows of each list.
    fn fill(&self) {
        let broth = &self.broth;
        for number in 0..5 {
            let patient = self.cast.address("{patient}");
            let name = format!("number {number}");
            self.done("POST", "/api/goals", json!({ "patient_id": patient, "title": name, "measure": "weight_kg", "target_value": 70 }));
            self.done(
                "POST",
                "/api/contacts",
                json!({ "patient_id": patient, "role": "SPECIALIST", "name": name }),
            );
            self.done("POST", "/api/energy-prescriptions", json!({
                "patient_id": patient, "equation": "mifflin", "pal": 1.5, "sex": "female", "age": 40,
                "weight_kg": 70, "height_cm": 168,
            }));
            let items = json!([{ "food_id": broth, "grams": 100 }]);
            let days = json!([{ "meals": [{ "name": "Lunch", "items": items }] }]);
            self.done(
                "POST",
                "/api/patients/{patient}/intakes",
                json!({ "kind": "recall", "days": days }),
            );
            self.done(
                "POST",
                "/api/patients/{patient}/food-frequencies",
                json!({ "answers": { "fish": "weekly_1" } }),
            );
            let targets = json!([{ "nutrient": "PROCNT", "min": 1, "basis": "kg" }]);
            self.done("POST", "/api/target-sets", json!({ "name": name, "targets": targets }));
        }
    }
}

fn ids(page: &Value, plural: &str) -> Vec<String> {
    let rows = page[plural].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_short_list_is_paged_by_cursor_and_by_offset() {
    let clinic = Stage::open();
    clinic.fill();
    for (list, plural) in LISTS {
        let whole = clinic.listed(list, "limit=100");
        let all = ids(&whole, plural);
        assert_eq!(whole["total"], all.len(), "{list}");
        assert_eq!(whole["next_cursor"], Value::Null, "{list}");
        let (mut seen, mut query) = (Vec::new(), "limit=2".to_owned());
        loop {
            let page = clinic.listed(list, &query);
            assert!(page[plural].as_array().unwrap().len() <= 2, "{list}");
            seen.extend(ids(&page, plural));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            query = format!("limit=2&cursor={cursor}");
        }
        assert_eq!(seen, all, "{list}: each row once, in the same order");
        let second = clinic.listed(list, "limit=1&offset=1");
        assert_eq!(ids(&second, plural).first(), all.get(1), "{list}");
        assert_eq!((&second["limit"], &second["offset"]), (&json!(1), &json!(1)), "{list}");
        assert_eq!(clinic.listed(list, "count=none")["total"], Value::Null, "{list}");
    }
}

#[test]
fn every_short_list_refuses_what_other_lists_refuse() {
    let clinic = Stage::open();
    for (list, _) in LISTS {
        let sign = if list.contains('?') { '&' } else { '?' };
        for (query, code) in [
            ("limit=0", "VALIDATION_ERROR"),
            ("limit=101", "VALIDATION_ERROR"),
            ("limit=ten", "VALIDATION_ERROR"),
            ("offset=-1", "VALIDATION_ERROR"),
            ("cursor=nonsense", "VALIDATION_ERROR"),
            ("cursor=W10&offset=1", "VALIDATION_ERROR"),
            ("count=perhaps", "VALIDATION_ERROR"),
            ("colour=red", "INVALID_FILTER"),
        ] {
            let answer = clinic.get(&format!("{list}{sign}{query}"));
            let told = answer.json()["error"]["code"].clone();
            assert_eq!((answer.status, told), (400, json!(code)), "{list} {query}");
        }
    }
}

#[test]
fn rows_of_a_short_list_cost_no_questions_each() {
    let clinic = Stage::open();
    clinic.fill();
    for (list, _) in LISTS.iter().filter(|(_, plural)| ["goals", "intakes"].contains(plural)) {
        let sign = if list.contains('?') { '&' } else { '?' };
        let queries = |query: &str| clinic.get(&format!("{list}{sign}{query}")).queries();
        let (one, all) = (queries("limit=1"), queries("limit=100"));
        assert!(all <= one + 2 && all <= 16, "{list}: {one} for one row, {all} for all");
    }
}

#[test]
fn an_intake_of_a_list_is_the_same_as_alone() {
    let clinic = Stage::open();
    let recipe = clinic.cast.address("{recipe}");
    let items = json!([{ "recipe_id": recipe, "count": 1 }]);
    let days = json!([{ "meals": [{ "name": "Lunch", "items": items }] }]);
    let body = json!({ "kind": "recall", "days": days });
    let alone = clinic.done("POST", "/api/patients/{patient}/intakes", body)["intake"].clone();
    let listed = clinic.listed("/api/patients/{patient}/intakes", "limit=1");
    assert_eq!(listed["intakes"][0], alone);
}

#[test]
fn a_goal_alone_has_a_tag_that_a_change_is_held_against() {
    let clinic = Stage::open();
    for (path, change) in [
        ("/api/goals/{goal}", json!({ "title": "Run" })),
        ("/api/contacts/{contact}", json!({ "name": "Dr Blanc" })),
        ("/api/consents/{consent}", json!({ "witness": "Somebody" })),
    ] {
        let read = clinic.get(path);
        let tag = read.header("etag").unwrap_or_else(|| panic!("{path} has no tag")).to_owned();
        assert!(tag.starts_with("\"v1-"), "{path}: {tag}");
        let again = Sent::new("GET", clinic.cast.address(path)).bearer(&clinic.practice.admin);
        let again = clinic.practice.send(&again.header("If-None-Match", tag.as_str()));
        assert_eq!(again.status, 304, "{path}");
        let put = || {
            let sent = Sent::new("PUT", clinic.cast.address(path)).bearer(&clinic.practice.admin);
            let sent = sent.json(change.to_string()).header("If-Match", tag.as_str());
            clinic.practice.send(&sent).status
        };
        assert_eq!((put(), put()), (200, 409), "{path}");
    }
}

#[test]
fn foods_begin_with_a_and_bring_portions_and_nutrients_on_request() {
    let clinic = Stage::open();
    let broth = &clinic.broth;
    let names = |query: &str| -> Vec<String> {
        let page = clinic.listed("/api/foods", query);
        let rows = page["foods"].as_array().unwrap().iter();
        rows.map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("limit=20"), names("limit=20&sort_by=name&sort_order=ASC"));
    assert_ne!(names("limit=20"), names("limit=20&sort_by=name&sort_order=DESC"));
    let alone = clinic.get(&format!("/api/foods/{broth}")).json()["data"]["food"].clone();
    for query in ["search=broth&include=portions,nutrients", "code=cast&include=portions,nutrients"]
    {
        let page = clinic.listed("/api/foods", query);
        let row = page["foods"].as_array().unwrap().iter().find(|row| row["id"] == broth.as_str());
        let row = row.unwrap_or_else(|| panic!("{query}: {page}"));
        assert_eq!(
            (&row["portions"], &row["nutrients"]),
            (&alone["portions"], &alone["nutrients"])
        );
    }
    let few = clinic.get("/api/foods?limit=1&include=nutrients").queries();
    let many = clinic.get("/api/foods?limit=50&include=nutrients").queries();
    assert!(many <= few + 1, "{few} for one row, {many} for all");
    assert!(!clinic.get("/api/foods?limit=1").text.contains("\"nutrients\""));
}
