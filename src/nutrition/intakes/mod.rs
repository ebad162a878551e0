//! What somebody ate: a recall of one day, or a diary of several. Summed as plans are, held against
//! the targets of the plan that was given last; nobody is judged.

mod analysis;
pub(super) mod api;
pub(crate) mod input;
mod resting;
pub(crate) mod service;
pub(crate) mod store;
mod view;

pub(crate) use analysis::Analysis;

/// How it was taken down.
pub(crate) const KINDS: &[&str] = &["recall", "diary"];

/// From so many days on a mean says something about what somebody usually eats.
pub(crate) const USUAL_DAYS: usize = 3;
/// Below this share of the energy at rest, more was probably eaten than was told (Goldberg's limit
/// at a physical activity level of 1.55).
const TOLD_TOO_LITTLE: f64 = 1.35;
