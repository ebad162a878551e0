//! Patients: who they are, who treats them, and what their file sums up to.
//!
//! `input` reads and checks a body, `service` writes it with its audit row, `store` holds the SQL of
//! one record, `view` what is answered; `finding` is the way from a few letters to a file; `list`, `timeline`, `measurements`, `duplicates` and `stats` each answer one question.

mod api;
mod candidates;
mod derivation;
pub(crate) mod duplicates;
pub(crate) mod finding;
mod input;
pub(crate) mod list;
mod matching;
pub(crate) mod measurements;
mod mending;
mod model;
pub(crate) mod questions;
mod related;
mod search;
pub(crate) mod service;
pub(crate) mod stats;
pub mod store;
mod terms;
pub(crate) mod timeline;
mod view;

#[cfg(test)]
mod tests;

pub use api::stage;
pub(crate) use derivation::rederive;
pub use input::{Changes, NewPatient};
pub use list::PatientList;
pub use measurements::MEASUREMENT;
use model::check_scope;
pub use model::{Details, Patient};
pub use related::INVOICE;
pub use search::{contact_folded, name_words};
pub use service::Author;
pub use view::{Balance, PatientView, Person, Summary};
