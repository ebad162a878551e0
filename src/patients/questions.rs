//! Questions whether somebody is a patient already: a bounded number of them, fewest of those who may
//! not see every patient, and each one told of in the trail. A file number that is refused because
//! somebody has it answers one too.
//!
//! The answer counts matches whom the asker may not see. Asked day after day of the calendar, it
//! would say who is treated by colleagues, and when they were born.

use std::sync::Arc;

use parking_lot::Mutex;
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};
use serde_json::{Map, Value, json};

use super::duplicates::{Found, Person};
use super::store;
use crate::audit::{Action, Entry, ReadLog};
use crate::auth::{Buckets, Caller};
use crate::clock::Moment;
use crate::error::{Error, FieldError, Result};
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

/// Where questions are counted and told of, for a handler's signature.
#[derive(Clone, Copy)]
pub(crate) struct QuestionLog<'r> {
    pub(super) asked: &'r Questions,
    pub(super) reads: &'r ReadLog,
}

#[async_trait]
impl<'r> FromRequest<'r> for QuestionLog<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let rocket = request.rocket();
        match (rocket.state::<Questions>(), rocket.state::<ReadLog>()) {
            (Some(asked), Some(reads)) => Outcome::Success(Self { asked, reads }),
            _ => Outcome::Error((Status::InternalServerError, ())),
        }
    }
}

/// What is answered to somebody whose change was refused: the same, unless the refusal tells that a
/// file number is somebody's. Then it is a question as well, counted and told of.
pub(crate) async fn refused(
    caller: &Caller,
    error: Error,
    log: QuestionLog<'_>,
    now: Moment,
) -> Error {
    let is_taken = |detail: &FieldError| {
        detail.field == "file_number" && detail.message.key() == Some(store::IN_USE)
    };
    if !error.details().iter().any(is_taken) {
        return error;
    }
    let told = Map::from_iter([("duplicates_asked_by".to_owned(), change(json!("file_number")))]);
    match log.asked.count(caller, now) {
        Err(too_soon) => too_soon,
        Ok(()) => tell(caller, told, log.reads).await.err().unwrap_or(error),
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
    let told = Map::from_iter([
        ("duplicates_asked_by".to_owned(), change(json!(person.facts().join(", ")))),
        ("hidden".to_owned(), change(json!(found.hidden.unwrap_or(0)))),
    ]);
    tell(caller, told, reads).await
}

async fn tell(caller: &Caller, told: Map<String, Value>, reads: &ReadLog) -> Result<()> {
    let entry = Entry::new(Action::Read, "patient").changing(told);
    reads.note(&Arc::clone(&caller.actor()), entry).await
}

fn change(value: Value) -> Value {
    json!({ "old": null, "new": value })
}
