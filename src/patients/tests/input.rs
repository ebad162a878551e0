//! What a body may say of a patient.

use serde_json::{Value, json};

use crate::clock::parse_day;
use crate::http::Fields;
use crate::notes::Notes;
use crate::patients::Details;
use crate::patients::input::{Changes, NewPatient};
use crate::patients::shapes::is_email;

fn fields(body: Value) -> Fields {
    Fields::of(body.as_object().cloned().unwrap_or_default())
}

fn refused(body: Value) -> Vec<String> {
    let today = parse_day("2026-11-23").unwrap();
    let error = NewPatient::read(fields(body), Notes::All, today).unwrap_err();
    error.details().iter().map(|detail| detail.field.clone()).collect()
}

#[test]
fn every_bad_field_is_named_at_once() {
    let body = json!({
        "first_name": "", "last_name": "x".repeat(101), "date_of_birth": "2026-11-24",
        "email": "nobody", "phone": "call me", "gender": "male", "assigned_dietitian_id": "1",
        "medical_notes": "n".repeat(20_001), "id": "00000000-0000-4000-8000-000000000000",
    });
    let mut named = refused(body);
    named.sort();
    assert_eq!(
        named,
        [
            "assigned_dietitian_id",
            "date_of_birth",
            "email",
            "first_name",
            "gender",
            "id",
            "last_name",
            "medical_notes",
            "phone"
        ]
    );
}

#[test]
fn an_age_is_from_0_to_130_on_the_clinics_day() {
    let born = |day: &str| json!({"first_name": "A", "last_name": "B", "date_of_birth": day});
    let today = parse_day("2026-11-23").unwrap();
    for good in ["2026-11-23", "1895-11-24"] {
        assert!(NewPatient::read(fields(born(good)), Notes::All, today).is_ok(), "{good}");
    }
    for bad in ["2026-11-24", "1895-11-23"] {
        assert_eq!(refused(born(bad)), ["date_of_birth"], "{bad}");
    }
}

#[test]
fn an_update_changes_what_it_names_and_null_clears() {
    let today = parse_day("2026-11-23").unwrap();
    let mut before = Details::named(Some("Ana".into()), "Lopez".into(), today);
    before.texts.phone = Some("06".into());
    before.texts.city = Some("Lyon".into());
    let mut body = fields(json!({"phone": null, "first_name": " Anna ", "unknown": 1}));
    let changes = Changes::read(&mut body, today);
    body.finish().unwrap();
    let after = changes.apply_to(&before);
    assert_eq!((after.first_name.as_deref(), after.texts.phone), (Some("Anna"), None));
    assert_eq!(after.texts.city.as_deref(), Some("Lyon"));
    assert_eq!(after.former_names, None);
    let mut body = fields(json!({"first_name": null, "former_names": "Meyer"}));
    let after = Changes::read(&mut body, today).apply_to(&before);
    assert_eq!((after.first_name, after.former_names.as_deref()), (None, Some("Meyer")));
    let mut body = fields(json!({"last_name": null, "date_of_birth": null}));
    Changes::read(&mut body, today);
    assert_eq!(body.finish().unwrap_err().details().len(), 2);
}

#[test]
fn an_email_has_a_name_and_a_domain() {
    for good in ["a@b.co", "o'neil+x@sub.example.org", "josé@exämple.fr"] {
        assert!(is_email(good), "{good}");
    }
    for bad in ["", "a", "@b.co", "a@b", "a@b.", "a@.co", "a b@c.de", "a@b@c.de"] {
        assert!(!is_email(bad), "{bad}");
    }
}
