//! What must be true of the whole server, seen from outside: nobody reads the past, nothing
//! acknowledged is lost, nothing done goes untold, no session outlives its end, and no question
//! reads a whole table.
#![allow(clippy::unwrap_used)]

#[path = "../command_line/clinic.rs"]
#[allow(dead_code)] // Each crate of tests uses its own part of the fixture.
mod clinic;
mod house;
mod line;

mod cascade;
mod circles;
mod crash;
mod day;
mod forms;
mod guesses;
mod invoices;
mod layers;
mod ledger;
mod map;
mod measure;
mod numbering;
mod plans;
mod race;
mod scopes;
mod sessions;
mod sources;
mod trail;
mod typed;
mod wire;
