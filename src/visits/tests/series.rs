//! Series: booked together or not at all, at the same time of the clock, moved from one on.

use jiff::ToSpan;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::Practice;
use crate::login::tests::{House, code, text};

fn dates(body: &Value) -> Vec<(String, bool)> {
    let all = body["data"]["series"].as_array().unwrap();
    let one = |one: &Value| {
        (one["visit_date"].as_str().unwrap().to_owned(), one.get("conflict").is_some())
    };
    all.iter().map(one).collect()
}

#[rocket::async_test]
async fn a_series_names_its_conflicts_before_anything_is_stored_and_leaves_them_out_if_told() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let (daria, path) = (&practice.daria, "/api/visits");
    let taken = practice.visit("2030-05-20T09:30:00Z", 60);
    assert_eq!(daria.post(path, taken).await.status, 201);
    let mut body = practice.visit("2030-05-06T09:00:00Z", 60);
    body["repeat"] = json!({ "every_weeks": 2, "times": 3 });
    let refused = daria.post(path, body.clone()).await;
    assert_eq!(code(&refused), (409, "SERIES_CONFLICT"));
    let conflicts = refused.body["data"]["conflicts"].as_array().unwrap();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0]["visit_date"], "2030-05-20T09:00:00.000Z");
    assert_eq!(daria.get(path).await.body["data"]["total"], 1, "nothing is stored");

    body["skip_conflicts"] = json!(true);
    body["id"] = json!("01900000-0000-7000-8000-0000000000aa");
    let booked = daria.post(path, body.clone()).await;
    assert_eq!(booked.status, 201, "{booked:?}");
    assert_eq!(
        dates(&booked.body),
        [
            ("2030-05-06T09:00:00.000Z".to_owned(), false),
            ("2030-05-20T09:00:00.000Z".to_owned(), true),
            ("2030-06-03T09:00:00.000Z".to_owned(), false),
        ]
    );
    let series = text(&booked.body, "/data/series_id").to_owned();
    let listed = daria.get(&format!("{path}?series_id={series}")).await;
    assert_eq!(listed.body["data"]["total"], 2);
    // A double click books it once.
    assert_eq!(daria.post(path, body.clone()).await.status, 201);
    assert_eq!(daria.get(path).await.body["data"]["total"], 3);
    body["id"] = json!("01900000-0000-7000-8000-0000000000ab");
    assert_eq!(code(&daria.post(path, body).await), (409, "SERIES_CONFLICT"), "all are taken");
    for (wrong, field) in [
        (json!({ "every_weeks": 0, "times": 3 }), "repeat.every_weeks"),
        (json!({ "every_weeks": 1 }), "repeat.times"),
        (json!({ "every_weeks": 1, "times": 53 }), "repeat.times"),
        (json!(3), "repeat"),
    ] {
        let mut body = practice.visit("2031-05-06T09:00:00Z", 60);
        body["repeat"] = wrong;
        let refused = daria.post(path, body).await;
        assert_eq!(refused.body["error"]["details"][0]["field"], field, "{refused:?}");
    }
}

#[rocket::async_test]
async fn the_visits_of_a_series_keep_their_time_over_every_change_of_the_clock() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let zone = "Europe/Paris";
    practice.alice.put("/api/settings", json!({ "time_zone": zone }), "").await;
    let tz = TimeZone::get(zone).unwrap();
    // An independent computation: weeks on the wall clock, each read back in UTC.
    for (at, weeks) in
        [("2030-02-04T09:15", 3_i64), ("2030-09-02T02:30", 4), ("2030-03-03T02:30", 4)]
    {
        let mut body = practice.visit(at, 15);
        body["repeat"] = json!({ "every_weeks": weeks, "times": 12 });
        body["allow_overlap"] = json!(true);
        let booked = practice.daria.post("/api/visits", body).await;
        assert_eq!(booked.status, 201, "{booked:?}");
        let first: jiff::civil::DateTime = at.parse().unwrap();
        let expected: Vec<String> = (0..12)
            .map(|time| {
                let wall = first.checked_add((time * weeks).weeks()).unwrap();
                let at = tz.to_ambiguous_timestamp(wall).compatible().unwrap();
                at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
            })
            .collect();
        let found: Vec<String> = dates(&booked.body).into_iter().map(|(at, _)| at).collect();
        assert_eq!(found, expected, "{at}");
    }
}

#[rocket::async_test]
async fn one_of_a_series_moves_alone_or_with_those_after_it_or_not_at_all() {
    let house = House::open().await;
    let practice = Practice::of(&house).await;
    let (daria, path) = (&practice.daria, "/api/visits");
    let mut body = practice.visit("2030-05-06T09:00:00Z", 60);
    body["repeat"] = json!({ "every_weeks": 1, "times": 4 });
    let booked = daria.post(path, body).await;
    let series = text(&booked.body, "/data/series_id").to_owned();
    let id = |place: usize| booked.body["data"]["series"][place]["id"].as_str().unwrap().to_owned();
    let all = async || -> Vec<String> {
        let listed = daria.get(&format!("{path}?series_id={series}&sort_order=ASC")).await;
        let visits = listed.body["data"]["visits"].as_array().unwrap().clone();
        visits.iter().map(|v| v["visit_date"].as_str().unwrap()[5..16].to_owned()).collect()
    };
    let second = format!("{path}/{}", id(1));
    let alone = daria.put(&second, json!({ "visit_date": "2030-05-14T10:00:00Z" }), "").await;
    assert_eq!(alone.status, 200);
    assert_eq!(all().await, ["05-06T09:00", "05-14T10:00", "05-20T09:00", "05-27T09:00"]);
    // A completed one stays where it was.
    let last = format!("{path}/{}", id(3));
    assert_eq!(daria.put(&last, json!({ "status": "COMPLETED" }), "").await.status, 200);
    let moved = json!({ "visit_date": "2030-05-15T11:30:00Z", "series": "following" });
    assert_eq!(daria.put(&second, moved, "").await.status, 200);
    assert_eq!(all().await, ["05-06T09:00", "05-15T11:30", "05-21T11:30", "05-27T09:00"]);
    // Where one of them meets another visit nothing moves.
    assert_eq!(daria.post(path, practice.visit("2030-05-22T12:00:00Z", 60)).await.status, 201);
    let clash = json!({ "visit_date": "2030-05-16T11:30:00Z", "series": "following" });
    assert_eq!(code(&daria.put(&second, clash, "").await), (409, "VISIT_OVERLAP"));
    assert_eq!(all().await, ["05-06T09:00", "05-15T11:30", "05-21T11:30", "05-27T09:00"]);
    let wrong = daria.put(&second, json!({ "series": "some" }), "").await;
    assert_eq!(wrong.body["error"]["details"][0]["field"], "series");
}
