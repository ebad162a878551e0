//! Hours, absences and free times over HTTP, against a real database of their own.

use serde_json::{Value, json};

use crate::login::tests::{House, Session, code, text};

/// A Monday.
const DAY: &str = "2030-05-06";

/// Alice runs the clinic, Daria treats Zoé; the clinic's clock is UTC unless a test moves it.
struct Desk<'h> {
    alice: Session<'h>,
    daria: Session<'h>,
    daria_id: String,
}

impl<'h> Desk<'h> {
    async fn of(house: &'h House) -> Self {
        let alice = Session::of(house, "Alice").await;
        let daria = Session::of(house, "Daria").await;
        let daria_id = text(&daria.get("/api/auth/me").await.body, "/data/user/id").to_owned();
        Self { alice, daria, daria_id }
    }

    async fn zone(&self, zone: &str) {
        let moved = self.alice.put("/api/settings", json!({ "time_zone": zone }), "").await;
        assert_eq!(moved.status, 200, "{moved:?}");
    }

    /// The free times of a day as the wall clock shows them.
    async fn free(&self, day: &str, minutes: i64) -> Vec<String> {
        let asked = format!(
            "/api/free-times?dietitian_id={}&from_date={day}&to_date={day}&minutes={minutes}",
            self.daria_id
        );
        let answer = self.alice.get(&asked).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let free = answer.body["data"]["free"].as_array().unwrap().clone();
        let clock = |one: &Value, edge: &str| one[edge].as_str().unwrap()[11..16].to_owned();
        free.iter().map(|one| format!("{}-{}", clock(one, "from"), clock(one, "to"))).collect()
    }

    async fn hours(&self, whose: Option<&str>, hours: Value) {
        let body = json!({ "dietitian_id": whose, "hours": hours });
        let set = self.alice.put("/api/opening-hours", body, "").await;
        assert_eq!(set.status, 200, "{set:?}");
    }
}

#[rocket::async_test]
async fn until_hours_are_set_the_usual_ones_hold_then_the_clinics_then_a_dietitians_own() {
    let house = House::open().await;
    let desk = Desk::of(&house).await;
    assert_eq!(desk.free(DAY, 30).await, ["08:00-19:00"]);
    assert!(desk.free("2030-05-05", 30).await.is_empty(), "Sunday");
    desk.hours(None, json!([{ "weekday": 1, "from": "09:00", "to": "17:00" }])).await;
    assert_eq!(desk.free(DAY, 30).await, ["09:00-17:00"]);
    assert!(desk.free("2030-05-07", 30).await.is_empty(), "the clinic is closed on Tuesdays");
    let own = json!([
        { "weekday": 1, "from": "14:00", "to": "18:00" },
        { "weekday": 1, "from": "08:00", "to": "12:00" },
    ]);
    desk.hours(Some(&desk.daria_id), own).await;
    assert_eq!(desk.free(DAY, 30).await, ["08:00-12:00", "14:00-18:00"]);
    let shown = desk.alice.get("/api/opening-hours").await;
    let rows = shown.body["data"]["opening_hours"].as_array().unwrap();
    assert_eq!(
        (rows[0]["dietitian_id"].clone(), rows[0]["source"].clone()),
        (json!(null), json!("own"))
    );
    let daria = rows.iter().find(|row| row["dietitian_id"] == desk.daria_id.as_str()).unwrap();
    assert_eq!(daria["hours"][0], json!({ "weekday": 1, "from": "08:00", "to": "12:00" }));
    assert_eq!(daria["version"], 1);
    desk.hours(Some(&desk.daria_id), json!(null)).await;
    assert_eq!(desk.free(DAY, 30).await, ["09:00-17:00"]);
    desk.hours(None, json!([])).await;
    assert!(desk.free(DAY, 30).await.is_empty(), "no hours at all are hours too");
}

