//! What a caller may ask for at most: the ends of the calendar and the most of every parameter, on
//! every route of the document and on every page. Nothing fails, and nothing takes long.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use nutrivault::openapi;
use serde_json::Value;

use crate::cast::Cast;
use crate::practice::Practice;
use crate::rooms;
use crate::wire::{Answer, Sent};

/// No answer takes longer, on a busy machine either.
const DEADLINE: Duration = Duration::from_secs(10);

const DAYS: [&str; 8] = [
    "-009999-01-01",
    "0000-01-01",
    "0001-01-01",
    "1899-12-31",
    "1900-01-01",
    "2199-12-31",
    "2200-01-01",
    "9999-12-31",
];

/// Sends all of them, some at a time; answers each address that failed or took too long.
fn faults(practice: &Practice, all: &[Sent], is_right: impl Fn(u16) -> bool + Sync) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let walk = || {
        let mut faults = Vec::new();
        while let Some(sent) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            let begun = Instant::now();
            let Answer { status, text, .. } = practice.send(sent);
            let took = begun.elapsed();
            if !is_right(status) || took > DEADLINE {
                let told: String = text.chars().take(300).collect();
                faults.push(format!("{}: {status} after {took:?}: {told}", sent.line()));
            }
        }
        faults
    };
    thread::scope(|scope| {
        let walks: Vec<_> = (0..4).map(|_| scope.spawn(walk)).collect();
        walks.into_iter().flat_map(|walk| walk.join().unwrap()).collect()
    })
}

fn is_answered(status: u16) -> bool {
    matches!(status, 200 | 303 | 400..=404)
}

/// Method, path and description of every route of the document.
fn operations() -> Vec<(&'static str, &'static str, &'static Value)> {
    let paths = openapi::openapi()["paths"].as_object().unwrap();
    let of = |(path, item): (&'static String, &'static Value)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, says)| (method.as_str(), path.as_str(), says))
    };
    paths.iter().flat_map(of).collect()
}

