//! One search over everything that the caller may see: patients first, then invoices by number,
//! visits and documents by their words.
//!
//! Each kind is read with the caller's scope in its query, and only for those who may list it.

mod api;
mod documents;
mod invoices;
mod visits;

use rocket::fairing::AdHoc;
use serde::Serialize;

use crate::auth::{Caller, Permission, Scope};
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::documents::Keeper;
use crate::error::Result;
use crate::ids::Id;
use crate::list::{Clauses, Search};
use crate::patients::finding;
use crate::shown::Shows;

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("search", |rocket| async { rocket.mount("/api/search", api::routes()) })
}

/// The kind of a record that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Patient,
    Visit,
    Invoice,
    Document,
}

/// The words for the kinds, in the order of [`Kind`].
pub(crate) const KINDS: &[&str] = &["patient", "visit", "invoice", "document"];

/// A record that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Finding {
    pub kind: Kind,
    pub id: Id,
    pub title: String,
    pub detail: String,
}

/// What is found: the answer of the search.
#[derive(Debug, Default, Serialize)]
pub(crate) struct SearchView {
    pub results: Vec<Finding>,
    /// Whether nobody is called as was typed, and these names are a letter away.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub mended: bool,
}

/// What the caller may look through.
#[derive(Clone, Debug)]
pub(crate) struct Sight {
    keeper: Keeper,
    patients: bool,
    visits: bool,
    invoices: bool,
    documents: bool,
}

impl Sight {
    /// What this caller's role and scope show.
    pub fn of(caller: &Caller) -> Self {
        Self {
            keeper: Keeper::of(caller),
            patients: caller.may(Permission::PatientsList),
            visits: caller.may(Permission::VisitsList),
            invoices: caller.may(Permission::BillingList),
            documents: caller.may(Permission::DocumentsRead),
        }
    }
}

/// Of other kinds than patients at most so many, so that none crowds out the others.
const MOST_OF_OTHERS: usize = 3;

/// What is found, at most that many.
///
/// # Errors
/// What SQLite says.
pub(crate) fn find(
    sql: &Sql<'_>,
    search: &Search,
    sight: &Sight,
    (zone, now): (&Zone, Moment),
    most: usize,
) -> Result<SearchView> {
    let scope = sight.keeper.scope;
    let few = MOST_OF_OTHERS.min(most);
    let patients = match sight.patients {
        true => finding::find(sql, search, scope, now, most)?,
        false => finding::Found::default(),
    };
    let mut found: Vec<Finding> = patients.matches.into_iter().map(patient).collect();
    let mut others = Vec::new();
    if sight.invoices {
        others.extend(invoices::find(sql, search, scope, few)?);
    }
    if sight.visits {
        others.extend(visits::find(sql, search, scope, zone, few)?);
    }
    if sight.documents {
        others.extend(documents::find(sql, search, &sight.keeper, few)?);
    }
    // Some room is kept for the other kinds.
    found.truncate(most - others.len().min(most / 2));
    found.extend(others);
    found.truncate(most);
    Ok(SearchView { results: found, mended: patients.is_mended })
}

/// The invoice of that number, if there is one alone.
///
/// # Errors
/// What SQLite says.
pub(crate) fn only_invoice(sql: &Sql<'_>, search: &Search, scope: Scope) -> Result<Option<Id>> {
    match invoices::find(sql, search, scope, 2)?.as_slice() {
        [only] => Ok(Some(only.id)),
        _ => Ok(None),
    }
}

fn patient(found: finding::Match) -> Finding {
    let born = found.date_of_birth.to_string();
    let details: Vec<String> =
        [Some(born), found.file_number, found.phone].into_iter().flatten().collect();
    Finding { kind: Kind::Patient, id: found.id, title: found.name, detail: details.join(" · ") }
}

/// The records that an answer shows. A visit is found by its text, and so shows of it.
pub(crate) fn shown(found: &[Finding]) -> Shows {
    let of = |kind: Kind| found.iter().filter(move |one| one.kind == kind).map(|one| one.id);
    Shows::names("patient", of(Kind::Patient))
        .and(Shows::names("billing", of(Kind::Invoice)))
        .and(Shows::texts("visit", of(Kind::Visit)))
        .and(Shows::names("document", of(Kind::Document)))
}

/// Conditions that follow others, and their values after those.
fn and_visible(visible: Clauses) -> (String, Vec<rusqlite::types::Value>) {
    (visible.and_sql(), visible.into_values())
}
