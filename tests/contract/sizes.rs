//! What a caller may send: every form, every query and every body has its bound, at every address,
//! and is refused within it before work is done.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cast::Cast;
use crate::practice::Practice;
use crate::wire::{Answer, Sent};
use crate::{doors, rooms};

const FORM: &str = "application/x-www-form-urlencoded";
/// However slow the machine of the tests is, nothing that is refused takes so long.
const SOON: Duration = Duration::from_secs(3);

/// A form's worth of one kind of pair, a little below the largest body.
fn many(pair: impl Fn(usize) -> String) -> String {
    let mut form = String::with_capacity(1 << 20);
    for number in 0.. {
        let next = pair(number);
        if form.len() + next.len() > 1_000_000 {
            break;
        }
        form.push_str(&next);
    }
    form
}

/// Forms that no page sends.
fn hostile_forms() -> Vec<(&'static str, String)> {
    vec![
        ("many fields", many(|n| format!("{n:x}=&"))),
        ("fields without a sign", many(|n| format!("{n:x}&"))),
        ("empty names", many(|_| "=&".into())),
        ("nothing but ampersands", many(|_| "&".into())),
        ("percent-coded", many(|n| format!("%6{}{n:x}=%20&", n % 9))),
        ("the same name", many(|_| "a=1&".into())),
        ("names that nearly collide", many(|n| format!("{}{n:08x}=&", "a".repeat(40)))),
    ]
}

fn timed(practice: &Practice, sent: &Sent) -> Answer {
    let begun = Instant::now();
    let answer = practice.send(sent);
    assert!(begun.elapsed() < SOON, "{:?}: {}", begun.elapsed(), sent.line());
    assert_ne!(answer.status, 0, "no answer: {}", sent.line());
    answer
}

#[test]
fn no_form_of_any_page_is_read_beyond_its_bound() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let cookie = rooms::cookie(&practice, "admin");
    let forms = hostile_forms();
    let (mut turn, mut refused) = (0, 0);
    for (method, _, pattern, statuses) in rooms::TABLE.iter().filter(|row| row.0 == "POST") {
        // Each page meets one of them without a session and another with one.
        for (jar, expected) in [(None, statuses[0]), (Some(&cookie), statuses[1])] {
            let (kind, form) = &forms[turn % forms.len()];
            turn += 1;
            let mut sent = Sent::new(method, cast.address(pattern))
                .header("Sec-Fetch-Site", "same-origin")
                .header("Accept", "text/html");
            if let Some(cookie) = jar {
                sent = sent.header("Cookie", cookie.clone());
            }
            let answer = timed(&practice, &sent.body(FORM, form));
            let is_refused = answer.status == 400;
            refused += usize::from(is_refused);
            // Whoever may not come in, and what does not read a form, say so first.
            let is_known = [expected, 303, 401, 403, 404, 415].contains(&answer.status);
            assert!(is_refused || is_known, "{pattern} {kind}: {} {}", answer.status, answer.text);
        }
    }
    assert!(refused > 40, "{refused} forms were refused for their size");
    for (kind, form) in &forms {
        let sent = Sent::new("POST", "/login").header("Sec-Fetch-Site", "same-origin");
        let answer = timed(&practice, &sent.body(FORM, form));
        assert_eq!(answer.status, 400, "{kind}: {}", answer.text);
        assert!(answer.text.contains("more than 1000 fields"), "{kind}: {}", answer.text);
    }
}

#[test]
fn no_query_of_any_address_is_read_beyond_its_bound() {
    let practice = Practice::shared();
    let cast = Cast::of(&practice);
    let queries = [
        (0..101).map(|n| format!("a{n}=1&")).collect::<String>(),
        "&".repeat(30_000),
        "a&".repeat(15_000),
        "=&".repeat(101),
        "a[b].c=%20&".repeat(2000),
    ];
    let rows = doors::TABLE.iter().map(|row| (row.0, row.2));
    let rows = rows.chain(rooms::TABLE.iter().map(|row| (row.0, row.2)));
    for (turn, (method, pattern)) in rows.enumerate() {
        let address = cast.address(pattern);
        let address = address.split('?').next().unwrap();
        let query = &queries[turn % queries.len()];
        let sent = Sent::new(method, format!("{address}?{query}")).bearer(&practice.admin);
        let answer = timed(&practice, &sent);
        assert_eq!(answer.status, 400, "{method} {pattern} {}", answer.text);
    }
    let most: String = (0..100).map(|n| format!("a{n}=1&")).collect();
    let answer = practice.get(&format!("/api/patients?{}", most.trim_end_matches('&')));
    assert_eq!(answer.json()["error"]["code"], "INVALID_FILTER", "{}", answer.text);
}

