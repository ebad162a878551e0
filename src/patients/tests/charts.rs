//! The file of one patient: summary, timeline, measurements; and who may be the same person.

use super::*;
use crate::patients::duplicates::{self, LikelyDuplicates, Registrant};
use crate::patients::measurements::{self, Range};
use crate::patients::timeline::{self, Stretch};
use crate::text::phone;

#[test]
fn a_summary_tells_visits_weight_and_what_is_owed() {
    let clinic = Clinic::new();
    let (now, id) = (clinic.now(), clinic.patient("Ana", "Lopez", None));
    assert_eq!(clinic.detail(id).until, None);
    let last = now.plus_minutes(-60);
    let visit = clinic.visit(id, last, "COMPLETED");
    clinic.visit(id, now.plus_minutes(-30), "CANCELLED");
    let coming = clinic.visit(id, now.plus_minutes(60), "SCHEDULED");
    clinic.visit(id, now.plus_minutes(120), "SCHEDULED");
    clinic.measurement(visit, id, last.plus_minutes(-1), 90.0);
    clinic.measurement(visit, id, last, 80.0);
    clinic.invoice(id, "PENDING", "EUR", 11_010, "2026-01-01");
    clinic.invoice(id, "CANCELLED", "EUR", 5_000, "2026-01-01");
    clinic.invoice(id, "DRAFT", "USD", 5_000, "2026-01-01");
    clinic.invoice(id, "PARTIAL", "JPY", 1_500, "2026-01-01");
    let detail = clinic.detail(id);
    let summary = serde_json::to_value(&detail.summary).unwrap();
    assert_eq!(
        summary,
        json!({
            "last_visit_date": last, "next_visit_date": now.plus_minutes(60), "visit_count": 4,
            "last_weight_kg": 80.0, "bmi": 20.0,
            "balances": [
                {"currency": "EUR", "outstanding": 110.1, "credit": 0, "amount": 110.1},
                {"currency": "JPY", "outstanding": 1500, "credit": 0, "amount": 1500},
            ],
        })
    );
    assert_eq!(detail.until, Some(now.plus_minutes(60)));
    clinic.run("UPDATE visits SET deleted_at = visit_date WHERE id = ?1", [coming]);
    let detail = clinic.detail(id);
    assert_eq!(detail.summary.next_visit_date, Some(now.plus_minutes(120)));
    assert_eq!(detail.summary.visit_count, 3);
}

fn stretch(query: &str) -> Stretch {
    Stretch::read(Parameters::parse(query).unwrap()).unwrap()
}

#[test]
fn a_timeline_passes_everything_once_newest_first() {
    let clinic = Clinic::new();
    let (now, id) = (clinic.now(), clinic.patient("Ana", "Lopez", None));
    for number in 0..6 {
        // Two of each at the same instant: the id decides.
        let at = now.plus_minutes(-(number / 2) * 1000);
        let visit = clinic.visit(id, at, "COMPLETED");
        clinic.measurement(visit, id, at, 80.0);
        let invoice = clinic.invoice(id, "PENDING", "EUR", 2_000, "2026-11-20");
        clinic.run(
            "INSERT INTO payments (id, billing_id, kind, amount, method, payment_date, created_at, \
             patient_id, currency) SELECT ?1, ?2, 'PAYMENT', 1050, 'CASH', '2026-11-20', ?3, \
             b.patient_id, b.currency FROM billing b WHERE b.id = ?2",
            params![Id::new(), invoice, now],
        );
        let (kind, owner) = if number == 0 { ("visit", visit) } else { ("patient", id) };
        clinic.run(
            "INSERT INTO documents (id, resource_type, resource_id, document_type, \
             original_filename, mime_type, file_size, sha256, created_at, updated_at) \
             VALUES (?1, ?2, ?3, 'lab_result', 'a.pdf', 'application/pdf', 1, '', ?4, ?4)",
            params![Id::new(), kind, owner, now],
        );
    }
    let page = |scope, query: &str| {
        let stretch = stretch(query);
        clinic.read(|sql| timeline::page(sql, id, scope, &stretch, ALL, (&Zone::utc(), now)))
    };
    let mut seen = Vec::new();
    let mut query = "limit=4".to_owned();
    loop {
        let data = data(&page(Scope::All, &query).unwrap());
        seen.extend(data["timeline"].as_array().unwrap().clone());
        match data["next_cursor"].as_str() {
            Some(cursor) => query = format!("limit=4&cursor={cursor}"),
            None => break,
        }
    }
    let places: Vec<_> = seen.iter().map(|e| (e["at"].to_string(), e["id"].to_string())).collect();
    assert_eq!(places.len(), 30);
    assert!(places.windows(2).all(|pair| pair[0] > pair[1]));
    let of = |kind: &str| seen.iter().find(|entry| entry["type"] == kind).unwrap();
    assert_eq!(of("visit")["dietitian"]["username"], "alice");
    assert_eq!(of("payment")["amount"], 10.5);
    assert_eq!(
        (&of("invoice")["status"], &of("invoice")["balance"]),
        (&json!("OVERDUE"), &json!(20))
    );
    assert_eq!(of("measurement")["bmi"], 20.0);
    assert_eq!(of("document")["document_type"], "lab_result");
    let refused = page(Scope::Dietitian(clinic.bob), "").unwrap_err();
    assert_eq!(refused.code(), "NOT_ASSIGNED_PATIENT");
    for bad in ["limit=0", "limit=101", "cursor=x", "offset=1"] {
        assert!(Stretch::read(Parameters::parse(bad).unwrap()).is_err(), "{bad}");
    }
}

