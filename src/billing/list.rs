//! The list of invoices: its columns, its scope, its page.

use std::collections::HashMap;

use jiff::civil::Date;
use rusqlite::types::Value;
use serde::Serialize;

use super::search::add_word;
use super::store::{Child, children};
use super::view::{LineView, PaymentView};
use super::{METHODS, STATUSES};
use crate::auth::Scope;
use crate::cache::{Page, Tag};
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::figures::status_on;
use crate::list::{
    self, Among, Clauses, Column, Kind, ListQuery, ListRow, Listed, Rows, Spec, Whole, fetch,
};
use crate::shown::Shows;

/// An invoice as stored has no status OVERDUE: the clinic's day decides it.
pub(super) const STATUS: &str = status_on!("{today}");
const MONEY: Kind = Kind::Money("b.currency");
/// The lines of an invoice, each with its rates.
const LINES: Among = Among { from: "billing_lines l", on: "l.billing_id = b.id" };

pub(super) const COLUMNS: &[Column] = &[
    Column::shown("id", "b.id", Kind::Id),
    Column::shown("patient_id", "b.patient_id", Kind::Id).filter(),
    Column::shown("visit_id", "b.visit_id", Kind::Id).filter(),
    Column::shown("invoice_number", "b.invoice_number", Kind::Text),
    Column::shown("invoice_date", "b.invoice_date", Kind::Day).filter().sort("b.invoice_date"),
    Column::shown("due_date", "b.due_date", Kind::Day).filter().sort("b.due_date"),
    Column::shown("currency", "b.currency", Kind::Text).filter(),
    Column::shown("amount", "b.amount", MONEY).filter().sort("b.amount_value"),
    Column::shown("tax_amount", "b.tax_amount", MONEY).filter(),
    Column::shown("total_amount", "b.total_amount", MONEY).filter().sort("b.total_value"),
    Column::shown("amount_paid", "b.amount_paid", MONEY),
    Column::shown("amount_credited", "b.amount_credited", MONEY),
    Column::shown("balance", "b.balance", MONEY).filter(),
    Column::shown("status", STATUS, Kind::Choice(STATUSES)).filter().sort(STATUS),
    Column::shown("payment_method", "b.payment_method", Kind::Choice(METHODS)).filter(),
    Column::shown("payment_date", "b.payment_date", Kind::Day)
        .filter()
        .sort_nullable("b.payment_date"),
    Column::several("tax_rate", "l.tax_rate_milli / 1000.0", Kind::Real, LINES),
    Column::several("second_tax_rate", "l.second_tax_rate_milli / 1000.0", Kind::Real, LINES),
    Column::shown("notes", "b.notes", Kind::Text),
    // Subqueries instead of joins: they run for the rows of the page, and never for the count.
    Column::shown(
        "patient",
        "(SELECT json_object('id', p.id, 'first_name', nullif(p.first_name, ''), 'last_name', p.last_name) \
         FROM patients p WHERE p.id = b.patient_id)",
        Kind::Object,
    ),
    Column::shown(
        "visit",
        "(SELECT json_object('id', v.id, 'visit_date', v.visit_date, 'visit_type', v.visit_type) \
         FROM visits v WHERE v.id = b.visit_id AND v.deleted_at IS NULL)",
        Kind::Object,
    ),
    Column::shown("created_by", "b.created_by", Kind::Id),
    Column::shown("updated_by", "b.updated_by", Kind::Id),
    Column::shown("created_at", "b.created_at", Kind::Moment).filter().sort("b.created_at"),
    Column::shown("updated_at", "b.updated_at", Kind::Moment).sort("b.updated_at"),
    Column::shown("version", "b.version", Kind::Integer),
];

static SPEC: Spec = Spec {
    plural: "billing",
    from: "billing b",
    id: "b.id",
    columns: COLUMNS,
    default_sort: "invoice_date",
    default_limit: 10,
    most: 100,
    counts: Some(&[Tag::Billing, Tag::Patients]),
    whole: Some(Whole { given: &[], sql: "SELECT total FROM list_totals WHERE list = 'billing'" }),
    includes: &["payments", "lines"],
    clinical: &[],
    dates: Some("invoice_date"),
    extras: &[],
    search: |asked, clauses| asked.words.iter().for_each(|word| add_word(word, clauses)),
};

/// The list of invoices, for a handler's signature.
pub struct BillingList;

impl Listed for BillingList {
    const SPEC: &'static Spec = &SPEC;
}

/// The condition of the rows that a scope shows: a dietitian's own patients'.
pub(crate) fn own_rows(scope: Scope) -> Clauses {
    own_rows_by(scope, "b.patient_id")
}

/// The same of rows that name their patient in that column.
pub(super) fn own_rows_by(scope: Scope, patient: &str) -> Clauses {
    let mut clauses = Clauses::default();
    if let Some(dietitian) = scope.dietitian() {
        let id = Value::Text(dietitian.to_string());
        let own =
            format!("{patient} IN (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = ?)");
        clauses.and_with(&own, [id]);
    }
    clauses
}

/// The same page as typed rows. `today` is the clinic's day.
///
/// # Errors
/// What SQLite says.
pub(crate) fn rows<T: ListRow>(
    sql: &Sql<'_>,
    query: &ListQuery,
    scope: Scope,
    today: Date,
) -> Result<Rows<T>> {
    list::rows(sql, &SPEC, query, &own_rows(scope).on(today))
}

/// A page of the list: the rows, and one statement for each kind of related rows.
///
/// # Errors
/// What SQLite says.
pub(crate) fn page(
    sql: &Sql<'_>,
    query: &ListQuery,
    scope: Scope,
    zone: &Zone,
    now: Moment,
) -> Result<Page> {
    let clauses = own_rows(scope).on(zone.day_of(now));
    let mut fetched = fetch(sql, &SPEC, query, &clauses)?;
    for name in &query.includes {
        let ids = fetched.ids_json();
        let arrays = match *name {
            "lines" => arrays::<LineView>(sql, &ids)?,
            _ => arrays::<PaymentView>(sql, &ids)?,
        };
        fetched.add(name, |id| arrays.get(id).cloned());
    }
    let ids = fetched.ids().filter_map(|id| id.parse().ok());
    let shows = match query.includes.is_empty() && !query.shows("notes") {
        true => Shows::names("billing", ids),
        false => Shows::texts("billing", ids),
    };
    let tags = vec![Tag::Billing, Tag::Patients, Tag::Visits];
    Ok(Page {
        // An invoice becomes overdue at midnight.
        until: Some(zone.next_midnight(now)),
        ..Page::new(fetched.into_json(), tags, shows)
    })
}

/// What stands beside these invoices, as the JSON array of each.
fn arrays<C: Child + Serialize>(sql: &Sql<'_>, ids: &str) -> Result<HashMap<String, Vec<u8>>> {
    let each = children::<C>(sql, ids)?.into_iter();
    let written = |rows: &Vec<C>| serde_json::to_vec(rows).map_err(Error::internal);
    each.map(|(id, rows)| Ok((id.to_string(), written(&rows)?))).collect()
}
