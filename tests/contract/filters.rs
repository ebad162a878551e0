//! Filters: each suffix on each kind of column, and days that are the clinic's.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::practice::Practice;
use crate::rooms::{cookie, knock};
use crate::wire::{Answer, Sent};

const SUFFIXES: [&str; 13] = [
    "",
    "_eq",
    "_ne",
    "_in",
    "_null",
    "_not_null",
    "_gt",
    "_gte",
    "_lt",
    "_lte",
    "_between",
    "_like",
    "_ilike",
];

/// What a column can be asked.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Exact,
    Text,
    Ordered,
}

impl Kind {
    fn has(self, suffix: &str) -> bool {
        match suffix {
            "_gt" | "_gte" | "_lt" | "_lte" | "_between" => self == Self::Ordered,
            "_like" | "_ilike" => self == Self::Text,
            _ => true,
        }
    }
}

const ID: &str = "01900000-0000-7000-8000-00000000abcd";

/// List, column, kind, a value that it can have, and one that it cannot.
#[rustfmt::skip]
const COLUMNS: &[(&str, &str, Kind, &str, Option<&str>)] = &[
    ("patients", "assigned_dietitian_id", Kind::Exact, ID, Some("7")),
    ("patients", "is_active", Kind::Exact, "true", Some("maybe")),
    ("patients", "date_of_birth", Kind::Ordered, "1980-02-29", Some("1981-02-29")),
    ("patients", "gender", Kind::Text, "FEMALE", Some("female")),
    ("patients", "city", Kind::Text, "Lyon", None),
    ("patients", "postal_code", Kind::Text, "69001", None),
    ("patients", "country", Kind::Text, "France", None),
    ("patients", "email", Kind::Text, "a@b.example", None),
    ("patients", "phone", Kind::Text, "06", None),
    ("patients", "created_at", Kind::Ordered, "2026-01-01T10:00:00%2B02:00", Some("yesterday")),
    ("patients", "updated_at", Kind::Ordered, "2026-01-01", Some("2026-13-01")),
    ("visits", "patient_id", Kind::Exact, ID, Some("x")),
    ("visits", "dietitian_id", Kind::Exact, ID, Some("x")),
    ("visits", "status", Kind::Text, "COMPLETED", Some("DONE")),
    ("visits", "visit_type", Kind::Text, "ONLINE", Some("PHONE")),
    ("visits", "visit_date", Kind::Ordered, "2026-11-20", Some("2026-11-31")),
    ("visits", "duration_minutes", Kind::Ordered, "30", Some("half")),
    ("visits", "next_visit_date", Kind::Ordered, "2026-11-20", Some("soon")),
    ("visits", "created_at", Kind::Ordered, "2026-11-20", Some("soon")),
    ("users", "role_id", Kind::Exact, ID, Some("ADMIN")),
    ("users", "is_active", Kind::Exact, "false", Some("2")),
    ("users", "last_login_at", Kind::Ordered, "2026-11-20", Some("never")),
    ("audit-logs", "user_id", Kind::Exact, ID, Some("x")),
    ("audit-logs", "resource_id", Kind::Exact, ID, Some("x")),
    ("audit-logs", "action", Kind::Text, "LOGIN", None),
    ("audit-logs", "resource_type", Kind::Text, "patient", None),
    ("audit-logs", "request_method", Kind::Text, "GET", None),
    ("audit-logs", "status", Kind::Text, "SUCCESS", Some("GOOD")),
    ("audit-logs", "severity", Kind::Text, "INFO", Some("LOUD")),
    ("audit-logs", "ip_address", Kind::Text, "127.0.0.1", None),
    ("audit-logs", "timestamp", Kind::Ordered, "2026-11-20", Some("now")),
];

fn asked(practice: &Practice, list: &str, query: &str) -> Answer {
    practice.get(&format!("/api/{list}?{query}"))
}

fn total(practice: &Practice, query: &str) -> i64 {
    let answer = asked(practice, "visits", query);
    answer.json()["data"]["total"].as_i64().unwrap_or_else(|| panic!("{query}: {}", answer.text))
}

#[test]
fn a_suffix_compares_where_it_makes_sense_and_is_refused_where_not() {
    let practice = Practice::shared();
    for (list, column, kind, good, bad) in COLUMNS {
        for suffix in SUFFIXES {
            let (good, bad) = match suffix {
                "_null" | "_not_null" => ("true".to_owned(), Some("perhaps".to_owned())),
                "_between" => (format!("{good},{good}"), Some((*good).to_owned())),
                "_in" => (format!("{good},{good}"), bad.map(|bad| format!("{good},{bad}"))),
                // Part of a text may be anything.
                "_like" | "_ilike" => ("a%25_".to_owned(), None),
                _ => ((*good).to_owned(), bad.map(str::to_owned)),
            };
            let query = format!("{column}{suffix}={good}");
            let answer = asked(&practice, list, &query);
            let code = answer.json()["error"]["code"].clone();
            if !kind.has(suffix) {
                assert_eq!(
                    (answer.status, code),
                    (400, "INVALID_OPERATOR".into()),
                    "{list} {query}"
                );
                continue;
            }
            assert_eq!(answer.status, 200, "{list} {query}: {}", answer.text);
            if let Some(bad) = bad {
                let query = format!("{column}{suffix}={bad}");
                let answer = asked(&practice, list, &query);
                let code = answer.json()["error"]["code"].clone();
                assert_eq!((answer.status, code), (400, "INVALID_FILTER".into()), "{list} {query}");
            }
        }
    }
}

