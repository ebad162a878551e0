//! The session of the pages from outside: its cookie, the way on after a login, the questions to
//! whoever comes first.

use crate::clinic::{Clinic, PASSWORD, Server, fine};
use crate::practice::Practice;
use crate::rooms::{self, knock};
use crate::wire::{Answer, Sent};

const FORM: &str = "application/x-www-form-urlencoded";

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn log_in(address: &str, form: &str, headers: &[(&'static str, &str)]) -> Answer {
    let mut sent = Sent::new("POST", "/login").header("Sec-Fetch-Site", "same-origin");
    for (name, value) in headers {
        sent = sent.header(name, *value);
    }
    sent.body(FORM, form).to(address)
}

fn cookies_of(answer: &Answer) -> Vec<String> {
    let set = answer.headers.iter().filter(|(name, _)| name == "set-cookie");
    set.map(|(_, value)| value.clone()).filter(|value| value.contains("session")).collect()
}

#[test]
fn a_right_login_leads_to_an_address_of_ours_whatever_next_says() {
    let practice = Practice::open();
    for (next, to) in [
        ("/patients?search=%C3%A9t%C3%A9", "/patients?search=%C3%A9t%C3%A9"),
        ("/calendar", "/calendar"),
        ("/\tevil.example", "/"),
        ("/é", "/"),
        ("/pat\tients", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/a b", "/"),
        ("/../x", "/"),
        ("/%zz", "/"),
        ("/api/users", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ] {
        let form = format!("username=viewer&password=NutriVault-demo-1&next={}", escaped(next));
        let answer = log_in(&practice.server.address, &form, &[]);
        assert_eq!((answer.status, answer.header("location")), (303, Some(to)), "{next:?}");
        let page = knock(&practice, "GET", &format!("/login?next={}", escaped(next)), None);
        assert_eq!(page.status, 200, "{next:?}");
        assert!(!page.text.contains("evil.example"), "{next:?}: {}", page.text);
    }
    // The page that a press came from is taken from a header.
    let cookie = rooms::cookie(&practice, "admin");
    let visit = practice.text("SELECT id FROM visits WHERE status = 'SCHEDULED' LIMIT 1");
    for referer in
        ["http://x//evil.example/x", "http://x/\\evil.example", "//evil.example", "x", "http://x/é"]
    {
        let sent = Sent::new("POST", format!("/visits/{visit}/mark/arrived"))
            .header("Cookie", cookie.as_str())
            .header("Sec-Fetch-Site", "same-origin")
            .header("Referer", referer);
        let answer = practice.send(&sent.body(FORM, ""));
        assert_eq!(answer.status, 303, "{referer}: {}", answer.text);
        let to = answer.header("location").unwrap();
        assert!(to.starts_with("/?done="), "{referer}: {to}");
        let nobody = Sent::new("POST", "/account/password").header("Referer", referer);
        let nobody = nobody.header("Sec-Fetch-Site", "same-origin").header("Accept", "text/html");
        let answer = practice.send(&nobody.body(FORM, "new_password=x"));
        assert_eq!(answer.header("location"), Some("/login?next=%2F"), "{referer}");
    }
}

#[test]
fn two_sessions_at_once_are_refused_and_forgotten() {
    let practice = Practice::open();
    let (own, other) = (rooms::cookie(&practice, "admin"), rooms::cookie(&practice, "viewer"));
    let value = other.split_once('=').unwrap().1;
    for two in [
        format!("{own}; {other}"),
        format!("{other}; theme=dark; {own}"),
        format!("{own}; nutrivault_session=planted"),
        format!("{own}; __Host-nutrivault_session={value}"),
        format!("{own}; {own}"),
    ] {
        for (method, address) in [("GET", "/"), ("GET", "/patients"), ("POST", "/account/look")] {
            let answer = knock(&practice, method, address, Some(&two));
            assert_eq!(answer.status, 400, "{two}: {}", answer.text);
            let taken: Vec<String> = cookies_of(&answer);
            assert_eq!(taken.len(), 2, "{taken:?}");
            assert!(taken.iter().all(|cookie| cookie.contains("Max-Age=0")), "{taken:?}");
        }
    }
    let sent = Sent::new("GET", "/patients").header("Accept", "text/html");
    let twice = sent.header("Cookie", own.as_str()).header("Cookie", other.as_str());
    assert_eq!(practice.send(&twice).status, 400);
    assert_eq!(knock(&practice, "GET", "/patients", Some(&own)).status, 200);
}

#[test]
fn a_name_that_is_a_sessions_only_when_it_is_decoded_is_none() {
    let practice = Practice::open();
    let own = rooms::cookie(&practice, "admin");
    let value = own.split_once('=').unwrap().1;
    for name in ["nutrivault%5Fsession", "%6eutrivault_session", "__Host%2Dnutrivault_session"] {
        let planted = format!("{name}={value}");
        assert_eq!(knock(&practice, "GET", "/patients", Some(&planted)).status, 303, "{name}");
        // Nor does it keep the browser's own from being taken.
        let both = format!("{planted}; {own}");
        assert_eq!(knock(&practice, "GET", "/patients", Some(&both)).status, 200, "{name}");
    }
}

/// A clinic behind a proxy of this machine.
fn behind_a_proxy(clinic: &Clinic) -> Server {
    let mut command = clinic.command(&["serve"]);
    command.env("NUTRIVAULT_TRUSTED_PROXIES", r#"["127.0.0.1"]"#);
    Server::start(command)
}

#[test]
fn over_tls_the_cookie_is_this_hosts_own_and_none_of_plain_http_is_taken() {
    let clinic = Clinic::new();
    fine(&clinic.add("admin", "ADMIN"));
    let server = behind_a_proxy(&clinic);
    let form = format!("username=admin&password={}", escaped(PASSWORD));
    let tls = [("X-Forwarded-Proto", "https")];
    let plain = log_in(&server.address, &form, &[]);
    let secure = log_in(&server.address, &form, &tls);
    let (plain, secure) = (cookies_of(&plain), cookies_of(&secure));
    assert!(plain[0].starts_with("nutrivault_session=") && !plain[0].contains("Secure"));
    assert!(secure[0].starts_with("__Host-nutrivault_session="), "{secure:?}");
    for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(secure[0].contains(attribute), "{secure:?}");
    }
    assert!(!secure[0].contains("Domain"));
    let pair = |cookie: &str| cookie.split(';').next().unwrap().to_owned();
    let look = |cookie: &str, by_tls: bool| {
        let mut sent = Sent::new("GET", "/patients").header("Cookie", pair(cookie));
        sent = sent.header("Accept", "text/html");
        sent = if by_tls { sent.header("X-Forwarded-Proto", "https") } else { sent };
        sent.to(&server.address)
    };
    assert_eq!(look(&plain[0], false).status, 200);
    assert_eq!(look(&secure[0], true).status, 200);
    assert_eq!(look(&plain[0], true).status, 303, "a cookie of plain HTTP over TLS");
    assert_eq!(look(&secure[0], false).status, 303, "a cookie of TLS over plain HTTP");
    // Whoever logs in over TLS with an old cookie has one afterwards.
    let old = pair(&plain[0]);
    let again = log_in(&server.address, &form, &[("X-Forwarded-Proto", "https"), ("Cookie", &old)]);
    let set = cookies_of(&again);
    assert!(set.iter().any(|one| one.starts_with("nutrivault_session=;")), "{set:?}");

    // A proxy's TLS may insist on itself, for a day.
    let policy = |answer: &Answer| answer.header("strict-transport-security").map(str::to_owned);
    assert_eq!(policy(&look(&secure[0], true)), Some("max-age=86400".into()));
    assert_eq!(policy(&look(&plain[0], false)), None);
}

#[test]
fn the_first_login_of_the_wizard_has_the_same_cookie() {
    let clinic = Clinic::new();
    let server = behind_a_proxy(&clinic);
    let link = server
        .said
        .split_whitespace()
        .find_map(|word| word.find("/setup/").map(|at| word[at..].to_owned()));
    let link = link.unwrap();
    let fields = [
        ("step", "account"),
        ("to", "next"),
        ("language", "en"),
        ("name", "Sunrise"),
        ("time_zone", "Europe/Paris"),
        ("currency", "EUR"),
        ("locale", "en"),
        ("payment_terms_days", "30"),
        ("first_name", "Alice"),
        ("last_name", "Martin"),
        ("email", "alice@clinic.example"),
        ("username", "alice"),
        ("password", PASSWORD),
        ("password_again", PASSWORD),
    ];
    let form: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    let sent = Sent::new("POST", link).header("X-Forwarded-Proto", "https");
    let sent = sent.header("Sec-Fetch-Site", "same-origin");
    let done = sent.body(FORM, form.join("&")).to(&server.address);
    assert_eq!(done.status, 303, "{}", done.text);
    let set = cookies_of(&done);
    assert!(
        set[0].starts_with("__Host-nutrivault_session=") && set[0].contains("Secure"),
        "{set:?}"
    );
    // The wizard has asked everything: the next login leads where it should.
    let form = format!("username=alice&password={}&next=%2Fpatients", escaped(PASSWORD));
    assert_eq!(log_in(&server.address, &form, &[]).header("location"), Some("/patients"));
}

#[test]
fn an_administrator_whom_no_wizard_asked_is_led_to_the_clinics_name_once() {
    for (act, name) in [("save", "Sunrise"), ("skip", "My clinic")] {
        let clinic = Clinic::new();
        fine(&clinic.add("admin", "ADMIN"));
        let server = clinic.serve(&["serve"]);
        let form = format!("username=admin&password={}&next=%2Fpatients", escaped(PASSWORD));
        let first = log_in(&server.address, &form, &[]);
        let way = first.header("location").unwrap().to_owned();
        assert_eq!(way, "/settings/first?next=%2Fpatients");
        let cookie = cookies_of(&first)[0].split(';').next().unwrap().to_owned();
        let page = Sent::new("GET", &way).header("Cookie", cookie.as_str()).to(&server.address);
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("Without an answer it stays"), "{}", page.text);
        let send = |form: String| {
            let sent = Sent::new("POST", "/settings/first").header("Cookie", cookie.as_str());
            sent.header("Sec-Fetch-Site", "same-origin").body(FORM, form).to(&server.address)
        };
        let bad =
            send("act=save&name=&time_zone=Mars&currency=x&locale=en&next=%2Fpatients".into());
        assert_eq!(bad.status, 400, "{}", bad.text);
        assert!(bad.text.contains("Mars"));
        let answer = send(format!(
            "act={act}&name=Sunrise&time_zone=Europe%2FParis&currency=CHF&locale=fr&next=%2Fpatients"
        ));
        assert_eq!((answer.status, answer.header("location")), (303, Some("/patients")));
        let database = clinic.database();
        let stored: String =
            database.query_row("SELECT name FROM settings", [], |row| row.get(0)).unwrap();
        assert_eq!(stored, name);
        // Asked once, answered or not.
        assert_eq!(log_in(&server.address, &form, &[]).header("location"), Some("/patients"));
    }
}

#[test]
fn a_zone_that_is_no_place_is_asked_about_once_in_every_form_and_told_to_a_script() {
    let practice = Practice::open();
    let cookie = rooms::cookie(&practice, "admin");
    let stored = || practice.text("SELECT time_zone FROM settings");
    let place = stored();
    for (address, more) in
        [("/settings", "&payment_terms_days=30"), ("/settings/first", "&act=save")]
    {
        for zone in ["EST", "CET", "Etc/GMT-1", "mst7mdt"] {
            let send = |sure: &str| {
                // The page carries both of its questions' answers.
                let confirm = if sure.is_empty() { "" } else { "&confirm=yes" };
                let form = format!(
                    "name=Sunrise&time_zone={}&currency=EUR&locale=en{more}&sure_of_zone={sure}{confirm}",
                    escaped(zone)
                );
                let sent = Sent::new("POST", address).header("Cookie", cookie.as_str());
                practice.send(&sent.header("Sec-Fetch-Site", "same-origin").body(FORM, form))
            };
            let asked = send("");
            assert_eq!(asked.status, 400, "{address} {zone}: {}", asked.text);
            assert!(asked.text.contains("is no place"), "{address} {zone}: {}", asked.text);
            let carried = format!("name=\"sure_of_zone\" value=\"{zone}\"");
            assert!(asked.text.contains(&carried), "{address} {zone}: {}", asked.text);
            assert_eq!(stored(), place, "{address} {zone}");
            assert_eq!(send(&escaped(zone)).status, 303, "{address} {zone}");
            assert_eq!(stored(), zone);
            // It is in force now: nobody asks again.
            assert_eq!(send("").status, 303, "{address} {zone}");
            let body = serde_json::json!({ "time_zone": place }).to_string();
            let back = Sent::new("PUT", "/api/settings").bearer(&practice.admin).json(body);
            let back = practice.send(&back).json();
            assert!(back.get("message").is_none(), "{back}");
        }
    }
    let body = serde_json::json!({ "time_zone": "EST" }).to_string();
    let put = Sent::new("PUT", "/api/settings").bearer(&practice.admin).json(body);
    let told = practice.send(&put).json();
    assert!(told["message"].as_str().unwrap().contains("America/New_York"), "{told}");
}
