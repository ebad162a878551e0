//! The calendar's grid: rows, nights, and the days on which the clock is changed.

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
        dietitian,
        dietitian_name: "Ana Ek".into(),
        patient: "Bo Dahl".into(),
        born: "1990-01-01".into(),
        phone: None,
        reason: None,
    }
}

fn grid(events: &[Event], day: &str, dietitian: Id, zone: &Zone) -> Grid {
    let day: Date = day.parse().unwrap();
    let lanes =
        [Lane { title: "Ana".into(), href: String::new(), day, dietitian: Some(dietitian) }];
    let types = VisitTypes::default();
    let kinds = Kinds::with(&types, Language::English);
    Grid::of(&lanes, events, zone, events[0].begins, kinds)
}

#[test]
fn every_row_of_a_lane_is_covered_once_whatever_overlaps() {
    let (zone, ana) = (Zone::named("Europe/Paris").unwrap(), Id::new());
    let at = |time: &str, minutes| event(ana, &format!("2026-11-25T{time}"), minutes, &zone);
    let events = [at("09:15", 45), at("09:30", 20), at("10:00", 5), at("18:50", 60)];
    let grid = grid(&events, "2026-11-25", ana, &zone);
    let mut next = 0;
    for (row, line) in grid.lines.iter().enumerate() {
        for cell in &line.cells {
            assert_eq!(row, next, "a row is left out or covered twice");
            next += usize::try_from(cell.rows).unwrap();
        }
    }
    assert_eq!(next, grid.lines.len());
    let together: Vec<usize> =
        grid.lines.iter().flat_map(|l| &l.cells).map(|c| c.events.len()).collect();
    assert_eq!(together.iter().filter(|events| **events == 2).count(), 1);
    assert_eq!(together.iter().sum::<usize>(), 4);
}

#[test]
fn a_visit_over_midnight_ends_one_day_and_begins_the_next() {
    let (zone, ana) = (Zone::named("Europe/Paris").unwrap(), Id::new());
    // In the night of 24 October 2026 the clock is put back at three.
    for (at, minutes, until) in
        [("2026-11-24T23:30", 60, 2), ("2026-10-24T23:30", 240, 10), ("2026-03-28T23:00", 180, 12)]
    {
        let night = event(ana, at, minutes, &zone);
        let (first, next) = (zone.day_of(night.begins), zone.day_of(night.ends()));
        assert_eq!(first.tomorrow().unwrap(), next);
        assert_eq!(place(&night, first, &zone).1, MIDNIGHT);
        assert_eq!(place(&night, next, &zone), (0, until), "{at}");
        for day in [first, next] {
            let grid = grid(std::slice::from_ref(&night), &day.to_string(), ana, &zone);
            let cells = grid.lines.iter().flat_map(|line| &line.cells);
            let shown: Vec<_> = cells.flat_map(|cell| &cell.events).collect();
            assert_eq!(shown.len(), 1);
            assert_eq!(shown[0].time.starts_with("until"), day == next);
            assert_eq!(shown[0].is_movable, day == first);
        }
    }
}

#[test]
fn a_visit_stands_where_the_clock_says_on_the_days_it_is_changed() {
    let (zone, ana) = (Zone::named("Europe/Paris").unwrap(), Id::new());
    for day in ["2026-03-29", "2026-10-25"] {
        let events = [event(ana, &format!("{day}T08:00"), 60, &zone)];
        let grid = grid(&events, day, ana, &zone);
        assert_eq!(grid.lines[0].time.as_deref(), Some("08:00"));
        assert_eq!(grid.lines[0].cells[0].events[0].time, "08:00");
        assert_eq!(grid.lines[0].cells[0].rows, 4);
        assert_eq!(grid.lines[0].cells[0].present.as_deref(), Some("0.00"));
    }
}
