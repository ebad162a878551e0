//! The start page: each role's view, who waits, whom to call, and what is offered to whom.

use serde_json::json;

use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::{Answer, Sent};

struct Day {
    practice: Practice,
    dietitian: String,
}

impl Day {
    fn open() -> Self {
        let practice = Practice::open();
        let dietitian = practice.text(
            "SELECT u.id FROM users u JOIN roles r ON r.id = u.role_id \
             WHERE r.name = 'DIETITIAN' AND u.is_active = 1 ORDER BY u.username LIMIT 1",
        );
        let day = Self { practice, dietitian };
        day.begin_at_noon();
        day
    }

    /// Puts the clinic where it is about noon now: what is minutes from now is of today at any hour.
    fn begin_at_noon(&self) {
        let hour = self.practice.number("SELECT CAST(strftime('%H', 'now') AS INTEGER)");
        // The names of these zones count westwards.
        let zone = json!({ "time_zone": format!("Etc/GMT{:+}", hour - 12) });
        let sent = Sent::new("PUT", "/api/settings").bearer(&self.practice.admin);
        let answer = self.practice.send(&sent.json(zone.to_string()));
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    fn user_of(&self, role: &str) -> String {
        self.practice.text(&format!(
            "SELECT u.username FROM users u JOIN roles r ON r.id = u.role_id \
             WHERE r.name = '{role}' AND u.is_active = 1 ORDER BY u.username LIMIT 1"
        ))
    }

    /// So many minutes from now.
    fn at(&self, minutes: i64) -> String {
        self.practice
            .text(&format!("SELECT strftime('%Y-%m-%dT%H:%M:00.000Z', 'now', '{minutes} minutes')"))
    }

    fn patient(&self, name: &str) -> String {
        let body = json!({
            "first_name": "Today", "last_name": name, "date_of_birth": "1980-02-03",
            "phone": "06 39 98 20 45", "assigned_dietitian_id": self.dietitian,
        });
        self.practice.made("/api/patients", body, "patient")
    }

    fn visit(&self, patient: &str, at: &str, status: &str) -> String {
        let body = json!({
            "patient_id": patient, "dietitian_id": self.dietitian, "visit_date": at,
            "duration_minutes": 23, "status": status, "allow_overlap": true,
        });
        self.practice.made("/api/visits", body, "visit")
    }

    /// A press on the page, as a browser without a script sends it.
    fn press(&self, cookie: &str, action: &str) -> Answer {
        let sent = Sent::new("POST", action)
            .header("Cookie", cookie)
            .header("Referer", "http://127.0.0.1/?show=waiting")
            .header("Sec-Fetch-Site", "same-origin")
            .body("application/x-www-form-urlencoded", "");
        self.practice.send(&sent)
    }
}

/// The part of a page in the section of that id.
fn section<'a>(page: &'a str, id: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("id=\"{id}\"")).unwrap_or(("", ""));
    rest.split("</section>").next().unwrap()
}

#[test]
fn each_role_has_its_view_of_the_day_and_another_that_it_may_see_is_remembered() {
    let day = Day::open();
    let marks = [("ADMIN", "Received today"), ("DIETITIAN", "To finish"), ("ASSISTANT", "To call")];
    for (role, own) in marks {
        let cookie = cookie(&day.practice, &day.user_of(role));
        let page = knock(&day.practice, "GET", "/", Some(&cookie)).text;
        for (_, mark) in marks {
            assert_eq!(page.contains(mark), mark == own, "{role}: {mark}");
        }
    }
    // What the role may not see is not shown because the address asks for it.
    let assistant = cookie(&day.practice, &day.user_of("ASSISTANT"));
    let page = knock(&day.practice, "GET", "/?view=owner", Some(&assistant));
    assert!(!page.text.contains("Received today") && page.header("set-cookie").is_none());

    let admin = cookie(&day.practice, "admin");
    let page = knock(&day.practice, "GET", "/?view=desk", Some(&admin));
    assert!(page.text.contains("To call") && !page.text.contains("Received today"));
    let kept = page.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let both = format!("{admin}; {kept}");
    assert!(knock(&day.practice, "GET", "/", Some(&both)).text.contains("To call"));
    // It is this user's choice, not that of whoever sits down at the same computer.
    let other = cookie(&day.practice, &day.user_of("DIETITIAN"));
    let page = knock(&day.practice, "GET", "/", Some(&format!("{other}; {kept}"))).text;
    assert!(page.contains("To finish"));
}

