//! The three-tier response cache: finished answers, kept while they are true.

mod generations;

pub use generations::{Born, Flight, Generations, Tag};
