//! The contract from outside: who may pass which door, and what nonsense is answered with.

#[path = "../command_line/clinic.rs"]
#[allow(dead_code)] // Each crate of tests uses its own part of the fixture.
mod clinic;

mod doors;
mod nonsense;