#[test]
fn who_has_arrived_waits_in_the_waiting_room_until_the_consultation_begins() {
    let day = Day::open();
    let desk = cookie(&day.practice, &day.user_of("ASSISTANT"));
    let patient = day.patient("Waitingson");
    let visit = day.visit(&patient, &day.at(1), "SCHEDULED");
    let page = || knock(&day.practice, "GET", "/", Some(&desk)).text;
    assert!(!section(&page(), "waiting-room").contains("Waitingson"));
    let row = |page: &str| {
        let (_, rest) = page.split_once(&format!("<tr id=\"visit-{visit}\"")).unwrap();
        rest.split("</tr>").next().unwrap().to_owned()
    };
    for (mark, here, next) in [
        ("arrived", true, "mark/started"),
        ("started", false, "mark/completed"),
        ("completed", false, &*format!("/visits/{visit}/invoice")),
    ] {
        let before = row(&page());
        let act = before.split("class=\"acts\">").nth(1).unwrap();
        assert!(act.trim_start().starts_with("<form") && act.contains(mark), "{mark}: {act}");
        let answer = day.press(&desk, &format!("/visits/{visit}/mark/{mark}"));
        // Back to the row, in the view that it came from.
        let back = answer.header("location").unwrap();
        assert!(
            back.starts_with("/?show=waiting&done=") && back.ends_with(&format!("#visit-{visit}"))
        );
        let shown = knock(&day.practice, "GET", back.split('#').next().unwrap(), Some(&desk)).text;
        assert!(row(&shown).contains("Waitingson"), "the row that was pressed stays");
        assert_eq!(section(&page(), "waiting-room").contains("Waitingson"), here, "{mark}");
        let act = row(&page());
        let act = act.split("class=\"acts\">").nth(1).unwrap().split("</form>").next().unwrap();
        assert!(act.contains(next), "{mark}: {act}");
    }
}

#[test]
fn who_missed_an_appointment_is_to_be_called_until_there_is_another() {
    let day = Day::open();
    let desk = cookie(&day.practice, &day.user_of("ASSISTANT"));
    let lost = day.patient("Lostson");
    day.visit(&lost, &day.at(-26 * 60), "NO_SHOW");
    let long_ago = day.patient("Oldson");
    day.visit(&long_ago, &day.at(-40 * 24 * 60), "NO_SHOW");
    let late = day.patient("Lateson");
    day.visit(&late, &day.at(-15), "SCHEDULED");
    let page = || knock(&day.practice, "GET", "/", Some(&desk)).text;
    let list = || knock(&day.practice, "GET", "/attention/missed", Some(&desk)).text;
    let calls = section(&page(), "to-call").to_owned();
    assert!(calls.contains("Lostson") && calls.contains("tel:06 39 98 20 45"), "{calls}");
    assert!(calls.contains("Lateson") && calls.contains("expected at"), "{calls}");
    assert!(!calls.contains("Oldson"), "{calls}");
    assert!(list().contains("Lostson") && !list().contains("Lateson"));
    // Another dietitian's desk does not hear of them.
    let other = day.practice.text(&format!(
        "SELECT u.username FROM users u JOIN roles r ON r.id = u.role_id \
         WHERE r.name = 'DIETITIAN' AND u.id <> '{}' LIMIT 1",
        day.dietitian
    ));
    let other = cookie(&day.practice, &other);
    let theirs = knock(&day.practice, "GET", "/?view=desk", Some(&other)).text;
    assert!(!theirs.contains("Lostson") && !theirs.contains("Lateson"));
    day.visit(&lost, &day.at(6 * 24 * 60), "SCHEDULED");
    assert!(!section(&page(), "to-call").contains("Lostson") && !list().contains("Lostson"));
}

#[test]
fn a_time_that_came_free_is_offered_to_who_waits_until_it_is_taken() {
    let day = Day::open();
    let desk = cookie(&day.practice, &day.user_of("ASSISTANT"));
    let (gone, waits) = (day.patient("Goneson"), day.patient("Soonerson"));
    let at = day.at(25 * 60);
    day.visit(&gone, &at, "CANCELLED");
    let entry = json!({ "patient_id": waits, "minutes": 20 });
    let sent = Sent::new("POST", "/api/waiting-list").bearer(&day.practice.admin);
    assert_eq!(day.practice.send(&sent.json(entry.to_string())).status, 201);
    let page = || knock(&day.practice, "GET", "/", Some(&desk)).text;
    let offered = |page: &str| {
        let calls = section(page, "to-call");
        calls.contains("minutes=23") && calls.contains("Soonerson")
    };
    assert!(offered(&page()));
    day.visit(&gone, &at, "SCHEDULED");
    assert!(!offered(&page()));
}