/// The names of an operation's parameters in the address that are compared with days.
fn days_of(says: &'static Value) -> impl Iterator<Item = &'static str> {
    let parameters = says["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    let of_address = parameters.iter().filter(|parameter| parameter["in"] == "query");
    of_address.filter_map(|parameter| parameter["name"].as_str()).filter(|name| {
        ["date", "_at", "timestamp"].iter().any(|part| name.contains(part))
            && !name.ends_with("null")
    })
}

fn address(cast: &Cast, path: &str) -> String {
    let id = match path {
        path if path.starts_with("/api/visits") => "{visit}",
        path if path.starts_with("/api/billing") => "{invoice}",
        path if path.starts_with("/api/users") => "{user}",
        _ => "{patient}",
    };
    cast.address(&path.replace("{id}", id))
}

#[test]
fn no_route_stumbles_over_the_ends_of_the_calendar() {
    let practice = Practice::shared();
    let cast = Cast::of(&practice);
    let mut all = Vec::new();
    for (method, path, says) in operations().into_iter().filter(|(method, ..)| *method == "get") {
        for name in days_of(says) {
            for day in DAYS {
                let value = match name.ends_with("_between") {
                    true => format!("{day},{day}"),
                    false => day.to_owned(),
                };
                let target = format!("{}?{name}={value}", address(&cast, path));
                all.push(Sent::new(&method.to_uppercase(), target).bearer(&practice.admin));
            }
        }
    }
    assert!(all.len() > 500, "{}", all.len());
    for report in ["patients", "visits", "billing", "financial", "overview"] {
        for (from, to) in [("0001-01-01", "9999-12-31"), ("1899-12-31", "1999-12-30")] {
            let target = format!("/api/reports/{report}?from_date={from}&to_date={to}");
            all.push(Sent::new("GET", target).bearer(&practice.admin));
        }
    }
    let faults = faults(&practice, &all, is_answered);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_page_stumbles_over_the_ends_of_the_calendar() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let cookie = rooms::cookie(&practice, "admin");
    let get = |target: String| {
        Sent::new("GET", target).header("Accept", "text/html").header("Cookie", cookie.as_str())
    };
    let mut all = Vec::new();
    // The examination reads nothing of its address, and one at a time has it.
    let is_walked =
        |row: &&(&str, &str, &str, [u16; 6])| row.0 == "GET" && row.1 != "/system/examination";
    for (_, _, page, _) in rooms::TABLE.iter().filter(is_walked) {
        let page = cast.address(page);
        for name in ["day", "at", "from_date", "to_date", "months"] {
            all.extend(
                ["-009999-01-01", "0001-01-01", "9999-12-31", "2147483647", "-2147483648"]
                    .map(|value| get(format!("{page}?{name}={value}"))),
            );
        }
    }
    for view in ["day", "week", "month", "list"] {
        all.extend(DAYS.map(|day| get(format!("/calendar?view={view}&day={day}"))));
    }
    let faults = faults(&practice, &all, is_answered);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // Its ways on lead nowhere that it does not have.
    for day in ["1900-01-01", "2199-12-31"] {
        let page = practice.send(&get(format!("/calendar?view=month&day={day}")));
        assert_eq!(page.status, 200, "{day}");
        for part in page.text.split("/calendar?view=month&#38;day=").skip(1) {
            let year: i32 = part[..4].parse().unwrap();
            assert!((1900..2200).contains(&year), "{day}: {}", &part[..10]);
        }
    }
}

/// The lists, and the exports that read the same parameters.
fn lists() -> Vec<(&'static str, Vec<&'static str>)> {
    let all = operations()
        .into_iter()
        .filter(|(method, _, says)| *method == "get" && names(says).any(|name| name == "search"));
    all.map(|(_, path, says)| (path, names(says).collect())).collect()
}

fn names(says: &'static Value) -> impl Iterator<Item = &'static str> {
    let parameters = says["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    parameters.iter().filter_map(|parameter| parameter["name"].as_str())
}

#[test]
fn every_list_takes_the_most_of_every_parameter_and_refuses_more() {
    let practice = Practice::shared();
    let words = |count: usize| vec!["ab"; count].join("%20");
    let ids = |count: usize| vec!["01900000-0000-7000-8000-00000000abcd"; count].join(",");
    let (mut most, mut more) = (Vec::new(), Vec::new());
    for (path, names) in lists() {
        let mut add = |most_of: String, more_of: String| {
            let get = |query| Sent::new("GET", format!("{path}?{query}")).bearer(&practice.admin);
            most.push(get(most_of));
            more.push(get(more_of));
        };
        add(format!("search={}", words(8)), format!("search={}", words(9)));
        add(format!("search={}", words(1)), format!("search={}", words(100)));
        let letters = |count: usize| format!("search={}", "é".repeat(count));
        add(letters(500), letters(501));
        let signs = |count: usize| format!("search={}", "a%C2%A8".repeat(count));
        add(signs(8), signs(9));
        for name in &names {
            match *name {
                name if name.ends_with("_id_in") => {
                    add(format!("{name}={}", ids(100)), format!("{name}={}", ids(101)));
                }
                name if name.ends_with("_like") || name.ends_with("_ilike") => {
                    let part = |count: usize| format!("{name}={}", "x".repeat(count));
                    add(part(500), part(501));
                }
                "fields" => {
                    let fields = |count: usize| format!("fields={}", vec!["id"; count].join(","));
                    add(fields(100), fields(101));
                }
                "include" => {
                    let known = match path {
                        path if path.contains("billing") => "payments",
                        path if path.contains("foods") => "portions",
                        _ => "measurements",
                    };
                    let include =
                        |count: usize| format!("include={}", vec![known; count].join(","));
                    add(include(100), include(101));
                }
                "limit" => {
                    let limit = if path.contains("audit") { 500 } else { 100 };
                    add(format!("limit={limit}"), format!("limit={}", limit + 1));
                }
                _ => {}
            }
        }
        let empty: Vec<String> = names
            .iter()
            .filter(|name| name.ends_with("_null") || name.ends_with("_like"))
            .map(|name| format!("{name}=true"))
            .collect();
        let filters = |count: usize| {
            let mut all = empty.clone();
            all.extend((all.len()..count).map(|n| format!("unknown_{n}=1")));
            all[..count].join("&")
        };
        if empty.len() >= 50 {
            add(filters(50), filters(51));
        } else {
            add(empty.join("&"), filters(51));
        }
    }
    assert!(most.len() > 100, "{}", most.len());
    let wrong = faults(&practice, &most, |status| status == 200);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let wrong = faults(&practice, &more, |status| status == 400);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_searches_of_one_person_are_all_answered_in_turn() {
    let practice = Practice::shared();
    let viewer = practice.token("viewer");
    let all: Vec<Sent> = (0..60)
        .map(|n| Sent::new("GET", format!("/api/patients?search=a%20e{n}")).bearer(&viewer))
        .collect();
    let wrong = thread::scope(|scope| {
        let sent: Vec<_> = all
            .chunks(3)
            .map(|some| scope.spawn(|| faults(&practice, some, |s| s == 200)))
            .collect();
        sent.into_iter().flat_map(|sent| sent.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
