use super::*;

#[test]
fn a_clock_set_back_a_little_stands_still_and_one_set_back_a_lot_is_followed() {
    let clock = Clock::default();
    let at = |ms: i64| clock.after_the_latest(Moment::from_ms(1_800_000_000_000 + ms)).ms();
    let noon = at(0);
    assert_eq!((at(-1), at(-60_000), at(500)), (noon, noon, noon + 500));
    assert_eq!(at(-3_600_000), noon - 3_600_000);
    assert_eq!(at(-3_599_000), noon - 3_599_000, "and goes on from there");
}

#[test]
fn a_moment_writes_the_text_that_it_reads() {
    for text in ["2026-11-23T12:19:06.782Z", "1969-12-31T23:59:59.999Z", "2024-02-29T00:00:00.000Z"]
    {
        assert_eq!(text.parse::<Moment>().unwrap().to_string(), text);
    }
    assert_eq!(
        "2026-11-23T14:19:06+02:00".parse::<Moment>().unwrap().to_string(),
        "2026-11-23T12:19:06.000Z"
    );
}

#[test]
fn a_wall_clock_in_the_spring_gap_is_refused_and_in_the_autumn_fold_the_earlier() {
    let paris = Zone::named("Europe/Paris").unwrap();
    assert!(paris.parse("2026-03-29T02:30:00").unwrap_err().contains("clocks go forward"));
    assert_eq!(paris.parse("2026-10-25T02:30:00").unwrap().to_string(), "2026-10-25T00:30:00.000Z");
    assert_eq!(paris.parse("2026-11-23 09:00").unwrap().to_string(), "2026-11-23T08:00:00.000Z");
    assert!(paris.parse("2026-11-23").is_err());
    assert!(paris.parse("soon").is_err());
}

#[test]
fn a_day_of_a_clock_change_has_23_hours() {
    let paris = Zone::named("Europe/Paris").unwrap();
    let day = parse_day("2026-03-29").unwrap();
    assert_eq!((paris.end_of(day).ms() - paris.start_of(day).ms()) / 3_600_000, 23);
}

#[test]
fn days_are_strict() {
    assert!(parse_day("2026-02-29").is_none());
    assert!(parse_day("2026-1-1").is_none());
    assert!(parse_day("0000-01-01").is_none());
    assert!(parse_day("2024-02-29").is_some());
}
