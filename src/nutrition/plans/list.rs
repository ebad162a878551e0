//! The list of plans.

use rusqlite::types::Value;

use super::model::STATUSES;
use crate::auth::Scope;
use crate::cache::Tag;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::list::{Clauses, Column, Kind, Listed, Spec};

const COLUMNS: &[Column] = &[
    Column::shown("id", "l.id", Kind::Id),
    Column::shown("patient_id", "l.patient_id", Kind::Id).filter(),
    Column::shown(
        "patient",
        "(SELECT json_object('id', p.id, 'first_name', nullif(p.first_name, ''), 'last_name', p.last_name, \
         'date_of_birth', p.date_of_birth) FROM patients p WHERE p.id = l.patient_id)",
        Kind::Object,
    ),
    Column::shown("title", "l.title", Kind::Text).filter().sort("fold(l.title)"),
    Column::shown("from_date", "l.from_date", Kind::Day).filter(),
    Column::shown("to_date", "l.to_date", Kind::Day).filter(),
    Column::shown("status", "l.status", Kind::Choice(STATUSES)).filter().sort("l.status"),
    Column::shown("is_template", "l.patient_id IS NULL", Kind::Flag).filter(),
    Column::shown("given_at", "l.given_at", Kind::Moment),
    Column::shown("ended_at", "l.ended_at", Kind::Moment),
    Column::shown("created_by", "l.created_by", Kind::Id),
    Column::shown("updated_by", "l.updated_by", Kind::Id),
    Column::shown("created_at", "l.created_at", Kind::Moment).filter().sort("l.created_at"),
    Column::shown("updated_at", "l.updated_at", Kind::Moment).sort("l.updated_at"),
    Column::shown("version", "l.version", Kind::Integer),
];

pub(crate) static SPEC: Spec = Spec {
    plural: "plans",
    from: "plans l",
    id: "l.id",
    columns: COLUMNS,
    default_sort: "created_at",
    default_limit: 10,
    most: 100,
    counts: Some(&[Tag::Plans, Tag::Patients]),
    whole: None,
    includes: &[],
    clinical: &[],
    dates: None,
    extras: &[],
    search: |asked, clauses| asked.begin_words_of("fold(l.title)", clauses),
};

/// The list of plans, for a handler's signature.
pub struct PlanList;

impl Listed for PlanList {
    const SPEC: &'static Spec = &SPEC;
}

/// The plans that a scope shows: a dietitian's own patients', and templates.
pub(crate) fn visible(scope: Scope) -> Clauses {
    let mut clauses = Clauses::default();
    if let Some(dietitian) = scope.dietitian() {
        let condition = "l.patient_id IS NULL OR l.patient_id IN \
                         (SELECT a.id FROM patients a WHERE a.assigned_dietitian_id = ?)";
        clauses.and_with(condition, [Value::Text(dietitian.to_string())]);
    }
    clauses
}

/// A plan as its patient's file lists it.
#[derive(Clone, Debug)]
pub(crate) struct Brief {
    pub id: Id,
    pub title: String,
    pub from_date: Option<String>,
    pub to_date: Option<String>,
    pub status: String,
    pub updated_at: Moment,
    pub version: i64,
}

/// Every plan of a patient, the newest first.
///
/// # Errors
/// What SQLite says.
pub(crate) fn of_patient(sql: &Sql<'_>, patient: Id) -> Result<Vec<Brief>> {
    let statement = "SELECT id, title, from_date, to_date, status, updated_at, version FROM plans \
                     WHERE patient_id = ?1 ORDER BY created_at DESC, id DESC";
    sql.all(statement, [patient], |row| {
        Ok(Brief {
            id: row.get(0)?,
            title: row.get(1)?,
            from_date: row.get(2)?,
            to_date: row.get(3)?,
            status: row.get(4)?,
            updated_at: row.get(5)?,
            version: row.get(6)?,
        })
    })
}
