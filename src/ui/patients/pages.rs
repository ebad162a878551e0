//! `/patients`: the form that registers and changes.

use rocket::http::{RawStr, Status};
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};
use serde_json::json;

use super::ROOM;
use super::form::{form, form_for, likely};
use super::seen::{Act, seen};
use super::{file, listing, searching};
use crate::auth::{Scope, may};
use crate::db::{Db, is_claimed};
use crate::error::Result;
use crate::http::{Fields, Parameters, PathId, Precondition};
use crate::ids::Id;
use crate::notes::Notes;
use crate::patients::disclosure::{self, NamedNumber, QuestionLog};
use crate::patients::{Author, Changes, NewPatient, PatientView, service};
use crate::settings::InForce;
use crate::shown::Shows;
use crate::text::phone;
use crate::ui::dietitians::Dietitians;
use crate::ui::form::{FormPage, Html, Sent, again, html};
use crate::ui::language::{Language, say};
use crate::ui::rooms::guard;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![
        listing::all,
        searching::find,
        new,
        create,
        file::read,
        edit,
        update,
        archive,
        bring_back
    ]
}

/// To whom a new patient may be given.
async fn practising(db: &Db, language: Language) -> Result<Vec<(String, String)>> {
    Ok(db.read(move |sql| Dietitians::read(sql, language)).await?.choices(None))
}

/// A patient, and to whom they may be given: among these to whom they belong.
async fn seen_with_choices(
    db: &Db,
    id: Id,
    sight: (Scope, Notes),
    language: Language,
) -> Result<(PatientView, Vec<(String, String)>)> {
    let now = db.database().clock().now();
    let read =
        db.read(move |sql| Ok((seen(sql, id, sight, now)?, Dietitians::read(sql, language)?)));
    let (detail, people) = read.await?;
    let choices = people.choices(detail.patient.details.assigned_dietitian_id);
    Ok((detail, choices))
}

/// The fields that a registration on the telephone carries along: that a booking or an invoice
/// follows, when and with whom.
const ALONG: [&str; 4] = ["book", "bill", "at", "with"];

#[get("/patients/new")]
async fn new(
    caller: Staff<guard::NewPatient>,
    settings: InForce,
    parameters: Parameters,
    db: Db,
) -> Result<Html> {
    let people = practising(&db, caller.look.language).await?;
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let mut page = form(shell, (caller.scope(), caller.notes()), people);
    // The last word that was looked for is the last name.
    let typed = parameters.get("name").unwrap_or_default().trim();
    let is_name = typed.chars().any(char::is_alphabetic);
    let (first, last) = typed.rsplit_once(' ').unwrap_or(("", typed));
    if is_name {
        page = page.filled(&json!({ "first_name": first, "last_name": last }), Shows::nothing());
    }
    let page = followed(page, |name| parameters.get(name).unwrap_or_default().to_owned());
    html(Status::Ok, &page)
}

/// The form of somebody who is registered to be booked or billed at once: left, it leads back to
/// the question for whom.
fn followed(mut page: FormPage, get: impl Fn(&str) -> String) -> FormPage {
    let given = ALONG.map(|name| (name, get(name)));
    let question = match (!get("book").is_empty(), !get("bill").is_empty()) {
        (true, _) => {
            page.submit = say("Register and book");
            say("Book: which patient?")
        }
        (_, true) => say("Who is the invoice for?"),
        _ => return page,
    };
    let asked = given.iter().filter(|(_, value)| !value.is_empty());
    let asked =
        asked.map(|(name, value)| format!("{name}={}", RawStr::new(value).percent_encode()));
    page.back = format!("/search?{}", asked.collect::<Vec<_>>().join("&"));
    page.back_name = page.shell.t(question).to_owned();
    page.hidden.extend(given);
    page
}

/// Where that patient leads who was looked for or registered, with what a form carries along: to
/// the booking, to the invoice, else to the file.
fn way_on(id: Id, sent: &Sent) -> String {
    let encoded = |name| RawStr::new(sent.get(name)).percent_encode().to_string();
    match (sent.get("book").is_empty(), sent.get("bill").is_empty()) {
        (false, _) => {
            format!("{ROOM}/{id}/visits/new?at={}&with={}", encoded("at"), encoded("with"))
        }
        (_, false) => format!("{ROOM}/{id}/invoices/new"),
        _ => format!("{ROOM}/{id}"),
    }
}

