use serde_json::json;

use super::Clinic;
use crate::audit::Actor;
use crate::auth::ApiKeys;
use crate::cache::Tag;
use crate::users::store;

#[test]
fn the_last_active_administrator_stays() {
    let clinic = Clinic::open();
    let anna = clinic.add("anna", "Anna", "Ek", "ADMIN");
    let bert = clinic.add("bert", "Bert", "Ek", "ADMIN");
    let vera = clinic.add("vera", "Vera", "Ek", "VIEWER");
    clinic.set_active(anna.id, false).unwrap();
    let refused = [
        clinic.set_active(bert.id, false),
        clinic.change(&anna, bert.id, &json!({"role_id": vera.role_id})),
        clinic.write(|tx| store::remove(tx, &Actor::command_line(), bert.id)),
    ];
    for result in refused {
        let error = result.unwrap_err();
        assert_eq!(error.code(), "VALIDATION_ERROR");
        assert!(error.message().contains("last active administrator"));
    }
    // A deactivated administrator counts for nothing, so loses nothing.
    clinic.change(&bert, anna.id, &json!({"role_id": vera.role_id})).unwrap();
}

#[test]
fn deactivation_says_when_there_is_nothing_to_do_and_deletion_does_not_mind() {
    let clinic = Clinic::open();
    clinic.add("anna", "Anna", "Ek", "ADMIN");
    let vera = clinic.add("vera", "Vera", "Ek", "VIEWER");
    assert_eq!(clinic.set_active(vera.id, true).unwrap_err().code(), "USER_ALREADY_ACTIVE");
    let remove = || clinic.write(|tx| store::remove(tx, &Actor::command_line(), vera.id)).unwrap();
    let removed = remove();
    assert!(!removed.is_active);
    assert_eq!(remove(), removed);
    assert_eq!(clinic.set_active(vera.id, false).unwrap_err().code(), "USER_ALREADY_INACTIVE");
    assert!(clinic.set_active(vera.id, true).unwrap().is_active);
    let trail = clinic.trail();
    let actions: Vec<_> = trail.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(actions, ["CREATE", "CREATE", "DELETE", "ACTIVATE"]);
}

#[test]
fn sessions_are_asked_again_after_a_deactivation_and_a_new_password() {
    let clinic = Clinic::open();
    clinic.add("anna", "Anna", "Ek", "ADMIN");
    let vera = clinic.add("vera", "Vera", "Ek", "VIEWER");
    let generations = clinic.database.generations();
    let before = generations.now();
    clinic.write(|tx| store::reset_password(tx, &Actor::default(), vera.id, "new", true)).unwrap();
    assert!(!generations.is_current(before, &[Tag::Access(vera.id)]));
    assert!(generations.is_current(before, &[Tag::Users]));
    let before = generations.now();
    clinic.set_active(vera.id, false).unwrap();
    assert!(!generations.is_current(before, &[Tag::Access(vera.id)]));
    assert!(!generations.is_current(before, &[Tag::Users]));
}

#[test]
fn a_password_that_changed_meanwhile_was_not_the_current_one() {
    let clinic = Clinic::open();
    let anna = clinic.add("anna", "Anna", "Ek", "ADMIN");
    let checked = clinic.read(|sql| store::password_hash(sql, anna.id));
    clinic
        .write(|tx| store::reset_password(tx, &Actor::default(), anna.id, "second", true))
        .unwrap();
    let change = |checked: &str| {
        let actor = Actor::default();
        clinic.write(|tx| {
            let kept = store::Kept { session: None, keys: ApiKeys::Keep };
            store::change_password(tx, &actor, anna.id, checked, "third", kept)
        })
    };
    assert_eq!(change(&checked).unwrap_err().code(), "INVALID_PASSWORD");
    assert!(!change("second").unwrap().must_change_password);
}
