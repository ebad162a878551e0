//! The parts of the configuration.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::lenient;

/// What the network may ask of the server's attention.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// Connections at most; beyond them those that ask for nothing make room, and up to a quarter more are open
    /// until they have left.
    pub connections: usize,
    /// … from one address.
    pub per_address: usize,
    /// The head of a request must have come after that many seconds.
    pub head_s: u64,
    /// Its body, up to `body_limit`, after these; a longer one in proportion.
    pub body_s: u64,
    /// So long may an answer wait for its client to fetch it, seconds; a longer one in proportion.
    pub fetch_s: u64,
    /// A connection that asks for nothing more is closed after that many seconds.
    pub silence_s: u64,
}

/// Encryption by the server itself; both or none.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// A file with the certificate and those it stands on, PEM.
    pub certificate: Option<PathBuf>,
    /// A file with its private key, PEM.
    pub key: Option<PathBuf>,
    /// So long browsers come over TLS only, once they did, seconds; 0 never says so.
    pub hsts_s: u32,
}

/// The readers' connection pool.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    pub max: u32,
    pub min: u32,
    /// How long a request waits for a connection before 503, seconds.
    pub acquire_s: u64,
    /// A connection idle for longer is closed, seconds.
    pub idle_s: u64,
}

/// How long each tier keeps an answer at most, seconds; 0 switches the tier off.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Cache {
    pub short_ttl: u64,
    pub medium_ttl: u64,
    pub long_ttl: u64,
    /// Whether the default reports are asked once after the start, before anybody does.
    pub warm_reports: bool,
    /// Answers that each tier keeps at most.
    pub entries: usize,
    /// Bytes that each tier keeps at most.
    pub bytes: usize,
}

/// gzip of answers.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Compression {
    /// Smaller bodies are sent as they are, bytes.
    pub min_bytes: usize,
    /// 1 (fast) to 9 (small).
    pub level: u32,
}

/// Passwords and sessions.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// bcrypt's cost: each step doubles the time of a guess.
    pub bcrypt_cost: u32,
    /// Threads that check passwords, beside those that answer requests.
    pub bcrypt_threads: usize,
    /// Lifetime of an access token, minutes.
    pub access_minutes: u64,
    /// Lifetime of a refresh token, days.
    pub refresh_days: u64,
    /// A session in the browser ends after that many minutes without a request …
    pub ui_idle_minutes: u64,
    /// … and after that many hours in any case.
    pub ui_hours: u64,
    /// Failed logins that one address may make at once before it has to wait.
    pub address_burst: u32,
    /// Failed logins for one account before its answers slow down.
    pub account_burst: u32,
}

/// What a new clinic starts with; afterwards its settings live in the database.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Clinic {
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    pub time_zone: String,
    pub currency: String,
    pub locale: String,
}
