//! What answers disclose of patients whom the asker may not see: questions whether somebody is a patient
//! already, a bounded number of them, fewest of those who may not see every patient, and each one told of
//! in the trail. A file number that is refused because
//! somebody has it answers one too.
//!
//! The answer counts matches whom the asker may not see. Asked day after day of the calendar, it
//! would say who is treated by colleagues, and when they were born.

use parking_lot::Mutex;
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};
use serde_json::{Map, Value, json};

use super::duplicates::{LikelyDuplicates, Registrant};
use super::store;
use crate::audit::{Action, Entry, ReadLog};
use crate::auth::{Attempted, Buckets, Caller, Refusals, Scope};
use crate::clock::Moment;
use crate::db::Db;
use crate::error::{Error, FieldError, Result};
use crate::ids::Id;
use crate::message::message;

/// Registrations of a busy morning, of somebody from whom matches may be hidden …
const BURST: f64 = 20.0;
/// … and one is forgotten after that time.
const LEAK_MS: i64 = 60_000;
/// The same of everybody else: they could as well read the list.
const BURST_OF_ALL: f64 = 300.0;
const LEAK_OF_ALL_MS: i64 = 1_000;

/// What a body asks with that names a file number.
const FILE_NUMBER: &str = "file_number";

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
    /// Counts a question; else how many seconds it takes until another one may be asked.
    fn count(&self, caller: &Caller, now: Moment) -> std::result::Result<(), u64> {
        let (buckets, burst) = self.of(caller);
        let counted = buckets.lock().add_below(caller.id().spread(), burst, now);
        counted.map(drop).map_err(|wait_ms| (wait_ms / 1000.0).ceil().max(1.0) as u64)
    }

    fn of(&self, caller: &Caller) -> (&Mutex<Buckets>, f64) {
        match caller.scope().dietitian() {
            Some(_) => (&self.of_some, BURST),
            None => (&self.of_all, BURST_OF_ALL),
        }
    }
}

/// Where questions are counted and told of, for a handler's signature.
#[derive(Clone, Copy)]
pub(crate) struct QuestionLog<'r> {
    asked: &'r Questions,
    reads: &'r ReadLog,
    refusals: Option<&'r Refusals>,
}

#[async_trait]
impl<'r> FromRequest<'r> for QuestionLog<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let rocket = request.rocket();
        match (rocket.state::<Questions>(), rocket.state::<ReadLog>()) {
            (Some(asked), Some(reads)) => {
                Outcome::Success(Self { asked, reads, refusals: rocket.state::<Refusals>() })
            }
            _ => Outcome::Error((Status::InternalServerError, ())),
        }
    }
}

/// The file number that a body names, of a patient to come or of this one.
#[derive(Clone, Debug)]
pub(crate) struct NamedNumber {
    pub patient: Option<Id>,
    pub number: Option<String>,
}

impl NamedNumber {
    /// Whether it is the number that the patient has: then naming it asks nothing.
    ///
    /// # Errors
    /// 404 and 403 for the patient; what SQLite says.
    async fn names_what_is_stored(self, db: &Db, scope: Scope) -> Result<bool> {
        let Some(id) = self.patient else { return Ok(false) };
        db.read(move |sql| {
            store::must_see(sql, id, scope)?;
            let statement = "SELECT file_number FROM patients WHERE id = ?1";
            let stored: Option<String> = sql.one(statement, [id], |row| row.get(0))?;
            Ok(stored == self.number)
        })
        .await
    }
}

/// A question that is counted, and forgotten unless its answer told something.
struct Counted<'q> {
    buckets: &'q Mutex<Buckets>,
    key: u64,
    has_told: bool,
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        if !self.has_told {
            self.buckets.lock().take(self.key);
        }
    }
}

