//! The load against the visits and hours that it was made of.

use super::*;
use crate::clock::Zone;
use crate::settings::visit_types::VisitTypes;
use crate::ui::calendar::shading::Shading;
use crate::ui::calendar::store::Event;
use crate::ui::kinds::Kinds;
use crate::ui::language::Language;

fn event(dietitian: Id, at: &str, minutes: i64, status: &str, zone: &Zone) -> Event {
    Event {
        id: Id::new(),
        begins: zone.parse(at).unwrap(),
        minutes,
        kind: None,
        status: status.into(),
        arrived: None,
        started: None,
        dietitian,
        dietitian_name: "Ana Ek".into(),
        patient: "Bo Dahl".into(),
        first_name: Some("Bo".into()),
        last_name: "Dahl".into(),
        born: "1990-01-01".into(),
        phone: None,
        reason: None,
    }
}

fn cell(events: &[Event], (whose, day, may_take): (Id, &str, bool), zone: &Zone) -> Cell {
    let types = VisitTypes::default();
    let drawn = Drawn {
        events,
        shading: &Shading::usual(),
        zone,
        now: zone.parse("2026-11-25T09:19").unwrap(),
        kinds: Kinds::with(&types, Language::English),
    };
    drawn.load(whose, day.parse().unwrap(), may_take)
}

#[test]
fn a_day_says_how_many_come_and_how_much_of_its_hours_is_left() {
    let (zone, ana) = (Zone::named("Europe/Paris").unwrap(), Id::new());
    let visit = |at: &str, minutes, status: &str| event(ana, at, minutes, status, &zone);
    // Until they are set the hours are 8 to 19, Monday to Friday.
    let events = [
        visit("2026-11-24T08:00", 60, "COMPLETED"),
        visit("2026-11-26T08:00", 330, "SCHEDULED"),
        visit("2026-11-26T13:30", 60, "CANCELLED"),
        visit("2026-11-26T14:00", 60, "NO_SHOW"),
        visit("2026-11-27T07:00", 720, "SCHEDULED"),
        visit("2026-11-28T10:00", 30, "SCHEDULED"),
    ];
    let told = |day: &str, may_take| {
        let cell = cell(&events, (ana, day, may_take), &zone);
        (cell.count, cell.words, cell.share, cell.class)
    };
    assert_eq!(told("2026-11-24", true), (1, String::new(), Some(9), ""), "what is over");
    assert_eq!(told("2026-11-26", true), (1, "Free: 5 h 30".to_owned(), Some(50), ""));
    assert_eq!(told("2026-11-26", false), (1, String::new(), Some(50), ""), "who has left");
    assert_eq!(told("2026-11-27", true), (1, "Full".to_owned(), Some(100), "full"));
    assert_eq!(told("2026-11-28", true), (1, String::new(), None, "closed"), "a Saturday");
    assert_eq!(told("2026-11-29", true), (0, "Not working".to_owned(), None, "closed"));
    let day = cell(&events, (ana, "2026-11-26", true), &zone);
    assert_eq!(day.href, format!("/calendar?view=day&day=2026-11-26&with={ana}"));
}

#[test]
fn somebody_elses_visits_leave_a_day_free() {
    let (zone, ana) = (Zone::named("Europe/Paris").unwrap(), Id::new());
    let events = [event(Id::new(), "2026-11-26T08:00", 60, "SCHEDULED", &zone)];
    let day = cell(&events, (ana, "2026-11-26", true), &zone);
    assert_eq!((day.count, day.words.as_str(), day.share), (0, "Free: 11 h", Some(0)));
}
