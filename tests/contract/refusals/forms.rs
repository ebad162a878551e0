//! The forms of all pages, each with one field after another filled with what no field takes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::entries::{bad_for, encoded, with, with_passwords};
use super::page::{self, Form};
use super::{Office, Scene, entrances, posts, route_of, uploads, without_ids};

/// The pages that offer forms of one kind, each with the form's address: an entry that is accepted
/// may leave its record without one.
type Offers = Vec<(String, String)>;

/// The forms that the walk of the fields sends, by what they are without ids.
fn forms(office: &Office, scene: &Scene, language: &str) -> BTreeMap<String, Offers> {
    let mut kinds: BTreeMap<String, Offers> = BTreeMap::new();
    for address in scene.pages(office) {
        let answer = office.ask("GET", &address, language, &office.admin, "");
        for form in page::forms(&answer.text) {
            let has_fields = form.fields.iter().any(|field| field.kind != "hidden");
            // The way out of every session is asked for at the end of the acts.
            if has_fields && form.action != "/account/logout-all" {
                let kind = kinds.entry(without_ids(&form.action)).or_default();
                kind.push((address.clone(), form.action));
            }
        }
    }
    kinds
}

/// The first of the forms that is still offered.
fn offered(office: &Office, language: &str, offers: &Offers) -> Option<Form> {
    offers.iter().find_map(|(page, action)| {
        let answer = office.ask("GET", page, language, &office.admin, "");
        page::forms(&answer.text).into_iter().find(|form| {
            form.action == *action && form.fields.iter().any(|field| field.kind != "hidden")
        })
    })
}

/// The routes of pages whose handlers read what was typed, as the source says.
fn routes_with_fields() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") && !is_of_api(&path) {
                let source = fs::read_to_string(&path).unwrap();
                for route in source.split("#[post(\"").skip(1) {
                    let (route, rest) = route.split_once('"').unwrap();
                    let data = rest.split(")]").next().unwrap_or_default();
                    if data.contains("data = \"<") && !data.contains("<_") {
                        found.insert(route.to_owned());
                    }
                }
            }
        }
    }
    found.retain(|route| !route.starts_with("/api") && posts().contains(route.as_str()));
    found
}

fn is_of_api(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem == "api")
}

#[test]
fn every_refusal_of_every_form_is_said_in_english_words() {
    walk_all("en");
}

#[test]
fn every_refusal_of_every_form_is_said_in_french_words() {
    walk_all("fr");
}

fn walk_all(language: &str) {
    let mut office = Office::open();
    let scene = Scene::set(&office);
    let mut walked: BTreeSet<String> = BTreeSet::new();
    for offers in forms(&office, &scene, language).values() {
        let form = offered(&office, language, offers).expect("it was there");
        walked.extend(route_of(&form.action).map(str::to_owned));
        if let Some(draft) = &form.draft {
            walked.extend(route_of(draft).map(str::to_owned));
        }
        walk(&mut office, language, form, offers);
    }
    // The totals of an invoice are asked for by the form of the draft, while it is filled.
    let form = Form { action: "/invoices/totals".into(), fields: Vec::new(), draft: None };
    walk(&mut office, language, form, &Vec::new());
    let elsewhere = entrances::ROUTES.iter().chain(&uploads::ROUTES).chain(&[
        "/invoices/totals",
        "/account/logout-all",
        // Presses: nothing is typed but what the page itself has put there.
        "/foods/<id>/star",
        "/invoices/<id>/cancel",
        "/visits/<id>/sign",
        "/visits/<id>/unfinish",
        "/recipes/<id>/newest",
        "/exchanges/<id>/groups/<group>/remove",
        "/patients/<id>/history",
        "/visits/<id>/history",
        "/invoices/<id>/history",
        "/foods/tables/import",
        // A button of the form of a booking, which is walked.
        "/patients/<id>/waiting",
        // Whatever was sent to an address without a page, or by nobody, waits for the login.
        "/<_path..>",
    ]);
    walked.extend(elsewhere.map(|route| (*route).to_owned()));
    for route in routes_with_fields().difference(&walked) {
        office.reader.note(route, "no page showed its form");
    }
    let refusals = office.reader.refusals;
    office.reader.finish();
    assert!(refusals > 500, "{refusals} entries were refused");
}

/// Sends the form with one field after another filled with what no field takes.
fn walk(office: &mut Office, language: &str, form: Form, offers: &Offers) {
    let mut present = Some(form.clone());
    let mut met = BTreeSet::new();
    for field in form.fields.iter().filter(|field| !field.name.starts_with("was.")) {
        // Rows of a form are alike: the first tells of all.
        let is_later_row = field.name.starts_with("lines.") && !field.name.starts_with("lines.0.");
        if is_later_row || field.kind == "readonly" || !met.insert(&field.name) {
            continue;
        }
        for (what, entry) in bad_for(field) {
            let is_offered = present.is_some();
            let bad = with(&with_passwords(present.as_ref().unwrap_or(&form)), &field.name, &entry);
            let place = format!("{language} {} {} = {what}", without_ids(&form.action), field.name);
            let is_accepted = send(office, language, &bad, (&place, &field.name, is_offered));
            if is_accepted {
                present = offered(office, language, offers);
            }
        }
    }
    let (viewer, ready) = (office.viewer.clone(), with_passwords(&form));
    let denied = office.ask("POST", &form.action, language, &viewer, &encoded(&ready));
    if denied.status >= 400 {
        let place = format!("{language} {} by a viewer", without_ids(&form.action));
        office.reader.read_refusal(&place, language, (&form, ""), &denied);
    }
}

/// Sends one entry and reads its refusal; answers whether it was accepted.
fn send(
    office: &mut Office,
    language: &str,
    bad: &Form,
    (place, name, is_offered): (&str, &str, bool),
) -> bool {
    let admin = office.admin.clone();
    let answer = office.ask("POST", &bad.action, language, &admin, &encoded(bad));
    if answer.status >= 400 {
        // A form that is no longer offered does not come back.
        let typed = if is_offered { name } else { "" };
        office.reader.read_refusal(place, language, (bad, typed), &answer);
    } else if let Some(user) = bad.action.strip_suffix("/deactivate") {
        office.ask("POST", &format!("{user}/activate"), language, &admin, "");
    }
    if let Some(draft) = &bad.draft {
        let answer = office.ask("POST", draft, language, &admin, &encoded(bad));
        if answer.status >= 400 {
            office.reader.read_words(&format!("{place}, kept"), language, &answer);
        }
    }
    answer.status < 400
}
