//! A set of targets of the clinic's own fills in a plan's targets by the patient's body.

use serde_json::{Value, json};

use crate::cast::Cast;
use crate::practice::Practice;
use crate::rooms::cookie;
use crate::wire::Sent;

#[test]
fn a_set_of_the_clinics_own_fills_in_a_plan_by_the_patients_weight() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let patient = cast.address("{patient}");
    let weight: Value = {
        let file = practice.get(&format!("/api/patients/{patient}")).json();
        file["data"]["patient"]["summary"]["last_weight_kg"].clone()
    };
    let kg = weight.as_f64().expect("the cast's patient was weighed");
    let row = json!({ "nutrient": "PROCNT", "min": 1, "max": 2, "basis": "kg" });
    let set = json!({ "name": "By weight", "source": "ESPEN", "targets": [row] });
    let set = practice.ask("POST", "/api/target-sets", set);
    assert_eq!(set.status, 201, "{}", set.text);
    let id = set.json()["data"]["target_set"]["id"].as_str().unwrap().to_owned();

    let plan = json!({ "patient_id": patient, "title": "Protein" });
    let plan = practice.ask("POST", "/api/plans", plan).json()["data"]["plan"]["id"].clone();
    let plan = plan.as_str().unwrap();
    let page = format!("/plans/{plan}?panel=targets");
    let own = cookie(&practice, "admin");
    let shown = Sent::new("GET", &page).header("Accept", "text/html").header("Cookie", &own);
    assert!(practice.send(&shown).text.contains("By weight"), "offered beside EFSA's");
    let press = |set: &str| {
        practice.press(&own, &format!("/plans/{plan}/reference"), format!("set={set}&version=1"))
    };
    let pressed = press(&id);
    assert_eq!(pressed.status, 303, "{}", pressed.text);
    let targets = practice.get(&format!("/api/plans/{plan}")).json();
    let target = &targets["data"]["plan"]["targets"][0];
    assert_eq!(target["nutrient"], "PROCNT");
    assert!((target["min"].as_f64().unwrap() - kg).abs() < 1e-9, "{target}");
    assert!((target["max"].as_f64().unwrap() - 2.0 * kg).abs() < 1e-9, "{target}");
    assert_eq!(target["source"], "ESPEN");

    // Deleted, it fills in nothing more; what it filled in stays.
    assert_eq!(practice.ask("DELETE", &format!("/api/target-sets/{id}"), Value::Null).status, 200);
    assert_eq!(press(&id).status, 404);
}