#[test]
fn measurements_are_oldest_first_within_whole_days_of_the_clinic() {
    let clinic = Clinic::new();
    let id = clinic.patient("Ana", "Lopez", None);
    let visit = clinic.visit(id, clinic.now(), "COMPLETED");
    // The evening of the 19th and of the 20th in UTC are other days in Auckland.
    for (at, weight) in [
        ("2026-11-20T12:30:00Z", 3.0),
        ("2026-11-19T10:30:00Z", 1.0),
        ("2026-11-19T12:30:00Z", 2.0),
    ] {
        clinic.measurement(visit, id, at.parse().unwrap(), weight);
    }
    let gone = clinic.measurement(visit, id, clinic.now(), 9.0);
    clinic.run("UPDATE visit_measurements SET deleted_at = measured_at WHERE id = ?1", [gone]);
    let auckland = Zone::named("Pacific/Auckland").unwrap();
    let weights = |query: &str| {
        let range = Range::read(Parameters::parse(query).unwrap(), &auckland).unwrap();
        let page = clinic.read(|sql| measurements::page(sql, id, Scope::All, &range)).unwrap();
        let rows = data(&page)["measurements"].as_array().unwrap().clone();
        rows.iter().map(|row| row["weight_kg"].as_f64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(weights(""), [1.0, 2.0, 3.0]);
    assert_eq!(weights("from_date=2026-11-20&to_date=2026-11-20"), [2.0]);
    assert_eq!(weights("to_date=2026-11-20"), [1.0, 2.0]);
    assert_eq!(weights("from_date=2026-11-19T12:30:00Z"), [2.0, 3.0]);
    for (bad, code) in [
        ("from_date=2026-11-20&to_date=2026-11-19", "VALIDATION_ERROR"),
        ("from_date=soon", "INVALID_FILTER"),
        ("limit=3", "INVALID_FILTER"),
    ] {
        let error = Range::read(Parameters::parse(bad).unwrap(), &auckland).unwrap_err();
        assert_eq!(error.code(), code, "{bad}");
    }
}

/// Sophie is Alice's as Paul is, and Sofie is Bob's.
fn sophie(clinic: &Clinic) -> Id {
    let register =
        |first: &str, last: &str, born: &str, email: &str, phone: &str, dietitian: Id| {
            let body = json!({
                "first_name": first, "last_name": last, "date_of_birth": born, "email": email,
                "phone": phone, "assigned_dietitian_id": dietitian,
            });
            clinic.create(&clinic.as_admin(), body).unwrap().patient.id
        };
    let sophie =
        register("Sophie", "Martin", "1990-01-02", "s@m.fr", "06 12 34 56 78", clinic.alice);
    register("Paul", "Other", "1990-01-02", "sx@m.fr", "06 12 34 56 7", clinic.alice);
    register("Sofie", "Martin", "1990-01-02", "x@y.fr", "", clinic.bob);
    sophie
}

fn find(clinic: &Clinic, scope: Scope, query: &str) -> LikelyDuplicates {
    let home = phone::of_zone("Europe/Paris");
    let person = Registrant::read(Parameters::parse(query).unwrap(), home).unwrap();
    clinic.read(|sql| duplicates::find(sql, &person, scope)).unwrap()
}

#[test]
fn duplicates_are_told_with_reasons() {
    let clinic = Clinic::new();
    let sophie = sophie(&clinic);
    let find = |scope: Scope, query: &str| find(&clinic, scope, query);
    let name = "first_name=Martin&last_name=SOHPIE&date_of_birth=1990-01-02";
    let found = find(Scope::All, name);
    assert_eq!((found.duplicates[0].id, found.duplicates.len()), (sophie, 1));
    let name = "first_name=Sophie&last_name=Martin&date_of_birth=1990-01-02";
    let own = find(Scope::Dietitian(clinic.alice), &format!("{name}&phone=0612345678"));
    assert_eq!(own.duplicates[0].reasons, ["same birth date, similar name", "same phone"]);
    assert_eq!((own.duplicates.len(), own.hidden), (1, None));
    for phone in ["%2B33612345678", "0033+6.12.34.56.78", "06-12-34-56-78", "33612345678"] {
        let found = find(Scope::All, &format!("phone={phone}"));
        assert_eq!(found.duplicates.len(), 1, "{phone}");
        assert_eq!(
            (found.duplicates[0].id, found.duplicates[0].reasons[0]),
            (sophie, "same phone")
        );
    }
    assert!(find(Scope::All, "phone=%2B44612345678").duplicates.is_empty());
    assert_eq!(find(Scope::All, "first_name=sophie&last_name=martin").duplicates[0].id, sophie);
    for nobody in ["", "first_name=Sophie", "phone=0612", "email=%22%2a%40m.fr"] {
        assert!(find(Scope::All, nobody).duplicates.is_empty(), "{nobody}");
    }
    for (bad, code) in [("city=Lyon", "INVALID_FILTER"), ("date_of_birth=1990", "VALIDATION_ERROR")]
    {
        let error = Registrant::read(Parameters::parse(bad).unwrap(), None).unwrap_err();
        assert_eq!(error.code(), code);
    }
}

#[test]
fn duplicates_of_others_are_only_counted() {
    let clinic = Clinic::new();
    sophie(&clinic);
    // Of others' patients, only who knows the last name and the birth date learns anything.
    let bob = |query: &str| find(&clinic, Scope::Dietitian(clinic.bob), query);
    for (query, hidden) in [
        ("email=S%40M.fr", None),
        ("phone=0612345678", None),
        ("first_name=Sophie&last_name=Martin", None),
        ("date_of_birth=1990-01-02", None),
        ("last_name=Marti&date_of_birth=1990-01-02&email=s%40m.fr", None),
        ("first_name=Martin&last_name=Sophie&date_of_birth=1990-01-02", None),
        ("last_name=Other&date_of_birth=1990-01-03", None),
        ("first_name=Pau&last_name=Other&date_of_birth=1990-01-02", None),
        ("last_name=OTHER&date_of_birth=1990-01-02", Some(1)),
        ("first_name=Paul&last_name=Other&date_of_birth=1990-01-02", Some(1)),
    ] {
        let found = bob(query);
        assert_eq!((found.duplicates.len(), found.hidden), (0, hidden), "{query}");
    }
}

#[test]
fn whoever_is_the_same_person_is_found_among_many_who_were_born_that_day() {
    let clinic = Clinic::new();
    // A day that a desk writes where it knows none: its patients, and then the one who is sought.
    clinic.run(
        "INSERT INTO patients (id, first_name, last_name, first_name_folded, last_name_folded, \
         name_words, contact_folded, number_parts, contact_parts, date_of_birth, created_at, \
         updated_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) \
         SELECT printf('00000000-0000-7000-8000-%012d', i), 'Ana', 'Costa', 'ana', 'costa', '', '', \
         '', '', '1980-05-17', ?1, ?1 FROM n",
        [clinic.now()],
    );
    let sought = clinic.patient("Sophie", "Saint-Martin", Some(clinic.alice));
    let query = "first_name=Sophie&last_name=Saint+Martin&date_of_birth=1980-05-17";
    let found = find(&clinic, Scope::All, query);
    assert_eq!(found.duplicates.first().map(|likely| likely.id), Some(sought));
    assert_eq!(find(&clinic, Scope::Dietitian(clinic.bob), query).hidden, Some(1));
}