/// Has a patient written whose body may name a file number. It is counted before anybody knows whether
/// the number is somebody's, and forgotten where it was not: whoever was told too often that a number
/// is taken hears the same of a free one.
///
/// # Errors
/// Those of `write`; 429 when too many numbers were somebody's; 503 when the trail cannot keep up.
pub(crate) async fn numbered<T>(
    caller: &Caller,
    log: QuestionLog<'_>,
    db: &Db,
    named: NamedNumber,
    write: impl Future<Output = Result<T>>,
) -> Result<T> {
    let is_taken = |detail: &FieldError| {
        detail.field == "file_number" && detail.message.key() == Some(store::IN_USE)
    };
    let counted = log.counted(caller, db, named).await?;
    let written = write.await;
    if written.as_ref().is_err_and(|error| error.details().iter().any(is_taken)) {
        if let Some(mut counted) = counted {
            counted.has_told = true;
        }
        log.tell(caller, asked_by(FILE_NUMBER)).await?;
    }
    written
}

impl<'r> QuestionLog<'r> {
    /// Counts the question who is likely this person.
    ///
    /// # Errors
    /// 429 when they have asked too much; 503 when the trail cannot keep up.
    pub(super) async fn ask(self, caller: &Caller, person: &Registrant, now: Moment) -> Result<()> {
        let Err(seconds) = self.asked.count(caller, now) else { return Ok(()) };
        self.tell_refused(caller, asked_by(&person.facts().join(", ")), now).await?;
        let wording = "You have asked for many people in a short time. Ask again in {seconds} s; \
                       the patient can be registered meanwhile.";
        let message = message("refused-duplicates", wording).count("seconds", seconds);
        Err(Error::too_soon(seconds, message))
    }

    /// Tells of that question: which facts were asked with, never what they said.
    ///
    /// # Errors
    /// 503 when the trail cannot keep up.
    pub(super) async fn told(
        self,
        caller: &Caller,
        person: &Registrant,
        found: &LikelyDuplicates,
    ) -> Result<()> {
        let mut told = asked_by(&person.facts().join(", "));
        told.insert("hidden".to_owned(), change(json!(found.hidden.unwrap_or(0))));
        self.tell(caller, told).await
    }

    /// Counts the question whether that number is somebody's, if the body asks it.
    async fn counted(
        self,
        caller: &Caller,
        db: &Db,
        named: NamedNumber,
    ) -> Result<Option<Counted<'r>>> {
        if named.number.is_none() {
            return Ok(None);
        }
        let now = db.database().clock().now();
        let Err(seconds) = self.asked.count(caller, now) else {
            let (buckets, _) = self.asked.of(caller);
            return Ok(Some(Counted { buckets, key: caller.id().spread(), has_told: false }));
        };
        // Whoever may ask no more still saves a file with the number that it has.
        if named.names_what_is_stored(db, caller.scope()).await? {
            return Ok(None);
        }
        self.tell_refused(caller, asked_by(FILE_NUMBER), now).await?;
        let wording = "You have named many file numbers that are in use. Nothing was changed: try \
                       again in {seconds} s, or leave the number out.";
        let message = message("refused-file-numbers", wording).count("seconds", seconds);
        Err(Error::too_soon(seconds, message))
    }

    /// A row of a question that was not answered. Of many, one a minute tells how many there were.
    async fn tell_refused(
        self,
        caller: &Caller,
        asked: Map<String, Value>,
        now: Moment,
    ) -> Result<()> {
        let has_row = |all: &Refusals| all.has_row(&caller.actor(), Attempted::Access, now);
        if !self.refusals.is_none_or(has_row) {
            return Ok(());
        }
        let entry = Entry::new(Action::Read, "patient").changing(asked);
        self.reads.note(&caller.actor(), entry.refused("TOO_MANY_REQUESTS")).await
    }

    async fn tell(self, caller: &Caller, told: Map<String, Value>) -> Result<()> {
        let entry = Entry::new(Action::Read, "patient").changing(told);
        self.reads.note(&caller.actor(), entry).await
    }
}

/// What the row in the trail says: the facts that were asked with. Naming a file number that is taken asks
/// for a duplicate too, so both have the one key that the trail's page and its stored rows know.
fn asked_by(facts: &str) -> Map<String, Value> {
    Map::from_iter([("duplicates_asked_by".to_owned(), change(json!(facts)))])
}

fn change(value: Value) -> Value {
    json!({ "old": null, "new": value })
}