#[rocket::async_test]
async fn free_times_leave_out_visits_absences_and_closures_and_what_is_too_short() {
    let house = House::open().await;
    let desk = Desk::of(&house).await;
    let (daria, id) = (&desk.daria, &desk.daria_id);
    let person =
        json!({ "first_name": "Zoé", "last_name": "Martin", "date_of_birth": "1990-02-28" });
    let zoe = text(&daria.post("/api/patients", person).await.body, "/data/patient/id").to_owned();
    let visit = |at: &str, minutes: i64, status: &str| {
        json!({
            "patient_id": zoe, "dietitian_id": id, "visit_date": at, "duration_minutes": minutes,
            "status": status, "allow_overlap": true,
        })
    };
    for (at, minutes, status) in [
        ("2030-05-06T09:00:00Z", 60, "SCHEDULED"),
        ("2030-05-06T09:30:00Z", 60, "COMPLETED"),
        ("2030-05-06T10:45:00Z", 15, "SCHEDULED"),
        ("2030-05-06T12:00:00Z", 60, "CANCELLED"),
        ("2030-05-06T13:00:00Z", 60, "NO_SHOW"),
        ("2030-05-05T23:00:00Z", 480, "SCHEDULED"),
    ] {
        assert_eq!(daria.post("/api/visits", visit(at, minutes, status)).await.status, 201, "{at}");
    }
    assert_eq!(desk.free(DAY, 30).await, ["08:00-09:00", "11:00-19:00"]);
    assert_eq!(desk.free(DAY, 15).await, ["08:00-09:00", "10:30-10:45", "11:00-19:00"]);
    let away = json!({
        "dietitian_id": id, "from": "2030-05-06T14:00:00Z", "to": "2030-05-06T15:00:00Z",
        "reason": "Training",
    });
    let away = daria.post("/api/absences", away).await;
    assert_eq!(away.status, 201, "{away:?}");
    assert_eq!(desk.free(DAY, 30).await, ["08:00-09:00", "11:00-14:00", "15:00-19:00"]);
    let closed = json!({ "from": DAY, "to": DAY, "reason": "Works" });
    let closed = desk.alice.post("/api/absences", closed).await;
    assert_eq!(closed.body["data"]["absence"]["to"], "2030-05-07T00:00:00.000Z");
    assert!(desk.free(DAY, 5).await.is_empty());
    let gone = format!("/api/absences/{}", text(&closed.body, "/data/absence/id"));
    assert_eq!(desk.alice.delete(&gone).await.status, 200);
    assert_eq!(code(&desk.alice.delete(&gone).await), (404, "NOT_FOUND"));
    assert_eq!(desk.free(DAY, 30).await.len(), 3);
}

#[rocket::async_test]
async fn free_times_are_told_on_the_clinics_clock_across_its_changes() {
    let house = House::open().await;
    let desk = Desk::of(&house).await;
    desk.zone("Europe/Paris").await;
    desk.hours(None, json!([{ "weekday": 7, "from": "01:00", "to": "04:00" }])).await;
    let asked = |day: &str| {
        format!(
            "/api/free-times?dietitian_id={}&from_date={day}&to_date={day}&minutes=30",
            desk.daria_id
        )
    };
    // On 31 March 2030 the clock goes from two to three, on 27 October from three to two.
    let free = desk.alice.get(&asked("2030-03-31")).await.body["data"]["free"].clone();
    assert_eq!(
        free,
        json!([{ "from": "2030-03-31T01:00:00+01:00", "to": "2030-03-31T04:00:00+02:00" }])
    );
    let free = desk.alice.get(&asked("2030-10-27")).await.body["data"]["free"].clone();
    assert_eq!(
        free,
        json!([{ "from": "2030-10-27T01:00:00+02:00", "to": "2030-10-27T04:00:00+01:00" }])
    );
}

