//! Questions whether somebody is a patient already: a bounded number of them, fewest of those who may
//! not see every patient, and each one told of in the trail.
//!
//! The answer counts matches whom the asker may not see. Asked day after day of the calendar, it
//! would say who is treated by colleagues, and when they were born.

use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Map, json};

use super::duplicates::{Found, Person};
use crate::audit::{Action, Entry, ReadLog};
use crate::auth::{Buckets, Caller};
use crate::clock::Moment;
use crate::error::{Error, Result};
use crate::message::message;

/// Registrations of a busy morning, of somebody from whom matches may be hidden …
const BURST: f64 = 20.0;
/// … and one is forgotten after that time.
const LEAK_MS: i64 = 60_000;
/// The same of everybody else: they could as well read the list.
const BURST_OF_ALL: f64 = 300.0;
const LEAK_OF_ALL_MS: i64 = 1_000;

/// The questions asked lately. Managed state.
pub(super) struct Questions {
    of_some: Mutex<Buckets>,
    of_all: Mutex<Buckets>,
}

impl Default for Questions {
    fn default() -> Self {
        Self {
            of_some: Mutex::new(Buckets::new(LEAK_MS, BURST)),
            of_all: Mutex::new(Buckets::new(LEAK_OF_ALL_MS, BURST_OF_ALL)),
        }
    }
}

impl Questions {
    /// Counts a question.
    ///
    /// # Errors
    /// 429 when they have asked too much.
    pub(super) fn count(&self, caller: &Caller, now: Moment) -> Result<()> {
        let (buckets, burst) = match caller.scope().dietitian() {
            Some(_) => (&self.of_some, BURST),
            None => (&self.of_all, BURST_OF_ALL),
        };
        let counted = buckets.lock().add_below(caller.id().spread(), burst, now);
        counted.map(drop).map_err(|wait_ms| {
            let seconds = (wait_ms / 1000.0).ceil().max(1.0) as u64;
            let wording = "You have asked for many people in a short time. Ask again in {seconds} s; \
                           the patient can be registered meanwhile.";
            let message = message("refused-duplicates", wording).count("seconds", seconds);
            Error::too_soon(seconds, message)
        })
    }
}

/// Tells of such a question: which facts were asked with, never what they said.
///
/// # Errors
/// 503 when the trail cannot keep up.
pub(super) async fn told(
    caller: &Caller,
    person: &Person,
    found: &Found,
    reads: &ReadLog,
) -> Result<()> {
    let change = |value| json!({ "old": null, "new": value });
    let told = Map::from_iter([
        ("duplicates_asked_by".to_owned(), change(json!(person.facts().join(", ")))),
        ("hidden".to_owned(), change(json!(found.hidden.unwrap_or(0)))),
    ]);
    let entry = Entry::new(Action::Read, "patient").changing(told);
    reads.note(&Arc::clone(&caller.actor()), entry).await
}
