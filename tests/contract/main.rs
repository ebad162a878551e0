//! The contract, asked from outside: who is let through which door, what malformed requests are
//! told, and what lists answer. Real servers, real sockets.
#![allow(clippy::unwrap_used)]

mod accounts;
mod aliases;
mod asked;
mod backups;
mod booking_flow;
mod bounds;
mod cast;
// What the tests of the command line need of a clinic, and these do not.
#[allow(dead_code)]
#[path = "../command_line/clinic.rs"]
mod clinic;
mod consents;
mod consultation;
mod disowned;
mod documents;
mod doors;
mod entries;
mod errors;
mod expanding;
mod exports;
mod figures;
mod filters;
mod first_consultation;
mod food_bounds;
mod food_slips;
mod foods;
mod freed;
mod frequencies;
mod going_back;
mod heavy_past;
mod history;
mod hosts;
mod inner_recipes;
mod intakes;
mod kept_nowhere;
mod letterhead;
mod lists;
mod makers;
mod malformed;
mod merging;
mod money;
mod moved_drafts;
mod notes;
mod numbers;
mod offers;
mod one_name;
mod openapi;
mod openings;
mod overview;
mod past;
mod pasted;
mod people;
mod photos;
mod planning;
mod practice;
mod prescriptions;
mod refusals;
mod repetitions;
mod rerouting;
mod rooms;
mod sentences;
mod sessions;
mod settings;
mod short_lists;
mod signing;
mod sizes;
mod spellings;
mod target_sets;
mod templates;
mod today;

mod twice;
mod typing;
mod unbilled;
mod versions_in_words;
mod waiting;
mod wire;
#[path = "../truth/ledger/workbook.rs"]
mod workbook;
mod workbooks;
