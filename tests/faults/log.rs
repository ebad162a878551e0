//! The log: nobody waits for it, and nobody reads in it what was searched for or typed.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::clinic::{PASSWORD, Server, fine};
use crate::staff::Practice;
use crate::vanish::cookie;

#[test]
fn a_log_that_nobody_reads_holds_up_no_request() {
    let clinic = crate::clinic::Clinic::new();
    fine(&clinic.add("admin", "ADMIN"));
    let mut command = clinic.command(&["serve"]);
    command.env("NUTRIVAULT_LOG_LEVEL", "trace").stderr(Stdio::piped());
    // Its stderr is a pipe of 64 KiB that stays full.
    let server = Server::start(command);
    let mut line = crate::line::Line::to(&server.address).unwrap();
    let begun = Instant::now();
    for _ in 0..3000 {
        let reply = line.ask("GET", "/health", &[], None::<&serde_json::Value>).unwrap();
        assert_eq!(reply.status, 200);
    }
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    let metrics = line.ask("GET", "/metrics", &[], None::<&serde_json::Value>).unwrap().text();
    let name = "nutrivault_log_lines_dropped_total ";
    let dropped = metrics.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    assert!(dropped.parse::<f64>().unwrap() > 0.0, "{dropped}");
    // Nor does the end wait for it.
    let (code, took) = server.stop();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(8), "{took:?}");
}

#[test]
fn the_most_talkative_log_holds_no_word_that_was_searched_for_or_typed() {
    let practice = Practice::with(&[("NUTRIVAULT_LOG_LEVEL", "trace")]);
    let cookie = cookie(&practice);
    let word = "Zyxwvutq";
    let lists = ["patients", "visits", "billing", "users", "audit-logs"];
    for list in lists {
        for query in ["search", "first_name", "no_such_field", "limit", "sort_by"] {
            practice.ask("GET", &format!("/api/{list}?{query}={word}&offset=0"), None);
            practice.ask("GET", &format!("/api/{list}?limit=5&{query}={word}"), None);
        }
    }
    let page = |path: &str| {
        let headers = [("Cookie", cookie.as_str()), ("Accept", "text/html")];
        practice.line().ask("GET", path, &headers, None::<&serde_json::Value>).unwrap()
    };
    for path in
        ["patients", "search", "visits", "invoices", "users", "audit", "calendar", "nowhere"]
    {
        for query in ["q", "search", "query", "day", "view"] {
            page(&format!("/{path}?{query}={word}"));
        }
    }
    practice.ask("POST", "/api/patients", Some(&practice.patient(word)));
    practice.ask("POST", "/api/patients", Some(&json!({ "first_name": [word], "status": word })));
    practice.ask("POST", "/api/auth/login", Some(&json!({ "username": word, "password": word })));
    let form = format!("username={word}&password={word}&unknown={word}");
    for path in ["/login", "/patients/new", "/patients", "/search"] {
        let headers = [("Cookie", cookie.as_str()), ("Sec-Fetch-Site", "same-origin")];
        let kind = "application/x-www-form-urlencoded";
        practice.line().send("POST", path, &headers, kind, form.as_bytes()).unwrap();
    }
    let file = practice.clinic.folder.path().join("log");
    let (token, session) = (practice.bearer.clone(), cookie.split_once('=').unwrap().1.to_owned());
    let Practice { server, clinic, .. } = practice;
    assert_eq!(server.stop().0, Some(0));
    let log = fs::read_to_string(file).unwrap();
    assert!(log.contains("/api/patients?…"), "the log is not talkative: {}", log.len());
    for secret in [word, PASSWORD, token.strip_prefix("Bearer ").unwrap(), &session] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "of {}", clinic.data().display());
    }
}
