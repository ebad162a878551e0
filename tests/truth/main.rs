//! What must be true of the whole server, seen from outside: no stale answer, no lost change, no
//! change without its audit row, no session that outlives its end.

#[path = "../command_line/clinic.rs"]
#[allow(dead_code)] // The command line's tests use the rest of it.
mod clinic;
mod house;
mod line;

mod cascade;
mod crash;
mod guesses;
mod race;
mod scopes;
mod sessions;
mod trail;
mod wire;
