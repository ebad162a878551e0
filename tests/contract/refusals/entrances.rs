//! The two forms before anybody is known: the login, and the first start.

use std::collections::BTreeSet;

use super::entries::{GOOD, PASSWORD, bad_for, encoded, with};
use super::page::{self, Form};
use super::{LANGUAGES, Office};
use crate::clinic::{Clinic, Server};
use crate::wire::{Answer, Sent};

/// The routes that are open to nobody in particular.
pub const ROUTES: [&str; 2] = ["/login", "/setup/<token>"];

fn ask(server: &Server, method: &str, address: &str, language: &str, form: &Form) -> Answer {
    let sent = Sent::new(method, address).header("Accept", "text/html");
    let sent = sent.header("Cookie", format!("nutrivault_language={language}"));
    let sent = sent.header("Sec-Fetch-Site", "same-origin");
    match method {
        "POST" => sent.body("application/x-www-form-urlencoded", encoded(form)),
        _ => sent,
    }
    .to(&server.address)
}

fn nothing(action: &str) -> Form {
    Form { action: action.to_owned(), fields: Vec::new(), draft: None }
}

#[test]
fn every_refusal_of_the_login_is_said_in_the_words_of_its_reader() {
    let mut office = Office::open();
    for language in LANGUAGES {
        let server = &office.practice.server;
        let page = ask(server, "GET", "/login?next=%2Fpatients", language, &nothing(""));
        let form = page::forms(&page.text).into_iter().find(|form| form.action == "/login");
        let form = with(&with(&form.unwrap(), "username", "admin"), "password", PASSWORD);
        for field in &form.fields {
            for (what, entry) in bad_for(field) {
                let bad = with(&form, &field.name, &entry);
                let answer = ask(&office.practice.server, "POST", "/login", language, &bad);
                let place = format!("{language} login {} = {what}", field.name);
                if answer.status >= 400 {
                    let typed = (&bad, field.name.as_str());
                    office.reader.read_refusal(&place, language, typed, &answer);
                } else {
                    assert_eq!(field.name, "next", "{place}");
                }
            }
        }
        let answer = ask(&office.practice.server, "POST", "/login", language, &nothing(""));
        office.reader.read_words(&format!("{language} login, empty"), language, &answer);
    }
    office.reader.finish();
}

#[test]
fn whoever_guesses_too_often_is_told_so_in_their_words() {
    let mut office = Office::open();
    let clinic = Clinic::new();
    let mut command = clinic.command(&["serve"]);
    command.env("NUTRIVAULT_AUTH__ADDRESS_BURST", "2");
    command.env("NUTRIVAULT_AUTH__ACCOUNT_BURST", "1000");
    let server = Server::start(command);
    for language in LANGUAGES {
        let mut met = BTreeSet::new();
        for _ in 0..6 {
            let answer = ask(&server, "POST", "/login", language, &nothing(""));
            met.insert(answer.status);
            office.reader.read_words(&format!("{language} too often"), language, &answer);
        }
        assert!(met.contains(&429), "answered {met:?}");
    }
    office.reader.finish();
}

/// What each step of the first start is answered by somebody who wants to go on.
const ANSWERS: [(&str, &str); 10] = [
    ("name", "Sunrise"),
    ("time_zone", "Europe/Paris"),
    ("currency", "EUR"),
    ("payment_terms_days", "30"),
    ("first_name", "Alice"),
    ("last_name", "Martin"),
    ("email", "alice@clinic.example"),
    ("username", "alice"),
    ("password", GOOD),
    ("password_again", GOOD),
];

#[test]
fn every_refusal_of_the_first_start_is_said_in_the_words_of_its_reader() {
    let mut office = Office::open();
    let clinic = Clinic::new();
    let mut command = clinic.command(&["serve"]);
    command.env("NUTRIVAULT_AUTH__ADDRESS_BURST", "100000");
    let server = Server::start(command);
    let mut words = server.said.split_whitespace();
    let link = words.find_map(|word| word.find("/setup/").map(|at| word[at..].to_owned()));
    let link = link.unwrap();
    let mut steps = BTreeSet::new();
    for language in LANGUAGES {
        let mut page = ask(&server, "GET", &link, language, &nothing("")).text;
        loop {
            let mut form = page::forms(&page).remove(0);
            for (name, answer) in ANSWERS {
                form = with(&form, name, answer);
            }
            form = with(&form, "language", language);
            let step = form.holds("step").unwrap().to_owned();
            steps.insert(step.clone());
            let visible = form.fields.iter().filter(|field| field.kind != "hidden");
            for field in visible.filter(|field| field.name != "language") {
                for (what, entry) in bad_for(field) {
                    let bad = with(&form, &field.name, &entry);
                    // The last step makes the clinic, once it is filled as it should be.
                    let is_right = step == "account" && field.kind != "password" && {
                        let wrong = with(&bad, "password_again", "another");
                        let answer = ask(&server, "POST", &link, language, &wrong);
                        let place = format!("{language} {step} {} = {what}, twice", field.name);
                        office.reader.read_refusal(
                            &place,
                            language,
                            (&wrong, &field.name),
                            &answer,
                        );
                        !answer.text.contains(&format!("href=\"#{}\"", field.name))
                    };
                    if is_right {
                        continue;
                    }
                    let answer = ask(&server, "POST", &link, language, &bad);
                    let place = format!("{language} {step} {} = {what}", field.name);
                    assert!(
                        answer.status < 500 && answer.status != 303,
                        "{place}: {}",
                        answer.status
                    );
                    if answer.status >= 400 {
                        let typed = (&bad, field.name.as_str());
                        office.reader.read_refusal(&place, language, typed, &answer);
                    }
                }
            }
            if step == "account" {
                break;
            }
            page = ask(&server, "POST", &link, language, &form).text;
        }
    }
    assert_eq!(steps.len(), 4, "{steps:?}");
    assert!(office.reader.refusals > 100, "{} were refused", office.reader.refusals);
    let spent = ask(&server, "GET", "/setup/zzz", "fr", &nothing(""));
    office.reader.read_words("fr a link of another start", "fr", &spent);
    office.reader.finish();
}
