//! Patients: who they are, who treats them, and what their file sums up to.
//!
//! - One file: `model` as stored, `texts` its plain texts, `input` and `shapes` what a body may say,
//!   `service` the acts with their audit rows, `store` the SQL, `view` what is answered, `allergies` how they
//!   are told, `related` the visits, invoices and measurements of those on a page of the list.
//! - `beside`: the records beside a file, which other features keep, and what may be done with any of them.
//! - From a few letters to a file: `search` reads what was typed into criteria, `fts_query` words them for an
//!   index, `lookups` asks it, `candidates` fetches, `matching` weighs, `mending` tries one wrong letter,
//!   `finding` is the way; `search_columns` are the columns that are searched.
//! - Questions: `list`, `timeline`, `measurements`, `duplicates`, `stats`; `disclosure` bounds those
//!   that could give a hidden patient away.
//!
//! Inactive, switched off, archived and deleted (softly) are one state: `is_active` is 0. The API says
//! inactive, pages say archived, and DELETE leads there too.

pub(crate) mod allergies;
pub(crate) mod api;
pub(crate) mod beside;
mod candidates;
pub(crate) mod disclosure;
pub(crate) mod duplicates;
pub(crate) mod finding;
mod fts_query;
mod input;
pub(crate) mod list;
mod lookups;
mod matching;
pub(crate) mod measurements;
mod mending;
mod model;
mod related;
mod search;
mod search_columns;
pub(crate) mod service;
pub(crate) mod shapes;
pub(crate) mod stats;
pub mod store;
pub(crate) mod texts;
pub(crate) mod timeline;
mod view;

#[cfg(test)]
mod tests;

pub use api::stage;
pub use input::{Changes, NewPatient};
pub use list::PatientList;
pub use measurements::MEASUREMENT;
use model::check_scope;
pub use model::{Details, Patient};
pub use related::INVOICE;
pub use search_columns::{contact_folded, name_words};
pub use service::Author;
pub use view::{Balance, NamedUser, PatientView, Sight, Summary, Weighed};
