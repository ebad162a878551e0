use serde_json::json;

use super::Clinic;
use crate::audit::Actor;
use crate::cache::Tag;
use crate::users::store;

#[test]
fn a_name_or_address_is_taken_in_whatever_case() {
    let clinic = Clinic::open();
    let anna = clinic.add("Anna", "Anna", "Ek", "ADMIN");
    let bert = clinic.add("bert", "Bert", "Ek", "VIEWER");
    let add = |username, email| clinic.try_add(username, email, "A", "B", "VIEWER").unwrap_err();
    let error = add("ANNA", "other@clinic.example");
    assert_eq!((error.code(), error.details()[0].field.as_str()), ("USERNAME_EXISTS", "username"));
    let error = add("other", "ANNA@Clinic.Example");
    assert_eq!((error.code(), error.details()[0].field.as_str()), ("EMAIL_EXISTS", "email"));
    let error = clinic.change(&anna, bert.id, &json!({"username": "aNNa"})).unwrap_err();
    assert_eq!(error.code(), "USERNAME_EXISTS");
    // One's own, written otherwise, is no collision.
    let anna = clinic.change(&anna, anna.id, &json!({"email": "Anna@Clinic.Example"})).unwrap();
    assert_eq!(anna.email, "Anna@Clinic.Example");
    assert_eq!(clinic.read(store::stats).total, 2);
}

#[test]
fn an_unknown_role_is_an_invalid_reference() {
    let clinic = Clinic::open();
    let error = clinic.try_add("anna", "a@clinic.example", "A", "B", "BOSS").unwrap_err();
    assert_eq!((error.code(), error.details()[0].field.as_str()), ("INVALID_REFERENCE", "role"));
    let anna = clinic.add("anna", "Anna", "Ek", "ADMIN");
    let bert = clinic.add("bert", "Bert", "Ek", "VIEWER");
    let body = json!({"role_id": anna.id});
    let error = clinic.change(&anna, bert.id, &body).unwrap_err();
    assert_eq!(error.code(), "INVALID_REFERENCE");
}

#[test]
fn the_audit_tells_what_changed_and_never_a_hash() {
    let clinic = Clinic::open();
    let anna = clinic.add("anna", "Anna", "Ek", "ADMIN");
    let bert = clinic.add("bert", "Bert", "Ek", "VIEWER");
    clinic.change(&anna, bert.id, &json!({"last_name": "Å", "role_id": anna.role_id})).unwrap();
    clinic
        .write(|tx| store::reset_password(tx, &Actor::default(), bert.id, "$2b$new", true))
        .unwrap();
    let trail = clinic.trail();
    assert!(trail.contains(r#""last_name":{"old":"Ek","new":"Å"}"#), "{trail}");
    assert!(trail.contains(r#""role":{"old":"VIEWER","new":"ADMIN"}"#), "{trail}");
    assert!(trail.contains("PASSWORD_CHANGE"), "{trail}");
    assert!(!trail.contains("$2b$"), "{trail}");
}

#[test]
fn a_change_of_nothing_leaves_no_trace() {
    let clinic = Clinic::open();
    let anna = clinic.add("anna", "Anna", "Ek", "ADMIN");
    let before = clinic.trail();
    let same = clinic.change(&anna, anna.id, &json!({"first_name": "Anna", "locale": null}));
    assert_eq!(same.unwrap(), anna);
    assert_eq!(clinic.trail(), before);
}

#[test]
fn a_stale_change_answers_with_the_user_as_they_are() {
    let clinic = Clinic::open();
    let anna = clinic.add("anna", "Anna", "Ek", "ADMIN");
    clinic.change(&anna, anna.id, &json!({"first_name": "Ann", "version": 1})).unwrap();
    let error =
        clinic.change(&anna, anna.id, &json!({"first_name": "A", "version": 1})).unwrap_err();
    assert_eq!(error.code(), "STALE_WRITE");
    assert!(error.data().unwrap().contains(r#""first_name":"Ann""#));
}

#[test]
fn nobody_changes_their_own_role_and_viewers_keep_their_user_name() {
    let clinic = Clinic::open();
    let anna = clinic.add("anna", "Anna", "Ek", "ADMIN");
    let bert = clinic.add("bert", "Bert", "Ek", "VIEWER");
    let denied = |by, id, body| clinic.change(by, id, &body).unwrap_err().code();
    assert_eq!(denied(&bert, bert.id, json!({"role_id": anna.role_id})), "ACCESS_DENIED");
    assert_eq!(denied(&anna, anna.id, json!({"role_id": bert.role_id})), "ACCESS_DENIED");
    assert_eq!(denied(&bert, bert.id, json!({"username": "robert"})), "ACCESS_DENIED");
    // The whole record sent back, as forms do, changes neither.
    let body = json!({"username": "bert", "role_id": bert.role_id, "first_name": "Robert"});
    assert_eq!(clinic.change(&bert, bert.id, &body).unwrap().first_name, "Robert");
}

#[test]
fn a_renamed_user_is_found_by_the_new_name_only() {
    let clinic = Clinic::open();
    let anna = clinic.add("anna", "Anna", "Ek", "ADMIN");
    clinic.change(&anna, anna.id, &json!({"username": "Anne"})).unwrap();
    let find = |name: &'static str| clinic.read(|sql| store::by_username(sql, name));
    assert!(find("anna").is_none());
    assert_eq!(find(" ANNE ").map(|user| user.id), Some(anna.id));
}

#[test]
fn answers_that_show_the_user_die_and_a_language_shows_in_none() {
    let clinic = Clinic::open();
    let anna = clinic.add("anna", "Anna", "Ek", "ADMIN");
    let generations = clinic.database.generations();
    let survives = |body, tag: Tag| {
        let born = generations.now();
        clinic.change(&anna, anna.id, &body).unwrap();
        generations.is_current(born, &[tag])
    };
    assert!(survives(json!({"locale": "fr"}), Tag::Users));
    assert!(!survives(json!({"last_name": "Elm"}), Tag::Users));
    assert!(survives(json!({"last_name": "Oak"}), Tag::Access(anna.id)));
    assert!(!survives(json!({"username": "anne"}), Tag::Access(anna.id)));
}