/// Whoever stands in for a colleague treats the patient, and is not whom the patient is called by.
#[test]
fn a_stand_in_gets_no_phone_of_a_colleagues_patient_on_any_list_of_the_desk() {
    const PHONE: &str = "06 39 98 77 01";
    let day = Day::open();
    let stand_in = day.practice.text(&format!(
        "SELECT u.id FROM users u JOIN roles r ON r.id = u.role_id WHERE r.name = 'DIETITIAN' \
         AND u.is_active = 1 AND u.id <> '{}' ORDER BY u.username DESC LIMIT 1",
        day.dietitian
    ));
    let name = day.practice.text(&format!("SELECT username FROM users WHERE id = '{stand_in}'"));
    let patient = |name: &str| {
        let body = json!({
            "first_name": "Lent", "last_name": name, "date_of_birth": "1980-02-03",
            "phone": PHONE, "assigned_dietitian_id": day.dietitian,
        });
        day.practice.made("/api/patients", body, "patient")
    };
    let visit = |patient: &str, at: &str, status: &str| {
        let body = json!({
            "patient_id": patient, "dietitian_id": stand_in, "visit_date": at,
            "duration_minutes": 23, "status": status, "allow_overlap": true,
        });
        day.practice.made("/api/visits", body, "visit")
    };
    visit(&patient("Missedson"), &day.at(-26 * 60), "NO_SHOW");
    visit(&patient("Tardyson"), &day.at(-15), "SCHEDULED");
    visit(&patient("Goneson"), &day.at(25 * 60), "CANCELLED");
    let waits =
        json!({ "patient_id": patient("Queueson"), "dietitian_id": stand_in, "minutes": 20 });
    let sent = Sent::new("POST", "/api/waiting-list").bearer(&day.practice.admin);
    assert_eq!(day.practice.send(&sent.json(waits.to_string())).status, 201);
    let (theirs, desk) =
        (cookie(&day.practice, &name), cookie(&day.practice, &day.user_of("ASSISTANT")));
    let tomorrow = day.practice.text("SELECT date('now', '+1 day')");
    let (mut shown_to_desk, today) = (0, day.practice.text("SELECT date('now')"));
    for address in [
        "/?view=desk".to_owned(),
        "/attention/missed".to_owned(),
        "/calendar/waiting".to_owned(),
        format!("/calendar/sheet?day={today}"),
        format!("/calendar/sheet?day={tomorrow}"),
        format!("/calendar?view=day&day={today}"),
        "/visits".to_owned(),
    ] {
        let page = knock(&day.practice, "GET", &address, Some(&theirs));
        assert_eq!(page.status, 200, "{address}");
        assert!(!page.text.contains(PHONE), "{address} shows a stand-in the phone");
        let page = knock(&day.practice, "GET", &address, Some(&desk));
        shown_to_desk += usize::from(page.text.contains(PHONE));
    }
    assert!(shown_to_desk >= 4, "the desk calls them: {shown_to_desk} pages have the phone");
    let token = day.practice.token(&name);
    let list = day.practice.send(&Sent::new("GET", "/api/waiting-list").bearer(&token));
    assert!(list.text.contains("Queueson") && !list.text.contains(PHONE), "{}", list.text);
}

#[test]
fn a_second_time_that_came_free_is_offered_to_the_next_and_else_to_the_same() {
    let day = Day::open();
    let desk = cookie(&day.practice, &day.user_of("ASSISTANT"));
    let gone = day.patient("Goneson");
    for hours in [25, 27] {
        day.visit(&gone, &day.at(hours * 60), "CANCELLED");
    }
    let wait = |name: &str| {
        let entry = json!({ "patient_id": day.patient(name), "minutes": 20,
            "dietitian_id": day.dietitian });
        let sent = Sent::new("POST", "/api/waiting-list").bearer(&day.practice.admin);
        assert_eq!(day.practice.send(&sent.json(entry.to_string())).status, 201);
    };
    let offered = |name: &str| {
        let page = knock(&day.practice, "GET", "/", Some(&desk)).text;
        section(&page, "to-call").matches(name).count()
    };
    wait("Zfirst");
    assert_eq!(offered("Zfirst"), 2, "one who waits alone is offered both");
    wait("Zsecond");
    assert_eq!((offered("Zfirst"), offered("Zsecond")), (1, 1));
}

#[test]
fn a_filter_shows_as_many_appointments_as_it_says() {
    let day = Day::open();
    let desk = cookie(&day.practice, &day.user_of("ASSISTANT"));
    for (minutes, status) in [
        (-90, "COMPLETED"),
        (-60, "NO_SHOW"),
        (-30, "SCHEDULED"),
        (-20, "CANCELLED"),
        (2, "SCHEDULED"),
        (3, "SCHEDULED"),
    ] {
        day.visit(&day.patient("Filterson"), &day.at(minutes), status);
    }
    let page = knock(&day.practice, "GET", "/", Some(&desk)).text;
    let (_, nav) = page.split_once("id=\"day-filters\"").unwrap();
    let mut walked = 0;
    for link in nav.split("</nav>").next().unwrap().split("<a href=\"").skip(1) {
        let href = link.split('"').next().unwrap().replace("&#38;", "&");
        let count = link.split("<small>").nth(1).unwrap().split('<').next().unwrap();
        let shown = knock(&day.practice, "GET", &href, Some(&desk)).text;
        let rows = shown.matches("<tr id=\"visit-").count();
        assert_eq!(count.parse::<usize>().unwrap(), rows, "{href}");
        walked += 1;
    }
    assert!(walked >= 4, "{walked} filters");
}
