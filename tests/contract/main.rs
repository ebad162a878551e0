//! The contract, asked from outside: who is let through which door, what malformed requests are
//! told, and what lists answer. Real servers, real sockets.
#![allow(clippy::unwrap_used)]

mod accounts;
mod aliases;
mod asked;
mod backups;
mod bounds;
mod cast;
// What the tests of the command line need of a clinic, and these do not.
#[allow(dead_code)]
#[path = "../command_line/clinic.rs"]
mod clinic;
mod documents;
mod doors;
mod errors;
mod exports;
mod figures;
mod filters;
mod foods;
mod hosts;
mod lists;
mod makers;
mod malformed;
mod merging;
mod money;
mod one_name;
mod openapi;
mod openings;
mod people;
mod planning;
mod practice;
mod refusals;
mod rerouting;
mod rooms;
mod sentences;
mod sessions;
mod sizes;
mod spellings;
mod wire;
#[path = "../truth/ledger/workbook.rs"]
mod workbook;
mod workbooks;
