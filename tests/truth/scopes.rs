//! No two who may see different things ever share an answer.

use serde_json::json;

use crate::house::{House, Person};

/// What each of them is answered, asked in turn twice: nobody's answer may depend on who came
/// before.
fn ask_in_turn(people: &[&Person], path: &str) -> Vec<String> {
    let first: Vec<String> = people.iter().map(|person| person.get(path).fine().text()).collect();
    for (person, before) in people.iter().zip(&first).rev() {
        let again = person.get(path).fine();
        assert_eq!((again.hit(), &again.text()), (Some(true), before), "{path} of {}", person.name);
    }
    first
}

#[test]
fn dietitians_and_administrators_never_share_lists_or_figures() {
    let house = House::full();
    let [admin, dora, otto, vera] =
        ["admin", "dora", "otto", "vera"].map(|name| house.person(name));
    let (anna, bert) = (admin.patient("Anna", &dora), admin.patient("Bert", &otto));
    admin.visit(&anna, &dora, 10);
    admin.visit(&bert, &otto, 11);
    for patient in [&anna, &bert] {
        admin.post("/api/billing", json!({"patient_id": patient, "amount": 5}));
    }
    for path in [
        "/api/billing",
        "/api/billing?include=lines,payments",
        "/api/billing?search=pia",
        "/api/patients",
        "/api/patients?include=visits,measurements,billing",
        "/api/patients?fields=last_name",
        "/api/patients?search=pia",
        "/api/visits",
        "/api/visits?include=measurements,billing",
        "/api/visits?sort_by=created_at",
    ] {
        let [all, doras, ottos] = ask_in_turn(&[&admin, &dora, &otto], path).try_into().unwrap();
        assert!(doras.contains(&anna) && !doras.contains(&bert), "{path}: {doras}");
        assert!(ottos.contains(&bert) && !ottos.contains(&anna), "{path}: {ottos}");
        assert!(all.contains(&anna) && all.contains(&bert), "{path}: {all}");
    }
    for path in ["/api/patients/stats", "/api/visits/stats"] {
        let [all, doras, ottos] = ask_in_turn(&[&admin, &dora, &otto], path).try_into().unwrap();
        assert!(all.contains(r#""total":2"#) && doras.contains(r#""total":1"#), "{all}{doras}");
        assert!(ottos.contains(&otto.id) && !ottos.contains(&dora.id), "{ottos}");
    }
    let figures = ask_in_turn(&[&admin, &dora, &otto], "/api/billing/stats");
    assert!(figures[0].contains(r#""total_invoices":2"#), "{figures:?}");
    assert!(figures[1..].iter().all(|own| own.contains(r#""total_invoices":1"#)), "{figures:?}");
    // All who see everything share what is the same for them.
    assert_eq!(vera.get("/api/patients").hit(), Some(true));
    assert_eq!(vera.get("/api/visits").hit(), Some(false), "it has no private notes for her");
}

#[test]
fn private_notes_never_reach_those_who_may_not_read_them_by_way_of_the_cache() {
    let house = House::full();
    let [admin, dora, assia, vera] =
        ["admin", "dora", "assia", "vera"].map(|name| house.person(name));
    let visit = admin.visit(&admin.patient("Anna", &dora), &dora, 10);
    let path = format!("/api/visits/{visit}");
    admin.put(&path, json!({"private_notes": "only for us", "assessment": "for everybody"}));
    for path in [path.as_str(), "/api/visits"] {
        let answers = ask_in_turn(&[&admin, &assia, &dora], path);
        assert!(!answers[1].contains("only for us"), "{path}: {}", answers[1]);
        assert_eq!(vera.get(path).hit(), Some(true), "{path}: the same as the assistant's");
    }
    let answers = ask_in_turn(&[&admin, &assia, &dora], &path);
    assert!(answers[0].contains("only for us") && answers[2].contains("only for us"));
    assert!(answers[1].contains("for everybody"));
    let asked = "/api/visits?fields=private_notes";
    assert!(admin.get(asked).fine().text().contains("only for us"));
    assert_eq!(assia.get(asked).status, 403, "also when the answer is kept");
}

#[test]
fn neither_a_denial_nor_an_absence_is_ever_kept() {
    let house = House::full();
    let [admin, dora, otto] = ["admin", "dora", "otto"].map(|name| house.person(name));
    let anna = admin.patient("Anna", &dora);
    for below in ["", "/timeline", "/measurements"] {
        let path = format!("/api/patients/{anna}{below}");
        assert_eq!(admin.get(&path).status, 200);
        for _ in 0..2 {
            let denied = otto.get(&path);
            assert_eq!((denied.status, denied.hit()), (403, None), "{path}");
            assert_eq!(denied.code(), "NOT_ASSIGNED_PATIENT");
        }
    }
    admin.put(&format!("/api/patients/{anna}"), json!({"assigned_dietitian_id": otto.id}));
    assert_eq!(otto.get(&format!("/api/patients/{anna}")).status, 200);
    assert_eq!(dora.get(&format!("/api/patients/{anna}")).status, 403);
    let id = uuid::Uuid::now_v7().to_string();
    let path = format!("/api/patients/{id}");
    for _ in 0..2 {
        let unknown = admin.get(&path);
        assert_eq!((unknown.status, unknown.hit()), (404, None));
    }
    let body = json!({"id": id, "first_name": "Pia", "last_name": "Neu", "date_of_birth": "1990-01-01", "gender": "FEMALE"});
    admin.post("/api/patients", body);
    assert_eq!(admin.get(&path).status, 200);
}