#[rocket::async_test]
async fn what_is_asked_wrongly_is_named_and_nothing_is_stored() {
    let house = House::open().await;
    let desk = Desk::of(&house).await;
    let fields = |answer: &crate::login::tests::Seen| -> Vec<String> {
        let details = answer.body["error"]["details"].as_array().unwrap();
        details.iter().map(|one| one["field"].as_str().unwrap().to_owned()).collect()
    };
    let wrong = json!({ "hours": [
        { "weekday": 8, "from": "09:00", "to": "10:00" },
        { "weekday": 1, "from": "9:00", "to": "24:01" },
        { "weekday": 1, "from": "10:00", "to": "10:00" }, 7,
    ] });
    let refused = desk.alice.put("/api/opening-hours", wrong, "").await;
    assert_eq!(code(&refused), (400, "VALIDATION_ERROR"));
    let named = fields(&refused);
    for field in ["hours[0].weekday", "hours[1].from", "hours[1].to", "hours[2].to", "hours[3]"] {
        assert!(named.iter().any(|known| known == field), "{field} of {named:?}");
    }
    let overlapping = json!({ "hours": [
        { "weekday": 1, "from": "09:00", "to": "12:00" }, { "weekday": 1, "from": "11:00", "to": "13:00" },
    ] });
    assert_eq!(fields(&desk.alice.put("/api/opening-hours", overlapping, "").await), ["hours"]);
    for body in [json!({}), json!({ "hours": "always" })] {
        assert_eq!(fields(&desk.alice.put("/api/opening-hours", body, "").await), ["hours"]);
    }
    let stranger = json!({ "hours": [], "dietitian_id": "01900000-0000-7000-8000-00000000abcd" });
    let unknown = desk.alice.put("/api/opening-hours", stranger, "").await;
    assert_eq!(code(&unknown), (404, "DIETITIAN_NOT_FOUND"));
    let stale = json!({ "hours": [], "version": 3 });
    assert_eq!(code(&desk.alice.put("/api/opening-hours", stale, "").await), (409, "STALE_WRITE"));
    for (asked, field) in [
        ("", "dietitian_id"),
        ("&dietitian_id=x", "dietitian_id"),
        ("&minutes=4", "minutes"),
        ("&minutes=x", "minutes"),
        ("&to_date=2030-05-05", "to_date"),
        ("&to_date=2031-05-05", "to_date"),
        ("&from_date=2200-01-01", "from_date"),
    ] {
        let own = if asked.contains("dietitian") || asked.is_empty() { "" } else { &desk.daria_id };
        let whose = if own.is_empty() { String::new() } else { format!("&dietitian_id={own}") };
        let from = if asked.contains("from_date") { "" } else { "from_date=2030-05-06" };
        let refused = desk.alice.get(&format!("/api/free-times?{from}{whose}{asked}")).await;
        assert_eq!(refused.status, 400, "{asked}: {refused:?}");
        assert!(fields(&refused).iter().any(|named| named == field), "{asked}: {refused:?}");
    }
    let more = format!("/api/free-times?dietitian_id={}&shoe_size=4", desk.daria_id);
    assert_eq!(code(&desk.alice.get(&more).await), (400, "INVALID_FILTER"));
    for (body, field) in [
        (json!({ "to": DAY }), "from"),
        (json!({ "from": DAY, "to": "2030-05-05" }), "to"),
        (json!({ "from": "soon", "to": DAY }), "from"),
        (json!({ "from": DAY, "to": "2500-01-01" }), "to"),
        (json!({ "from": DAY, "to": DAY, "reason": "x".repeat(201) }), "reason"),
    ] {
        let refused = desk.alice.post("/api/absences", body.clone()).await;
        assert!(refused.status == 400 && fields(&refused).contains(&field.to_owned()), "{body}");
    }
    assert_eq!(desk.alice.get("/api/absences").await.body["data"]["total"], 0);
}

#[rocket::async_test]
async fn a_dietitian_enters_their_own_absences_alone_and_reads_no_others_reason() {
    let house = House::open().await;
    let desk = Desk::of(&house).await;
    let alice_id = text(&desk.alice.get("/api/auth/me").await.body, "/data/user/id").to_owned();
    let away = |whose: Option<&str>| {
        json!({
            "dietitian_id": whose, "from": DAY, "to": DAY, "reason": "Surgery",
        })
    };
    assert_eq!(code(&desk.daria.post("/api/absences", away(None)).await), (403, "ACCESS_DENIED"));
    let others = desk.daria.post("/api/absences", away(Some(&alice_id))).await;
    assert_eq!(code(&others), (403, "ACCESS_DENIED"));
    let own = desk.daria.post("/api/absences", away(Some(&desk.daria_id))).await;
    assert_eq!(own.status, 201);
    let hers = desk.alice.post("/api/absences", away(Some(&alice_id))).await;
    let id = text(&hers.body, "/data/absence/id");
    assert_eq!(
        code(&desk.daria.delete(&format!("/api/absences/{id}")).await),
        (403, "ACCESS_DENIED")
    );
    let listed = desk.daria.get(&format!("/api/absences?from_date={DAY}")).await;
    let reasons: Vec<(bool, bool)> = listed.body["data"]["absences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["dietitian_id"] == desk.daria_id.as_str(), one["reason"].is_string()))
        .collect();
    assert_eq!(reasons.len(), 2);
    assert!(reasons.iter().all(|(is_own, is_told)| is_own == is_told), "{reasons:?}");
    let only =
        desk.alice.get(&format!("/api/absences?from_date={DAY}&dietitian_id={alice_id}")).await;
    assert_eq!(only.body["data"]["total"], 1);
}
