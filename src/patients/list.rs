//! The list of patients: its columns, its ages, its scope, its page.

use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::types::Value;

use super::input::{GENDERS, SEXES};
use super::related;
use super::search;
use crate::auth::Scope;
use crate::cache::{Page, Tag};
use crate::clock::{Moment, Zone};
use crate::db::Sql;
use crate::error::{Error, FieldError, Result};
use crate::ids::Id;
use crate::list::{
    self, Clauses, Column, Kind, ListQuery, Listed, Position, Rows, Spec, UserName, Whole, fetch,
    list_row,
};
use crate::message::{Message, message};
use crate::notes::Notes;
use crate::shown::Shows;

const COLUMNS: &[Column] = &[
    Column::shown("id", "p.id", Kind::Id),
    Column::shown("file_number", "p.file_number", Kind::Text),
    Column::shown("first_name", "nullif(p.first_name, '')", Kind::Text).sort("p.first_name_folded"),
    Column::shown("last_name", "p.last_name", Kind::Text).sort("p.last_name_folded"),
    Column::shown("former_names", "p.former_names", Kind::Text),
    Column::shown("date_of_birth", "p.date_of_birth", Kind::Day).filter().sort("p.date_of_birth"),
    Column::shown("gender", "p.gender", Kind::Choice(GENDERS)).filter(),
    Column::shown("equation_sex", "p.equation_sex", Kind::Choice(SEXES)),
    Column::shown("email", "p.email", Kind::Text).filter(),
    Column::shown("phone", "p.phone", Kind::Text).filter(),
    Column::shown("address", "p.address", Kind::Text).on_request(),
    Column::shown("city", "p.city", Kind::Text).filter(),
    Column::shown("postal_code", "p.postal_code", Kind::Text).filter(),
    Column::shown("country", "p.country", Kind::Text).filter(),
    Column::shown("emergency_contact_name", "p.emergency_contact_name", Kind::Text).on_request(),
    Column::shown("emergency_contact_phone", "p.emergency_contact_phone", Kind::Text).on_request(),
    Column::shown("medical_notes", "p.medical_notes", Kind::Text)
        .on_request()
        .of_notes(Notes::Shared),
    Column::shown("dietary_preferences", "p.dietary_preferences", Kind::Text)
        .on_request()
        .of_notes(Notes::Shared),
    Column::shown("allergies", "p.allergies", Kind::Text).on_request(),
    Column::shown("is_active", "p.is_active", Kind::Flag).filter(),
    Column::shown("assigned_dietitian_id", "p.assigned_dietitian_id", Kind::Id).filter(),
    Column::shown("assignedDietitian", "p.assigned_dietitian_id", Kind::User),
    Column::shown("created_by", "p.created_by", Kind::Id),
    Column::shown("updated_by", "p.updated_by", Kind::Id),
    Column::shown("created_at", "p.created_at", Kind::Moment).filter().sort("p.created_at"),
    Column::shown("updated_at", "p.updated_at", Kind::Moment).filter().sort("p.updated_at"),
    Column::shown("version", "p.version", Kind::Integer),
    Column::shown("first_completed", FIRST_COMPLETED, Kind::Moment)
        .hidden()
        .filter()
        .decided_by(Tag::Visits),
    Column::shown("last_completed", LAST_COMPLETED, Kind::Moment)
        .hidden()
        .filter()
        .decided_by(Tag::Visits),
];

/// When the patient's first visit began that took place: whoever has it in a period is new then.
const FIRST_COMPLETED: &str = "(SELECT min(v.visit_date) FROM visits v WHERE v.patient_id = p.id \
    AND v.deleted_at IS NULL AND v.status = 'COMPLETED')";
/// When the last one did: whoever has it lately is active.
const LAST_COMPLETED: &str = "(SELECT max(v.visit_date) FROM visits v WHERE v.patient_id = p.id \
    AND v.deleted_at IS NULL AND v.status = 'COMPLETED')";

static SPEC: Spec = Spec {
    plural: "patients",
    from: "patients p",
    id: "p.id",
    columns: COLUMNS,
    default_sort: "created_at",
    default_limit: 10,
    most: 100,
    counts: Some(&[Tag::Patients]),
    whole: Some(Whole { given: &[], sql: "SELECT total FROM list_totals WHERE list = 'patients'" }),
    includes: &["visits", "billing", "measurements"],
    clinical: &["measurements"],
    dates: None,
    extras: &["age_min", "age_max"],
    search: search::add,
};

/// The list of patients, for a handler's signature.
pub struct PatientList;

impl Listed for PatientList {
    const SPEC: &'static Spec = &SPEC;
}

/// What a row may show only to somebody whose reading is then audited.
const CLINICAL: [&str; 3] = ["medical_notes", "dietary_preferences", "allergies"];

/// The condition of the rows that a scope shows: a dietitian's own patients.
pub(crate) fn own_rows(scope: Scope) -> Clauses {
    let mut clauses = Clauses::default();
    if let Some(dietitian) = scope.dietitian() {
        let id = Value::Text(dietitian.to_string());
        clauses.and_with("p.assigned_dietitian_id = ?", [id]);
    }
    clauses
}

