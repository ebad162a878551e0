//! The hash chain: each row's hash covers the row and the hash before it.
//!
//! Bytes that are hashed (SHA-256), in this order: the previous hash (32 bytes, zeros for the
//! first row), then the fields `seq, id, timestamp, user_id, username, action, resource_type,
//! resource_id, patient_id, ip_address, user_agent, request_method, request_path, values_digest,
//! status, severity, error_message, session_id, api_key_id, imported`. A field is `00` when null,
//! else `01`, its length in bytes as 4 bytes big-endian, and the bytes (numbers in decimal).
//! `values_digest` is the SHA-256 of a 16-byte salt and the JSON of the old and new values: the
//! salt keeps short values from being guessed, and an erasure may empty them.

use rusqlite::{Row, params};
use sha2::{Digest, Sha256};

use crate::db::{Sql, Tx};
use crate::error::Result;

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// One audit row as it is written; `seq`, `prev_hash` and `hash` come from the chain.
#[derive(Clone, Debug, Default)]
pub struct Link<'a> {
    pub id: &'a str,
    pub timestamp: &'a str,
    pub user_id: Option<&'a str>,
    pub username: Option<&'a str>,
    pub action: &'a str,
    pub resource_type: &'a str,
    pub resource_id: Option<&'a str>,
    pub patient_id: Option<&'a str>,
    pub ip_address: Option<&'a str>,
    pub user_agent: Option<&'a str>,
    pub request_method: Option<&'a str>,
    pub request_path: Option<&'a str>,
    /// The JSON of `{field:{old,new}}`; kept in the side table.
    pub changes: Option<&'a str>,
    pub status: &'a str,
    pub severity: &'a str,
    pub error_message: Option<&'a str>,
    pub session_id: Option<&'a str>,
    pub api_key_id: Option<&'a str>,
    pub imported: bool,
}

/// The end of the chain, held while rows are appended in one transaction.
pub struct Chain {
    seq: i64,
    hash: Hash,
}

impl Chain {
    /// The chain's end as stored.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn load(sql: &Sql<'_>) -> Result<Self> {
        sql.one("SELECT seq, hash FROM audit_head WHERE id = 1", [], |row| {
            Ok(Self { seq: row.get(0)?, hash: row.get(1)? })
        })
    }

    /// Appends a row. [`Self::save`] must follow in the same transaction.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn append(&mut self, tx: &Tx<'_>, link: &Link<'_>) -> Result<i64> {
        let seq = self.seq + 1;
        let sealed = link.changes.map(|body| seal(body.as_bytes())).transpose()?;
        let digest = sealed.as_ref().map(|(_, digest)| digest);
        let hash = hash_of(&self.hash, seq, link, digest);
        tx.run(
            "INSERT INTO audit_logs (seq, id, timestamp, user_id, username, action, resource_type, resource_id, patient_id, \
             ip_address, user_agent, request_method, request_path, values_digest, status, severity, error_message, \
             session_id, api_key_id, imported, prev_hash, hash) \
             VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22)",
            params![
                seq, link.id, link.timestamp, link.user_id, link.username, link.action, link.resource_type,
                link.resource_id, link.patient_id, link.ip_address, link.user_agent, link.request_method,
                link.request_path, digest, link.status, link.severity, link.error_message,
                link.session_id, link.api_key_id, link.imported, self.hash, hash
            ],
        )?;
        if let (Some((salt, _)), Some(body)) = (sealed, link.changes) {
            tx.run(
                "INSERT INTO audit_values (seq, salt, body) VALUES (?1, ?2, ?3)",
                params![seq, salt, body],
            )?;
        }
        (self.seq, self.hash) = (seq, hash);
        Ok(seq)
    }

    /// Stores the chain's new end.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn save(&self, tx: &Tx<'_>) -> Result<()> {
        tx.run(
            "UPDATE audit_head SET seq = ?1, hash = ?2 WHERE id = 1",
            params![self.seq, self.hash],
        )?;
        Ok(())
    }

    /// The number of the newest row.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// The newest row's hash.
    pub fn hash(&self) -> Hash {
        self.hash
    }
}

/// A fresh salt and the digest of it and the values.
fn seal(body: &[u8]) -> Result<([u8; 16], Hash)> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(crate::error::Error::internal)?;
    Ok((salt, values_digest(&salt, body)))
}

fn values_digest(salt: &[u8], body: &[u8]) -> Hash {
    Sha256::new().chain_update(salt).chain_update(body).finalize().into()
}

