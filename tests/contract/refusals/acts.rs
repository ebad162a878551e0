//! Every act of every page, asked of records in each of their states, by everybody, twice.

use std::collections::BTreeSet;

use super::{LANGUAGES, Office, Scene, entrances, posts};
use crate::rooms::cookie;

/// What is sent along: nothing, what a form of an older day would send, and what no form sends.
const BODIES: [&str; 3] = ["", "version=0&measurement_version=0", "zzz=1&confirm=zzz&to=zzz"];

#[test]
fn every_act_that_cannot_be_done_is_refused_in_the_words_of_its_reader() {
    let mut office = Office::open();
    let scene = Scene::set(&office);
    let people = [office.cast.own.clone(), office.cast.other.clone(), "assistant".into()];
    let mut people: Vec<(String, String)> =
        people.into_iter().map(|name| (cookie(&office.practice, &name), name)).collect();
    people.insert(0, (office.viewer.clone(), "viewer".into()));
    people.insert(0, (String::new(), "nobody".into()));
    people.push((office.admin.clone(), "admin".into()));
    // The last: whoever asks for it is out.
    let ends = ["/account/logout-all", "/logout"];
    let routes = posts().into_iter().filter(|route| !ends.contains(route)).chain(ends);
    let mut unrefused = BTreeSet::new();
    for route in routes.filter(|route| !entrances::ROUTES.contains(route)) {
        for language in LANGUAGES {
            let before = office.reader.refusals;
            for address in scene.addresses(route) {
                foreign(&mut office, language, route, &address);
                for (who, name) in &people {
                    ask(&mut office, language, (who, name), route, &address);
                }
            }
            if office.reader.refusals == before {
                unrefused.insert(route);
            }
        }
    }
    assert!(unrefused.is_empty(), "nothing of these was refused: {unrefused:?}");
    office.reader.finish();
}

fn ask(office: &mut Office, language: &str, who: (&str, &str), route: &str, address: &str) {
    let (cookie, name) = who;
    // An administrator tries twice what the others are mostly refused at once.
    let times = if name == "admin" { 2 } else { 1 };
    for body in BODIES.iter().cycle().take(BODIES.len() * times) {
        let answer = office.ask("POST", address, language, cookie, body);
        if answer.status >= 400 {
            let place = format!("{language} {route} by {name} with {body:?}");
            office.reader.read_words(&place, language, &answer);
        }
    }
}

/// The same sent by a page of another site.
fn foreign(office: &mut Office, language: &str, route: &str, address: &str) {
    let mut sent = office.request("POST", address, language, &office.admin.clone());
    sent.headers.retain(|(name, _)| *name != "Sec-Fetch-Site");
    let sent = sent.header("Sec-Fetch-Site", "cross-site");
    let answer = office.practice.send(&sent.body("application/x-www-form-urlencoded", ""));
    if answer.status >= 400 {
        office.reader.read_words(&format!("{language} {route} by another site"), language, &answer);
    }
}
