//! Heights that change after others have carried them.

use serde_json::{Value, json};

use super::Practice;
use crate::login::tests::{House, Session, text};

async fn curve(session: &Session<'_>, patient: &str) -> Vec<Value> {
    let curve = session.get(&format!("/api/patients/{patient}/measurements")).await;
    curve.body["data"]["measurements"].as_array().unwrap().clone()
}

async fn visit(practice: &Practice<'_>, patient: &str, date: &str) -> String {
    let mut body = practice.visit(date, 30);
    body["patient_id"] = json!(patient);
    let booked = practice.alice.post("/api/visits", body).await;
    assert_eq!(booked.status, 201, "{booked:?}");
    format!("/api/visits/{}", text(&booked.body, "/data/visit/id"))
}

#[rocket::async_test]
async fn a_corrected_height_corrects_every_index_that_carries_it_and_no_version() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let first = visit(&practice, &practice.zoe, "2024-05-06T09:00:00Z").await;
    let second = visit(&practice, &practice.zoe, "2024-06-06T09:00:00Z").await;
    let daria = &practice.daria;
    let wrong = daria
        .post(&format!("{first}/measurements"), json!({"weight_kg": 80, "height_cm": 155}))
        .await;
    daria.post(&format!("{second}/measurements"), json!({"weight_kg": 79})).await;
    let before = daria.get(&second).await;
    let path = format!("{first}/measurements/{}", text(&wrong.body, "/data/measurement/id"));
    let corrected = daria.put(&path, json!({"height_cm": 181}), "").await;
    assert_eq!(corrected.status, 200);
    let rows = curve(daria, &practice.zoe).await;
    assert_eq!((&rows[0]["bmi"], &rows[1]["bmi"]), (&json!(24.42), &json!(24.11)));
    assert_eq!(rows[1]["version"], 1);
    let after = daria.get(&second).await;
    assert_ne!(before.body, after.body);
    assert_eq!(before.body["data"]["visit"]["version"], after.body["data"]["visit"]["version"]);
    // Its visit is deleted, and with it the height; brought back, it is known again.
    practice.alice.delete(&first).await;
    let rows = curve(daria, &practice.zoe).await;
    assert_eq!((rows.len(), &rows[0]["bmi"]), (1, &Value::Null));
    assert_eq!(rows[0]["derived"]["bmi_missing"], "no height is known up to then");
    practice.alice.post(&format!("{first}/restore"), json!({})).await;
    assert_eq!(curve(daria, &practice.zoe).await[1]["bmi"], 24.11);
}

#[rocket::async_test]
async fn a_childs_old_height_gives_no_index_but_the_reason() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let first = visit(&practice, &practice.yann, "2024-01-10T09:00:00Z").await;
    let second = visit(&practice, &practice.yann, "2024-08-10T09:00:00Z").await;
    let alice = &practice.alice;
    alice.post(&format!("{first}/measurements"), json!({"weight_kg": 20, "height_cm": 100})).await;
    alice.post(&format!("{second}/measurements"), json!({"weight_kg": 22})).await;
    assert_eq!(curve(alice, &practice.yann).await[1]["bmi"], 22.0);
    let path = format!("/api/patients/{}", practice.yann);
    alice.put(&path, json!({"date_of_birth": "2018-03-01"}), "").await;
    let rows = curve(alice, &practice.yann).await;
    assert_eq!((&rows[0]["bmi"], &rows[1]["bmi"]), (&json!(20.0), &Value::Null));
    let reason = text(&rows[1], "/derived/bmi_missing");
    assert!(reason.contains("six months"), "{reason}");
}

#[rocket::async_test]
async fn a_clinic_that_moves_counts_the_six_months_of_a_childs_height_by_its_new_days() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let alice = &practice.alice;
    let move_to = async |zone: &str| {
        assert_eq!(alice.put("/api/settings", json!({"time_zone": zone}), "").await.status, 200);
    };
    move_to("UTC").await;
    let born = json!({"date_of_birth": "2018-03-01"});
    alice.put(&format!("/api/patients/{}", practice.yann), born, "").await;
    let first = visit(&practice, &practice.yann, "2024-01-10T23:30:00Z").await;
    let second = visit(&practice, &practice.yann, "2024-07-11T05:00:00Z").await;
    alice.post(&format!("{first}/measurements"), json!({"weight_kg": 20, "height_cm": 100})).await;
    alice.post(&format!("{second}/measurements"), json!({"weight_kg": 22})).await;
    assert_eq!(curve(alice, &practice.yann).await[1]["bmi"], Value::Null);
    move_to("Pacific/Kiritimati").await;
    assert_eq!(curve(alice, &practice.yann).await[1]["bmi"], 22.0);
    move_to("UTC").await;
    assert_eq!(curve(alice, &practice.yann).await[1]["bmi"], Value::Null);
}

/// Numbers below a bound, the same at every run (Knuth's MMIX generator).
fn numbers(mut state: u64) -> impl FnMut(u64) -> u64 {
    move |below| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    }
}

/// A row as the test's own ledger has it: its day, weight and height.
type Row = (usize, f64, Option<f64>);

/// The body mass index of each row, computed from scratch.
fn from_scratch(rows: &[Row]) -> Vec<Option<f64>> {
    let of = |(day, weight, own): &Row| {
        let carried = rows.iter().filter(|other| other.0 <= *day && other.2.is_some());
        let height = own.or_else(|| carried.max_by_key(|other| other.0).and_then(|row| row.2))?;
        Some((weight / (height / 100.0).powi(2) * 100.0).round() / 100.0)
    };
    rows.iter().map(of).collect()
}

#[rocket::async_test]
async fn whatever_is_corrected_or_deleted_every_index_is_as_if_computed_from_scratch() {
    const DAYS: usize = 5;
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let alice = &practice.alice;
    let mut visits = Vec::new();
    for day in 0..DAYS {
        let date = format!("2024-05-{:02}T09:00:00Z", day + 6);
        visits.push(visit(&practice, &practice.zoe, &date).await);
    }
    let mut ledger: Vec<Option<(String, Row)>> = vec![None; DAYS];
    let mut random = numbers(7);
    for step in 0..80 {
        let day = random(DAYS as u64) as usize;
        let height = (random(3) > 0).then(|| 150.0 + random(400) as f64 / 10.0);
        let weight = 50.0 + random(500) as f64 / 10.0;
        let path = format!("{}/measurements", visits[day]);
        let body = json!({"weight_kg": weight, "height_cm": height});
        ledger[day] = match ledger[day].take() {
            None => {
                let made = alice.post(&path, body).await;
                let id = text(&made.body, "/data/measurement/id").to_owned();
                Some((id, (day, weight, height)))
            }
            Some((id, _)) if random(3) == 0 => {
                assert_eq!(alice.delete(&format!("{path}/{id}")).await.status, 200);
                None
            }
            Some((id, _)) => {
                assert_eq!(alice.put(&format!("{path}/{id}"), body, "").await.status, 200);
                Some((id, (day, weight, height)))
            }
        };
        let rows: Vec<Row> = ledger.iter().flatten().map(|(_, row)| *row).collect();
        let told: Vec<_> =
            curve(alice, &practice.zoe).await.iter().map(|row| row["bmi"].as_f64()).collect();
        assert_eq!(told, from_scratch(&rows), "step {step}");
    }
}
