//! Energy prescriptions: worked out once from an equation, an activity and a deficit, and kept as they were;
//! goals stand in the charts of what they measure.

use serde_json::{Value, json};

use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::Answer;

struct Desk {
    practice: Practice,
    patient: String,
    visit: String,
}

impl Desk {
    /// A woman of forty who was measured: 77.2 kg, 168 cm.
    fn open() -> Self {
        let practice = Practice::open();
        let mut desk = Self { practice, patient: String::new(), visit: String::new() };
        let born = desk.practice.text("SELECT date('now', '-40 years', '-1 day')");
        let patient = json!({ "last_name": "Sand", "date_of_birth": born, "gender": "FEMALE" });
        desk.patient = desk.practice.made("/api/patients", patient, "patient");
        let dietitian = desk.practice.text(
            "SELECT u.id FROM users u JOIN roles r ON r.id = u.role_id WHERE r.name = 'DIETITIAN' \
             AND u.is_active ORDER BY u.id LIMIT 1",
        );
        for (day, weight) in [("2026-01-05", 81.2), ("2026-02-05", 77.2)] {
            let visit = json!({
                "patient_id": desk.patient, "dietitian_id": dietitian, "status": "COMPLETED",
                "visit_date": format!("{day}T04:00:00Z"), "allow_overlap": true,
            });
            desk.visit = desk.practice.made("/api/visits", visit, "visit");
            let path = format!("/api/visits/{}/measurements", desk.visit);
            desk.practice.made(
                &path,
                json!({ "weight_kg": weight, "height_cm": 168 }),
                "measurement",
            );
        }
        desk
    }

    fn prescribe(&self, mut body: Value) -> Answer {
        body["patient_id"] = json!(self.patient);
        self.practice.ask("POST", "/api/energy-prescriptions", body)
    }

    fn page(&self, path: &str, form: Option<&str>) -> Answer {
        let admin = cookie(&self.practice, "admin");
        match form {
            Some(form) => self.practice.press(&admin, path, form),
            None => knock(&self.practice, "GET", path, Some(&admin)),
        }
    }
}

#[test]
fn a_prescription_is_worked_out_from_the_file_and_kept_with_its_inputs() {
    let desk = Desk::open();
    let body = json!({ "equation": "mifflin", "pal": 1.55, "adjustment_kcal": -500, "protein_g_per_kg": 1.2 });
    let made = desk.prescribe(body);
    assert_eq!(made.status, 201, "{}", made.text);
    let first = made.json()["data"]["energy_prescription"].clone();
    // Mifflin-St Jeor of a woman: 10 × 77.2 + 6.25 × 168 − 5 × 40 − 161 = 1461.
    let needed: f64 = 1461.0 * 1.55;
    assert_eq!(first["energy"]["kcal"], 1461.0);
    assert!((first["needed_kcal"].as_f64().unwrap() - needed).abs() < 1e-9);
    assert_eq!(first["kcal"], (needed - 500.0).round());
    assert_eq!((&first["protein_g"], &first["protein_weight_kg"]), (&json!(92.64), &json!(77.2)));
    let inputs = &first["energy"]["inputs"];
    assert_eq!(
        (&inputs["weight_kg"], &inputs["age"], &inputs["sex"]),
        (&json!(77.2), &json!(40.0), &json!("female"))
    );

    // Another weight moves the next one, and never this one.
    let path = format!("/api/visits/{}/measurements", desk.visit);
    let again = desk.practice.get(&path).json()["data"]["measurements"][0].clone();
    let corrected = format!("{path}/{}", again["id"].as_str().unwrap());
    assert_eq!(desk.practice.ask("PUT", &corrected, json!({ "weight_kg": 70 })).status, 200);
    let path = format!("/api/energy-prescriptions/{}", first["id"].as_str().unwrap());
    assert_eq!(desk.practice.get(&path).json()["data"]["energy_prescription"], first);
    let database = desk.practice.clinic.database();
    let rewritten = "UPDATE energy_prescriptions SET kcal = 1";
    assert!(database.execute(rewritten, []).is_err(), "by no statement either");
    let next = desk.prescribe(json!({ "equation": "mifflin", "pal": 1.55 }));
    assert_eq!(next.json()["data"]["energy_prescription"]["energy"]["inputs"]["weight_kg"], 70.0);

    // A whole day's equation is not multiplied again, and what is said of the body counts.
    let whole = desk.prescribe(json!({ "equation": "nasem_2023", "pal": 1.55, "weight_kg": 60 }));
    let whole = whole.json()["data"]["energy_prescription"].clone();
    assert_eq!(whole["needed_kcal"], whole["energy"]["kcal"]);
    assert_eq!(whole["energy"]["inputs"]["weight_kg"], 60.0);
    for (wrong, field) in [
        (json!({ "equation": "mifflin" }), "pal"),
        (json!({ "equation": "magic", "pal": 1.5 }), "equation"),
        (json!({ "equation": "mifflin", "pal": 1.5, "adjustment_kcal": -2000 }), "adjustment_kcal"),
        (json!({ "equation": "mifflin", "pal": 9 }), "pal"),
        (json!({ "equation": "mifflin", "pal": 1.5, "protein_g_per_kg": 60 }), "protein_g_per_kg"),
    ] {
        let refused = desk.prescribe(wrong.clone());
        assert_eq!(refused.status, 400, "{wrong}");
        assert_eq!(refused.json()["error"]["details"][0]["field"], field, "{}", refused.text);
    }
}

