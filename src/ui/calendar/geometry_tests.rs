//! A day's geometry: to the minute, through the night, and on the days on which the clock is changed.

use super::*;

fn span(from: i64, to: i64) -> Span {
    Span { from, to }
}

fn of(at: &str, minutes: i64, day: &str, zone: &Zone) -> Span {
    let begins = zone.parse(at).unwrap();
    Span::on(day.parse().unwrap(), begins, begins.plus_minutes(minutes), zone)
}

#[test]
fn a_visit_stands_at_its_own_minute() {
    let paris = Zone::named("Europe/Paris").unwrap();
    for (at, minutes, from) in [("09:07", 20, 547), ("00:00", 5, 0), ("23:30", 30, 1410)] {
        let placed = of(&format!("2026-11-25T{at}"), minutes, "2026-11-25", &paris);
        assert_eq!(placed, span(from, from + minutes), "{at}");
    }
    assert_eq!(span(547, 667).place(), "h9 m7 d12 u0");
}

#[test]
fn a_visit_over_midnight_ends_one_day_and_begins_the_next() {
    let paris = Zone::named("Europe/Paris").unwrap();
    // In the night of 24 October 2026 the clock is put back at three, on 29 March forward at two.
    for (at, minutes, next, until) in [
        ("2026-11-24T23:30", 60, "2026-11-25", 30),
        ("2026-10-24T23:30", 240, "2026-10-25", 150),
        ("2026-03-28T23:00", 180, "2026-03-29", 180),
    ] {
        assert_eq!(of(at, minutes, &at[..10], &paris).to, MIDNIGHT, "{at}");
        assert_eq!(of(at, minutes, next, &paris), span(0, until), "{at}");
    }
}

#[test]
fn a_visit_stands_where_the_clock_says_on_the_days_it_is_changed() {
    for (zone, day) in [
        ("Europe/Paris", "2026-03-29"),
        ("Europe/Paris", "2026-10-25"),
        ("Australia/Lord_Howe", "2026-04-05"),
        ("America/Santiago", "2026-09-06"),
    ] {
        let zone = Zone::named(zone).unwrap();
        assert_eq!(of(&format!("{day}T08:10"), 45, day, &zone), span(490, 535), "{day}");
    }
    let paris = Zone::named("Europe/Paris").unwrap();
    // The repeated hour keeps the length, the skipped one shows both ends.
    assert_eq!(of("2026-10-25T02:30", 60, "2026-10-25", &paris), span(150, 210));
    assert_eq!(of("2026-03-29T01:30", 60, "2026-03-29", &paris), span(90, 210));
}

#[test]
fn visits_that_overlap_stand_side_by_side_and_the_others_do_not() {
    let spans = [span(540, 600), span(550, 570), span(575, 590), span(600, 630), span(700, 705)];
    assert_eq!(beside(&spans), [(0, 2), (1, 2), (1, 2), (0, 1), (0, 1)]);
    // Two of five minutes have no room for a line above each other.
    assert_eq!(beside(&[span(600, 605), span(605, 610)]), [(0, 2), (1, 2)]);
    assert_eq!(beside(&[]), []);
    let many = [span(600, 660); 20];
    assert!(beside(&many).iter().all(|(at, of)| at < of && *of == MOST_BESIDE));
}

#[test]
fn blocks_of_random_days_never_lie_on_each_other() {
    for seed in 0..2_000_u64 {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut dice = |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            i64::try_from((state >> 33) % bound).unwrap()
        };
        let mut spans: Vec<Span> = (0..8)
            .map(|_| {
                let from = 480 + dice(600);
                span(from, from + 5 + dice(90))
            })
            .collect();
        spans.sort_unstable();
        let places = beside(&spans);
        for (one, (at, of)) in spans.iter().zip(&places) {
            assert!(at < of);
            for (other, (place, among)) in spans.iter().zip(&places) {
                let (block, near) = (one.block(), other.block());
                if one != other && block.from < near.to && near.from < block.to {
                    assert!(place != at && among == of, "{spans:?} {places:?}");
                }
            }
        }
        let left = gaps(span(480, 1140), spans.clone());
        for minute in 480..1140 {
            let is_in = |all: &[Span]| all.iter().any(|one| (one.from..one.to).contains(&minute));
            assert!(is_in(&left) != is_in(&spans), "{minute} of {spans:?}: {left:?}");
        }
    }
}
