//! Verifying the chain: a walk from the first row to the recorded end, which names the first row
//! that does not hold.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::chain::{Hash, Link, hash_of, values_digest};
use super::store::sets;
use crate::db::{Database, Meter};
use crate::error::Result;

/// Rows that one step reads: about 20 ms, after which the connection is free for others.
pub(super) const STEP: i64 = 5_000;

/// The first row that does not hold, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bad {
    /// The number of the row; of the missing one where rows are missing.
    pub seq: i64,
    /// Nothing where the row is missing or its id cannot be read.
    pub id: Option<String>,
    pub reason: &'static str,
    /// The copy that remembers the row otherwise, where one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy: Option<String>,
}

impl Bad {
    /// That row does not hold, and why.
    pub fn new(seq: i64, reason: &'static str) -> Self {
        Self { seq, id: None, reason, copy: None }
    }

    /// As that copy says.
    pub fn by(mut self, copy: &str) -> Self {
        self.copy = Some(copy.to_owned());
        self
    }
}

/// Where a step ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// Rows remain.
    More,
    /// Every row holds, up to the recorded end.
    Sound,
    /// This row does not hold.
    Broken(Bad),
}

/// A walk along the chain, in steps that each read a bounded number of rows.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    /// Rows that hold so far.
    pub checked: i64,
    /// Of these, rows whose old and new values have been erased.
    pub erased: i64,
    hash: Hash,
}

// Columns by position: names would be looked up for each of ten million rows.
const ROWS: &str = "SELECT l.seq, l.id, l.timestamp, l.user_id, l.username, l.action, \
    l.resource_type, l.resource_id, l.patient_id, l.ip_address, l.user_agent, l.request_method, \
    l.request_path, l.status, l.severity, l.error_message, l.session_id, l.api_key_id, \
    l.imported, l.values_digest, l.prev_hash, l.hash, v.seq, v.salt, v.body, {ids} \
    FROM audit_logs l LEFT JOIN audit_values v ON v.seq = l.seq{sets} \
    WHERE l.seq >= ?1 ORDER BY l.seq LIMIT ?2";

/// Whether an erasure that a later row tells of has emptied the values of a row.
const ERASED: &str = "SELECT 1 FROM audit_logs WHERE patient_id = ?1 AND seq > ?2 \
    AND action = 'ERASE' AND status = 'SUCCESS' LIMIT 1";

const OF_THE_ROW: &str = "its contents are not those that were hashed";
const WITHOUT_ERASURE: &str =
    "its old and new values are gone, and no later row tells of an erasure";
const OF_THE_VALUES: &str = "its old and new values are not those that were hashed";

impl Walk {
    /// Checks up to `rows` more rows.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn step(&mut self, connection: &Connection, rows: i64) -> rusqlite::Result<Progress> {
        let before = self.checked;
        // A row slipped in below the first one must not be overlooked.
        let first = if before == 0 { i64::MIN } else { before + 1 };
        let mut statement = connection.prepare_cached(&rows_of(connection)?)?;
        let mut found = statement.query(params![first, rows])?;
        while let Some(row) = found.next()? {
            if let Err(bad) = self.check(connection, row)? {
                return Ok(Progress::Broken(bad));
            }
        }
        if self.checked - before == rows {
            return Ok(Progress::More);
        }
        Ok(self.check_end(connection)?.map_or(Progress::Sound, Progress::Broken))
    }

    /// Walks to the end in one go.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn finish(&mut self, connection: &Connection) -> rusqlite::Result<Option<Bad>> {
        loop {
            // The rows and the recorded end belong to one snapshot, also beside a writer.
            let snapshot = connection.unchecked_transaction()?;
            match self.step(&snapshot, STEP)? {
                Progress::More => {}
                Progress::Sound => return Ok(None),
                Progress::Broken(bad) => return Ok(Some(bad)),
            }
        }
    }

    /// The hash of the last row that holds.
    pub fn head(&self) -> Hash {
        self.hash
    }

    fn check(
        &mut self,
        connection: &Connection,
        row: &Row<'_>,
    ) -> rusqlite::Result<Result<(), Bad>> {
        let seq: i64 = row.get(0)?;
        let id = row.get_ref(1)?.as_str().ok().map(str::to_owned);
        let next = self.checked + 1;
        if seq > next {
            return Ok(Err(Bad::new(next, "the row is missing")));
        }
        let bad = |reason| Ok(Err(Bad { id: id.clone(), ..Bad::new(seq, reason) }));
        if seq < next {
            return bad("it does not belong to the chain");
        }
        let Ok((link, digest)) = read_link(row) else {
            return bad("a column holds what no audit row can hold");
        };
        if row.get::<_, Hash>(20) != Ok(self.hash) {
            return bad("it does not follow the row before it");
        }
        let hash = hash_of(&self.hash, seq, &link, digest.as_ref());
        if row.get::<_, Hash>(21) != Ok(hash) {
            return bad(OF_THE_ROW);
        }
        match check_values(row, digest.as_ref()) {
            Ok(false) => {}
            Ok(true) if is_told_of(connection, link.patient_id, seq)? => self.erased += 1,
            Ok(true) => return bad(WITHOUT_ERASURE),
            Err(reason) => return bad(reason),
        }
        (self.checked, self.hash) = (seq, hash);
        Ok(Ok(()))
    }

    /// The recorded end must be where the walk ended, and no values may lie beyond the rows.
    fn check_end(&self, connection: &Connection) -> rusqlite::Result<Option<Bad>> {
        let bad = |seq, reason| Ok(Some(Bad::new(seq, reason)));
        let head = connection
            .prepare_cached("SELECT seq, hash FROM audit_head WHERE id = 1")?
            .query_row([], |row| Ok((row.get::<_, i64>(0), row.get::<_, Hash>(1))))
            .optional()?;
        match head {
            Some((Ok(seq), _)) if seq > self.checked => {
                return bad(self.checked + 1, "the row is missing at the end of the chain");
            }
            Some((Ok(seq), Ok(hash))) if seq == self.checked && hash == self.hash => {}
            _ => return bad(self.checked, "the recorded end of the chain is not this row"),
        }
        let stray = connection
            .prepare_cached("SELECT seq FROM audit_values WHERE seq < 1 OR seq > ?1 LIMIT 1")?
            .query_row([self.checked], |row| row.get(0))
            .optional()?;
        match stray {
            Some(seq) => bad(seq, "there are old and new values without their row"),
            None => Ok(None),
        }
    }
}

