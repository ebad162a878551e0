//! What somebody ate, analysed: which days count, what one mean, range and share are of, and what is
//! held against the energy at rest.

use serde_json::{Value, json};

use crate::cast::Stage;
use crate::rooms::{cookie, knock};

impl Stage {
    /// A food of the clinic's own with these values in 100 g.
    fn food(&self, name: &str, nutrients: &[(&str, f64)]) -> String {
        let value = |(nutrient, amount): &(&str, f64)| json!({ "nutrient": nutrient, "state": "value", "amount": amount });
        let nutrients: Vec<Value> = nutrients.iter().map(value).collect();
        let body = json!({ "name": name, "nutrients": nutrients });
        self.done("POST", "/api/foods", body)["food"]["id"].as_str().unwrap().to_owned()
    }

    fn keep(&self, days: Value) -> Value {
        let body = json!({ "kind": "diary", "days": days });
        self.done("POST", "/api/patients/{patient}/intakes", body)["intake"].clone()
    }
}

fn day(items: Value, is_complete: bool) -> Value {
    json!({ "label": "x", "is_complete": is_complete, "meals": [{ "name": "Lunch", "items": items }] })
}

fn grams(food: &str, grams: f64) -> Value {
    json!([{ "food_id": food, "grams": grams }])
}

fn of<'t>(rows: &'t Value, nutrient: &str) -> &'t Value {
    rows.as_array().unwrap().iter().find(|row| row["nutrient"] == nutrient).unwrap()
}

#[test]
fn a_day_of_words_alone_is_no_day_of_nothing_eaten() {
    let diary = Stage::open();
    let words = || json!([{ "text": "Dinner at the neighbours'" }]);
    let days = json!([
        day(grams(&diary.broth, 100.0), true),
        day(words(), true),
        day(grams(&diary.broth, 300.0), true),
        day(json!([]), true),
    ]);
    let intake = diary.keep(days);
    assert_eq!((&intake["days_counted"], &intake["is_too_few_days"]), (&json!(2), &json!(true)));
    let counted: Vec<&Value> =
        intake["days"].as_array().unwrap().iter().map(|day| &day["is_counted"]).collect();
    assert_eq!(counted, [&json!(true), &json!(false), &json!(true), &json!(false)]);
    assert_eq!(of(&intake["mean"], "ENERC_KCAL")["amount"], 100.0);
    let range = of(&intake["range"], "ENERC_KCAL");
    assert_eq!((&range["min"], &range["max"]), (&json!(50.0), &json!(150.0)));
    // Nothing has values: nothing is known, and nothing is judged.
    let unknown = diary.keep(json!([day(words(), true)]));
    assert_eq!((&unknown["days_counted"], &unknown["range"]), (&json!(0), &json!([])));
    assert_eq!(unknown["energy_over_bmr"], Value::Null);
    assert_eq!(unknown["may_be_under_reported"], Value::Null);
    // Where the complete days have only words, the others are looked at.
    let days = json!([day(words(), true), day(grams(&diary.broth, 200.0), false)]);
    assert_eq!(of(&diary.keep(days)["mean"], "ENERC_KCAL")["amount"], 100.0);
    let path = format!("/intakes/{}", intake["id"].as_str().unwrap());
    let admin = cookie(&diary.practice, "admin");
    let page = knock(&diary.practice, "GET", &path, Some(&admin));
    assert!(page.text.contains("Nothing of this day has values"), "{}", page.text);
}

#[test]
fn so_is_a_planned_day_of_words_alone() {
    let diary = Stage::open();
    let days =
        json!([day(grams(&diary.broth, 200.0), true), day(json!([{ "text": "Out" }]), true)]);
    let plan = diary.done("PUT", "/api/plans/{plan}", json!({ "days": days }))["plan"].clone();
    assert_eq!(of(&plan["mean_day"], "ENERC_KCAL")["amount"], 100.0);
    assert_eq!(
        (&plan["days"][0]["is_counted"], &plan["days"][1]["is_counted"]),
        (&json!(true), &json!(false))
    );
}

#[test]
fn mean_range_and_share_of_carbohydrate_are_of_one_thing() {
    let diary = Stage::open();
    let own = diary.food("Own", &[("CHOAVL", 20.0), ("ENERC_KCAL", 100.0)]);
    let by_difference =
        diary.food("Difference", &[("CHOCDF", 44.0), ("FIBTG", 4.0), ("ENERC_KCAL", 100.0)]);
    let targets = json!([{ "nutrient": "CHOAVL", "aim": 60 }]);
    diary.done(
        "PUT",
        "/api/plans/{plan}",
        json!({ "targets": targets, "days": [day(grams(&own, 1.0), true)] }),
    );
    diary.done("POST", "/api/plans/{plan}/give", json!({}));
    let days = json!([day(grams(&own, 100.0), true), day(grams(&by_difference, 100.0), true)]);
    let intake = diary.keep(days);
    let mean = of(&intake["mean"], "CHOAVL");
    assert_eq!(
        (&mean["amount"], &mean["missing"], &mean["derived"]),
        (&json!(30.0), &json!(0), &json!(1))
    );
    let range = of(&intake["range"], "CHOAVL");
    assert_eq!(
        (&range["min"], &range["max"], &range["is_at_least"]),
        (&json!(20.0), &json!(40.0), &json!(false))
    );
    let share = of(&intake["share_of_target"], "CHOAVL");
    assert_eq!((&share["percent"], &share["is_at_least"]), (&json!(50.0), &json!(false)));
    // Of fibre one of the days knows nothing: the least is not known either.
    let fibre = of(&intake["range"], "FIBTG");
    assert_eq!(
        (&fibre["min"], &fibre["max"], &fibre["is_at_least"]),
        (&Value::Null, &json!(4.0), &json!(true))
    );
}

