//! The three-tier response cache: finished answers, kept while they are true.

mod entry;
mod responses;
mod tier;

pub use crate::generations::{Born, Flight, Generations, Tag};
pub use entry::{Entry, Page, Served};
pub use responses::Responses;
pub use tier::{Tier, TierState};
