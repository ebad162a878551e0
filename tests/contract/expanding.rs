//! Texts whose characters stand for many others: every search is asked them, the routes of the document and
//! the pages, and none works longer for them than for a plain one.

use std::time::{Duration, Instant};

use nutrivault::openapi;

use crate::cast::Cast;
use crate::practice::Practice;
use crate::rooms;
use crate::wire::Sent;

/// What an answer may take beyond that to a plain search, on a busy machine and in a program that is not
/// optimised. The quickest of some counts.
const MORE: Duration = Duration::from_millis(100);
const TRIES: usize = 4;

/// Characters that fold to many, words and letters, and signs that fold to spaces; as many as one may type.
const SIGNS: [&str; 6] = ["ﷺ", "㌀", "a¨", "⑴", "ΐ-", "ﷺ "];

/// Parameters that a text is typed into.
const TYPED: [&str; 8] =
    ["search", "q", "typed", "first_name", "last_name", "name", "whose", "patient"];

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The quickest answer of some, which is never a failure.
fn quickest(practice: &Practice, sent: &Sent) -> Duration {
    let ask = |_| {
        let begun = Instant::now();
        let answer = practice.send(sent);
        assert!(matches!(answer.status, 200 | 303 | 400..=404), "{}: {}", sent.line(), answer.text);
        begun.elapsed()
    };
    (0..TRIES).map(ask).min().unwrap_or_default()
}

/// Those of the addresses that take longer for such a text.
fn slow(
    practice: &Practice,
    asked: &[(String, &str)],
    get: impl Fn(String) -> Sent,
) -> Vec<String> {
    let mut slow = Vec::new();
    for (path, name) in asked {
        let at = |text: &str| get(format!("{path}?{name}={}", encoded(text)));
        let plain = quickest(practice, &at("ana ek"));
        for sign in SIGNS {
            for count in [100, 500] {
                let text: String = sign.chars().cycle().take(count).collect();
                let took = quickest(practice, &at(text.trim()));
                if took > plain + MORE {
                    slow.push(format!(
                        "{path} {name}: {count} of {sign:?} {took:?}, not {plain:?}"
                    ));
                }
            }
        }
    }
    slow
}

#[test]
fn every_search_of_the_api_is_as_quick_for_characters_that_stand_for_many() {
    let practice = Practice::shared();
    let viewer = practice.token("viewer");
    let paths = openapi::openapi()["paths"].as_object().unwrap();
    let mut asked = Vec::new();
    // Questions about duplicates are counted: nobody asks that many.
    let is_free = |path: &str| !path.contains('{') && !path.ends_with("/duplicates");
    for (path, item) in paths.iter().filter(|(path, _)| is_free(path)) {
        let told = item["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let names = TYPED.into_iter().filter(|name| told.iter().any(|one| one["name"] == *name));
        asked.extend(names.map(|name| (path.clone(), name)));
    }
    assert!(asked.len() > 8, "{asked:?}");
    let token = |path: &str| if path.contains("audit") { &practice.admin } else { &viewer };
    let slow = slow(&practice, &asked, |target| {
        let token = token(&target).clone();
        Sent::new("GET", target).bearer(&token)
    });
    assert!(slow.is_empty(), "{}", slow.join("\n"));
    let duplicates = |name: &str| {
        let name = encoded(name);
        let path = format!("/api/patients/duplicates?first_name={name}&last_name={name}");
        quickest(&practice, &Sent::new("GET", path).bearer(&viewer))
    };
    let (plain, took) = (duplicates("ek"), duplicates(&"ﷺ".repeat(100)));
    assert!(took < plain + MORE, "{took:?}, not {plain:?}");
}

#[test]
fn every_search_of_a_page_is_as_quick_for_characters_that_stand_for_many() {
    let practice = Practice::shared();
    let cast = Cast::of(&practice);
    let cookie = rooms::cookie(&practice, "admin");
    let pages = [
        ("/search", "search"),
        ("/search", "q"),
        ("/search/palette", "q"),
        ("/patients", "search"),
        ("/patients/new", "name"),
        ("/visits", "search"),
        ("/invoices", "search"),
        ("/payments", "search"),
        ("/foods", "search"),
        ("/recipes", "search"),
        ("/plans", "search"),
        ("/plans/foods", "typed"),
        ("/audit", "search"),
        ("/audit", "patient"),
        ("/users", "search"),
        ("/calendar/waiting", "search"),
        ("/visits/new", "search"),
    ];
    let known =
        |page: &&(&str, &str)| rooms::TABLE.iter().any(|row| row.0 == "GET" && row.1 == page.0);
    let asked: Vec<(String, &str)> =
        pages.iter().filter(known).map(|(path, name)| (cast.address(path), *name)).collect();
    assert!(asked.len() > 9, "{asked:?}");
    let slow = slow(&practice, &asked, |target| {
        Sent::new("GET", target).header("Accept", "text/html").header("Cookie", cookie.as_str())
    });
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}
