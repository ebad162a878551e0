//! Questions whether somebody is a patient already, of those who may not see every patient: few at a
//! time, and each one told of in the trail.
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

/// Registrations of a busy morning.
const BURST: f64 = 20.0;
/// A question is forgotten after that time.
const LEAK_MS: i64 = 60_000;

/// The questions asked lately. Managed state.
pub(super) struct Questions(Mutex<Buckets>);

impl Default for Questions {
    fn default() -> Self {
        Self(Mutex::new(Buckets::new(LEAK_MS, BURST)))
    }
}

impl Questions {
    /// Counts a question of somebody from whom matches may be hidden.
    ///
    /// # Errors
    /// 429 when they have asked too much.
    pub(super) fn count(&self, caller: &Caller, now: Moment) -> Result<()> {
        if caller.scope().dietitian().is_none() {
            return Ok(());
        }
        let counted = self.0.lock().add_below(caller.id().spread(), BURST, now);
        counted.map(drop).map_err(|wait_ms| {
            let seconds = (wait_ms / 1000.0).ceil().max(1.0) as u64;
            let message = format!(
                "You have asked for many people in a short time. Ask again in {seconds} s; the \
                 patient can be registered meanwhile."
            );
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
    if caller.scope().dietitian().is_none() {
        return Ok(());
    }
    let change = |value| json!({ "old": null, "new": value });
    let told = Map::from_iter([
        ("duplicates_asked_by".to_owned(), change(json!(person.facts().join(", ")))),
        ("hidden".to_owned(), change(json!(found.hidden.unwrap_or(0)))),
    ]);
    let entry = Entry::new(Action::Read, "patient").changing(told);
    reads.note(&Arc::clone(&caller.actor()), entry).await
}
