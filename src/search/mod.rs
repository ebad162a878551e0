//! One search over everything that the caller may see: patients first, then invoices by number,
//! visits, documents and plans by their words, foods by their names.
//!
//! Each kind is read with the caller's scope in its query, and only for those who may list it.

mod api;
mod documents;
mod food;
mod invoices;
mod plans;
mod recipes;
mod visits;

use jiff::civil::Date;
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
    Food,
    Plan,
    /// Of the pages alone: the contract's kinds are six.
    Recipe,
}

/// The words for the kinds of the contract, in the order of [`Kind`].
pub(crate) const KINDS: &[&str] = &["patient", "visit", "invoice", "document", "food", "plan"];

/// A record that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Finding {
    pub kind: Kind,
    pub id: Id,
    pub title: String,
    pub detail: String,
    /// What the detail is made of, for whoever reads it in their language.
    #[serde(skip)]
    pub facts: Vec<Fact>,
}

/// Something that stands beside a title.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fact {
    Born(Date),
    File(String),
    /// A civil day.
    Day(String),
    /// A day and a time of the clinic's clock.
    At(String),
    Code(String),
    Text(String),
}

impl Finding {
    pub(crate) fn new(kind: Kind, id: Id, title: String, facts: Vec<Fact>) -> Self {
        let plain = |fact: &Fact| match fact {
            Fact::Born(day) => day.to_string(),
            Fact::File(text)
            | Fact::Day(text)
            | Fact::At(text)
            | Fact::Code(text)
            | Fact::Text(text) => text.clone(),
        };
        let detail = facts.iter().map(plain).collect::<Vec<_>>().join(" · ");
        Self { kind, id, title, detail, facts }
    }
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
    plans: bool,
    nutrition: bool,
    recipes: bool,
    by: Id,
    /// The code of the language in which foods are named first.
    language: String,
}

impl Sight {
    /// What this caller's role and scope show, to somebody who reads that language.
    pub fn of(caller: &Caller, language: &str) -> Self {
        Self {
            plans: caller.may(Permission::NutritionRead) && caller.notes().are_shown(),
            nutrition: caller.may(Permission::NutritionRead),
            recipes: false,
            by: caller.id(),
            language: language.get(..2).unwrap_or("en").to_owned(),
            keeper: Keeper::of(caller),
            patients: caller.may(Permission::PatientsList),
            // They are found by what was written.
            visits: caller.may(Permission::VisitsList) && caller.notes().are_shown(),
            invoices: caller.may(Permission::BillingList),
            documents: caller.may(Permission::DocumentsRead),
        }
    }

    /// With recipes, which the pages find as well.
    pub fn and_recipes(self) -> Self {
        Self { recipes: self.nutrition, ..self }
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
    let patients = match sight.patients {
        true => finding::find(sql, search, sight.keeper.scope, now, most)?,
        false => finding::FoundPatients::default(),
    };
    let mut found: Vec<Finding> = patients.matches.into_iter().map(patient).collect();
    let others = others(sql, search, sight, zone, most)?;
    // Some room is kept for the other kinds.
    found.truncate(most - others.len().min(most / 2));
    found.extend(others);
    found.truncate(most);
    Ok(SearchView { results: found, mended: patients.is_mended })
}

/// What is found beside patients, of each kind a few.
///
/// # Errors
/// What SQLite says.
pub(crate) fn others(
    sql: &Sql<'_>,
    search: &Search,
    sight: &Sight,
    zone: &Zone,
    most: usize,
) -> Result<Vec<Finding>> {
    let (scope, few) = (sight.keeper.scope, MOST_OF_OTHERS.min(most));
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
    if sight.plans {
        others.extend(plans::find(sql, search, scope, few)?);
    }
    if sight.nutrition {
        if sight.recipes {
            others.extend(recipes::find(sql, search, few)?);
        }
        others.extend(food::find(sql, search, (sight.by, &sight.language), few)?);
    }
    Ok(others)
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
    let facts = [
        Some(Fact::Born(found.date_of_birth)),
        found.file_number.map(Fact::File),
        found.phone.map(Fact::Text),
    ];
    let facts = facts.into_iter().flatten().collect();
    Finding::new(Kind::Patient, found.id, found.name, facts)
}

/// The records that an answer shows. A visit is found by its text, and so shows of it; the titles of
/// documents and plans are what somebody wrote of a patient.
pub(crate) fn shown(found: &[Finding]) -> Shows {
    let of = |kind: Kind| found.iter().filter(move |one| one.kind == kind).map(|one| one.id);
    Shows::names("patient", of(Kind::Patient))
        .and(Shows::names("billing", of(Kind::Invoice)))
        .and(Shows::texts("visit", of(Kind::Visit)))
        .and(Shows::texts("document", of(Kind::Document)))
        .and(Shows::texts("meal_plan", of(Kind::Plan)))
}

/// Conditions that follow others, and their values after those.
fn and_visible(visible: Clauses) -> (String, Vec<rusqlite::types::Value>) {
    (visible.and_sql(), visible.into_values())
}
