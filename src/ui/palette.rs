//! `/search/palette`: what is found while somebody types into the search of every page, and what can
//! be done about it. A script shows it below the field; without one the field leads to `/search`.

use askama::Template;
use rocket::http::{RawStr, Status};
use rocket::{Route, get, routes};

use super::form::{Html, part};
use super::language::{Language, say};
use super::list::Elsewhere;
use super::staff::{Shell, Staff};
use crate::auth::{Caller, Permission, may};
use crate::db::Db;
use crate::error::Result;
use crate::http::Parameters;
use crate::list::Search;
use crate::search::{self, Fact, Finding, Kind, SearchView, Sight};
use crate::settings::InForce;
use crate::text::{beginning, fold};

pub fn routes() -> Vec<Route> {
    routes![found]
}

/// Rows at most, without what can be done.
const MOST: usize = 12;
/// Characters that are looked for in the names of rooms, which are shorter.
const LONGEST_PLACE: usize = 100;
/// The kinds in their order, with their headings, their icons and where they lead.
const KINDS: [(Kind, &str, &str, &str); 7] = [
    (Kind::Patient, say("Patients"), "patients", "/patients"),
    (Kind::Invoice, say("Invoices"), "invoices", "/invoices"),
    (Kind::Visit, say("Consultations"), "visits", "/visits"),
    (Kind::Document, say("Documents"), "audit", "/documents"),
    (Kind::Plan, say("Meal plans"), "plans", "/plans"),
    (Kind::Recipe, say("Recipes"), "plans", "/recipes"),
    (Kind::Food, say("Foods"), "foods", "/foods"),
];

/// Something that can be opened.
struct Row {
    /// Its place among all rows.
    at: usize,
    href: String,
    icon: &'static str,
    title: String,
    detail: String,
}

/// Rows under one heading.
struct Group {
    title: &'static str,
    rows: Vec<Row>,
}

/// What stands below the field.
#[derive(Template)]
#[template(path = "ui/palette.html", config = "src/ui/askama.toml")]
struct Palette {
    shell: Shell,
    groups: Vec<Group>,
    is_mended: bool,
    /// Whether something was typed and nothing found.
    is_empty: bool,
}

#[get("/search/palette")]
async fn found(
    caller: Staff<may::PatientsList>,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let language = caller.look.language;
    let zone = settings.0.zone.clone();
    let typed = parameters.get("q").unwrap_or_default().trim().to_owned();
    // What is too long or has too many words finds nothing: the field says more than a refusal.
    let search = Search::read(Some(&typed), "q", &zone).unwrap_or_default();
    let (sight, now) =
        (Sight::of(&caller, language.tag()).and_recipes(), db.database().clock().now());
    let found = match search {
        Some(search) => {
            db.read_much(move |sql| search::find(sql, &search, &sight, (&zone, now), MOST)).await?
        }
        None => SearchView::default(),
    };
    let shows = search::shown(&found.results);
    let shell = Shell::new(&caller, caller.look, &settings, "");
    let acts = acts(&caller, &shell, &typed, &found);
    let page = Palette {
        is_mended: found.mended,
        is_empty: found.results.is_empty() && !typed.is_empty(),
        groups: groups(found.results, acts, &shell),
        shell,
    };
    part(Status::Ok, &page, shows)
}

/// What was found by its kind, as far as the reader may open it, then what can be done.
fn groups(found: Vec<Finding>, acts: Vec<Row>, shell: &Shell) -> Vec<Group> {
    let language = shell.look.language;
    let mut groups: Vec<Group> = Vec::new();
    for (kind, title, icon, room) in KINDS {
        let row = |one: &Finding| Row {
            at: 0,
            href: format!("{room}/{}", one.id),
            icon,
            title: one.title.clone(),
            detail: told(&one.facts, language),
        };
        let rows: Vec<Row> = found.iter().filter(|one| one.kind == kind).map(row).collect();
        let rows = rows.into_iter().filter(|row| shell.leads_to(&row.href)).collect();
        groups.push(Group { title, rows });
    }
    groups.push(Group { title: say("Actions"), rows: acts });
    groups.retain(|group| !group.rows.is_empty());
    let rows = groups.iter_mut().flat_map(|group| &mut group.rows);
    rows.enumerate().for_each(|(at, row)| row.at = at);
    groups
}