#[test]
fn a_head_is_read_up_to_its_bound() {
    let practice = Practice::shared();
    let with = |length: usize| Sent::new("GET", "/health").header("X-Long", "x".repeat(length));
    assert_eq!(practice.send(&with(30_000)).status, 200);
    // Whether it comes at once or not, and whoever finds out: one shape.
    for length in [33_000, 40_000, 70_000, 400_000] {
        let answer = practice.send(&with(length));
        assert_eq!(answer.status, 431, "{length}");
        assert_eq!(answer.json()["error"]["code"], "VALIDATION_ERROR", "{length}: {}", answer.text);
    }
    for target in ["/a b", "/\0"] {
        let answer = practice.send(&Sent::new("GET", target));
        let code = answer.json()["error"]["code"].clone();
        assert_eq!((answer.status, code), (400, "VALIDATION_ERROR".into()), "{target:?}");
    }
    let many = (0..300).fold(Sent::new("GET", "/health"), |sent, _| sent.header("X-A", "b"));
    assert_eq!(practice.send(&many).status, 431);
}

#[test]
fn no_body_of_any_route_is_read_beyond_its_bound() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let bodies = [
        format!("{{\"lines\":[{}]}}", vec!["{}"; 200_000].join(",")),
        format!("{{\"allocations\":[{}]}}", vec!["0"; 400_000].join(",")),
        format!("{{\"a\":{}{}}}", "[".repeat(400_000), "]".repeat(400_000)),
        format!("{{{}}}", (0..60_000).map(|n| format!("\"a{n}\":1")).collect::<Vec<_>>().join(",")),
        format!("{{\"a\":{}}}", "9".repeat(900_000)),
    ];
    // Some read no body at all.
    let rows = doors::TABLE.iter().filter(|row| row.0 != "GET" && row.3.starts_with('{'));
    for (turn, row) in rows.enumerate() {
        let body = &bodies[turn % bodies.len()];
        let sent = Sent::new(row.0, cast.address(row.2)).bearer(&practice.admin).json(body);
        let answer = timed(&practice, &sent);
        assert!((400..500).contains(&answer.status), "{} {} {}", row.0, row.2, answer.text);
    }
}

/// Every place that takes files.
fn uploads(cast: &Cast) -> [(String, &'static str); 3] {
    [
        (cast.address("/api/patients/{patient}/documents"), "files"),
        (cast.address("/patients/{patient}/documents"), "files"),
        ("/system/backups/upload".into(), "file"),
    ]
}

#[test]
fn no_upload_has_more_parts_than_its_bound() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let cookie = rooms::cookie(&practice, "admin");
    let part = |head: &str| format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n\r\n");
    for (path, field) in uploads(&cast) {
        for parts in [
            part(&format!("name=\"{field}\"; filename=\"many.txt\"")).repeat(100_000),
            part(&format!("name=\"{field}\"; filename=\"\"")).repeat(100_000),
            part("name=\"title\"").repeat(200_000),
            format!("--b\r\n{}", "A: b\r\n".repeat(1_000_000)),
            "x".repeat(10_000_000),
        ] {
            let sent = Sent::new("POST", &path)
                .header("Sec-Fetch-Site", "same-origin")
                .header("Cookie", cookie.clone())
                .bearer(&practice.admin);
            let body = parts + "--b--\r\n";
            let answer = timed(&practice, &sent.body("multipart/form-data; boundary=b", body));
            assert_eq!(answer.status, 400, "{path}: {}", answer.text);
        }
    }
    assert_eq!(
        practice.number("SELECT count(*) FROM documents WHERE original_filename = 'many.txt'"),
        0
    );
}

/// Bodies and forms are read in one place: nothing else opens what a request carries.
#[test]
fn whatever_reads_a_body_reads_it_within_bounds() {
    let mut found = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                for forbidden in
                    ["data.open(", "Form<", "Capped<", "TempFile", "Json<", "Multipart::"]
                {
                    if source.contains(forbidden) {
                        found.push(format!("{}: {forbidden}", path.display()));
                    }
                }
            }
        }
    }
    let allowed = ["src/http/unread_body.rs: data.open(", "src/http/parts.rs: Multipart::"];
    found.retain(|place| !allowed.iter().any(|known| place.ends_with(known)));
    assert!(found.is_empty(), "{found:#?}");
}

/// What the document of the API says of a body's size is what is refused.
#[test]
fn a_body_above_the_limit_is_refused_and_one_below_is_read() {
    let practice = Practice::shared();
    let body = |length: usize| format!("{{\"medical_notes\":\"{}\"}}", "x".repeat(length));
    let send = |length| {
        practice
            .send(&Sent::new("POST", "/api/patients").bearer(&practice.admin).json(body(length)))
    };
    assert_eq!(send(2_000_000).json()["error"]["code"], "PAYLOAD_TOO_LARGE");
    let read: Value = send(900_000).json();
    assert_eq!(read["error"]["code"], "VALIDATION_ERROR", "{read}");
    assert!(read["error"]["details"].as_array().is_some_and(|details| details.len() > 1), "{read}");
}
