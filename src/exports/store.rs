//! What is in an export: a list's columns with readable names beside its ids, and the rows that
//! the list itself would show.

use jiff::civil::Date;

use super::colleague::{self, dietitian};
use super::order::Written;
use super::{Format, Order};
use crate::auth::Scope;
use crate::billing::{self, BillingList};
use crate::clock::Zone;
use crate::error::Result;
use crate::http::{Parameters, unknown_parameter};
use crate::list::{Clauses, Column, Kind, ListQuery, Listed, Shape, Spec, walk};
use crate::notes::Notes;
use crate::patients::list::Ages;
use crate::patients::{self, PatientList};
use crate::settings::visit_types::VisitTypes;
use crate::visits::{self, VisitList};

/// A list that can be exported.
pub(crate) struct Subject {
    /// Its name in the address and in the file's name.
    pub name: &'static str,
    /// What its reader calls it.
    title: &'static str,
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
const DIETITIAN_OF_VISIT: &str = dietitian!("v.dietitian_id");
const PATIENT_OF_INVOICE: &str = "(SELECT p.full_name FROM patients p WHERE p.id = b.patient_id)";
const DIETITIAN_OF_PATIENT: &str = dietitian!("p.assigned_dietitian_id");

pub(crate) static PATIENTS: Subject = Subject {
    name: "patients",
    title: "Patients",
    resource: "patient",
    spec: PatientList::SPEC,
    added: &[(
        "assigned_dietitian_id",
        Column::shown(colleague::NAME, DIETITIAN_OF_PATIENT, Kind::Text),
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
        let mut clauses = patients::list::own_rows(scope);
        Ages::read(query)?.bound(today, &mut clauses);
        Ok(clauses)
    },
};

pub(crate) static VISITS: Subject = Subject {
    name: "visits",
    title: "Consultations",
    resource: "visit",
    spec: VisitList::SPEC,
    added: &[
        ("patient_id", Column::shown("patient", PATIENT_OF_VISIT, Kind::Text)),
        ("dietitian_id", Column::shown(colleague::NAME, DIETITIAN_OF_VISIT, Kind::Text)),
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
    visible: |_, scope, _| Ok(visits::list::own_rows(scope)),
};

pub(crate) static BILLING: Subject = Subject {
    name: "billing",
    title: "Invoices",
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
    visible: |_, scope, today| Ok(billing::list::own_rows(scope).on(today)),
};

/// An export has every row and its own columns: what a list pages and chooses by is not for it.
const NOT_FOR_EXPORTS: [&str; 6] = ["limit", "offset", "cursor", "count", "fields", "include"];
/// What tells programs whether a record has changed.
const VERSION: &str = "version";

/// Who asks for a file, as far as it decides what is in it.
pub(crate) struct Asking {
    pub scope: Scope,
    pub notes: Notes,
    /// Whether ids mean something to them.
    pub is_program: bool,
    pub today: Date,
    pub zone: Zone,
    pub visit_types: VisitTypes,
}

impl Subject {
    /// The order for a file of the rows that these parameters match and the scope shows: the list's
    /// own filters, search and order.
    ///
    /// # Errors
    /// 400, naming the parameter.
    pub fn order(
        &'static self,
        format: Format,
        parameters: Parameters,
        asking: Asking,
    ) -> Result<Order> {
        if let Some(name) = NOT_FOR_EXPORTS.iter().find(|name| parameters.get(name).is_some()) {
            return Err(unknown_parameter(name));
        }
        let mut query = ListQuery::read(self.spec, parameters, &asking.zone, asking.notes)?;
        asking.visit_types.must_know(&query.codes)?;
        let clauses = (self.visible)(&query, asking.scope, asking.today)?;
        let (columns, weights) = match format {
            Format::Pdf => self.printed(asking.notes),
            _ => (self.columns(&asking), Vec::new()),
        };
        query.shown.clone_from(&columns);
        let (name, title, resource, spec) = (self.name, self.title, self.resource, self.spec);
        let rows = Box::new(
            move |sql: &crate::db::Sql<'_>, sheet: &super::Sheet, table: &mut dyn super::Table| {
                let mut written = Written::default();
                walk(sql, spec, query, &clauses, |id, row| {
                    written.add(id);
                    table.row(sheet, row)
                })?;
                Ok(written)
            },
        );
        Ok(Order { name, title, resource, shown: resource, columns, weights, rows })
    }

    /// The columns of a file; notes only for those who may read them, ids for programs.
    fn columns(&self, asking: &Asking) -> Vec<&'static Column> {
        let mut columns = Vec::new();
        for column in self.spec.columns {
            let is_told = column.shape != Shape::Hidden
                && !matches!(column.kind, Kind::Json | Kind::Object | Kind::User)
                && (asking.is_program || column.kind != Kind::Id && column.name != VERSION)
                && column.notes <= asking.notes;
            if is_told {
                columns.push(column);
            }
            let added = self.added.iter().filter(|(after, _)| *after == column.name);
            columns.extend(added.map(|(_, column)| column));
        }
        columns
    }

    /// The columns of a printed list, and the share of the width that each takes.
    fn printed(&self, notes: Notes) -> (Vec<&'static Column>, Vec<u16>) {
        let added = self.added.iter().map(|(_, column)| column);
        let all: Vec<&'static Column> = self.spec.columns.iter().chain(added).collect();
        let shown = self.printed.iter().filter_map(|(name, weight)| {
            let told = |column: &&&'static Column| {
                column.name == *name
                    && column.notes <= notes
                    && !matches!(column.kind, Kind::Json | Kind::Object | Kind::User)
            };
            all.iter().find(told).map(|column| (*column, *weight))
        });
        shown.unzip()
    }
}
