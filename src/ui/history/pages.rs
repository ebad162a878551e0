//! The versions of a record with what each changed.

use askama::Template;
use rocket::http::Status;
use rocket::{Route, get, routes};

use super::words::{act, told};
use crate::auth::{Permission, may};
use crate::billing::store as billing;
use crate::db::Db;
use crate::error::Result;
use crate::history::restoring::ACTS;
use crate::history::{Change, Version, hidden_of_patients, hidden_of_visits, seen_with, store};
use crate::http::PathId;
use crate::patients;
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};
use crate::text::full_name;
use crate::ui::form::{Html, html};
use crate::ui::language::Language;
use crate::ui::staff::{Shell, Staff};
use crate::visits::store as visits;

pub fn routes() -> Vec<Route> {
    routes![of_patient, of_visit, of_invoice]
}

/// What may be put back from the versions of a record.
#[derive(Clone, Copy, PartialEq)]
enum Back {
    Nothing,
    /// A version, whole.
    Whole,
    /// A version, or a field of one.
    Fields,
}

/// A field before and after.
struct Field {
    name: String,
    label: String,
    before: String,
    after: String,
    may_put_back: bool,
}

/// A version in words.
struct Row {
    seq: i64,
    at: String,
    who: String,
    what: &'static str,
    is_measured: bool,
    is_erased: bool,
    /// Whether the record can be made again what this version left.
    may_restore: bool,
    /// Where the file is as it stood then.
    then: Option<String>,
    fields: Vec<Field>,
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
    rows: Vec<Row>,
    shows: Shows,
}

impl Discloses for HistoryPage {
    fn shows(&self) -> Shows {
        self.shows.clone()
    }
}

fn row(version: Version, back: Back, language: Language, settings: &InForce) -> Row {
    let zone = &settings.0.zone;
    let is_measured = version.resource_type == "measurement";
    let is_first = version.action == "CREATE" || version.action == "IMPORT";
    let may_put_back = back == Back::Fields && !is_first && !is_measured;
    let field = |(name, change): (String, Change)| Field {
        label: language.field(&name).unwrap_or_else(|| language.code(&name)),
        before: told(&name, &change.old.unwrap_or_default(), language, zone),
        after: told(&name, &change.new.unwrap_or_default(), language, zone),
        may_put_back: may_put_back && !ACTS.contains(&name.as_str()),
        name,
    };
    let changes = version.changes.unwrap_or_default();
    let changes = changes.into_iter().map(|(name, told)| (name, Change::of(&told)));
    let said = changes.filter(|(_, change)| !change.is_of_nothing());
    Row {
        seq: version.seq,
        at: language.moment_text(&version.at, zone),
        who: version.by.username.unwrap_or_default(),
        what: act(&version.action),
        is_measured,
        is_erased: version.is_erased,
        may_restore: back != Back::Nothing && !is_measured && !version.is_erased,
        then: (version.resource_type == "patient")
            .then_some(version.resource_id)
            .flatten()
            .map(|id| format!("/patients/{id}?as_of={}", version.at)),
        fields: said.map(field).collect(),
    }
}

/// The versions in words, the newest first: that one is what the record is, and nothing to go back to.
fn rows(versions: Vec<Version>, back: Back, language: Language, settings: &InForce) -> Vec<Row> {
    let mut rows: Vec<Row> =
        versions.into_iter().map(|one| row(one, back, language, settings)).collect();
    if let Some(newest) = rows.iter_mut().find(|row| !row.is_measured) {
        newest.may_restore = false;
    }
    rows
}

/// What somebody who may change the record puts back.
fn if_may(may: bool, back: Back) -> Back {
    if may { back } else { Back::Nothing }
}

#[get("/patients/<id>/history")]
async fn of_patient(
    caller: Staff<may::PatientsRead>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, scope, now) = (id.get()?, caller.scope(), db.database().clock().now());
    let language = caller.look.language;
    let ((name, known), versions, since) = db
        .read(move |sql| {
            let detail = patients::store::detail(sql, id, now)?;
            let patient = detail.ok_or_else(|| patients::store::unknown(id))?.patient;
            patient.must_be_in(scope)?;
            let versions = store::versions(sql, "patient", id)?;
            let named = (patient.details.full_name(), patient.version);
            Ok((named, versions, store::known_since(sql)?))
        })
        .await?;
    let notes = caller.notes();
    let back = if_may(caller.may(Permission::PatientsUpdate), Back::Fields);
    let versions = seen_with(versions, notes, hidden_of_patients(notes));
    let page = HistoryPage {
        back: (format!("/patients/{id}"), name),
        since: language.moment_text(&since.unwrap_or_default(), &settings.0.zone),
        rows: rows(versions, back, language, &settings),
        known,
        shows: Shows::record("patient", id),
        shell: Shell::new(&caller, caller.look, &settings, "/patients"),
    };
    html(Status::Ok, &page)
}

#[get("/visits/<id>/history")]
async fn of_visit(
    caller: Staff<may::VisitsRead>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, scope, language) = (id.get()?, caller.scope(), caller.look.language);
    let notes = caller.notes();
    let (detail, versions, since) = db
        .read(move |sql| {
            let detail = visits::detail(sql, id, false)?.ok_or_else(|| visits::unknown(id))?;
            detail.must_be_in(scope)?;
            Ok((detail, store::versions(sql, "visit", id)?, store::known_since(sql)?))
        })
        .await?;
    let back = if_may(caller.may(Permission::VisitsUpdate), Back::Fields);
    let name = full_name(detail.patient.first_name.as_deref(), &detail.patient.last_name);
    let when = language.moment(detail.visit.details.visit_date, &settings.0.zone);
    let versions = seen_with(versions, notes, hidden_of_visits(notes));
    let page = HistoryPage {
        back: (format!("/visits/{id}"), format!("{name}, {when}")),
        since: language.moment_text(&since.unwrap_or_default(), &settings.0.zone),
        rows: rows(versions, back, language, &settings),
        known: detail.visit.version,
        shows: Shows::record("visit", id),
        shell: Shell::new(&caller, caller.look, &settings, "/visits"),
    };
    html(Status::Ok, &page)
}

#[get("/invoices/<id>/history")]
async fn of_invoice(
    caller: Staff<may::BillingRead>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Html> {
    let (id, scope, language) = (id.get()?, caller.scope(), caller.look.language);
    let today = settings.0.zone.day_of(db.database().clock().now());
    let (invoice, versions, since) = db
        .read(move |sql| {
            let shown = billing::shown(sql, id, today)?.ok_or_else(|| billing::unknown(id))?;
            shown.must_be_in(scope)?;
            Ok((shown.invoice, store::versions(sql, "billing", id)?, store::known_since(sql)?))
        })
        .await?;
    let back = if_may(caller.may(Permission::BillingUpdate), Back::Whole);
    let number = invoice.invoice_number.unwrap_or_else(|| language.code("DRAFT"));
    let page = HistoryPage {
        back: (format!("/invoices/{id}"), format!("{number} · {}", invoice.patient.name())),
        since: language.moment_text(&since.unwrap_or_default(), &settings.0.zone),
        rows: rows(versions, back, language, &settings),
        known: invoice.version,
        shows: Shows::record("billing", id),
        shell: Shell::new(&caller, caller.look, &settings, "/invoices"),
    };
    html(Status::Ok, &page)
}
