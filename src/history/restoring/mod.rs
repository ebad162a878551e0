//! A record put back to an earlier version, whole or a field of it: an ordinary change with its audit row.
//! What its author may not see stays as it is, and so does what an act of its own changes (archiving,
//! deleting, signing, payments). One way for every kind of record (`kinds`), and asked beforehand which
//! versions it would refuse (`offers`).

mod kinds;
mod offers;
mod routes;

pub(crate) use self::kinds::{KeptInvoice, KeptMeasurement, KeptPatient, KeptVisit, Registrar};
pub(crate) use self::offers::{Offer, Offers, offers};
pub(super) use self::routes::routes;
pub(crate) use self::routes::visit_back;

use serde_json::{Map, Value};

use super::replay::before;
use super::{Change, store};
use crate::auth::Scope;
use crate::clock::Moment;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result};
use crate::http::Precondition;
use crate::ids::Id;
use crate::message::message;

/// Fields that an act of its own changes.
pub(crate) const ACTS: [&str; 6] =
    ["deleted", "is_active", "edition", "digest", "reason", "allow_overlap"];

/// A record of one kind that goes back to its versions.
pub(crate) trait Kept: Sized {
    /// The kind, as the audit calls it.
    const KIND: &'static str;
    /// Who puts it back.
    type Author;
    /// What finds it.
    type Key: Copy;
    /// What its author is answered.
    type Answer;

    /// Its id.
    fn id(key: Self::Key) -> Id;

    /// The record as it stands, for who may see it.
    ///
    /// # Errors
    /// 404; 403 for another dietitian's.
    fn read(sql: &Sql<'_>, author: &Self::Author, key: Self::Key, now: Moment) -> Result<Self>;

    /// Its fields, as the audit compares them.
    fn facts(&self) -> Map<String, Value>;

    /// The fields that its author may not see.
    fn hidden(author: &Self::Author) -> &'static [&'static str];

    /// Whose records its author sees.
    fn scope(author: &Self::Author) -> Scope;

    /// Whether people write that field.
    fn is_written(_field: &str) -> bool {
        true
    }

    /// Whether the rules let it become what the body says, whoever has its time by now.
    ///
    /// # Errors
    /// What [`Kept::change`] would refuse.
    fn judge(
        &self,
        sql: &Sql<'_>,
        author: &Self::Author,
        body: Map<String, Value>,
        now: Moment,
    ) -> Result<()>;

    /// Makes it what the body says.
    ///
    /// # Errors
    /// What the rules of its kind refuse.
    fn change(
        tx: &Tx<'_>,
        author: &Self::Author,
        key: Self::Key,
        body: Map<String, Value>,
        asked: Asked,
    ) -> Result<Self::Answer>;
}

/// How it is to be put back.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    /// What must still be true.
    pub precondition: Precondition,
    /// Whether it may take a time that another has.
    pub allow_overlap: bool,
}

/// What is to be put back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Wanted {
    /// Everything, to what that version left.
    Version(i64),
    /// A field, to what that version found.
    Field(i64, String),
}

impl Wanted {
    /// The version that is named.
    pub fn seq(&self) -> i64 {
        match self {
            Self::Version(seq) | Self::Field(seq, _) => *seq,
        }
    }
}

/// Puts a record back.
///
/// # Errors
/// 400 for a version that it has not, or of which something was erased; what the rules of its kind
/// refuse.
pub(crate) fn put_back<K: Kept>(
    tx: &Tx<'_>,
    author: &K::Author,
    key: K::Key,
    wanted: &Wanted,
    asked: Asked,
) -> Result<K::Answer> {
    let record = K::read(tx, author, key, tx.now())?;
    let body = match wanted {
        Wanted::Version(seq) => body::<K>(tx, author, &record, (key, *seq))?,
        Wanted::Field(seq, field) => found::<K>(tx, author, (key, *seq), field)?,
    };
    K::change(tx, author, key, body, asked)
}

/// The body that makes a record what that version left.
fn body<K: Kept>(
    sql: &Sql<'_>,
    author: &K::Author,
    record: &K,
    (key, seq): (K::Key, i64),
) -> Result<Map<String, Value>> {
    let id = K::id(key);
    if !store::has_version(sql, (K::KIND, id), K::scope(author), seq)? {
        return Err(no_such_version());
    }
    let past = before(record.facts(), &store::after_version(sql, K::KIND, id, seq)?);
    if past.is_incomplete {
        return Err(no_such_version());
    }
    Ok(differing::<K>(author, &record.facts(), &past.record))
}

/// What of a past record is not so now, as far as its author may put it back.
fn differing<K: Kept>(
    author: &K::Author,
    now: &Map<String, Value>,
    past: &Map<String, Value>,
) -> Map<String, Value> {
    let differs = |(field, value): &(&String, &Value)| now.get(*field) != Some(value);
    let free = past.iter().filter(|(field, _)| is_free::<K>(author, field));
    free.filter(differs).map(|(field, value)| (field.clone(), value.clone())).collect()
}

/// Whether a field goes back for that author.
fn is_free<K: Kept>(author: &K::Author, field: &str) -> bool {
    const OF_EVERY_CHANGE: [&str; 3] = ["version", "updated_at", "updated_by"];
    !ACTS.contains(&field)
        && !OF_EVERY_CHANGE.contains(&field)
        && !K::hidden(author).contains(&field)
        && K::is_written(field)
}

/// The body that makes a field what that version found.
fn found<K: Kept>(
    sql: &Sql<'_>,
    author: &K::Author,
    (key, seq): (K::Key, i64),
    field: &str,
) -> Result<Map<String, Value>> {
    let version = store::version(sql, (K::KIND, K::id(key)), K::scope(author), seq)?;
    let old = version
        .filter(|_| is_free::<K>(author, field))
        .and_then(|one| Change::of(one.changes?.get(field)?).old);
    Ok(Map::from_iter([(field.to_owned(), old.ok_or_else(no_such_version)?)]))
}

/// 400: nothing to put back.
pub(crate) fn no_such_version() -> Error {
    let message = message(
        "refused-no-such-version",
        "This version has no such value, or it was erased. Nothing was changed.",
    );
    Error::bad("VALIDATION_ERROR", message)
}
