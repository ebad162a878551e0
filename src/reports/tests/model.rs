//! Patients and visits: the same figures computed from the lists that the same person sees.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::pairs;
use crate::clock::Zone;
use crate::login::tests::{House, Session, text};

/// All rows of a list, page by page.
async fn rows(session: &Session<'_>, list: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut next = String::new();
    loop {
        let seen = session.get(&format!("/api/{list}?limit=100{next}")).await;
        let name = list.split('?').next().unwrap();
        rows.extend(seen.body["data"][name].as_array().unwrap().clone());
        match seen.body["data"]["next_cursor"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => return rows,
        }
    }
}

/// A clinic where the clocks change, with visits in the hours around midnight and month's end.
async fn clinic(house: &House) -> (Session<'_>, Session<'_>) {
    let (alice, daria) = (Session::of(house, "Alice").await, Session::of(house, "Daria").await);
    let zone = alice.put("/api/settings", json!({"time_zone": "America/New_York"}), "").await;
    assert_eq!(zone.status, 200, "{zone:?}");
    let me = |seen: &crate::login::tests::Seen| text(&seen.body, "/data/user/id").to_owned();
    let (alice_id, daria_id) =
        (me(&alice.get("/api/auth/me").await), me(&daria.get("/api/auth/me").await));
    let mut seed = 7_u64;
    let mut random = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) % below
    };
    let mut patients = Vec::new();
    for number in 0..8 {
        let dietitian = if number % 2 == 0 { Value::String(daria_id.clone()) } else { Value::Null };
        let gender = ["MALE", "FEMALE", "OTHER"].get(number % 4);
        let body = json!({"first_name": "P", "last_name": format!("N{number}"), "date_of_birth": "1980-01-01",
            "gender": gender, "assigned_dietitian_id": dietitian});
        let seen = alice.post("/api/patients", body).await;
        patients.push(text(&seen.body, "/data/patient/id").to_owned());
    }
    for turn in 0..60_u64 {
        // Every tenth hour or so, over fourteen months: the ends of months are hit.
        let hour = 9 * turn + random(5);
        let day = 1 + (hour / 24) % 28;
        let (year, month) = (2025 + turn / 50, 1 + (turn * 5 + random(3)) % 12);
        let at = match turn % 6 {
            0 => format!("{year}-{month:02}-01T0{}:30:00Z", random(6)),
            _ => format!("{year}-{month:02}-{day:02}T{:02}:00:00Z", hour % 24),
        };
        let dietitian = if random(2) == 0 { &alice_id } else { &daria_id };
        let body = json!({"patient_id": patients[random(8) as usize], "dietitian_id": dietitian, "visit_date": at,
            "duration_minutes": 15 + 5 * random(6), "allow_overlap": true,
            "status": crate::visits::STATUSES.get(random(4) as usize),
            "visit_type": crate::visits::VISIT_TYPES.get(random(7) as usize)});
        let seen = alice.post("/api/visits", body).await;
        assert_eq!(seen.status, 201, "{seen:?}");
        if random(9) == 0 {
            alice.delete(&format!("/api/visits/{}", text(&seen.body, "/data/visit/id"))).await;
        }
    }
    (alice, daria)
}

fn month_of(instant: &Value) -> String {
    let zone = Zone::named("America/New_York").unwrap();
    let moment = zone.parse(instant.as_str().unwrap()).unwrap();
    zone.day_of(moment).strftime("%Y-%m").to_string()
}

fn tally(rows: &[Value], key: impl Fn(&Value) -> Value) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(key(row).to_string()).or_default() += 1;
    }
    counts
}

fn reported(rows: &Value, key: &str) -> BTreeMap<String, i64> {
    let pairs = pairs(rows, key, "count").into_iter();
    let pairs = pairs.map(|(key, count)| (key.to_string(), count.as_i64().unwrap()));
    pairs.filter(|(_, count)| *count > 0).collect()
}

/// The average of the completed visits, and the share of the missed among those of the past.
fn rates_are_of(summary: &Value, list: &[Value], now: crate::clock::Moment) {
    let now = now.to_string();
    let of = |status: &str| list.iter().filter(|v| v["status"] == status).collect::<Vec<_>>();
    let begun = |status: &str| {
        of(status).into_iter().filter(|v| v["visit_date"].as_str().unwrap() < now.as_str()).count()
    };
    let close = |value: &Value, expected: f64| {
        assert!((value.as_f64().unwrap() - expected).abs() < 0.006, "{summary} for {expected}");
    };
    let held = of("COMPLETED");
    let minutes: i64 = held.iter().map(|v| v["duration_minutes"].as_i64().unwrap()).sum();
    close(&summary["averageDuration"], minutes as f64 / held.len().max(1) as f64);
    let (kept, missed) = (begun("COMPLETED"), begun("NO_SHOW"));
    close(&summary["noShowRate"], 100.0 * missed as f64 / (kept + missed).max(1) as f64);
    assert_eq!(
        (&summary["completed"], &summary["noShows"]),
        (&json!(held.len()), &json!(of("NO_SHOW").len()))
    );
    assert_eq!(summary["begun"], json!({"completed": kept, "noShows": missed}));
}

