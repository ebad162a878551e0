//! Patients: who they are, who treats them, and what their file sums up to.
//!
//! - One file: `model` as stored, `texts` its plain texts, `input` and `shapes` what a body may say,
//!   `service` the acts with their audit rows, `store` the SQL, `view` what is answered, `related` the
//!   visits, invoices and measurements of those on a page of the list.
//! - From a few letters to a file: `search` reads what was typed into parts, `fts_query` asks the index,
//!   `candidates` fetches, `matching` weighs, `mending` tries one wrong letter, `finding` is the way.
//! - Questions: `list`, `timeline`, `measurements`, `duplicates`, `stats`; `questions` bounds those
//!   that could give a hidden patient away.

pub(crate) mod allergies;
pub(crate) mod api;
pub(crate) mod beside;
mod candidates;
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
pub(crate) mod questions;
mod related;
mod search;
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
pub use search::{contact_folded, name_words};
pub use service::Author;
pub use view::{Balance, NamedUser, PatientView, Sight, Summary, Weighed};
