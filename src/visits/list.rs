//! The list of visits: its columns, its scope, its page.

use jiff::civil::Date;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::STATUSES;
use super::search::add_words;
use crate::auth::Scope;
use crate::cache::{Page, Tag};
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::Result;
use crate::list::{
    Clauses, Column, Fetched, Kind, ListQuery, ListRow, Listed, Rows, Spec, Whole, arrays, fetch,
};
use crate::notes::Notes;
use crate::patients::{INVOICE, MEASUREMENT};
use crate::shown::Shows;

const COLUMNS: &[Column] = &[
    Column::shown("id", "v.id", Kind::Id),
    Column::shown("patient_id", "v.patient_id", Kind::Id).filter(),
    Column::shown("dietitian_id", "v.dietitian_id", Kind::Id).filter(),
    Column::shown("visit_date", "v.visit_date", Kind::Moment).filter().sort("v.visit_date"),
    Column::shown("duration_minutes", "v.duration_minutes", Kind::Integer)
        .filter()
        .sort("v.duration_minutes"),
    Column::shown("visit_type", "v.visit_type", Kind::Code).filter(),
    Column::shown("status", "v.status", Kind::Choice(STATUSES)).filter().sort("v.status"),
    Column::shown("arrived_at", "v.arrived_at", Kind::Moment),
    Column::shown("started_at", "v.started_at", Kind::Moment),
    Column::shown("series_id", "v.series_id", Kind::Id).filter(),
    Column::shown("chief_complaint", "v.chief_complaint", Kind::Text).of_notes(Notes::Shared),
    Column::shown("assessment", "v.assessment", Kind::Text).of_notes(Notes::Shared),
    Column::shown("nutrition_diagnosis", "v.nutrition_diagnosis", Kind::Text)
        .of_notes(Notes::Shared),
    Column::shown("intervention", "v.intervention", Kind::Text).of_notes(Notes::Shared),
    Column::shown("monitoring_evaluation", "v.monitoring_evaluation", Kind::Text)
        .of_notes(Notes::Shared),
    Column::shown("recommendations", "v.recommendations", Kind::Text).of_notes(Notes::Shared),
    Column::shown("private_notes", "v.private_notes", Kind::Text).of_notes(Notes::All),
    Column::shown("next_visit_date", "v.next_visit_date", Kind::Day).filter(),
    // A subquery instead of a join: it runs for the rows of the page, and never for the count.
    Column::shown(
        "patient",
        "(SELECT json_object('id', p.id, 'first_name', nullif(p.first_name, ''), 'last_name', p.last_name, \
         'date_of_birth', p.date_of_birth) FROM patients p WHERE p.id = v.patient_id)",
        Kind::Object,
    ),
    Column::shown("dietitian", "v.dietitian_id", Kind::User),
    Column::shown("created_by", "v.created_by", Kind::Id),
    Column::shown("updated_by", "v.updated_by", Kind::Id),
    Column::shown("created_at", "v.created_at", Kind::Moment).filter().sort("v.created_at"),
    Column::shown("updated_at", "v.updated_at", Kind::Moment).sort("v.updated_at"),
    Column::shown("signed_at", "v.signed_at", Kind::Moment).filter().of_notes(Notes::Shared),
    Column::shown("version", "v.version", Kind::Integer),
];

static SPEC: Spec = Spec {
    plural: "visits",
    from: "visits v",
    id: "v.id",
    columns: COLUMNS,
    default_sort: "visit_date",
    default_limit: 10,
    most: 100,
    counts: Some(&[Tag::Visits, Tag::Patients]),
    whole: Some(Whole {
        given: &["v.deleted_at IS NULL"],
        sql: "SELECT total FROM list_totals WHERE list = 'visits'",
    }),
    includes: &["measurements", "billing"],
    dates: Some("visit_date"),
    extras: &[],
    search: |asked, clauses| add_words(asked, clauses),
    clinical: &["measurements"],
};

/// The list of visits, for a handler's signature.
pub struct VisitList;

impl Listed for VisitList {
    const SPEC: &'static Spec = &SPEC;
}

/// The condition of the rows that a scope shows: a dietitian's own patients', and those they hold themselves.
pub(crate) fn own_rows(scope: Scope) -> Clauses {
    let mut clauses = Clauses::default();
    clauses.and("v.deleted_at IS NULL");
    if let Some(dietitian) = scope.dietitian() {
        let id = || Value::Text(dietitian.to_string());
        let condition = "v.dietitian_id = ? OR v.patient_id IN \
                         (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = ?)";
        clauses.and_with(condition, [id(), id()]);
    }
    clauses
}

/// A page of the list: a count, the rows, and one statement for each kind of related rows.
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
    let mut fetched = fetch(sql, &SPEC, query, &own_rows(scope))?;
    let mut tags = vec![Tag::Visits, Tag::Patients, Tag::Users];
    let mut until = None;
    if query.includes("measurements") {
        let rest = include_str!("../../sql/queries/visits/measurements_of.sql");
        add(sql, &mut fetched, "measurements", MEASUREMENT, ("m.visit_id, NULL", rest), None)?;
    }
    if query.includes("billing") {
        let rest = include_str!("../../sql/queries/visits/billing_of.sql");
        let today = Some(zone.day_of(now));
        add(sql, &mut fetched, "billing", INVOICE, ("b.visit_id, b.currency", rest), today)?;
        tags.push(Tag::Billing);
        // An invoice becomes overdue at midnight.
        until = Some(zone.next_midnight(now));
    }
    let shows = Shows::texts("visit", fetched.ids().filter_map(|id| id.parse().ok()));
    Ok(Page { until, ..Page::new(fetched.into_json(), tags, shows) })
}

/// The same page as typed rows.
///
/// # Errors
/// What SQLite says.
pub(crate) fn rows<T: ListRow>(sql: &Sql<'_>, query: &ListQuery, scope: Scope) -> Result<Rows<T>> {
    crate::list::rows(sql, &SPEC, query, &own_rows(scope))
}

/// Adds one kind of related rows to every row of the page, by one statement.
fn add(
    sql: &Sql<'_>,
    fetched: &mut Fetched,
    name: &str,
    columns: &[Column],
    (keys, rest): (&str, &str),
    today: Option<Date>,
) -> Result<()> {
    let mut values = vec![fetched.ids_json()];
    values.extend(today.map(|day| day.to_string()));
    let mut arrays = arrays(sql, columns, keys, rest, params_from_iter(values))?;
    fetched.add(name, |id| arrays.remove(id));
    Ok(())
}
