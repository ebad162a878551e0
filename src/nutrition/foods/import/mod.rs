//! The import of a table: read, compared with the edition in use, brought in beside it, and put in its
//! place at once. The foods come in small changes under a source that nobody sees yet, so that nobody
//! waits for the one who writes; what puts it in use is one short change, with its row of the audit.

mod acts;
mod batches;
mod comparison;
mod foods;
mod jobs;
mod outcome;
mod starting;
mod store;
mod told;

#[cfg(test)]
pub use acts::insert_many;
pub use acts::{import, rehearse};
pub use foods::{FIRST_OWN, words};
pub use jobs::{Job, Jobs};
pub use outcome::{Imported, Importer, Outcome, Phase, Progress};
pub use starting::{bring_starter, ensure_starter};
pub use told::told;
