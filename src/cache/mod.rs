//! The three-tier response cache: finished answers, kept while they are true.

mod entry;
mod generations;
mod responses;

pub use entry::{Entry, Page, Served, etag_of};
pub use generations::{Born, Flight, Generations, Tag};
pub use responses::{Responses, Tier, TierState};