#[test]
fn nobody_is_held_to_have_told_little_where_the_energy_is_not_known() {
    let diary = Stage::open();
    let unknown = diary.food("Unknown", &[("PROCNT", 1.0)]);
    let known = diary.keep(json!([day(grams(&diary.broth, 100.0), true)]));
    assert_eq!(
        (&known["may_be_under_reported"], &known["is_energy_known"]),
        (&json!(true), &json!(true))
    );
    let broth = || json!({ "food_id": diary.broth, "grams": 100 });
    for other in [json!({ "food_id": unknown, "grams": 400 }), json!({ "text": "Cake" })] {
        let intake = diary.keep(json!([day(json!([broth(), other]), true)]));
        assert_eq!(
            (&intake["may_be_under_reported"], &intake["is_energy_known"]),
            (&Value::Null, &json!(false))
        );
        assert!(intake["energy_over_bmr"].is_number(), "what is known stands beside it");
        let path = format!("/intakes/{}", intake["id"].as_str().unwrap());
        let admin = cookie(&diary.practice, "admin");
        let page = knock(&diary.practice, "GET", &path, Some(&admin)).text;
        assert!(page.contains("whether little was told cannot be said"), "{page}");
        assert!(!page.contains("times the energy at rest"), "{page}");
    }
}

#[test]
fn the_energy_at_rest_is_that_of_the_plan_else_prescribed_else_of_the_body_measured() {
    let diary = Stage::open();
    let days = || json!([day(grams(&diary.broth, 100.0), true)]);
    // The cast has prescribed by Mifflin: a woman of 40, 70 kg, 168 cm.
    let rest = 10.0 * 70.0 + 6.25 * 168.0 - 5.0 * 40.0 - 161.0;
    let prescribed = diary.keep(days());
    assert_eq!(prescribed["energy_at_rest"]["from"], "prescription");
    assert_eq!(prescribed["energy_at_rest"]["kcal"], rest);
    assert_eq!(prescribed["energy_over_bmr"], 50.0 / rest);
    assert!(prescribed["energy_at_rest"]["source"].as_str().unwrap().contains("Mifflin"));
    diary.done("DELETE", "/api/energy-prescriptions/{prescription}", Value::Null);
    let sexed = json!({ "equation_sex": "FEMALE", "date_of_birth": "1980-01-01" });
    diary.done("PUT", "/api/patients/{patient}", sexed);
    let measured = json!({ "weight_kg": 80, "height_cm": 170 });
    diary.done("POST", "/api/visits/{visit}/measurements", measured);
    let now = diary.keep(days());
    assert_eq!(now["energy_at_rest"]["from"], "measured", "{}", now["energy_at_rest"]);
    let body = diary.practice.text(&format!(
        "SELECT m.weight_kg || ' ' || m.height_used_cm FROM visit_measurements m \
         WHERE m.patient_id = '{}' AND m.weight_kg IS NOT NULL AND m.deleted_at IS NULL \
         ORDER BY m.measured_at DESC, m.id DESC LIMIT 1",
        diary.cast.address("{patient}")
    ));
    let (weight, height) = body.split_once(' ').unwrap();
    let (weight, height): (f64, f64) = (weight.parse().unwrap(), height.parse().unwrap());
    let age = diary.practice.number("SELECT strftime('%Y', 'now') - 1980") as f64;
    let rest = 10.0 * weight + 6.25 * height - 5.0 * age - 161.0;
    let told = now["energy_at_rest"]["kcal"].as_f64().unwrap();
    assert!((told - rest).abs() < 1e-6, "{told} {rest}");
    let energy = json!({ "equation": "mifflin", "sex": "female", "age": 30, "weight_kg": 60, "height_cm": 165 });
    diary.done("PUT", "/api/plans/{plan}", json!({ "energy": energy }));
    diary.done("POST", "/api/plans/{plan}/give", json!({}));
    let planned = diary.keep(days());
    assert_eq!(
        (&planned["energy_at_rest"]["from"], &planned["energy_at_rest"]["kcal"]),
        (&json!("plan"), &json!(1320.25))
    );
}