#[test]
fn the_prescription_in_force_stands_in_the_consultation_and_can_be_taken_back() {
    let desk = Desk::open();
    let path = format!("/patients/{}/energy", desk.patient);
    let form = desk.page(&format!("{path}/new"), None).text;
    assert!(
        form.contains("value=\"77.2\"") && form.contains("value=\"168\""),
        "as measured: {form}"
    );
    let typed = "equation=mifflin&pal=1.55&adjustment_kcal=-500&weight_kg=77.2&height_cm=168&age=40\
                 &sex=female&protein_g_per_kg=1.2";
    let saved = desk.page(&path, Some(typed));
    assert_eq!(saved.status, 303, "{}", saved.text);
    let prescribed = (1461.0_f64 * 1.55 - 500.0).round();
    let words = format!("1,{} kcal a day", prescribed - 1000.0);
    for page in [path.clone(), format!("/visits/{}", desk.visit)] {
        let shown = desk.page(&page, None).text;
        assert!(shown.contains(&words), "{page}: {words}: {shown}");
        assert!(shown.contains("Mifflin-St Jeor 1,461 kcal × PAL 1.55 − 500 kcal"), "{shown}");
        assert!(shown.contains("Protein 92.64 g: 1.2 g/kg × 77.2 kg"), "{shown}");
    }
    let refused = desk.page(&path, Some("equation=mifflin&pal=x&note=Mine"));
    assert_eq!(refused.status, 400);
    assert!(refused.text.contains(">Mine</textarea>"), "what was typed is kept: {}", refused.text);
    let id = desk.practice.text("SELECT id FROM energy_prescriptions ORDER BY rowno DESC LIMIT 1");
    let gone = desk.page(&format!("/energy/{id}/remove"), Some(""));
    let way = gone.header("location").unwrap().to_owned();
    let shown = desk.page(&way, None).text;
    assert!(!shown.contains(&words) && shown.contains(&format!("/energy/{id}/restore")), "{shown}");
    assert_eq!(desk.page(&format!("/energy/{id}/restore"), Some("")).status, 303);
    assert!(desk.page(&path, None).text.contains(&words));
}

#[test]
fn an_open_goal_is_drawn_into_the_chart_of_what_it_measures() {
    let desk = Desk::open();
    let goal = json!({ "patient_id": desk.patient, "title": "72", "kind": "measure", "measure": "weight_kg", "target_value": 72 });
    let goal = desk.practice.made("/api/goals", goal, "goal");
    let charts = format!("/patients/{}/measurements?months=0", desk.patient);
    let drawn = desk.page(&charts, None).text;
    assert_eq!(drawn.matches("<line class=\"goal\"").count(), 1, "in its own chart alone: {drawn}");
    assert!(drawn.contains("Goal: 72</text>"));
    let reached = json!({ "state": "reached" });
    assert_eq!(desk.practice.ask("PUT", &format!("/api/goals/{goal}"), reached).status, 200);
    assert!(
        !desk.page(&charts, None).text.contains("<line class=\"goal\""),
        "what is reached is past"
    );
}

#[test]
fn what_is_prescribed_goes_home_with_the_patient_and_into_the_next_plan() {
    let desk = Desk::open();
    let sheet = format!("/visits/{}/print/sheet", desk.visit);
    let plans = format!("/patients/{}/plans", desk.patient);
    for page in [&sheet, &plans] {
        assert!(
            !desk.page(page, None).text.contains("kcal a day"),
            "{page}: nothing is prescribed"
        );
    }
    for adjustment in [-500, -300] {
        let body = json!({ "equation": "mifflin", "pal": 1.55, "adjustment_kcal": adjustment,
            "protein_g_per_kg": 1.2 });
        assert_eq!(desk.prescribe(body).status, 201);
    }
    // The sheet says what was prescribed when the visit was written up.
    let visit = format!("/api/visits/{}", desk.visit);
    assert_eq!(desk.practice.ask("PUT", &visit, json!({ "recommendations": "Walk" })).status, 200);
    // The one in force: 1461 × 1.55 − 300, and 1.2 g for each of 77.2 kg.
    let told = "1,965 kcal a day, with 93 g of protein";
    for page in [&sheet, &plans] {
        let shown = desk.page(page, None).text;
        assert!(shown.contains(told), "{page}: {shown}");
    }
    let french = desk.page(&format!("{sheet}?language=fr"), None).text;
    assert!(french.contains("1\u{202f}965 kcal par jour, avec 93 g de protéines"), "{french}");
    let targets = |form: &str| {
        let begun = desk.page(&plans, Some(form));
        assert_eq!(begun.status, 303, "{}", begun.text);
        let plan = begun.header("location").unwrap().rsplit('/').next().unwrap().to_owned();
        let plan = desk.practice.get(&format!("/api/plans/{plan}"));
        let targets = plan.json()["data"]["plan"]["targets"].as_array().unwrap().clone();
        let target = |one: &Value| (one["nutrient"].clone(), one["aim"].as_f64());
        targets.iter().map(target).collect::<Vec<_>>()
    };
    assert_eq!(targets("title=Free"), []);
    let aimed = [(json!("ENERC_KCAL"), Some(1965.0)), (json!("PROCNT"), Some(92.64))];
    assert_eq!(targets("title=Aimed&prescribed=yes"), aimed);
    // What was ticked off stays so when the form comes back.
    let again = desk.page(&plans, Some("title="));
    assert!(again.status == 400 && !again.text.contains("value=\"yes\" checked"), "{}", again.text);
    // Printed again after the next prescription, the sheet is the same.
    let body = json!({ "equation": "mifflin", "pal": 1.55, "adjustment_kcal": -100 });
    assert_eq!(desk.prescribe(body).status, 201);
    assert!(desk.page(&sheet, None).text.contains(told));
    assert!(!desk.page(&plans, None).text.contains(told));
}
