//! From a call to an appointment: the time that was chosen stays in hand on every way there, and a
//! move leads back to where it was begun.

use serde_json::json;

use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::{Answer, Sent};

const AT: &str = "at=2027-06-15T10:00";

/// A page as its reader sees its addresses.
fn plain(answer: &Answer) -> String {
    answer.text.replace("&#38;", "&").replace("&amp;", "&").replace("%3A", ":")
}

fn dietitian(practice: &Practice) -> String {
    practice.text(
        "SELECT u.id FROM users u JOIN roles r ON r.id = u.role_id \
         WHERE r.name = 'DIETITIAN' AND u.is_active = 1 ORDER BY u.id LIMIT 1",
    )
}

/// A visit of half an hour with that dietitian on 15 June 2027.
fn booked(practice: &Practice, with: &str) -> String {
    let patient = practice.text("SELECT id FROM patients WHERE is_active ORDER BY id LIMIT 1");
    let body = json!({
        "patient_id": patient, "dietitian_id": with, "visit_date": "2027-06-15T08:00:00Z",
        "duration_minutes": 30, "allow_overlap": true,
    });
    practice.made("/api/visits", &body, "visit")
}

#[test]
fn every_link_of_the_question_for_whom_keeps_the_time_that_was_chosen() {
    let practice = Practice::open();
    let (desk, with) = (cookie(&practice, "assistant"), dietitian(&practice));
    let asked = format!("/search?book=yes&{AT}&with={with}");
    let page = plain(&knock(&practice, "GET", &asked, Some(&desk)));
    let links: Vec<&str> = page
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with("/search?") && *href != "/search?bill=yes")
        .collect();
    assert!(links.len() >= 3, "headings and pages: {links:?}");
    for href in links {
        assert!(href.contains("book=yes") && href.contains(AT) && href.contains(&with), "{href}");
        let page = knock(&practice, "GET", href, Some(&desk)).text;
        assert!(page.contains("Book: which patient?"), "{href}");
    }
}

#[test]
fn whoever_is_not_found_can_be_registered_for_what_they_were_looked_for() {
    let practice = Practice::open();
    let (desk, viewer) = (cookie(&practice, "assistant"), cookie(&practice, "viewer"));
    for (asked, way) in [
        ("/patients?search=Zzqnobody", "/patients/new?name=Zzqnobody"),
        ("/search?search=Zzqnobody", "/patients/new?name=Zzqnobody"),
        ("/search?bill=yes&search=Zzqnobody", "/patients/new?bill=yes&name=Zzqnobody"),
        ("/search?book=yes&search=Zzqnobody", "/patients/new?book=yes&name=Zzqnobody"),
    ] {
        let page = plain(&knock(&practice, "GET", asked, Some(&desk)));
        assert!(page.contains(&format!("href=\"{way}\"")), "{asked}");
        let page = plain(&knock(&practice, "GET", asked, Some(&viewer)));
        assert!(!page.contains("/patients/new"), "{asked} offers a viewer to register");
    }
}

#[test]
fn a_caller_who_is_registered_already_is_booked_for_the_time_that_was_chosen() {
    let practice = Practice::open();
    let (desk, with) = (cookie(&practice, "assistant"), dietitian(&practice));
    let body = json!({
        "first_name": "Vera", "last_name": "Doppelt", "date_of_birth": "1990-03-12",
        "assigned_dietitian_id": with,
    });
    let known = practice.made("/api/patients", &body, "patient");
    let form = format!(
        "first_name=Vera&last_name=Doppelt&date_of_birth=1990-03-12&book=yes&{AT}&with={with}"
    );
    let answer = practice.press(&desk, "/patients", &form);
    assert_eq!(answer.status, 409, "{}", answer.text);
    let page = plain(&answer);
    assert!(page.contains(&format!("href=\"/patients/{known}/visits/new?{AT}&with={with}\"")));
    assert!(page.contains("Vera Doppelt, born 12 Mar 1990"), "{page}");
    assert!(page.contains(&format!("href=\"/search?book=yes&{AT}&with={with}\"")), "Cancel");
}

