//! The headers that keep an answer where it belongs: a page and each part of one has them whatever the request
//! says that it takes, as the scripts of the pages ask for parts with `*/*`.

use nutrivault::openapi;

use crate::cast::Cast;
use crate::practice::Practice;
use crate::rooms;
use crate::wire::{Answer, Sent};

/// What a request may say that it takes.
const TAKEN: [Option<&str>; 4] =
    [Some("*/*"), None, Some("application/json"), Some("text/html,application/xhtml+xml")];

/// The headers that an answer lacks.
fn lacks(answer: &Answer) -> Vec<&'static str> {
    let has = |name: &str, part: &str| answer.header(name).is_some_and(|is| is.contains(part));
    [
        ("content-security-policy", "default-src 'none'"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
    ]
    .into_iter()
    .filter(|(name, part)| !has(name, part))
    .map(|(name, _)| name)
    .collect()
}

#[test]
fn a_page_and_a_part_of_one_are_stored_nowhere_whatever_the_request_takes() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let cookie = rooms::cookie(&practice, "admin");
    let (mut pages, mut wrong) = (0, Vec::new());
    // One at a time has the examination, and it takes its time.
    let is_asked =
        |row: &&(&str, &str, &str, [u16; 6])| row.0 == "GET" && row.1 != "/system/examination";
    for (_, _, pattern, _) in rooms::TABLE.iter().filter(is_asked) {
        let address = cast.address(pattern);
        for taken in TAKEN {
            let mut sent = Sent::new("GET", &address).header("Cookie", cookie.as_str());
            if let Some(taken) = taken {
                sent = sent.header("Accept", taken);
            }
            let answer = practice.send(&sent);
            let kind = answer.header("content-type").unwrap_or_default();
            let is_page = kind.starts_with("text/html");
            pages += usize::from(is_page && answer.status == 200);
            let lacks = lacks(&answer);
            // A redirect and a refusal as well: they say whose record there is.
            let is_file = answer.header("content-disposition").is_some();
            let lacks = lacks.iter().filter(|name| !is_file || **name == "cache-control");
            let lacks: Vec<_> = lacks.collect();
            if !lacks.is_empty() {
                wrong.push(format!("{address} for {taken:?}: {} {kind} {lacks:?}", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(pages > 300, "{pages} pages");
}

#[test]
fn an_answer_of_the_api_says_who_may_keep_it() {
    let practice = Practice::shared();
    let cast = Cast::of(&practice);
    let paths = openapi::openapi()["paths"].as_object().unwrap();
    let mut wrong = Vec::new();
    for (path, _) in paths.iter().filter(|(_, item)| item["get"].is_object()) {
        let id = match path {
            path if path.starts_with("/api/visits") => "{visit}",
            path if path.starts_with("/api/billing") => "{invoice}",
            path if path.starts_with("/api/plans") => "{plan}",
            _ => "{patient}",
        };
        let target = cast.address(&path.replace("{id}", id));
        let answer = practice.get(&target);
        let keeping = answer.header("cache-control").unwrap_or_default();
        let is_kept = ["x-cache", "etag"].iter().any(|name| answer.header(name).is_some())
            || path == "/api/settings/logo";
        // What is asked for again each time may stay with the client: the contract says so. A logo is
        // nobody's record.
        let is_right = keeping.contains("no-store") || is_kept && keeping.contains("no-cache");
        if !is_right {
            wrong.push(format!("{target}: {} {keeping:?}", answer.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