/// The whole years that `age_min` and `age_max` ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Ages {
    least: Option<i16>,
    most: Option<i16>,
}

impl Ages {
    /// The ages of a question.
    ///
    /// # Errors
    /// 400 `INVALID_FILTER`: not whole years from 0 to 150, or an empty range.
    pub fn read(query: &ListQuery) -> Result<Self> {
        let years = |name: &str| {
            let given = query.extras.get(name).map(|value| value.trim().parse::<i16>());
            match given {
                None => Ok(None),
                Some(Ok(years @ 0..=150)) => Ok(Some(years)),
                Some(_) => {
                    Err(bad_age(name, message("is-years", "must be whole years from 0 to 150")))
                }
            }
        };
        let ages = Self { least: years("age_min")?, most: years("age_max")? };
        match (ages.least, ages.most) {
            (Some(least), Some(most)) if least > most => {
                Err(bad_age("age_max", message("below-least-age", "must not be less than age_min")))
            }
            _ => Ok(ages),
        }
    }

    fn are_asked(self) -> bool {
        self.least.is_some() || self.most.is_some()
    }

    /// An age of n years or more is a birth n years ago or earlier. Born on 29 February, one ages
    /// on 1 March of common years, as [`crate::clock::age_on`] has it: the subtraction, which
    /// falls back to 28 February, agrees.
    pub fn bound(self, today: Date, clauses: &mut Clauses) {
        let years_ago = |years: i16| today.checked_sub(i32::from(years).years()).ok();
        if let Some(latest) = self.least.and_then(years_ago) {
            clauses.and_with("p.date_of_birth <= ?", [Value::Text(latest.to_string())]);
        }
        if let Some(before) = self.most.and_then(|most| years_ago(most + 1)) {
            clauses.and_with("p.date_of_birth > ?", [Value::Text(before.to_string())]);
        }
    }
}

fn bad_age(name: &str, must: Message) -> Error {
    let wording = format!("{name} {must}.");
    Error::bad("INVALID_FILTER", message("refused-filter", "").worded(wording))
        .with_details(vec![FieldError::new(name, must)])
}

list_row! {
    /// A patient as the pages list them.
    #[derive(Clone, Debug)]
    pub(crate) struct PatientRow {
        pub id: Id,
        pub first_name: Option<String>,
        pub last_name: String,
        pub date_of_birth: Date,
        pub phone: Option<String>,
        pub city: Option<String>,
        pub is_active: bool,
        pub dietitian = "assignedDietitian": Option<UserName>,
    }
}

/// These rows of the list, in no order.
///
/// # Errors
/// What SQLite says.
pub(crate) fn chosen(
    sql: &Sql<'_>,
    query: &ListQuery,
    ids: &[Id],
    scope: Scope,
) -> Result<Vec<PatientRow>> {
    let mut clauses = Clauses::default();
    let ids_json = Value::Text(serde_json::to_string(ids).unwrap_or_default());
    clauses.and_with("p.id IN (SELECT value FROM json_each(?))", [ids_json]);
    let query = ListQuery {
        clauses,
        searches: false,
        counts: false,
        position: Position::Offset(0),
        limit: u32::try_from(ids.len()).unwrap_or(u32::MAX),
        ..query.clone()
    };
    Ok(list::rows(sql, &SPEC, &query, &own_rows(scope))?.rows)
}

/// A page of the list as the pages show it.
///
/// # Errors
/// 400 for nonsensical ages; what SQLite says.
pub(crate) fn rows(
    sql: &Sql<'_>,
    query: &ListQuery,
    scope: Scope,
    today: Date,
) -> Result<Rows<PatientRow>> {
    let mut clauses = own_rows(scope);
    Ages::read(query)?.bound(today, &mut clauses);
    list::rows(sql, &SPEC, query, &clauses)
}

/// A page of the list: a count, the rows, and one statement for each kind of related rows.
///
/// # Errors
/// 400 for nonsensical ages; what SQLite says.
pub(crate) fn page(
    sql: &Sql<'_>,
    query: &ListQuery,
    scope: Scope,
    zone: &Zone,
    now: Moment,
) -> Result<Page> {
    let today = zone.day_of(now);
    let ages = Ages::read(query)?;
    let mut clauses = own_rows(scope);
    ages.bound(today, &mut clauses);
    let mut fetched = fetch(sql, &SPEC, query, &clauses)?;
    related::add(sql, (&query.includes, query.notes), today, &mut fetched)?;

    let mut tags = vec![Tag::Patients, Tag::Users];
    tags.extend_from_slice(query.clauses.areas());
    if query.includes("visits") || query.includes("measurements") {
        tags.push(Tag::Visits);
    }
    if query.includes("billing") {
        tags.push(Tag::Billing);
    }
    let opens = !query.includes.is_empty() || CLINICAL.iter().any(|name| query.shows(name));
    let ids = fetched.ids().filter_map(|id| id.parse().ok());
    let shows = match opens {
        true => Shows::texts("patient", ids),
        false => Shows::names("patient", ids),
    };
    let knows_the_day = ages.are_asked() || query.includes("billing");
    let until = knows_the_day.then(|| zone.next_midnight(now));
    Ok(Page { until, ..Page::new(fetched.into_json(), tags, shows) })
}
