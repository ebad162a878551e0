//! The board against the visits it was made of: each once, at its own minute, free times beside.

use super::*;
use crate::settings::visit_types::VisitTypes;
use crate::ui::language::Language;

fn event(dietitian: Id, at: &str, minutes: i64, zone: &Zone) -> Event {
    Event {
        id: Id::new(),
        begins: zone.parse(at).unwrap(),
        minutes,
        kind: None,
        status: "SCHEDULED".into(),
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

fn board(events: &[Event], day: &str, now: &str, zone: &Zone) -> Board {
    let types = VisitTypes::default();
    let column = Column {
        title: "Ana Ek".into(),
        short: "A. Ek".into(),
        href: String::new(),
        day: day.parse().unwrap(),
        dietitian: events[0].dietitian,
        is_closed: false,
    };
    let drawn = Drawn {
        events,
        shading: &Shading::usual(),
        zone,
        now: zone.parse(now).unwrap(),
        kinds: Kinds::with(&types, Language::English),
    };
    drawn.board(vec![column])
}

fn free(board: &Board) -> Vec<&str> {
    let free = board.lanes[0].items.iter().filter_map(|item| match item {
        Item::Free(free) => Some(free.time.as_str()),
        _ => None,
    });
    free.collect()
}

#[test]
fn each_visit_stands_once_at_its_minute_and_late_ones_say_so() {
    let (zone, ana) = (Zone::named("Europe/Paris").unwrap(), Id::new());
    let at = |time: &str, minutes| event(ana, &format!("2026-11-25T{time}"), minutes, &zone);
    let events = [at("09:07", 45), at("09:30", 20), at("06:00", 30), at("18:50", 60)];
    let board = board(&events, "2026-11-25", "2026-11-25T09:19", &zone);
    assert_eq!((board.from, board.to), (6, 20));
    let visits = board.lanes[0].items.iter().filter_map(|item| match item {
        Item::Visit { place, beside, visit } => {
            Some((place.as_str(), beside.as_str(), visit.state.as_str()))
        }
        _ => None,
    });
    assert_eq!(
        visits.collect::<Vec<_>>(),
        [
            ("h6 m0 d3 u0", "", "3 h late"),
            ("h9 m7 d4 u5", " of2 n0", "12 min late"),
            ("h9 m30 d2 u0", " of2 n1", ""),
            ("h18 m50 d6 u0", "", ""),
        ]
    );
    assert_eq!(board.present.as_ref().map(|(place, _)| place.as_str()), Some("h9 m19 d0 u0"));
}

#[test]
fn free_times_lie_between_the_visits_and_say_how_long_they_last() {
    let (zone, ana) = (Zone::named("Europe/Paris").unwrap(), Id::new());
    let at = |time: &str, minutes| event(ana, &format!("2026-11-25T{time}"), minutes, &zone);
    let events = [at("08:00", 75), at("10:00", 60), at("12:05", 415)];
    let board = board(&events, "2026-11-25", "2026-11-20T09:00", &zone);
    assert_eq!(free(&board), ["09:15", "09:30", "11:00", "11:30"]);
    let lasts = board.lanes[0].items.iter().filter_map(|item| match item {
        Item::Free(free) => free.lasts,
        _ => None,
    });
    assert_eq!(lasts.collect::<Vec<_>>(), [45, 65]);
    assert_eq!((board.lanes[0].count, board.lanes[0].free), (3, 3));
    assert!(board.present.is_none());
}

#[test]
fn a_day_on_which_the_clock_is_changed_begins_at_its_hour() {
    let (zone, ana) = (Zone::named("Europe/Paris").unwrap(), Id::new());
    for day in ["2026-03-29", "2026-10-25"] {
        let events = [event(ana, &format!("{day}T08:00"), 60, &zone)];
        let board = board(&events, day, &format!("{day}T08:00"), &zone);
        assert_eq!(board.present.clone().map(|(place, _)| place).as_deref(), Some("h8 m0 d0 u0"));
        // A Sunday is closed: its free times are offered all the same, and are not counted.
        assert_eq!((board.lanes[0].free, free(&board).len() > 10), (0, true));
    }
}