#[test]
fn a_move_leads_back_to_where_it_was_begun_and_can_be_taken_back_there() {
    let practice = Practice::open();
    let (desk, with) = (cookie(&practice, "assistant"), dietitian(&practice));
    let visit = booked(&practice, &with);
    let booked = format!("/visits/{visit}/booked");
    for from in ["/calendar?view=day&day=2027-06-15", "/", booked.as_str()] {
        let sent = Sent::new("GET", format!("/visits/{visit}/move"))
            .header("Cookie", &desk)
            .header("Accept", "text/html")
            .header("Referer", format!("http://127.0.0.1{from}"));
        let page = plain(&practice.send(&sent));
        assert!(page.contains(&format!("name=\"back\" value=\"{from}\"")), "{from}: {page}");
        assert!(page.contains(&format!("<a href=\"{from}\">Cancel</a>")), "{from}");
        let encoded = from.replace('?', "%3F").replace('=', "%3D").replace('&', "%26");
        let body = format!(
            "visit_date=2027-06-15T19:00&dietitian_id={with}&duration_minutes=30&allow_overlap=true\
             &back={encoded}"
        );
        let version = practice.number(&format!("SELECT version FROM visits WHERE id = '{visit}'"));
        let form = format!("{body}&version={version}");
        let mut answer = practice.press(&desk, &format!("/visits/{visit}/move"), &form);
        if answer.status == 409 {
            // Outside of the hours: it is asked, and insisted on.
            let (_, rest) = answer.text.split_once("name=\"sure\" value=\"").unwrap();
            let sure = rest.split('"').next().unwrap().to_owned();
            let form = format!("{form}&sure={sure}");
            answer = practice.press(&desk, &format!("/visits/{visit}/move"), &form);
        }
        assert_eq!(answer.status, 303, "{from}: {}", answer.text);
        let back = answer.header("location").unwrap().to_owned();
        assert!(back.starts_with(from) && back.contains("done=moved"), "{back}");
        let shown = back.split('#').next().unwrap();
        let page = knock(&practice, "GET", shown, Some(&desk)).text;
        let undo = format!("/visits/{visit}/moved-back?was=");
        assert!(page.contains(&undo), "{shown} offers to take it back");
        let (_, rest) = page.split_once(&undo).unwrap();
        let action = format!("{undo}{}", rest.split('"').next().unwrap());
        assert_eq!(practice.press(&desk, &action, "").status, 303, "{action}");
    }
}

#[test]
fn an_act_whose_page_nobody_names_leads_to_the_day_of_the_appointment() {
    let practice = Practice::open();
    let (desk, with) = (cookie(&practice, "assistant"), dietitian(&practice));
    let visit = booked(&practice, &with);
    let page = plain(&knock(&practice, "GET", &format!("/visits/{visit}/move"), Some(&desk)));
    assert!(page.contains("<a href=\"/calendar?view=day&day=2027-06-15\">Cancel</a>"), "{page}");
    let (_, rest) = page.split_once("name=\"back\" value=\"").unwrap();
    let kept = rest.split('"').next().unwrap();
    for (back, day) in [(format!("&back={kept}"), "2027-06-16"), (String::new(), "2027-06-17")] {
        let version = practice.number(&format!("SELECT version FROM visits WHERE id = '{visit}'"));
        let form = format!(
            "visit_date={day}T10:00&dietitian_id={with}&duration_minutes=30&allow_overlap=true\
             &version={version}{back}"
        );
        let action = format!("/visits/{visit}/move");
        let mut answer = practice.press(&desk, &action, &form);
        if answer.status == 409 {
            let (_, rest) = answer.text.split_once("name=\"sure\" value=\"").unwrap();
            let sure = rest.split('"').next().unwrap();
            answer = practice.press(&desk, &action, format!("{form}&sure={sure}"));
        }
        assert_eq!(answer.status, 303, "{}", answer.text);
        let to = answer.header("location").unwrap();
        assert!(to.starts_with(&format!("/calendar?view=day&day={day}&done=moved")), "{to}");
    }
    let answer = practice.press(&desk, &format!("/visits/{visit}/mark/arrived"), "");
    let to = answer.header("location").unwrap();
    assert!(to.starts_with("/calendar?view=day&day=2027-06-17&done=arrived"), "{to}");
    assert!(to.ends_with(&format!("#visit-{visit}")), "{to}");
}
