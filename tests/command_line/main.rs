//! The command line from outside: the real program, its exit codes, its sentences, its end.
#![allow(clippy::unwrap_used)]

mod backup;
mod clinic;

mod demo;
mod health;
mod hostile;
mod import;
mod load;
mod owner;
mod proof;
mod start;
mod stop;
mod tls;
mod users;
mod words;
