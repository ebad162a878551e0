//! The versions of a record with what each changed, and what of them can be gone back to.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};

use super::record::{self, Of, Record};
use super::rows::{Row, rows, said};
use super::words::Words;
use crate::auth::{Caller, may};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::history::restoring::Wanted;
use crate::http::{Parameters, PathId};
use crate::list::Leaf;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::ui::form::{Html, html};
use crate::ui::look::Look;
use crate::ui::staff::{Shell, Staff};

pub fn routes() -> Vec<Route> {
    routes![of_patient, of_visit, of_invoice]
}

/// Something that was asked for and not done.
pub(super) struct Refusal {
    pub error: Error,
    /// The press that was refused, where the same can be insisted on.
    pub wanted: Wanted,
}

/// A press that takes a time which another has.
struct Insisting {
    seq: i64,
    field: Option<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/history/history.html", config = "src/ui/askama.toml")]
struct HistoryPage {
    shell: Shell,
    back: (String, String),
    /// The version of the record that the page shows the history of.
    known: i64,
    since: String,
    may_change: bool,
    problem: Option<String>,
    insisting: Option<Insisting>,
    rows: Vec<Row>,
    /// The page of the versions before.
    older: Option<String>,
    /// Whether it is the page of the newest.
    is_first: bool,
    shows: Shows,
}

impl Discloses for HistoryPage {
    fn shows(&self) -> Shows {
        self.shows.clone()
    }
}

/// What the address says was put back.
pub(super) fn wanted(parameters: &Parameters) -> Option<Wanted> {
    let seq = parameters.get("back")?.parse().ok()?;
    let field = parameters.get("field").filter(|field| !field.is_empty());
    Some(field.map_or(Wanted::Version(seq), |field| Wanted::Field(seq, field.to_owned())))
}

/// The page of a record; with what was put back, or with what was refused.
pub(super) fn page(
    record: Record,
    (caller, look, settings): (&Caller, Look, &InForce),
    done: Option<&Wanted>,
    refused: Option<Refusal>,
) -> Result<Html> {
    let language = look.language;
    let mut shell = Shell::new(caller, look, settings, record.room);
    let Record { href, name, known, since, versions, offers, may_change, .. } = record;
    let mut shows = Shows::record(record.of.kind(), record.id).and(record.names.shows());
    let words = Words {
        language,
        kind: record.of.kind(),
        settings,
        people: record.people,
        names: record.names,
        currency: record.currency,
    };
    if let Some(told) = done.and_then(|done| said(&versions.all, &offers, done, &words)) {
        shell.done = Some(told.text.into());
        if let Some(before) = told.before.filter(|_| may_change) {
            shell.undo = Some(format!("{href}/history"));
            let known = record.measured.get(&told.id).copied().unwrap_or(known);
            shell.undo_with = vec![("version", before.to_string()), ("known", known.to_string())];
        }
    }
    let status = refused.as_ref().map_or(Status::Ok, |refused| refused.error.status());
    let problem = refused.as_ref().map(|one| language.in_full(&one.error, |_| true));
    if let Some(refused) = &refused {
        shows = shows.and((**refused.error.shows()).clone());
    }
    let insisting = refused.filter(|one| one.error.code() == "VISIT_OVERLAP").map(|one| {
        let (seq, field) = match one.wanted {
            Wanted::Version(seq) => (seq, None),
            Wanted::Field(seq, field) => (seq, Some(field)),
        };
        Insisting { seq, field }
    });
    let is_first = !versions.is_continued;
    let older = versions.next.map(|next| format!("{href}/history?cursor={next}"));
    let rows = rows(versions.all, &offers, &record.measured, known, &words);
    let since = language.moment_text(&since.unwrap_or_default(), &settings.0.zone);
    let back = (href, name);
    let page = HistoryPage {
        shell,
        back,
        known,
        since,
        may_change,
        problem,
        insisting,
        rows,
        older,
        is_first,
        shows,
    };
    html(status, &page)
}

async fn show(
    of: Of,
    (caller, look): (&Caller, Look),
    id: PathId,
    parameters: &Parameters,
    settings: &InForce,
    db: &Db,
) -> Result<Html> {
    let leaf = Leaf::read(parameters)?;
    let record = record::read(of, id.get()?, (caller, look), leaf, (settings, db)).await?;
    page(record, (caller, look, settings), wanted(parameters).as_ref(), None)
}

#[get("/patients/<id>/history")]
async fn of_patient(
    caller: Staff<may::PatientsRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    show(Of::Patient, (&caller, caller.look), id, &parameters, &settings, &db).await
}

#[get("/visits/<id>/history")]
async fn of_visit(
    caller: Staff<may::VisitsRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    show(Of::Visit, (&caller, caller.look), id, &parameters, &settings, &db).await
}

#[get("/invoices/<id>/history")]
async fn of_invoice(
    caller: Staff<may::BillingRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    show(Of::Invoice, (&caller, caller.look), id, &parameters, &settings, &db).await
}
