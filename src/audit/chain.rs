//! The hash chain: each row's hash covers the row and the hash before it.
//!
//! Bytes that are hashed (SHA-256), in this order: the previous hash (32 bytes, zeros for the
//! first row), then the fields `seq, id, timestamp, user_id, username, action, resource_type,
//! resource_id, patient_id, ip_address, user_agent, request_method, request_path, values_digest,
//! status, severity, error_message, session_id, api_key_id, imported`. A field is `00` when null,
//! else `01`, its length in bytes as 4 bytes big-endian, and the bytes (numbers in decimal).
//! `values_digest` is the SHA-256 of a 16-byte salt and the JSON of the old and new values: the
//! salt keeps short values from being guessed, and an erasure empties both, and says so in a later
//! row: `ERASE`, of the same patient. A row of a list has `{"ids":["…","…"]}` instead, the ids in
//! ascending order; they are stored once for all rows that name the same (`audit_sets`).

use rusqlite::params;
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
    /// The JSON of `{field:{old,new}}`, or of `{"ids":[…]}`; kept in the side table.
    pub changes: Option<&'a str>,
    /// The set that has the ids: the side table then names it instead of repeating them.
    pub set: Option<i64>,
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
                "INSERT INTO audit_values (seq, salt, body, set_id) VALUES (?1, ?2, ?3, ?4)",
                params![seq, salt, link.set.is_none().then_some(body), link.set],
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

pub(super) fn values_digest(salt: &[u8], body: &[u8]) -> Hash {
    Sha256::new().chain_update(salt).chain_update(body).finalize().into()
}

pub(super) fn hash_of(previous: &Hash, seq: i64, link: &Link<'_>, digest: Option<&Hash>) -> Hash {
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