/// What was found, as a page lists it below its own rows.
pub(super) fn listed(found: &[Finding], language: Language) -> Vec<Elsewhere> {
    let listed = |one: &Finding| {
        let (_, kind, _, room) = KINDS.into_iter().find(|(kind, ..)| *kind == one.kind)?;
        let (title, detail) = (one.title.clone(), told(&one.facts, language));
        Some(Elsewhere { kind, href: format!("{room}/{}", one.id), title, detail })
    };
    found.iter().filter_map(listed).collect()
}

/// Facts in the words of the reader.
fn told(facts: &[Fact], language: Language) -> String {
    let word = |fact: &Fact| match fact {
        Fact::Born(day) => language.fill(say("born {}"), &[&language.date(*day)]),
        Fact::File(number) => language.fill(say("file {}"), &[number]),
        Fact::Day(day) => language.day(day),
        Fact::At(at) => match at.split_once(' ') {
            Some((day, time)) => format!("{}, {time}", language.day(day)),
            None => at.clone(),
        },
        Fact::Code(code) => language.code(code),
        Fact::Text(text) => text.clone(),
    };
    facts.iter().map(word).collect::<Vec<_>>().join(" · ")
}

/// What can be done: with the first who was found, with a name that nobody has, and the places whose
/// names begin as was typed.
fn acts(caller: &Caller, shell: &Shell, typed: &str, found: &SearchView) -> Vec<Row> {
    let language = shell.look.language;
    let act = |href: String, icon, title: String, detail: String| Row {
        at: 0,
        href,
        icon,
        title,
        detail,
    };
    let mut acts = Vec::new();
    let first = found.results.first().filter(|one| one.kind == Kind::Patient && !found.mended);
    if let Some(patient) = first {
        let (id, born) = (patient.id, told(patient.facts.get(..1).unwrap_or_default(), language));
        let ways = [
            (Permission::VisitsCreate, "calendar", say("Book an appointment for {}"), "visits/new"),
            (Permission::BillingUpdate, "invoices", say("Record a payment from {}"), "pay"),
            (Permission::BillingCreate, "invoices", say("Write an invoice for {}"), "invoices/new"),
        ];
        for (need, icon, words, way) in ways {
            if caller.may(need) {
                let title = language.fill(words, &[&patient.title]);
                acts.push(act(format!("/patients/{id}/{way}"), icon, title, born.clone()));
            }
        }
    }
    if typed.chars().any(char::is_alphabetic) && caller.may(Permission::PatientsCreate) {
        let name = RawStr::new(typed).percent_encode().to_string();
        if caller.may(Permission::VisitsCreate) {
            let title = language.fill(say("Register “{}” and book"), &[typed]);
            let href = format!("/patients/new?book=yes&name={name}");
            acts.push(act(href, "account", title, String::new()));
        } else {
            let title = language.fill(say("Register “{}”"), &[typed]);
            acts.push(act(format!("/patients/new?name={name}"), "account", title, String::new()));
        }
    }
    acts.extend(places(shell, typed));
    acts
}

/// The rooms and what can be made anew, whose names have a word that begins so; without anything typed
/// what can be made anew.
fn places(shell: &Shell, typed: &str) -> Vec<Row> {
    let wanted = fold(beginning(typed, LONGEST_PLACE));
    let begins = |name: &str| {
        let name = fold(shell.t(name));
        wanted.chars().count() > 1 && format!(" {name}").contains(&format!(" {wanted}"))
    };
    let row = |href: &str, icon, name: &str| Row {
        at: 0,
        href: href.to_owned(),
        icon,
        title: shell.t(name).to_owned(),
        detail: String::new(),
    };
    let new = shell.new.iter().filter(|(_, name)| wanted.is_empty() || begins(name));
    let new = new.map(|(href, name)| row(href, "more", name));
    let rooms = shell.rooms.iter().filter(|room| begins(room.name));
    new.chain(rooms.map(|room| row(room.href, room.icon, room.name))).collect()
}
