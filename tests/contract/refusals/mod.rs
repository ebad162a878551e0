//! Every refusal of every form in both languages: the forms of all pages are sent with one field
//! after another filled with what no field takes, every act of every page is asked of records in
//! every state by everybody, and what the pages say is read.

mod acts;
mod entrances;
pub mod entries;
mod filters;
mod forms;
pub mod page;
mod reader;
pub mod scene;
mod uploads;
mod vocabulary;

use std::collections::BTreeSet;

use self::reader::Reader;
use self::scene::Scene;
use crate::cast::Cast;
use crate::doors;
use crate::practice::Practice;
use crate::rooms::{self, cookie};
use crate::wire::{Answer, Sent};

pub const LANGUAGES: [&str; 2] = ["en", "fr"];

/// A practice whose pages are walked, and their reader.
pub struct Office {
    pub practice: Practice,
    pub cast: Cast,
    pub admin: String,
    viewer: String,
    reader: Reader,
}

impl Office {
    pub fn open() -> Self {
        // Passwords are typed wrong on purpose, again and again.
        let practice = Practice::with(&[("NUTRIVAULT_AUTH__ACCOUNT_BURST", "100000")]);
        let cast = Cast::of(&practice);
        let (admin, viewer) = (cookie(&practice, "admin"), cookie(&practice, "viewer"));
        let reader = Reader::of(&practice);
        Self { practice, cast, admin, viewer, reader }
    }

    pub fn ask(
        &self,
        method: &str,
        address: &str,
        language: &str,
        who: &str,
        form: &str,
    ) -> Answer {
        let mut sent = self.request(method, address, language, who);
        if method == "POST" {
            sent = sent.body("application/x-www-form-urlencoded", form);
        }
        self.practice.send(&sent)
    }

    /// What a browser of this reader sends.
    fn request(&self, method: &str, address: &str, language: &str, who: &str) -> Sent {
        let cookies = format!("{who}; nutrivault_language={language}");
        let sent = Sent::new(method, address).header("Cookie", cookies);
        sent.header("Accept", "text/html").header("Sec-Fetch-Site", "same-origin")
    }
}

/// An address with the ids taken out.
pub fn without_ids(address: &str) -> String {
    let is_id = |part: &&str| part.len() == 36 && part.matches('-').count() == 4;
    let parts = address.split('/').map(|part| if is_id(&part) { "<id>" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// The routes of all pages that something is sent to, of the tables that miss no route.
pub fn posts() -> BTreeSet<&'static str> {
    let doors = doors::TABLE.iter().map(|row| (row.0, row.1));
    let rooms = rooms::TABLE.iter().map(|row| (row.0, row.1));
    let is_page = |(method, route): &(&str, &str)| *method == "POST" && !route.starts_with("/api");
    doors.chain(rooms).filter(is_page).map(|(_, route)| route).collect()
}

/// The route that an address leads to: of those that fit the one with most words of its own.
pub fn route_of(address: &str) -> Option<&'static str> {
    let parts: Vec<&str> = address.split('/').collect();
    let fits = |route: &&str| {
        let own: Vec<&str> = route.split('/').collect();
        own.len() == parts.len()
            && own.iter().zip(&parts).all(|(own, part)| own.starts_with('<') || own == part)
    };
    // Whatever leads nowhere else leads to the last one.
    let all = posts().into_iter().filter(|route| !route.contains(".."));
    all.filter(fits).min_by_key(|route| route.matches('<').count())
}

#[test]
fn an_address_leads_to_the_route_that_names_most_of_it() {
    let id = scene::UNKNOWN;
    assert_eq!(route_of(&format!("/users/{id}/hand-over")), Some("/users/<id>/hand-over"));
    assert_eq!(route_of(&format!("/users/{id}/deactivate")), Some("/users/<id>/<what>"));
    assert_eq!(route_of("/login"), Some("/login"));
    assert_eq!(route_of("/nowhere"), None);
}

#[test]
fn no_page_says_a_word_of_the_api_or_english_in_french() {
    let mut office = Office::open();
    let scene = Scene::set(&office);
    for language in LANGUAGES {
        for address in scene.pages(&office) {
            let admin = office.admin.clone();
            let answer = office.ask("GET", &address, language, &admin, "");
            office.reader.read(
                &format!("{language} {}", without_ids(&address)),
                language,
                &answer.text,
            );
        }
    }
    office.reader.finish();
}
