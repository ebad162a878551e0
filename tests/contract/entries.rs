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
    let lists =
        ["/payments", "/credits", "/invoices", "/visits", "/reports/money", "/reports/journal"];
    for list in lists {
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
        for none in ["quatsch", "31/02/2026", "03/04/2026", "0026-01-12"] {
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

/// Some patient of the practice.
fn somebody(practice: &Practice) -> String {
    practice.text("SELECT id FROM patients WHERE is_active ORDER BY id LIMIT 1")
}

#[test]
fn a_page_takes_its_day_as_it_is_typed_or_asks_which_is_meant() {
    let practice = Practice::open();
    let english = cookie(&practice, "admin");
    let french = format!("{english}; nutrivault_language=fr");
    for page in ["/calendar", "/payments/day"] {
        let shown = |reader: &str, day: &str| {
            knock(&practice, "GET", &format!("{page}?day={day}"), Some(reader))
        };
        for (reader, day) in [(&french, "03/04/2026"), (&english, "3+April+2026")] {
            let answer = shown(reader, day);
            assert_eq!(answer.status, 200, "{page} {day}: {}", answer.text);
            assert!(answer.text.contains("value=\"2026-04-03\""), "{page} {day}");
        }
        assert_eq!(shown(&english, "03/04/2026").status, 400, "{page}");
    }
}

#[test]
fn somebody_waits_for_as_long_and_from_when_it_was_typed_and_no_text_is_lost() {
    let practice = Practice::open();
    let english = cookie(&practice, "admin");
    let french = format!("{english}; nutrivault_language=fr");
    let action = format!("/patients/{}/waiting", somebody(&practice));
    let newest = |column: &str| {
        let sql =
            format!("SELECT {column} FROM waiting_list ORDER BY created_at DESC, id DESC LIMIT 1");
        practice.text(&sql)
    };
    for (reader, minutes, day) in
        [(&english, "1+h+30", "24+Dec+2026"), (&french, "1,5+h", "24/12/2026")]
    {
        let form = format!("duration_minutes={minutes}&not_before={day}&note=Soon");
        let answer = practice.press(reader, &action, &form);
        assert_eq!(answer.status, 303, "{minutes} {day}: {}", answer.text);
        assert_eq!(newest("CAST(minutes AS TEXT)"), "90", "{minutes}");
        assert_eq!(newest("not_before"), "2026-12-24", "{day}");
    }
    for (minutes, day) in [
        ("1.30+h", ""),
        ("an+hour", "2026-12-24"),
        ("45", "03/04/2027"),
        ("45", "0026-12-24"),
        ("600", ""),
    ] {
        let form = format!("duration_minutes={minutes}&not_before={day}&note=Only+mornings");
        let answer = practice.press(&english, &action, &form);
        assert_eq!(answer.status, 400, "{minutes} {day}: {}", answer.text);
        for kept in [minutes.replace('+', " ").as_str(), day, "Only mornings"] {
            assert!(answer.text.contains(&format!("value=\"{kept}\"")), "{kept}: {}", answer.text);
        }
    }
}

#[test]
fn a_goal_is_typed_in_the_units_of_its_measure_and_within_what_people_have() {
    let practice = Practice::open();
    let english = cookie(&practice, "admin");
    let french = format!("{english}; nutrivault_language=fr");
    let action = format!("/patients/{}/goals", somebody(&practice));
    let aim = |reader: &str, measure: &str, typed: &str| {
        let form = format!("title=Less&measure={measure}&target_value={typed}");
        practice.press(reader, &action, &form)
    };
    let newest =
        "SELECT CAST(target_value AS TEXT) FROM goals ORDER BY created_at DESC, id DESC LIMIT 1";
    for (reader, measure, typed, meant) in [
        (&english, "weight_kg", "143+lb", "64.86"),
        (&french, "weight_kg", "65+kg+500", "65.5"),
        (&french, "waist_circumference_cm", "0,85+m", "85.0"),
        (&english, "body_fat_percentage", "25+%25", "25.0"),
    ] {
        let answer = aim(reader, measure, typed);
        assert_eq!(answer.status, 303, "{typed}: {}", answer.text);
        assert_eq!(practice.text(newest), meant, "{typed}");
    }
    for (measure, typed) in [
        ("waist_circumference_cm", "0.85"),
        ("weight_kg", "6500"),
        ("body_fat_percentage", "0.25"),
        ("blood_pressure_systolic", "12"),
        ("weight_kg", "5"),
        ("weight_kg", "-5"),
        ("weight_kg", "1.65"),
    ] {
        let answer = aim(&english, measure, typed);
        assert_eq!(answer.status, 400, "{measure} {typed}: {}", answer.text);
        assert!(answer.text.contains(&format!("value=\"{typed}\"")), "{}", answer.text);
    }
}

#[test]
fn an_appointment_is_moved_to_the_moment_that_is_typed_or_asked_about() {
    let practice = Practice::open();
    let desk = cookie(&practice, "admin");
    let french = format!("{desk}; nutrivault_language=fr");
    let with = practice.text(
        "SELECT u.id FROM users u JOIN roles r ON r.id = u.role_id \
         WHERE r.name = 'DIETITIAN' AND u.is_active = 1 ORDER BY u.id LIMIT 1",
    );
    let action = format!("/patients/{}/visits", somebody(&practice));
    let booked = |reader: &str, at: &str| {
        let form = format!(
            "visit_date={at}&dietitian_id={with}&duration_minutes=30&sure=yes&allow_overlap=on"
        );
        practice.press(reader, &action, &form)
    };
    for (reader, at) in
        [(&desk, "03%2F04%2F2031+09:00"), (&french, "4+mars+2041"), (&french, "soon")]
    {
        let answer = booked(reader, at);
        assert_eq!(answer.status, 400, "{at}: {}", answer.text);
        assert!(!answer.text.contains("23T14:30"), "{at}: {}", answer.text);
    }
    for (reader, at) in [(&french, "04%2F03%2F2031+9h"), (&desk, "5+March+2031+09:00")] {
        let answer = booked(reader, at);
        assert!(matches!(answer.status, 200 | 303 | 409), "{at}: {}", answer.text);
    }
}

#[test]
fn a_phone_is_one_that_can_be_called() {
    let practice = Practice::open();
    let desk = cookie(&practice, "admin");
    let registered = |name: &str, phone: &str| {
        let form =
            format!("last_name={name}&first_name=Ada&date_of_birth=1985-03-25&phone={phone}");
        practice.press(&desk, "/patients", form)
    };
    for none in ["-", ".", "%2B", "()", "06"] {
        let answer = registered("Silentia", none);
        assert_eq!(answer.status, 400, "{none}: {}", answer.text);
    }
    assert_eq!(registered("Vociferous", "06%2F12%2F34%2F56%2F78").status, 303);
    let kept = practice.text("SELECT phone FROM patients WHERE last_name = 'Vociferous'");
    assert_eq!(kept, "06 12 34 56 78");
}

#[test]
fn an_absence_takes_days_and_times_as_they_are_typed() {
    let practice = Practice::open();
    let french = format!("{}; nutrivault_language=fr", cookie(&practice, "admin"));
    let away = |from: &str, time: &str| {
        let form = format!("dietitian_id=clinic&from={from}&to=&from_time={time}&reason=Stage");
        practice.press(&french, "/calendar/absences", &form)
    };
    for (from, time) in [("24/12/2026", ""), ("24+d%C3%A9c.+2026", "9h30"), ("2026-12-24", "14:30")]
    {
        let answer = away(from, time);
        assert_eq!(answer.status, 303, "{from} {time}: {}", answer.text);
    }
    // Of the night, or of the afternoon?
    for (from, time) in [("24/12/26", ""), ("2026-12-24", "2:30"), ("2026-12-24", "9:5")] {
        let answer = away(from, time);
        assert_eq!(answer.status, 400, "{from} {time}: {}", answer.text);
        assert!(answer.text.contains("value=\"Stage\""), "{}", answer.text);
    }
}

#[test]
fn a_deposit_below_nothing_is_asked_back_instead_of_paid_out() {
    let practice = Practice::open();
    let desk = cookie(&practice, "admin");
    let action = format!("/patients/{}/pay", somebody(&practice));
    let paid = |deposit: &str| {
        let form = format!("currency=EUR&deposit_amount={deposit}&method=CASH&date=2026-01-12");
        practice.press(&desk, &action, &form)
    };
    assert_eq!(paid("50").status, 303);
    for slip in ["-10", "%E2%88%9210+%E2%82%AC", "%E2%82%AC-10"] {
        let answer = paid(slip);
        assert_eq!(answer.status, 400, "{slip}: {}", answer.text);
        assert!(answer.text.contains("must be more than 0"), "{slip}: {}", answer.text);
    }
}
