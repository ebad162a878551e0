//! Creation, update, activation.

use serde_json::json;

use super::*;
use crate::http::Precondition;
use crate::patients::Changes;

fn body() -> Value {
    json!({ "first_name": "Zoé", "last_name": "Martin", "date_of_birth": "1990-02-28" })
}

pub(super) fn update(clinic: &Clinic, author: &Author, id: Id, body: Value) -> Result<PatientView> {
    let mut fields = Fields::of(body.as_object().cloned().unwrap());
    let changes = Changes::read(&mut fields, day("2026-11-23"));
    let precondition = Precondition::read(None, &mut fields);
    fields.finish()?;
    clinic.write(|tx| service::update(tx, author, id, changes, precondition))
}

fn audited(clinic: &Clinic, action: &str) -> i64 {
    let count = "SELECT count(*) FROM audit_logs WHERE action = ?1 AND patient_id IS NOT NULL";
    clinic.read(|sql| sql.one(count, [action], |row| row.get(0))).unwrap()
}

#[test]
fn a_dietitians_new_patient_is_their_own() {
    let clinic = Clinic::new();
    let alice = clinic.as_dietitian(clinic.alice);
    let created = clinic.create(&alice, body()).unwrap();
    assert_eq!(created.patient.details.assigned_dietitian_id, Some(clinic.alice));
    assert_eq!(created.assigned_dietitian.unwrap().email, None, "a dietitian sees no addresses");
    assert_eq!(created.creator.unwrap().username, "alice");
    let mut other = body();
    other["assigned_dietitian_id"] = json!(clinic.bob);
    assert_eq!(clinic.create(&alice, other).unwrap_err().code(), "ACCESS_DENIED");
    let unassigned = clinic.create(&clinic.as_admin(), body()).unwrap();
    assert_eq!(unassigned.patient.details.assigned_dietitian_id, None);
}

#[test]
fn only_active_dietitians_and_administrators_treat_patients() {
    let clinic = Clinic::new();
    let (desk, gone) = (Id::new(), Id::new());
    clinic.user(desk, "desk", ASSISTANT);
    clinic.user(gone, "gone", DIETITIAN);
    clinic.run("UPDATE users SET is_active = 0 WHERE id = ?1", [gone]);
    for (dietitian, is_fine) in
        [(clinic.bob, true), (clinic.admin, true), (desk, false), (gone, false), (Id::new(), false)]
    {
        let mut body = body();
        body["assigned_dietitian_id"] = json!(dietitian);
        match clinic.create(&clinic.as_admin(), body) {
            Ok(_) => assert!(is_fine),
            Err(error) => assert!(!is_fine && error.code() == "DIETITIAN_NOT_FOUND"),
        }
    }
}

#[test]
fn a_double_click_makes_one_patient() {
    let clinic = Clinic::new();
    let mut body = body();
    body["id"] = json!(Id::new());
    let first = clinic.create(&clinic.as_admin(), body.clone()).unwrap();
    let again = clinic.create(&clinic.as_admin(), body.clone()).unwrap();
    assert_eq!(first, again);
    assert_eq!((clinic.rows(Scope::All, "").1, audited(&clinic, "CREATE")), (Some(1), 1));
    body["city"] = json!("Lyon");
    let error = clinic.create(&clinic.as_admin(), body).unwrap_err();
    assert_eq!(error.details()[0].field, "id");
}

#[test]
fn a_file_number_is_used_once() {
    let clinic = Clinic::new();
    let mut body = body();
    body["file_number"] = json!("A-7");
    clinic.create(&clinic.as_admin(), body.clone()).unwrap();
    let error = clinic.create(&clinic.as_admin(), body).unwrap_err();
    assert_eq!(error.details()[0].field, "file_number");
    assert_eq!(error.details()[0].message, "is already in use");
    let other = clinic.patient("Other", "One", None);
    let error = update(&clinic, &clinic.as_admin(), other, json!({"file_number": "A-7"}));
    assert_eq!(error.unwrap_err().status().code, 400);
    assert_eq!(clinic.detail(other).patient.version, 1);
}

#[test]
fn an_update_tells_what_changed_and_a_void_one_changes_nothing() {
    let clinic = Clinic::new();
    let id = clinic.patient("Ana", "Lopez", None);
    let author = clinic.as_admin();
    let same = update(&clinic, &author, id, json!({"first_name": "Ana"})).unwrap();
    assert_eq!((same.patient.version, audited(&clinic, "UPDATE")), (1, 0));
    let new = update(&clinic, &author, id, json!({"last_name": "Núñez", "version": 1})).unwrap();
    assert_eq!((new.patient.version, audited(&clinic, "UPDATE")), (2, 1));
    assert_eq!(clinic.first_names("search=nun"), ["Ana"]);
    assert!(clinic.first_names("search=lopez").is_empty());
}