/// Walks the whole chain on this thread, leaving the connection to others between the steps.
///
/// # Errors
/// What SQLite says.
pub fn verify_here(database: &Database) -> Result<(Walk, Option<Bad>)> {
    let meter = Meter::default();
    let mut walk = Walk::default();
    loop {
        match database.read_here(&meter, |sql| Ok(walk.step(sql.connection(), STEP)?))? {
            Progress::More => {}
            Progress::Sound => return Ok((walk, None)),
            Progress::Broken(bad) => return Ok((walk, Some(bad))),
        }
    }
}

/// The rows with their values; a copy of an older schema has no sets of records.
fn rows_of(connection: &Connection) -> rusqlite::Result<String> {
    let (ids, join) = match sets::are_known(connection)? {
        true => ("s.ids", " LEFT JOIN audit_sets s ON s.id = v.set_id"),
        false => ("NULL", ""),
    };
    Ok(ROWS.replace("{ids}", ids).replace("{sets}", join))
}

fn is_told_of(connection: &Connection, patient: Option<&str>, seq: i64) -> rusqlite::Result<bool> {
    let mut erasure = connection.prepare_cached(ERASED)?;
    Ok(erasure.query_row(params![patient, seq], |_| Ok(())).optional()?.is_some())
}

/// Whether the row's values have been erased, or what is wrong with them.
fn check_values(row: &Row<'_>, digest: Option<&Hash>) -> Result<bool, &'static str> {
    let column = |at| row.get_ref(at).map_err(|_| OF_THE_VALUES);
    match (digest, column(22)?, column(23)?, column(24)?) {
        (None, ValueRef::Null, _, _) => Ok(false),
        (Some(_), ValueRef::Integer(_), ValueRef::Blob([]), ValueRef::Null) => Ok(true),
        (Some(digest), ValueRef::Integer(_), ValueRef::Blob(salt), ValueRef::Null) => {
            let values = sets::values_of(column(25)?).ok_or(OF_THE_VALUES)?;
            if values_digest(salt, values.as_bytes()) == *digest {
                Ok(false)
            } else {
                Err(OF_THE_VALUES)
            }
        }
        (Some(digest), ValueRef::Integer(_), ValueRef::Blob(salt), ValueRef::Text(body))
            if values_digest(salt, body) == *digest =>
        {
            Ok(false)
        }
        (Some(_), ValueRef::Null, _, _) => Err("its old and new values are missing"),
        (None, _, _, _) => Err("old and new values were added to it"),
        _ => Err(OF_THE_VALUES),
    }
}

/// The row as it was hashed; an error for a value of a type or range that no audit row holds.
fn read_link<'r>(row: &'r Row<'_>) -> rusqlite::Result<(Link<'r>, Option<Hash>)> {
    let text = |at: usize| -> rusqlite::Result<&'r str> { Ok(row.get_ref(at)?.as_str()?) };
    let maybe =
        |at: usize| -> rusqlite::Result<Option<&'r str>> { Ok(row.get_ref(at)?.as_str_or_null()?) };
    let link = Link {
        id: text(1)?,
        timestamp: text(2)?,
        user_id: maybe(3)?,
        username: maybe(4)?,
        action: text(5)?,
        resource_type: text(6)?,
        resource_id: maybe(7)?,
        patient_id: maybe(8)?,
        ip_address: maybe(9)?,
        user_agent: maybe(10)?,
        request_method: maybe(11)?,
        request_path: maybe(12)?,
        changes: None,
        set: None,
        status: text(13)?,
        severity: text(14)?,
        error_message: maybe(15)?,
        session_id: maybe(16)?,
        api_key_id: maybe(17)?,
        imported: match row.get_ref(18)? {
            ValueRef::Integer(0) => false,
            ValueRef::Integer(1) => true,
            _ => return Err(rusqlite::Error::IntegralValueOutOfRange(18, 0)),
        },
    };
    Ok((link, row.get(19)?))
}

#[cfg(test)]
#[path = "walk_tests.rs"]
mod tests;