#[post("/patients", data = "<sent>")]
async fn create(
    caller: Staff<may::PatientsCreate>,
    settings: InForce,
    log: QuestionLog<'_>,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let now = db.database().clock().now();
    let (today, home) = (settings.0.zone.day_of(now), phone::of_zone(settings.0.zone.name()));
    let mut body = sent.filled(&[]);
    let is_sure = body.remove("sure").is_some();
    ALONG.iter().for_each(|name| {
        body.remove(*name);
    });
    let kept = |page: FormPage| followed(page, |name| sent.get(name).to_owned());
    let author = Author::from(&*caller);
    let sight = (author.scope, author.sight.notes);
    let created = match NewPatient::read(Fields::of(body.clone()), caller.notes(), today) {
        Ok(new) => {
            let made = sent.made();
            let is_again = db.read(move |sql| is_claimed(sql, made)).await?;
            let (likely, shows) = match is_sure || is_again {
                true => Default::default(),
                false => likely(&db, &body, caller.scope(), home, caller.look.language).await?,
            };
            if !likely.is_empty() {
                let people = practising(&db, caller.look.language).await?;
                let shell = Shell::new(&caller, caller.look, &settings, ROOM);
                let mut page = form(shell, sight, people);
                page = page.filled(&json!(sent.body(&[])), shows);
                let leads = |(id, name)| (way_on(id, &sent), name);
                page.likely = likely.into_iter().map(leads).collect();
                page.hidden.push(("sure", "yes".into()));
                page = kept(page);
                page.submit = say("Register anyway");
                return html(Status::Conflict, &page).map(Err);
            }
            let named = NamedNumber { patient: None, number: new.details.file_number.clone() };
            let write = db.write(move |tx| service::create(tx, &author, new, &body));
            disclosure::numbered(&caller, log, &db, named, write).await
        }
        Err(error) => Err(error),
    };
    match created {
        Ok(detail) => {
            let way = way_on(detail.patient.id, &sent);
            let and = if way.contains('?') { "&" } else { "?" };
            let first = if sent.get("book").is_empty() { "" } else { "first=yes&" };
            Ok(Ok(Redirect::to(format!("{way}{and}{first}done=created"))))
        }
        Err(error) => {
            let people = practising(&db, caller.look.language).await?;
            let page = form(Shell::new(&caller, caller.look, &settings, ROOM), sight, people);
            again(kept(page), &sent, error).map(Err)
        }
    }
}

#[get("/patients/<id>/edit")]
async fn edit(
    caller: Staff<may::PatientsUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let id = id.get()?;
    let sight = (caller.scope(), caller.notes());
    let (detail, people) = seen_with_choices(&db, id, sight, caller.look.language).await?;
    let page = form(Shell::new(&caller, caller.look, &settings, ROOM), sight, people);
    let page = form_for(id, detail.patient.version, page)
        .filled(&json!(detail.patient), Shows::record("patient", id))
        .merging();
    html(Status::Ok, &page)
}

#[post("/patients/<id>", data = "<sent>")]
async fn update(
    caller: Staff<may::PatientsUpdate>,
    id: PathId,
    settings: InForce,
    log: QuestionLog<'_>,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    let id = id.get()?;
    let now = db.database().clock().now();
    let mut fields = Fields::of(sent.typed().body(&["version"]));
    let changes = Changes::read(&mut fields, settings.0.zone.day_of(now));
    let precondition = Precondition::read(None, &mut fields);
    let author = Author::from(&*caller);
    let updated = match fields.finish() {
        Ok(()) => {
            let named = NamedNumber { patient: Some(id), number: changes.file_number() };
            let write = db.write(move |tx| service::update(tx, &author, id, changes, precondition));
            disclosure::numbered(&caller, log, &db, named, write).await
        }
        Err(error) => Err(error),
    };
    let error = match updated {
        Ok(_) => return Ok(Ok(Redirect::to(format!("/patients/{id}?done=saved-patient")))),
        Err(error) => error,
    };
    let sight = (caller.scope(), caller.notes());
    let (detail, people) = seen_with_choices(&db, id, sight, caller.look.language).await?;
    let version = detail.patient.version;
    let page = form(Shell::new(&caller, caller.look, &settings, ROOM), sight, people);
    let page = form_for(id, version, page)
        .filled(&json!(detail.patient), Shows::record("patient", id))
        .merging();
    again(page, &sent, error).map(Err)
}

#[post("/patients/<id>/archive", data = "<_sent>")]
async fn archive(
    caller: Staff<may::PatientsDelete>,
    id: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| service::delete(tx, &author, id)).await?;
    Ok(Redirect::to(format!("/patients/{id}?done=archived&undo={id}")))
}

#[post("/patients/<id>/bring-back", data = "<_sent>")]
async fn bring_back(
    caller: Staff<may::PatientsUpdate>,
    id: PathId,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, author) = (id.get()?, Author::from(&*caller));
    db.write(move |tx| service::activate(tx, &author, id)).await?;
    Ok(Redirect::to(format!("/patients/{id}?done=back")))
}
