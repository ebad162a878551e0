//! `include`: what belongs to the patients of a page, each kind by one statement for all of them.

use std::collections::HashMap;

use jiff::civil::Date;
use rusqlite::params_from_iter;

use super::measurements::MEASUREMENT;
use crate::db::Sql;
use crate::error::Result;
use crate::figures::status_on;
use crate::list::{Column, Fetched, Kind, arrays};
use crate::notes::Notes;

/// A kind of related rows.
struct Related {
    columns: &'static [Column],
    /// From FROM to ORDER BY; `?1` is the JSON array of patient ids, `?2` the clinic's day.
    rest: &'static str,
    /// The SQL of the patient's id and of the row's currency.
    keys: &'static str,
    knows_the_day: bool,
}

/// Everything but the private notes.
static VISITS: Related = Related {
    columns: &[
        Column::shown("id", "v.id", Kind::Id),
        Column::shown("dietitian_id", "v.dietitian_id", Kind::Id),
        Column::shown("visit_date", "v.visit_date", Kind::Moment),
        Column::shown("duration_minutes", "v.duration_minutes", Kind::Integer),
        Column::shown("visit_type", "v.visit_type", Kind::Text),
        Column::shown("status", "v.status", Kind::Text),
        Column::shown("arrived_at", "v.arrived_at", Kind::Moment),
        Column::shown("started_at", "v.started_at", Kind::Moment),
        Column::shown("series_id", "v.series_id", Kind::Id),
        Column::shown("chief_complaint", "v.chief_complaint", Kind::Text).of_notes(Notes::Shared),
        Column::shown("assessment", "v.assessment", Kind::Text).of_notes(Notes::Shared),
        Column::shown("nutrition_diagnosis", "v.nutrition_diagnosis", Kind::Text)
            .of_notes(Notes::Shared),
        Column::shown("intervention", "v.intervention", Kind::Text).of_notes(Notes::Shared),
        Column::shown("monitoring_evaluation", "v.monitoring_evaluation", Kind::Text)
            .of_notes(Notes::Shared),
        Column::shown("recommendations", "v.recommendations", Kind::Text).of_notes(Notes::Shared),
        Column::shown("next_visit_date", "v.next_visit_date", Kind::Day),
        Column::shown("created_at", "v.created_at", Kind::Moment),
        Column::shown("updated_at", "v.updated_at", Kind::Moment),
        Column::shown("version", "v.version", Kind::Integer),
    ],
    rest: include_str!("../../sql/queries/patients/visits_of.sql"),
    keys: "v.patient_id, NULL",
    knows_the_day: false,
};

/// An invoice as those that it belongs to show it, from `billing b`; `?2` is the clinic's day.
pub const INVOICE: &[Column] = &[
    Column::shown("id", "b.id", Kind::Id),
    Column::shown("visit_id", "b.visit_id", Kind::Id),
    Column::shown("invoice_number", "b.invoice_number", Kind::Text),
    Column::shown("invoice_date", "b.invoice_date", Kind::Day),
    Column::shown("due_date", "b.due_date", Kind::Day),
    Column::shown("currency", "b.currency", Kind::Text),
    Column::shown("amount", "b.amount", Kind::Money("b.currency")),
    Column::shown("tax_amount", "b.tax_amount", Kind::Money("b.currency")),
    Column::shown("total_amount", "b.total_amount", Kind::Money("b.currency")),
    Column::shown("amount_paid", "b.amount_paid", Kind::Money("b.currency")),
    Column::shown("balance", "b.balance", Kind::Money("b.currency")),
    Column::shown("status", status_on!("?2"), Kind::Text),
    Column::shown("payment_method", "b.payment_method", Kind::Text),
    Column::shown("payment_date", "b.payment_date", Kind::Day),
    Column::shown("created_at", "b.created_at", Kind::Moment),
    Column::shown("updated_at", "b.updated_at", Kind::Moment),
    Column::shown("version", "b.version", Kind::Integer),
];

static BILLING: Related = Related {
    columns: INVOICE,
    rest: include_str!("../../sql/queries/patients/billing_of.sql"),
    keys: "b.patient_id, b.currency",
    knows_the_day: true,
};

static MEASUREMENTS: Related = Related {
    columns: MEASUREMENT,
    rest: include_str!("../../sql/queries/patients/measurements_of.sql"),
    keys: "m.patient_id, NULL",
    knows_the_day: false,
};

/// Adds the rows that `include` named to the patients of a page.
///
/// # Errors
/// 400 when they are more than an answer holds; what SQLite says.
pub(super) fn add(
    sql: &Sql<'_>,
    (includes, notes): (&[&'static str], Notes),
    today: Date,
    fetched: &mut Fetched,
) -> Result<()> {
    for name in includes {
        let related = match *name {
            "visits" => &VISITS,
            "billing" => &BILLING,
            _ => &MEASUREMENTS,
        };
        let mut arrays = related.of(sql, fetched.ids_json(), notes, today)?;
        fetched.add(name, |id| arrays.remove(id));
    }
    Ok(())
}

impl Related {
    /// The JSON array of each patient that has such rows.
    fn of(
        &self,
        sql: &Sql<'_>,
        ids: String,
        notes: Notes,
        today: Date,
    ) -> Result<HashMap<String, Vec<u8>>> {
        let shown = self.columns.iter().filter(|column| column.notes <= notes);
        let columns: Vec<Column> = shown.copied().collect();
        let mut values = vec![ids];
        if self.knows_the_day {
            values.push(today.to_string());
        }
        arrays(sql, &columns, self.keys, self.rest, params_from_iter(values))
    }
}
