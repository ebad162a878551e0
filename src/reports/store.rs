//! The questions of all reports, each one statement of `sql/queries/reports`.

mod debts;
mod memo;
mod money;
mod people;

pub(crate) use debts::{NOT_DUE, Owed, Owing, owed, owing};
pub(crate) use memo::{Memo, Rows};
pub(super) use money::{
    Credits, Invoices, Monthly, Received, Tax, TopPatient, credits, invoices, issued, received,
    tax, top_patients,
};
pub(super) use people::{
    Patients, Visits, new_patients, next_to_begin, patient_trend, patients, people, seen,
    visit_trend, visits, without_note,
};
