//! Every refusal of every form in both languages: the forms of all pages are sent as they are, with
//! one field after another filled with what no field takes, and what the pages say is read.

pub mod page;
mod vocabulary;

use std::collections::{BTreeMap, BTreeSet};

use self::page::{Field, Form};
use self::vocabulary::Vocabulary;
use crate::cast::Cast;
use crate::practice::Practice;
use crate::rooms::{TABLE, cookie};
use crate::wire::{Answer, Sent};

/// What is typed into each field, one after another.
fn bad_entries() -> [(&'static str, String); 11] {
    [
        ("nothing", String::new()),
        ("a word", "zzz".into()),
        ("a sign that cannot be seen", "a\u{1}b".into()),
        ("too much", "x".repeat(20_500)),
        ("a long line", "y".repeat(600)),
        ("less than nothing", "-5".into()),
        ("far too much", "99999999999999999".into()),
        ("decimals", "12.34567".into()),
        ("no day", "31/02/2026".into()),
        ("a day of another time", "0026-01-01".into()),
        ("a record that is not there", "01900000-0000-7000-8000-00000000abcd".into()),
    ]
}

/// Forms that end the session, or that do what they say whatever they hold.
const NOT_SENT: [&str; 12] = [
    "/logout",
    "/account/logout-all",
    "/account/look",
    "/system/backups",
    "/system/backups/seen",
    "/system/backups/cancel",
    "/login",
    "/end",
    "/deactivate",
    "/delete",
    "/archive",
    "/discard",
];

struct Office {
    practice: Practice,
    cast: Cast,
    admin: String,
    viewer: String,
    vocabulary: Vocabulary,
    wrong: BTreeSet<String>,
}

impl Office {
    fn open() -> Self {
        let practice = Practice::open();
        let cast = Cast::of(&practice);
        let (admin, viewer) = (cookie(&practice, "admin"), cookie(&practice, "viewer"));
        let vocabulary = Vocabulary::of(&practice);
        Self { practice, cast, admin, viewer, vocabulary, wrong: BTreeSet::new() }
    }

    fn ask(&self, method: &str, address: &str, language: &str, who: &str, form: &str) -> Answer {
        let cookies = format!("{who}; nutrivault_language={language}");
        let mut sent = Sent::new(method, address).header("Cookie", cookies);
        sent = sent.header("Accept", "text/html").header("Sec-Fetch-Site", "same-origin");
        if method == "POST" {
            sent = sent.body("application/x-www-form-urlencoded", form);
        }
        self.practice.send(&sent)
    }

    /// The addresses of all pages, with records that are there.
    fn pages(&self) -> Vec<String> {
        let draft = self.practice.text(
            "SELECT coalesce((SELECT id FROM billing WHERE status = 'DRAFT' LIMIT 1), 'none')",
        );
        let service = self.practice.text("SELECT id FROM services LIMIT 1");
        let rows = TABLE
            .iter()
            .filter(|row| row.0 == "GET" && !row.1.contains("csv") && !row.1.contains("<format>"));
        let is_page = |address: &String| {
            !["/export", "/download", "nutrivault.crt", "mobileconfig", "/language"]
                .iter()
                .any(|part| address.contains(part))
        };
        let mut pages: BTreeSet<String> =
            rows.map(|row| self.cast.address(row.2)).filter(is_page).collect();
        pages.insert(format!("/invoices/{draft}"));
        pages.insert(format!("/invoices/{draft}/edit"));
        pages.insert(format!("/settings/prices/{service}"));
        pages.insert(self.cast.address("/users/{dietitian}"));
        pages.into_iter().collect()
    }

    /// One form of each kind that the pages have, by its address without ids.
    fn forms(&self, language: &str) -> Vec<Form> {
        let mut kinds: BTreeMap<String, Form> = BTreeMap::new();
        for address in self.pages() {
            let answer = self.ask("GET", &address, language, &self.admin, "");
            for form in page::forms(&answer.text) {
                let is_left = NOT_SENT.iter().any(|end| form.action.ends_with(end));
                let names: Vec<&str> = form.fields.iter().map(|f| f.name.as_str()).collect();
                let kind = format!("{} {}", without_ids(&form.action), names.len().min(1));
                if !is_left && form.fields.iter().any(|field| field.kind != "hidden") {
                    kinds.entry(kind).or_insert(form);
                }
            }
        }
        kinds.into_values().collect()
    }

    fn note(&mut self, place: &str, fault: impl Into<String>) {
        self.wrong.insert(format!("{place}: {}", fault.into()));
    }

    /// Reads what a page says.
    fn read(&mut self, place: &str, language: &str, html: &str) {
        for text in page::words(html) {
            let api = self.vocabulary.api_words(&text);
            if !api.is_empty() {
                self.note(place, format!("says {api:?} in {text:?}"));
            }
            if language == "fr" {
                let english: Vec<String> =
                    self.vocabulary.english_in(&text).iter().map(ToString::to_string).collect();
                if !english.is_empty() {
                    self.note(place, format!("says {english:?} in French"));
                }
            }
        }
    }

    /// Reads a refusal: its page says why, once, in the reader's language, and has what was typed.
    fn read_refusal(
        &mut self,
        place: &str,
        language: &str,
        (sent, typed): (&Form, &str),
        answer: &Answer,
    ) {
        self.read(place, language, &answer.text);
        let mut said = page::of_class(&answer.text, &["wrong"]);
        let whole = page::of_class(&answer.text, &["problem", "narrow"]);
        if whole.iter().all(|text| text.trim().is_empty()) {
            self.note(place, format!("{} without a word", answer.status));
        }
        said.extend(whole);
        for text in &said {
            let sentences: Vec<&str> = text.split(". ").map(str::trim).collect();
            let once: BTreeSet<&&str> = sentences.iter().collect();
            if once.len() < sentences.len() {
                self.note(place, format!("says it twice: {text:?}"));
            }
            if language == "fr" && !Vocabulary::english_words(text).is_empty() {
                self.note(place, format!("is not French: {text:?}"));
            }
        }
        let again = page::forms(&answer.text)
            .into_iter()
            .find(|form| without_ids(&form.action) == without_ids(&sent.action));
        let Some(again) = again else { return };
        // What nobody touched takes what an earlier entry has stored meanwhile.
        let was = format!("was.{typed}");
        let is_meant = |field: &&Field| {
            let is_touched = sent.holds(&was) != Some(field.value.as_str());
            is_typed(field) && field.name == typed && is_touched
        };
        for field in sent.fields.iter().filter(is_meant) {
            // A browser sends the line it was given; control characters never reach a page.
            let is_kept = again.holds(&field.name).is_none_or(|held| same(held, &field.value));
            if !is_kept && !field.value.contains('\u{1}') {
                self.note(place, format!("{} is lost", field.name));
            }
        }
    }
}

fn is_typed(field: &Field) -> bool {
    // The name beside a password is there for those who keep passwords.
    field.name != "username"
        && ["text", "textarea", "date", "email", "tel", "number", "datetime-local"]
            .contains(&field.kind.as_str())
}

fn same(held: &str, sent: &str) -> bool {
    held.trim().replace("\r\n", "\n") == sent.trim().replace("\r\n", "\n")
}

/// An address with the ids taken out.
fn without_ids(address: &str) -> String {
    let is_id = |part: &&str| part.len() == 36 && part.matches('-').count() == 4;
    let parts = address.split('/').map(|part| if is_id(&part) { "<id>" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn encoded(form: &Form) -> String {
    let code = |text: &str| {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                    char::from(byte).to_string()
                }
                other => format!("%{other:02X}"),
            })
            .collect::<String>()
    };
    let pairs =
        form.fields.iter().map(|field| format!("{}={}", code(&field.name), code(&field.value)));
    pairs.collect::<Vec<_>>().join("&")
}

#[test]
fn every_refusal_of_every_form_is_said_in_the_words_of_its_reader() {
    let mut office = Office::open();
    let (mut refused, mut kinds) = (0, BTreeSet::new());
    for language in ["en", "fr"] {
        for form in office.forms(language) {
            let action = without_ids(&form.action);
            kinds.insert(action.clone());
            let is_slow = ["/users"].iter().any(|end| action.ends_with(end));
            let entries = bad_entries().into_iter().take(if is_slow { 4 } else { 11 });
            let entries: Vec<_> = entries.collect();
            let names: Vec<String> = form
                .fields
                .iter()
                // A password that is guessed at waits, longer each time.
                .filter(|field| !field.name.starts_with("was.") && field.kind != "password")
                .map(|field| field.name.clone())
                .collect();
            for name in names {
                for (what, entry) in entries.clone() {
                    // Rows of a form are alike: the first tells of all.
                    if name.starts_with("lines.") && !name.starts_with("lines.0.") {
                        continue;
                    }
                    let mut bad = form.clone();
                    for field in bad.fields.iter_mut().filter(|field| field.name == name) {
                        field.value.clone_from(&entry);
                    }
                    let admin = office.admin.clone();
                    let answer = office.ask("POST", &form.action, language, &admin, &encoded(&bad));
                    if answer.status >= 400 {
                        refused += 1;
                        let place = format!("{language} {action} {name} = {what}");
                        office.read_refusal(&place, language, (&bad, &name), &answer);
                    }
                }
            }
            let viewer = office.viewer.clone();
            let denied = office.ask("POST", &form.action, language, &viewer, &encoded(&form));
            if denied.status >= 400 {
                let place = format!("{language} {action} by a viewer");
                office.read_refusal(&place, language, (&form, ""), &denied);
            }
        }
    }
    assert!(kinds.len() >= 20, "{} forms were met: {kinds:?}", kinds.len());
    assert!(refused > 500, "{refused} entries were refused");
    let wrong: Vec<&String> = office.wrong.iter().collect();
    assert!(wrong.is_empty(), "{} faults:\n{wrong:#?}", wrong.len());
}

#[test]
fn no_page_says_a_word_of_the_api_or_english_in_french() {
    let mut office = Office::open();
    for language in ["en", "fr"] {
        for address in office.pages() {
            let admin = office.admin.clone();
            let answer = office.ask("GET", &address, language, &admin, "");
            office.read(&format!("{language} {}", without_ids(&address)), language, &answer.text);
        }
    }
    let wrong: Vec<&String> = office.wrong.iter().collect();
    assert!(wrong.is_empty(), "{} faults:\n{wrong:#?}", wrong.len());
}
