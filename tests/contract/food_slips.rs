//! Slips in what is sent of food, intakes, goals and energy: refused with the field, or said so.

use serde_json::{Value, json};

use crate::cast::Stage;
use crate::wire::Answer;

impl Stage {
    fn energy(&self, query: &str) -> Answer {
        self.practice.get(&format!("/api/energy?{query}"))
    }
}

#[track_caller]
fn refused(answer: &Answer, field: &str) {
    assert_eq!(answer.status, 400, "{}", answer.text);
    let details = answer.json()["error"]["details"].clone();
    let named = details.as_array().unwrap().iter().any(|detail| detail["field"] == field);
    assert!(named, "{field}: {}", answer.text);
}

#[test]
fn a_food_has_each_nutrient_once_and_a_group_that_can_be_seen() {
    let clinic = Stage::open();
    let iron = |amount: f64| json!({ "nutrient": "FE", "amount": amount });
    let twice = json!({ "name": "Stew", "nutrients": [iron(1.0), iron(2.0)] });
    refused(&clinic.ask("POST", "/api/foods", twice), "nutrients[1].nutrient");
    for group in ["Soups\u{7}", "So\nups", "\u{1b}[31m"] {
        let body = json!({ "name": "Stew", "group": [group] });
        refused(&clinic.ask("POST", "/api/foods", body), "group");
    }
    let good = json!({ "name": "Stew", "group": ["Soups"], "nutrients": [iron(1.0)] });
    assert_eq!(clinic.ask("POST", "/api/foods", good).status, 201);
}

#[test]
fn portions_and_grams_of_an_item_agree() {
    let clinic = Stage::open();
    let body = json!({ "name": "Bread", "portions": [{ "name": "slice", "grams": 30 }] });
    let bread = clinic.ask("POST", "/api/foods", body).json()["data"]["food"].clone();
    let portion = &bread["portions"][0]["id"];
    let days = |item: Value| json!({ "days": [{ "label": "x", "meals": [{ "name": "y", "items": [item] }] }] });
    let item = |grams: Value| json!({ "food_id": bread["id"], "portion_id": portion, "count": 2, "grams": grams });
    let put = |item: Value| clinic.ask("PUT", "/api/plans/{plan}", days(item));
    refused(&put(item(json!(500))), "days[0].meals[0].items[0].grams");
    for grams in [json!(60), json!(60.04), Value::Null] {
        let answer = put(item(grams.clone()));
        assert_eq!(answer.status, 200, "{grams}: {}", answer.text);
    }
    // What an answer says may be sent back as it is.
    let read = clinic.get("/api/plans/{plan}").json();
    let back = json!({ "days": read["data"]["plan"]["days"] });
    let answer = clinic.ask("PUT", "/api/plans/{plan}", back);
    assert_eq!(answer.status, 200, "{}", answer.text);
    // Grams of a food that is counted in no portion are its own.
    let broth = &clinic.broth;
    let weighed = json!({ "food_id": broth, "count": 2, "grams": 77 });
    assert_eq!(put(weighed).status, 200);
}

#[test]
fn days_of_intakes_and_goals_are_of_years_in_which_people_live() {
    let clinic = Stage::open();
    let patient = clinic.cast.address("{patient}");
    for day in ["0026-03-02", "1899-12-31", "2200-01-01", "9999-12-31"] {
        let days = json!([{ "date": day, "meals": [{ "items": [{ "text": "Soup" }] }] }]);
        let intake = json!({ "kind": "recall", "days": days });
        refused(&clinic.ask("POST", "/api/patients/{patient}/intakes", intake), "days[0].date");
        for field in ["start_date", "target_date"] {
            let goal = json!({ "patient_id": patient, "title": "Walk", (field): day });
            refused(&clinic.ask("POST", "/api/goals", goal), field);
        }
        let entry = json!({ "patient_id": patient, "not_before": day });
        refused(&clinic.ask("POST", "/api/waiting-list", entry), "not_before");
        let next = json!({ "next_visit_date": day, "version": 1 });
        refused(&clinic.ask("PUT", "/api/visits/{visit}", next), "next_visit_date");
        let plan = json!({ "title": "Week", "from_date": day });
        refused(&clinic.ask("POST", "/api/plans", plan), "from_date");
    }
    for day in ["1900-01-01", "2199-12-31"] {
        let goal = json!({ "patient_id": patient, "title": "Walk", "target_date": day });
        assert_eq!(clinic.ask("POST", "/api/goals", goal).status, 201);
    }
}

#[test]
fn an_energy_says_why_it_does_not_hold_and_lists_what_went_in() {
    let clinic = Stage::open();
    let told = |query: &str| clinic.energy(query).json()["data"].clone();
    let lean = |kg: u32| format!("equation=katch_mcardle&age=30&weight_kg=60&lean_mass_kg={kg}");
    let heavy = told(&lean(90));
    assert_eq!(heavy["holds"], false);
    assert!(heavy["why_not"].as_str().unwrap().contains("lean mass"), "{heavy}");
    let usual = told(&lean(45));
    assert_eq!((&usual["holds"], usual.get("why_not")), (&json!(true), None));
    let mother = "equation=nasem_2023&sex=female&age=30&weight_kg=60&height_cm=165";
    let months = |months: u32| told(&format!("{mother}&activity=active&lactation_months={months}"));
    assert_eq!((&months(12)["holds"], &months(13)["holds"]), (&json!(true), &json!(false)));
    assert!(months(24)["why_not"].as_str().unwrap().contains("12 months"), "{}", months(24));
    // A level beside a class decides nothing; alone it is what the class comes from.
    let both = told(&format!("{mother}&activity=active&pal=1.4"));
    assert_eq!(both["inputs"].get("pal"), None, "{both}");
    assert_eq!(told(&format!("{mother}&pal=1.8"))["inputs"]["pal"], 1.8);
    for age in ["NaN", "inf", "-inf", "1e400", "abc"] {
        let answer =
            clinic.energy(&format!("equation=mifflin&sex=M&weight_kg=60&height_cm=165&age={age}"));
        refused(&answer, "age");
        assert!(answer.text.contains("must be a number"), "{age}: {}", answer.text);
    }
    let asked = "/api/reference-intakes?system=EFSA&sex=female&age_months=360&weight_kg=NaN";
    assert!(clinic.practice.get(asked).text.contains("must be a number"));
}

#[test]
fn a_trimester_alone_is_a_pregnancy() {
    let clinic = Stage::open();
    let aim = |states: &str| {
        let path =
            format!("/api/reference-intakes?system=EFSA&sex=female&age_months=360&states={states}");
        let targets = clinic.practice.get(&path).json()["data"]["targets"].clone();
        let all = targets.as_array().unwrap().iter();
        all.clone().find(|one| one["nutrient"] == "FOLDFE").unwrap()["aim"].clone()
    };
    assert_eq!((aim("premenopausal"), aim("pregnant")), (json!(330.0), json!(600.0)));
    assert_eq!((aim("pregnant_t2"), aim("lactating_0_6")), (json!(600.0), json!(500.0)));
}
