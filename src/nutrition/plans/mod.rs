//! Plans: days of meals of foods, recipes and words, for a patient or as a template.
//!
//! A draft is worked on; given, it is a version of its own: it keeps the values that it was made of,
//! and nothing changes it any more. To go on from it, it is copied.

pub(super) mod api;
pub(crate) mod bounds;
pub(crate) mod copying;
mod disowning;
pub(crate) mod editing;
pub(crate) mod finding;
pub(crate) mod input;
pub(crate) mod list;
pub(crate) mod lookup;
pub(crate) mod meaning;
pub(crate) mod model;
pub(crate) mod reference_targets;
pub(crate) mod resolve;
pub(crate) mod service;
pub(crate) mod store;
pub(crate) mod sums;
pub(crate) mod view;

pub use list::PlanList;