#[test]
fn a_parameter_that_no_list_has_is_an_invalid_filter() {
    let practice = Practice::shared();
    for list in ["patients", "visits", "users", "audit-logs"] {
        for name in ["unknown", "password_hash", "id_like", "limit_eq", "_eq", "status_status"] {
            let answer = asked(&practice, list, &format!("{name}=1"));
            let code = answer.json()["error"]["code"].clone();
            assert_eq!((answer.status, code), (400, "INVALID_FILTER".into()), "{list} {name}");
        }
    }
}

#[test]
fn filters_narrow_together_and_split_the_whole() {
    let practice = Practice::shared();
    let all = total(&practice, "");
    for (one, other) in [
        ("status=COMPLETED", "status_ne=COMPLETED"),
        ("duration_minutes_gt=30", "duration_minutes_lte=30"),
        ("duration_minutes_lt=45", "duration_minutes_gte=45"),
        ("next_visit_date_null=true", "next_visit_date_not_null=true"),
        ("visit_date_lt=2026-06-01", "visit_date_gte=2026-06-01"),
    ] {
        let (one_total, other_total) = (total(&practice, one), total(&practice, other));
        assert_eq!(one_total + other_total, all, "{one}, {other}");
        assert_eq!(total(&practice, &format!("{one}&{other}")), 0, "{one}&{other}");
    }
    let counted = practice.number(
        "SELECT count(*) FROM visits WHERE deleted_at IS NULL \
         AND status IN ('COMPLETED', 'NO_SHOW') AND duration_minutes BETWEEN 30 AND 45",
    );
    let asked = "status_in=COMPLETED,NO_SHOW&duration_minutes_between=30,45";
    assert_eq!(total(&practice, asked), counted);
    assert!(counted > 0 && counted < all);
}

#[test]
fn a_day_is_the_whole_day_of_the_clinics_zone() {
    let practice = Practice::open();
    // So far east that most working hours are another day in UTC.
    let zone = "Pacific/Kiritimati";
    let change = Sent::new("PUT", "/api/settings").bearer(&practice.admin);
    let changed = practice.send(&change.json(format!(r#"{{"time_zone":"{zone}"}}"#)));
    assert_eq!(changed.status, 200, "{}", changed.text);
    let zone = TimeZone::get(zone).unwrap();
    let database = practice.look();
    let mut statement =
        database.prepare("SELECT visit_date FROM visits WHERE deleted_at IS NULL").unwrap();
    let instants = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut days: Vec<Date> = instants
        .map(|text| zone.to_datetime(text.unwrap().parse::<Timestamp>().unwrap()).date())
        .collect();
    days.sort_unstable();
    let day = days[days.len() / 2];
    let count =
        |is_in: &dyn Fn(Date) -> bool| days.iter().filter(|day| is_in(**day)).count() as i64;
    let tomorrow = day.tomorrow().unwrap();
    for (query, expected) in [
        (format!("visit_date={day}"), count(&|d| d == day)),
        (format!("visit_date_ne={day}"), count(&|d| d != day)),
        (format!("visit_date_lt={day}"), count(&|d| d < day)),
        (format!("visit_date_lte={day}"), count(&|d| d <= day)),
        (format!("visit_date_gt={day}"), count(&|d| d > day)),
        (format!("visit_date_gte={day}"), count(&|d| d >= day)),
        (format!("visit_date_in={day}"), count(&|d| d == day)),
        (format!("visit_date_between={day},{tomorrow}"), count(&|d| d == day || d == tomorrow)),
        (format!("from_date={day}&to_date={day}"), count(&|d| d == day)),
        (format!("from_date={tomorrow}"), count(&|d| d >= tomorrow)),
    ] {
        assert_eq!(total(&practice, &query), expected, "{query}");
    }
    assert!(count(&|d| d == day) > 0);
}

#[test]
fn a_filter_that_finds_nothing_says_so_and_leads_back_to_all() {
    let practice = Practice::shared();
    let user = cookie(&practice, "admin");
    let said = [
        ("en", "Nothing matches this filter.", "Show all"),
        ("fr", "Rien ne correspond à ce filtre.", "Tout afficher"),
    ];
    for (room, filter) in [
        ("/patients", "created_at_gte=2190-01-01"),
        ("/visits", "from_date=2190-01-01&to_date=2190-01-02"),
        ("/invoices", "from_date=2190-01-01&to_date=2190-01-02"),
        ("/payments", "from_date=2190-01-01&to_date=2190-01-02"),
    ] {
        for (language, words, all) in said {
            let user = format!("{user}; nutrivault_language={language}");
            let found = knock(&practice, "GET", &format!("{room}?{filter}"), Some(&user));
            assert_eq!(found.status, 200, "{room}: {}", found.text);
            let link = format!("{words} <a href=\"{room}\">{all}</a>");
            assert!(found.text.contains(&link), "{room} in {language}: {}", found.text);
            let whole = knock(&practice, "GET", room, Some(&user));
            assert!(!whole.text.contains(words), "{room} in {language}: {}", whole.text);
        }
    }
}
