//! Signing a note, opening it again, and the editions that were signed.

use askama::Template;
use rocket::http::Status;
use rocket::response::Redirect;
use rocket::{Route, get, post, routes};

use super::earlier::signed_line;
use super::measures::{Frozen, frozen};
use super::notes::texts_of;
use super::opened::{Beside, open};
use super::pages::ROOM;
use crate::auth::{Clinical, Permission, may};
use crate::db::{Db, Sql};
use crate::error::{Error, Result};
use crate::http::{Fields, Parameters, PathId};
use crate::ids::Id;
use crate::list::Leaf;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::text::full_name;
use crate::ui::form::{Html, Sent, html};
use crate::ui::language::say;
use crate::ui::staff::{Shell, Staff};
use crate::visits::signing::{reason, service, store};
use crate::visits::store as visits;
use crate::visits::writer::writer_of;

pub fn routes() -> Vec<Route> {
    routes![sign, amend, editions]
}

type Act = std::result::Result<Redirect, Html>;

#[post("/visits/<id>/sign", data = "<sent>")]
async fn sign(
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    caller.must(Permission::VisitsPrivateNotes)?;
    let (id, writer, seen) = (id.get()?, writer_of(&caller, &settings), sent.seen()?);
    let signed = db.write(move |tx| service::sign(tx, &writer, id, seen)).await;
    match signed.map_err(Error::of_an_act) {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?done=signed")))),
        Err(error) => refused(&caller, id, &settings, &db, &error, "").await.map(Err),
    }
}

#[post("/visits/<id>/amend", data = "<sent>")]
async fn amend(
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Act> {
    caller.must(Permission::VisitsPrivateNotes)?;
    let (id, writer, seen) = (id.get()?, writer_of(&caller, &settings), sent.seen()?);
    let mut fields = Fields::of(sent.only(&["reason"]).filled(&[]));
    let reason = reason(&mut fields);
    let opened = match fields.finish() {
        Ok(()) => {
            let reason = reason.unwrap_or_default();
            db.write(move |tx| service::amend(tx, &writer, id, &reason, seen)).await
        }
        Err(error) => Err(error),
    };
    match opened.map_err(Error::of_an_act) {
        Ok(_) => Ok(Ok(Redirect::to(format!("{ROOM}/{id}?edit=1&done=amended")))),
        Err(error) => {
            refused(&caller, id, &settings, &db, &error, sent.get("reason")).await.map(Err)
        }
    }
}

/// The page again with what was wrong, where another try may help.
async fn refused(
    caller: &Staff<Clinical<may::VisitsUpdate>>,
    id: Id,
    settings: &InForce,
    db: &Db,
    error: &Error,
    typed: &str,
) -> Result<Html> {
    let who = (caller.scope(), caller.id(), db.database().clock().now());
    let clinic = InForce(settings.0.clone());
    let opened = db.read(move |sql| open(sql, id, who, &clinic, Beside::default())).await?;
    let shell = Shell::new(caller, caller.look, settings, ROOM);
    let mut page = opened.page(caller, shell, settings);
    page.problem = Some(caller.look.language.in_full(error, |_| true));
    typed.clone_into(&mut page.signature.reason);
    html(error.status(), &page)
}

/// An edition in words.
struct Shown {
    signed: String,
    notes: Vec<(&'static str, &'static str, String)>,
    figures: Vec<Frozen>,
    amendment: Option<String>,
    holds: bool,
    digest: String,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/visits/editions.html", config = "src/ui/askama.toml")]
struct EditionsPage {
    shell: Shell,
    id: Id,
    who: String,
    when: String,
    editions: Vec<Shown>,
    /// The page of those that were signed before.
    older: Option<String>,
}

impl Discloses for EditionsPage {
    fn shows(&self) -> Shows {
        Shows::record("visit", self.id)
    }
}

/// Every signed edition of a note, as it was signed.
#[get("/visits/<id>/signatures")]
async fn editions(
    caller: Staff<Clinical<may::VisitsRead>>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, scope, language) = (id.get()?, caller.scope(), caller.look.language);
    let leaf = Leaf::read(&parameters)?;
    let (detail, (found, next)) = db
        .read(move |sql: &Sql<'_>| {
            let detail = visits::detail(sql, id, false)?.ok_or_else(|| visits::unknown(id))?;
            detail.must_be_in(scope)?;
            Ok((detail, store::editions(sql, id, leaf)?))
        })
        .await?;
    let (notes, zone) = (caller.notes(), &settings.0.zone);
    let shown = |edition: crate::visits::signing::Edition| {
        let edition = edition.for_reader(notes);
        let measured = edition.measured();
        Shown {
            signed: signed_line(&edition.signed, language, &settings),
            notes: texts_of(&edition.note),
            figures: frozen(Some(&measured), &measured, language),
            amendment: edition.amendment.map(|amendment| {
                let by = &amendment.opened_by;
                let by = full_name(Some(by.first_name.as_str()), &by.last_name);
                let at = language.moment(amendment.opened_at, zone);
                language.fill(say("Amended by {}, {}: {}"), &[&by, &at, &amendment.reason])
            }),
            holds: edition.holds,
            digest: edition.signed.digest,
        }
    };
    let page = EditionsPage {
        id,
        who: full_name(detail.patient.first_name.as_deref(), &detail.patient.last_name),
        when: language.moment(detail.visit.details.visit_date, zone),
        editions: found.into_iter().map(shown).collect(),
        older: next.map(|next| format!("{ROOM}/{id}/signatures?cursor={next}")),
        shell: Shell::new(&caller, caller.look, &settings, ROOM),
    };
    html(Status::Ok, &page)
}