fn hash_of(previous: &Hash, seq: i64, link: &Link<'_>, digest: Option<&Hash>) -> Hash {
    let seq = seq.to_string();
    let fields: [Option<&[u8]>; 20] = [
        Some(seq.as_bytes()),
        Some(link.id.as_bytes()),
        Some(link.timestamp.as_bytes()),
        link.user_id.map(str::as_bytes),
        link.username.map(str::as_bytes),
        Some(link.action.as_bytes()),
        Some(link.resource_type.as_bytes()),
        link.resource_id.map(str::as_bytes),
        link.patient_id.map(str::as_bytes),
        link.ip_address.map(str::as_bytes),
        link.user_agent.map(str::as_bytes),
        link.request_method.map(str::as_bytes),
        link.request_path.map(str::as_bytes),
        digest.map(Hash::as_slice),
        Some(link.status.as_bytes()),
        Some(link.severity.as_bytes()),
        link.error_message.map(str::as_bytes),
        link.session_id.map(str::as_bytes),
        link.api_key_id.map(str::as_bytes),
        Some(if link.imported { b"1" } else { b"0" }),
    ];
    let mut hasher = Sha256::new();
    hasher.update(previous);
    for field in fields {
        match field {
            None => hasher.update([0]),
            Some(bytes) => {
                hasher.update([1]);
                hasher.update(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
                hasher.update(bytes);
            }
        }
    }
    hasher.finalize().into()
}

/// The first row that does not hold, and why.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Bad {
    pub seq: i64,
    pub id: Option<String>,
    pub reason: &'static str,
}

/// A walk along the chain, in steps that each read a bounded number of rows.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    /// Rows that hold so far.
    pub checked: i64,
    hash: Hash,
}

impl Walk {
    /// Checks up to `rows` more rows. `Ok(None)` when rows remain, `Ok(Some(None))` at a sound
    /// end, `Ok(Some(Some(bad)))` at the first row that does not hold.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn step(&mut self, sql: &Sql<'_>, rows: i64) -> Result<Option<Option<Bad>>> {
        let mut bad = None;
        let before = self.checked;
        sql.each(
            "SELECT l.*, v.salt, v.body, v.seq IS NOT NULL AS has_values FROM audit_logs l \
             LEFT JOIN audit_values v ON v.seq = l.seq WHERE l.seq > ?1 ORDER BY l.seq LIMIT ?2",
            params![before, rows],
            |row| {
                if bad.is_none() {
                    bad = self.check(row)?;
                }
                Ok(())
            },
        )?;
        if bad.is_some() {
            return Ok(Some(bad));
        }
        if self.checked - before == rows {
            return Ok(None);
        }
        let head = Chain::load(sql)?;
        let cut = Bad {
            seq: self.checked + 1,
            id: None,
            reason: "rows are missing at the end of the chain",
        };
        let whole = head.seq == self.checked && head.hash == self.hash;
        Ok(Some((!whole).then_some(cut)))
    }

    /// Checks one row; a value of a type that no audit row holds is a change too.
    fn check(&mut self, row: &Row<'_>) -> rusqlite::Result<Option<Bad>> {
        let seq: i64 = row.get("seq")?;
        let id = row.get_ref("id")?.as_str().ok().map(str::to_owned);
        let bad = |reason| Ok(Some(Bad { seq, id: id.clone(), reason }));
        if seq != self.checked + 1 {
            return bad("rows before this one are missing");
        }
        let Ok((link, digest)) = read_link(row) else {
            return bad("a column holds what no audit row can hold");
        };
        if row.get::<_, Hash>("prev_hash") != Ok(self.hash) {
            return bad("it does not follow the row before it");
        }
        let hash = hash_of(&self.hash, seq, &link, digest.as_ref());
        if row.get::<_, Hash>("hash") != Ok(hash) {
            return bad("its contents are not those that were hashed");
        }
        let has_values: bool = row.get("has_values")?;
        if has_values != digest.is_some() {
            return bad("its old and new values are missing or were added");
        }
        if let (Some(body), Some(digest)) = (link.changes, digest) {
            let salt = row.get_ref("salt")?.as_blob().unwrap_or_default();
            if values_digest(salt, body.as_bytes()) != digest {
                return bad("its old and new values are not those that were hashed");
            }
        }
        (self.checked, self.hash) = (seq, hash);
        Ok(None)
    }

    /// The hash of the last row that holds.
    pub fn head(&self) -> Hash {
        self.hash
    }
}

fn read_link<'r>(row: &'r Row<'_>) -> rusqlite::Result<(Link<'r>, Option<Hash>)> {
    let text = |column: &str| -> rusqlite::Result<&'r str> { Ok(row.get_ref(column)?.as_str()?) };
    let maybe = |column: &str| -> rusqlite::Result<Option<&'r str>> {
        Ok(row.get_ref(column)?.as_str_or_null()?)
    };
    let link = Link {
        id: text("id")?,
        timestamp: text("timestamp")?,
        user_id: maybe("user_id")?,
        username: maybe("username")?,
        action: text("action")?,
        resource_type: text("resource_type")?,
        resource_id: maybe("resource_id")?,
        patient_id: maybe("patient_id")?,
        ip_address: maybe("ip_address")?,
        user_agent: maybe("user_agent")?,
        request_method: maybe("request_method")?,
        request_path: maybe("request_path")?,
        changes: maybe("body")?,
        status: text("status")?,
        severity: text("severity")?,
        error_message: maybe("error_message")?,
        session_id: maybe("session_id")?,
        api_key_id: maybe("api_key_id")?,
        imported: row.get("imported")?,
    };
    Ok((link, row.get("values_digest")?))
}
