//! What people type into pages, understood as they meant it on every way that it takes: also where a
//! question is asked of it before it is stored, and where it only chooses rows.

use serde_json::json;

use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::{Answer, Sent};

#[test]
fn a_patient_is_registered_with_the_birth_date_as_it_is_spelled() {
    let practice = Practice::open();
    let english = cookie(&practice, "admin");
    let french = format!("{english}; nutrivault_language=fr");
    for (reader, typed, name) in [
        (&english, "25/03/1985", "Quillfeather"),
        (&english, "25 March 1985", "Marshmoor"),
        (&english, "25.3.1985", "Obermeyerling"),
        (&french, "25 mars 1985", "Tailledoux"),
        (&french, "25-03-1985", "Verhaegenstein"),
    ] {
        let form = format!("last_name={name}&first_name=Ada&date_of_birth={typed}");
        let answer = practice.press(reader, "/patients", form.replace(' ', "+"));
        assert_eq!(answer.status, 303, "{typed}: {}", answer.text);
        let sql = format!("SELECT date_of_birth FROM patients WHERE last_name = '{name}'");
        assert_eq!(practice.text(&sql), "1985-03-25", "{typed}");
    }
    // Either could be the month: it is asked back, and nothing typed is lost.
    let form = "last_name=Entryz&first_name=Ada&date_of_birth=03-04-1985&city=Lyon";
    let answer = practice.press(&english, "/patients", form);
    assert_eq!(answer.status, 400, "{}", answer.text);
    for kept in ["Entryz", "03-04-1985", "Lyon"] {
        assert!(answer.text.contains(&format!("value=\"{kept}\"")), "{kept}: {}", answer.text);
    }
}

#[test]
fn a_list_takes_days_as_they_are_typed_and_says_when_one_is_none() {
    let practice = Practice::open();
    let english = cookie(&practice, "admin");
    let french = format!("{english}; nutrivault_language=fr");
    for list in ["/payments", "/credits", "/invoices", "/visits"] {
        let page = |reader: &str, day: &str| {
            let address = format!("{list}?from_date={day}&to_date=2199-12-31");
            knock(&practice, "GET", &address, Some(reader))
        };
        let iso = page(&french, "2026-01-12");
        assert_eq!(iso.status, 200, "{list}");
        let typed = page(&french, "12/01/2026");
        assert_eq!(typed.status, 200, "{list}: {}", typed.text);
        let rows = |answer: &Answer| answer.text.matches("<tr").count();
        assert_eq!(rows(&typed), rows(&iso), "{list}");
        assert!(typed.text.contains("value=\"2026-01-12\""), "{list} shows the day in its filter");
        for none in ["quatsch", "31/02/2026"] {
            assert_eq!(page(&english, none).status, 400, "{list} {none}");
        }
    }
}

#[test]
fn a_duration_in_hours_is_asked_about_like_one_in_minutes() {
    let practice = Practice::open();
    let desk = cookie(&practice, "admin");
    let patient = practice.text("SELECT id FROM patients WHERE is_active ORDER BY id LIMIT 1");
    let with = practice.text(
        "SELECT u.id FROM users u JOIN roles r ON r.id = u.role_id \
         WHERE r.name = 'DIETITIAN' AND u.is_active = 1 ORDER BY u.id LIMIT 1",
    );
    let body = json!({
        "patient_id": patient, "dietitian_id": with, "visit_date": "2027-06-15T08:00:00Z",
        "duration_minutes": 30, "allow_overlap": true,
    });
    let sent = Sent::new("POST", "/api/visits").bearer(&practice.admin).json(body.to_string());
    let visit = practice.send(&sent).json()["data"]["visit"]["id"].as_str().unwrap().to_owned();
    let stored = format!("SELECT duration_minutes FROM visits WHERE id = '{visit}'");
    // Half an hour before the clinic closes.
    let moved = |minutes: &str| {
        let version = practice.number(&format!("SELECT version FROM visits WHERE id = '{visit}'"));
        let form = format!(
            "visit_date=2027-06-15T18:30&dietitian_id={with}&duration_minutes={minutes}\
             &version={version}"
        );
        practice.press(&desk, &format!("/visits/{visit}/move"), &form)
    };
    for typed in ["90", "1+h+30", "90+min"] {
        let answer = moved(typed);
        assert_eq!(answer.status, 409, "{typed}: {}", answer.text);
        assert!(answer.text.contains("opening hours"), "{typed}: {}", answer.text);
        assert_eq!(practice.number(&stored), 30, "{typed}");
    }
}
