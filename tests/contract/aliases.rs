//! Each address has one spelling: every other one of every route and page is refused or led to it,
//! before any route, rule or row of the trail sees it.

use std::thread;

use crate::cast::Cast;
use crate::practice::Practice;
use crate::wire::Sent;
use crate::{doors, rooms};

/// Other spellings of a path; those that say the same, then those that say nothing of ours.
fn aliases(path: &str) -> (Vec<String>, Vec<String>) {
    let letter = path.find(|c: char| c.is_ascii_alphabetic());
    let mut same = vec![format!("/{path}"), format!("{path}//")];
    if path != "/" {
        same.push(format!("{path}/"));
        same.push(path.replacen('/', "//", 2).replacen("//", "/", 1));
    }
    if let Some(at) = letter {
        let code = format!("%{:02x}", path.as_bytes()[at]);
        same.push(format!("{}{code}{}", &path[..at], &path[at + 1..]));
        same.push(format!("{}{}{}", &path[..at], code.to_uppercase(), &path[at + 1..]));
    }
    same.retain(|alias| alias != path);
    let none = vec![
        format!("/.{path}"),
        format!("/x/..{path}"),
        format!("/x/%2e%2E{path}"),
        format!("{path};v=1"),
        format!("{path}%3bv=1"),
        format!("{path}\\"),
        format!("{path}%5Cx"),
        format!("{path}%2f"),
        format!("{path}%00"),
        format!("{path}%zz"),
    ];
    (same, none)
}

#[test]
fn no_route_answers_to_another_spelling_of_its_address() {
    let practice = Practice::open();
    let cast = Cast::of(&practice);
    let cookie = rooms::cookie(&practice, "admin");
    let routes = doors::TABLE.iter().map(|(method, _, address, ..)| (*method, *address));
    let pages = rooms::TABLE.iter().map(|(method, _, address, _)| (*method, *address));
    let mut all = Vec::new();
    for (number, (method, address)) in routes.chain(pages).enumerate() {
        let address = cast.address(address);
        let (path, query) = address.split_once('?').unwrap_or((&address, ""));
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        let (same, none) = aliases(path);
        let is_led_on = method == "GET" && path != "/api" && !path.starts_with("/api/");
        let to = is_led_on.then(|| format!("{path}{query}"));
        // Of those that say nothing of ours two each, in turn.
        let some = none.iter().cycle().skip(2 * number % none.len()).take(2);
        for (alias, to) in
            same.iter().map(|alias| (alias, to.clone())).chain(some.map(|a| (a, None)))
        {
            let sent = Sent::new(method, format!("{alias}{query}"))
                .bearer(&practice.admin)
                .header("Cookie", cookie.as_str())
                .header("Sec-Fetch-Site", "same-origin");
            all.push((sent, to));
        }
    }
    let wrongs = |(sent, to): &(Sent, Option<String>)| {
        let answer = practice.send(sent);
        let expected = if to.is_some() { 308 } else { 400 };
        let is_right = answer.status == expected && answer.header("location") == to.as_deref();
        (!is_right).then(|| format!("{}: {} {:?}", sent.line(), answer.status, answer.headers))
    };
    let wrong: Vec<String> = thread::scope(|scope| {
        let shares = all.chunks(all.len() / 4 + 1);
        let shares: Vec<_> = shares
            .map(|share| scope.spawn(|| share.iter().filter_map(wrongs).collect::<Vec<_>>()))
            .collect();
        shares.into_iter().flat_map(|share| share.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let trail = "SELECT count(*) FROM audit_logs WHERE request_path LIKE '%//%' \
                 OR request_path LIKE '%\\%' OR request_path LIKE '%;%' OR request_path LIKE '%/.%'";
    assert_eq!(practice.number(trail), 0);
    assert_eq!(practice.get("/api/auth/me").status, 200, "nothing was ended under another name");
}

#[test]
fn an_alias_of_the_api_is_told_as_the_api_tells_and_a_page_s_as_a_page() {
    let practice = Practice::shared();
    for alias in ["//api/patients", "/%61pi/patients", "/api//auth/login", "/api/./x", "/api/x/"] {
        let answer = practice.get(alias);
        assert_eq!(
            (answer.status, answer.json()["success"].as_bool()),
            (400, Some(false)),
            "{alias}"
        );
    }
    let page = Sent::new("POST", "/patients/").header("Accept", "text/html");
    let answer = practice.send(&page);
    assert_eq!(answer.status, 400);
    assert!(answer.text.contains("<!doctype html>"), "{}", answer.text);
}