#[test]
fn a_stale_update_answers_the_record_as_it_is() {
    let clinic = Clinic::new();
    let id = clinic.patient("Ana", "Lopez", None);
    let error = update(&clinic, &clinic.as_admin(), id, json!({"city": "Lyon", "version": 0}));
    let error = error.unwrap_err();
    assert_eq!(error.code(), "STALE_WRITE");
    let current: Value = serde_json::from_str(error.data().unwrap()).unwrap();
    assert_eq!(current["patient"]["version"], 1);
    assert_eq!(clinic.detail(id).patient.details.texts.city, None);
}

#[test]
fn another_dietitians_patient_is_refused_and_an_unknown_one_unknown() {
    let clinic = Clinic::new();
    let id = clinic.patient("Ana", "Lopez", Some(clinic.bob));
    let alice = clinic.as_dietitian(clinic.alice);
    let code = |result: Result<PatientView>| result.unwrap_err().code();
    assert_eq!(code(update(&clinic, &alice, id, json!({"city": "x"}))), "NOT_ASSIGNED_PATIENT");
    assert_eq!(code(update(&clinic, &alice, Id::new(), json!({}))), "PATIENT_NOT_FOUND");
    assert_eq!(
        code(clinic.write(|tx| service::deactivate(tx, &alice, id))),
        "NOT_ASSIGNED_PATIENT"
    );
    let bob = clinic.as_dietitian(clinic.bob);
    let handed = update(&clinic, &bob, id, json!({"assigned_dietitian_id": clinic.alice}));
    assert_eq!(handed.unwrap().patient.details.assigned_dietitian_id, Some(clinic.alice));
    assert_eq!(code(update(&clinic, &bob, id, json!({"city": "x"}))), "NOT_ASSIGNED_PATIENT");
}

#[test]
fn what_is_not_there_comes_first_then_whose_the_patient_is_then_the_version() {
    let clinic = Clinic::new();
    let id = clinic.patient("Ana", "Lopez", Some(clinic.bob));
    let alice = clinic.as_dietitian(clinic.alice);
    let code = |result: Result<PatientView>| result.unwrap_err().code();
    let nobodys = json!({ "assigned_dietitian_id": Id::new(), "version": 0 });
    assert_eq!(code(update(&clinic, &alice, id, nobodys)), "DIETITIAN_NOT_FOUND");
    let stale = json!({ "city": "Lyon", "version": 0 });
    assert_eq!(code(update(&clinic, &alice, id, stale.clone())), "NOT_ASSIGNED_PATIENT");
    let bob = clinic.as_dietitian(clinic.bob);
    assert_eq!(code(update(&clinic, &bob, id, stale)), "STALE_WRITE");
    let mut new = body();
    new["assigned_dietitian_id"] = json!(Id::new());
    assert_eq!(code(clinic.create(&alice, new.clone())), "DIETITIAN_NOT_FOUND");
    new["assigned_dietitian_id"] = json!(clinic.bob);
    assert_eq!(code(clinic.create(&alice, new)), "ACCESS_DENIED");
}

#[test]
fn a_leavers_patient_can_still_be_edited() {
    let clinic = Clinic::new();
    let id = clinic.patient("Ana", "Lopez", Some(clinic.bob));
    clinic.run("UPDATE users SET is_active = 0 WHERE id = ?1", [clinic.bob]);
    let body = json!({"city": "Lyon", "assigned_dietitian_id": clinic.bob});
    assert!(update(&clinic, &clinic.as_admin(), id, body).is_ok());
}

#[test]
fn activation_says_when_there_is_nothing_to_do_and_deletion_does_not() {
    let clinic = Clinic::new();
    let id = clinic.patient("Ana", "Lopez", None);
    let author = clinic.as_admin();
    let code = |result: Result<PatientView>| result.unwrap_err().code();
    assert_eq!(
        code(clinic.write(|tx| service::activate(tx, &author, id))),
        "PATIENT_ALREADY_ACTIVE"
    );
    assert!(!clinic.write(|tx| service::deactivate(tx, &author, id)).unwrap().patient.is_active);
    let again = clinic.write(|tx| service::deactivate(tx, &author, id));
    assert_eq!(code(again), "PATIENT_ALREADY_INACTIVE");
    assert!(clinic.write(|tx| service::activate(tx, &author, id)).unwrap().patient.is_active);
    for _ in 0..2 {
        clinic.write(|tx| service::delete(tx, &author, id)).unwrap();
    }
    let patient = clinic.detail(id).patient;
    assert_eq!((patient.is_active, patient.version, audited(&clinic, "DELETE")), (false, 4, 1));
}
