//! What is in an export: a list's columns with readable names beside its ids, and the rows that
//! the list itself would show.

use jiff::civil::Date;

use super::{Sheet, Table};
use crate::auth::Scope;
use crate::billing::{self, BillingList};
use crate::db::Sql;
use crate::error::Result;
use crate::list::{Clauses, Column, Kind, ListQuery, Listed, Shape, Spec, walk};
use crate::patients::list::Ages;
use crate::patients::{self, PatientList};
use crate::visits::{self, VisitList};

/// A list that can be exported.
pub(crate) struct Subject {
    /// Its name in the address and in the file's name.
    pub name: &'static str,
    /// The kind of record, for the audit.
    pub resource: &'static str,
    pub spec: &'static Spec,
    /// Columns that follow those of that name.
    added: &'static [(&'static str, Column)],
    /// The columns of a printed list, each with its share of the width.
    printed: &'static [(&'static str, u16)],
    /// The rows that a caller may see, on that day.
    visible: fn(&ListQuery, Scope, Date) -> Result<Clauses>,
}

const PATIENT_OF_VISIT: &str = "(SELECT p.full_name FROM patients p WHERE p.id = v.patient_id)";
const DIETITIAN_OF_VISIT: &str =
    "(SELECT d.first_name || ' ' || d.last_name FROM users d WHERE d.id = v.dietitian_id)";
const PATIENT_OF_INVOICE: &str = "(SELECT p.full_name FROM patients p WHERE p.id = b.patient_id)";
const DIETITIAN_OF_PATIENT: &str = "(SELECT d.first_name || ' ' || d.last_name FROM users d \
                                    WHERE d.id = p.assigned_dietitian_id)";

pub(crate) static PATIENTS: Subject = Subject {
    name: "patients",
    resource: "patient",
    spec: PatientList::SPEC,
    added: &[(
        "assigned_dietitian_id",
        Column::shown("dietitian", DIETITIAN_OF_PATIENT, Kind::Text),
    )],
    printed: &[
        ("last_name", 11),
        ("first_name", 11),
        ("date_of_birth", 7),
        ("gender", 8),
        ("phone", 10),
        ("email", 19),
        ("city", 8),
        ("file_number", 6),
        ("dietitian", 12),
    ],
    visible: |query, scope, today| {
        let mut clauses = patients::list::visible(scope);
        Ages::read(query)?.bound(today, &mut clauses);
        Ok(clauses)
    },
};

pub(crate) static VISITS: Subject = Subject {
    name: "visits",
    resource: "visit",
    spec: VisitList::SPEC,
    added: &[
        ("patient_id", Column::shown("patient", PATIENT_OF_VISIT, Kind::Text)),
        ("dietitian_id", Column::shown("dietitian", DIETITIAN_OF_VISIT, Kind::Text)),
    ],
    printed: &[
        ("visit_date", 9),
        ("duration_minutes", 8),
        ("patient", 15),
        ("dietitian", 14),
        ("visit_type", 10),
        ("status", 8),
        ("chief_complaint", 22),
    ],
    visible: |_, scope, _| Ok(visits::list::visible(scope)),
};

pub(crate) static BILLING: Subject = Subject {
    name: "billing",
    resource: "billing",
    spec: BillingList::SPEC,
    added: &[("patient_id", Column::shown("patient", PATIENT_OF_INVOICE, Kind::Text))],
    printed: &[
        ("invoice_number", 10),
        ("invoice_date", 7),
        ("due_date", 7),
        ("patient", 18),
        ("status", 8),
        ("total_amount", 7),
        ("amount_paid", 8),
        ("balance", 8),
        ("currency", 6),
    ],
    visible: |_, scope, today| Ok(billing::list::visible(scope).on(today)),
};

impl Subject {
    /// The columns of a file; private notes only for those who may read them.
    pub fn columns(&self, shows_private_notes: bool) -> Vec<&'static Column> {
        let mut columns = Vec::new();
        for column in self.spec.columns {
            let is_told = column.shape != Shape::Hidden
                && !matches!(column.kind, Kind::Json | Kind::User)
                && (shows_private_notes || column.name != visits::list::PRIVATE_NOTES);
            if is_told {
                columns.push(column);
            }
            let added = self.added.iter().filter(|(after, _)| *after == column.name);
            columns.extend(added.map(|(_, column)| column));
        }
        columns
    }

    /// The columns of a printed list, and the share of the width that each takes.
    pub fn printed(&self) -> (Vec<&'static Column>, Vec<u16>) {
        let all = self.columns(false);
        let shown = self.printed.iter().filter_map(|(name, weight)| {
            all.iter().find(|column| column.name == *name).map(|column| (*column, *weight))
        });
        shown.unzip()
    }

    /// Writes every row that the query matches and the scope shows. Answers how many.
    ///
    /// # Errors
    /// 400 for nonsensical ages; what SQLite or the disk says.
    pub(super) fn write(
        &self,
        sql: &Sql<'_>,
        mut query: ListQuery,
        (scope, today): (Scope, Date),
        sheet: &Sheet,
        table: &mut dyn Table,
    ) -> Result<u64> {
        let clauses = (self.visible)(&query, scope, today)?;
        query.shown.clone_from(&sheet.columns);
        walk(sql, self.spec, query, &clauses, |row| table.row(sheet, row))
    }
}
