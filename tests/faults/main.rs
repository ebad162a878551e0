//! What the clinic does when its machine or the network fails it: a full disk, a torn log, damaged
//! pages, clients that are slow, silent, many or gone, an end in the middle of work. Short here;
//! `scripts/soak` runs the same at length.
#![allow(clippy::unwrap_used)]

#[path = "../command_line/clinic.rs"]
#[allow(dead_code)] // Each crate of tests uses its own part of the fixture.
mod clinic;
#[path = "../truth/line.rs"]
#[allow(dead_code)]
mod line;
mod staff;

mod damage;
mod flood;
mod full;
mod head;
mod log;
mod mixed;
mod newborn;
mod reader;
mod replaced;
mod slow;
mod stale_log;
mod stop;
mod supervised;
mod tls;
mod torn;
mod vanish;

/// How often, or for how long: the value of a variable of the environment, if it is set.
fn at_length(variable: &str, short: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(short)
}