/// When each of these patients who came at all came first.
fn first_completed(visits: &[Value], patients: &[Value]) -> Vec<String> {
    let first = |patient: &Value| {
        let own = visits.iter().filter(|v| v["patient_id"] == patient["id"]);
        let held = own.filter(|v| v["status"] == "COMPLETED");
        held.map(|v| v["visit_date"].as_str().unwrap().to_owned()).min()
    };
    patients.iter().filter_map(first).collect()
}

/// Holds the report of visits in that range against the list of them; how many there are.
async fn visits_are_told(house: &House, session: &Session<'_>, range: &str) -> usize {
    let list = match range {
        "" => rows(session, "visits").await,
        _ => {
            let all = rows(session, "visits").await;
            let filtered = session.get(&format!("/api/visits?limit=100&{range}")).await;
            let ids =
                |rows: &[Value]| rows.iter().map(|row| row["id"].to_string()).collect::<Vec<_>>();
            let inside = ids(filtered.body["data"]["visits"].as_array().unwrap());
            all.into_iter().filter(|row| inside.contains(&row["id"].to_string())).collect()
        }
    };
    let seen = session.get(&format!("/api/reports/visits?{range}")).await;
    let data = &seen.body["data"];
    assert_eq!(data["summary"]["total"], list.len(), "{range}");
    assert_eq!(reported(&data["byStatus"], "status"), tally(&list, |v| v["status"].clone()));
    assert_eq!(reported(&data["byType"], "visit_type"), tally(&list, |v| v["visit_type"].clone()));
    assert_eq!(
        reported(&data["byDietitian"], "dietitian_id"),
        tally(&list, |v| v["dietitian_id"].clone())
    );
    if !range.is_empty() {
        let months = tally(&list, |v| Value::String(month_of(&v["visit_date"])));
        assert_eq!(reported(&data["visitTrend"], "month"), months, "{range}");
    }
    rates_are_of(&data["summary"], &list, house.database().clock().now());
    list.len()
}

/// Holds the reports of patients against the lists of them and of their visits.
async fn patients_are_told(house: &House, session: &Session<'_>) {
    let patients = rows(session, "patients").await;
    let seen = session.get("/api/reports/patients").await;
    let data = &seen.body["data"];
    let firsts = first_completed(&rows(session, "visits").await, &patients);
    let since = house.database().clock().now().plus_minutes(-365 * 24 * 60).to_string();
    let seen = rows(session, "visits").await;
    let seen = patients.iter().filter(|patient| {
        seen.iter().any(|v| {
            v["patient_id"] == patient["id"]
                && v["status"] == "COMPLETED"
                && v["visit_date"].as_str().unwrap() >= &since[..10]
        })
    });
    let count = patients.len();
    assert_eq!(
        data["summary"],
        json!({"total": count, "active": count, "inactive": 0, "registered": count,
            "new": firsts.len(), "seen": seen.count()})
    );
    let stats = session.get("/api/patients/stats").await;
    assert_eq!(stats.body["data"]["seen"], data["summary"]["seen"]);
    assert_eq!(reported(&data["byGender"], "gender"), tally(&patients, |p| p["gender"].clone()));
    let trend = "from_date=2025-01-15&to_date=2026-12-31";
    let seen = session.get(&format!("/api/reports/patients?{trend}")).await;
    let mut months: BTreeMap<String, i64> = BTreeMap::new();
    for first in firsts.iter().filter(|first| first.as_str() >= "2025-01-15T05:00") {
        let month = Value::String(month_of(&json!(first)));
        *months.entry(month.to_string()).or_default() += 1;
    }
    let told = &seen.body["data"]["newPatientsTrend"];
    assert_eq!(reported(told, "month"), months, "{firsts:?}");
    let registered = pairs(told, "month", "registered").into_iter();
    let registered: i64 = registered.filter_map(|(_, count)| count.as_i64()).sum();
    assert_eq!(registered, patients.len() as i64, "all of them were registered this month");
    let overview = session.get("/api/reports/overview").await;
    assert_eq!(overview.body["data"]["patients"], data["summary"]);
}

#[rocket::async_test]
async fn figures_of_visits_and_patients_are_those_of_the_lists_of_whoever_asks() {
    let house = House::open().await;
    let (alice, daria) = clinic(&house).await;
    let mut totals = Vec::new();
    for session in [&alice, &daria] {
        for range in [
            "",
            "from_date=2025-03-01&to_date=2025-11-30",
            "from_date=2025-03-09&to_date=2025-03-09",
        ] {
            totals.push(visits_are_told(&house, session, range).await);
        }
        patients_are_told(&house, session).await;
    }
    assert!(totals[3] > 0 && totals[3] < totals[0] && totals[1] < totals[0], "{totals:?}");
    let today: Date =
        Zone::named("America/New_York").unwrap().day_of(house.database().clock().now());
    let dashboard = alice.get("/api/reports/dashboard").await;
    assert_eq!(dashboard.body["data"]["date"], today.to_string());
}
