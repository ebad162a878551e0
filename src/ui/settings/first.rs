//! `/settings/first`: name, zone and currency of a clinic that nobody has set up in the pages.
//!
//! Its first administrator came by `nutrivault user add` or an import, so the wizard has asked
//! nobody: it would go on as "My clinic" in UTC, and the first invoice would say so.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, State, get, post, routes};

use crate::auth::may;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Fields, Parameters, Precondition, WayOn};
use crate::settings::{Change, Current, InForce, store};
use crate::shows_no_record;
use crate::ui::form::{Field, Html, Sent, html, in_words};
use crate::ui::language::say;
use crate::ui::settings::zone::ask_about;
use crate::ui::setup::proposed::proposed;
use crate::ui::staff::{Shell, Staff};
use crate::users::User;

const FIELDS: [&str; 4] = ["name", "time_zone", "currency", "locale"];

pub fn routes() -> Vec<Route> {
    routes![ask, answer]
}

/// Where a login leads: first to these questions, when they are this user's to answer and nobody
/// has yet.
pub fn on_the_way(next: WayOn, user: &User, settings: &InForce) -> String {
    let is_theirs = user.role.permissions.iter().any(|held| held == "system.settings");
    match is_theirs && !settings.0.is_confirmed && !user.must_change_password {
        true => {
            let next = rocket::http::RawStr::new(next.as_str()).percent_encode();
            format!("/settings/first?next={next}")
        }
        false => next.as_str().to_owned(),
    }
}

shows_no_record!(FirstPage);

/// The page.
#[derive(Template)]
#[template(path = "ui/settings/first.html", config = "src/ui/askama.toml")]
struct FirstPage {
    shell: Shell,
    fields: Vec<Field>,
    next: String,
    /// The zone that was asked about.
    sure_of: String,
    problem: Option<String>,
    /// What stays if nobody answers.
    name: String,
    zone: String,
    currency: String,
}

fn page(shell: Shell, settings: &InForce, next: &WayOn) -> FirstPage {
    let mut fields = vec![
        Field::line("name", say("Name of the clinic")).required(),
        Field::line("time_zone", say("Time zone")).required().hint(say("As in Europe/Paris.")),
        Field::line("currency", say("Currency")).required().hint(say("Three letters like EUR.")),
        Field::codes("locale", say("Language of documents"), &["en", "fr"]).required(),
    ];
    let proposed = proposed(settings, shell.look.language);
    for field in &mut fields {
        field.fill(&proposed);
    }
    let now = &settings.0;
    let (name, zone, currency) = (now.name.clone(), now.time_zone.clone(), now.currency.clone());
    let next = next.as_str().to_owned();
    let sure_of = String::new();
    FirstPage { shell, fields, next, sure_of, problem: None, name, zone, currency }
}

#[get("/settings/first")]
fn ask(
    caller: Staff<may::SystemSettings>,
    settings: InForce,
    parameters: Parameters,
) -> Result<Html> {
    let next = WayOn::or_start(parameters.get("next").unwrap_or("/"));
    let shell = Shell::new(&caller, caller.look, &settings, "/settings");
    html(Status::Ok, &page(shell, &settings, &next))
}

#[post("/settings/first", data = "<sent>")]
async fn answer(
    caller: Staff<may::SystemSettings>,
    current: &State<Current>,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let next = WayOn::or_start(sent.get("next"));
    let (actor, now_in_force) = (caller.actor(), Current::clone(current));
    let mut fields = Fields::of(match sent.get("act") {
        "skip" => serde_json::Map::new(),
        _ => sent.only(&FIELDS).body(&[]),
    });
    let change = Change::read(&mut fields);
    let nothing_known = Precondition::read(None, &mut Fields::of(serde_json::Map::new()));
    let language = caller.look.language;
    let asked = fields.finish().and_then(|()| match sent.get("act") {
        "skip" => Ok(()),
        _ => ask_about(&sent, &settings.0.time_zone, language),
    });
    let saved = match asked {
        Ok(()) => {
            db.write(move |tx| {
                store::update(tx, &actor, change, nothing_known)?;
                let settings = store::confirm(tx, &actor)?;
                tx.on_commit(move || now_in_force.set(settings));
                Ok(())
            })
            .await
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(Ok(Redirect::to(next.as_str().to_owned()))),
        Err(error) if error.status().code < 500 => {
            let shell = Shell::new(&caller, caller.look, &settings, "/settings");
            let page = refused(page(shell, &settings, &next), &sent, &error);
            html(error.status(), &page).map(Err)
        }
        Err(error) => Err(error),
    }
}

/// The same page with what was typed and what was wrong with it.
fn refused(mut page: FirstPage, sent: &Sent, error: &Error) -> FirstPage {
    let language = page.shell.look.language;
    for field in &mut page.fields {
        sent.get(field.name).clone_into(&mut field.value);
        let found = error.details().iter().find(|detail| detail.field == field.name);
        field.problem = found.map(|detail| language.told_of_field(detail));
    }
    page.problem = Some(in_words(error, language));
    sent.get("time_zone").clone_into(&mut page.sure_of);
    page
}
