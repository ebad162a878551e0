//! Configuration: defaults, then `Rocket.toml`, then `NUTRIVAULT_*`. One struct, checked once.

mod lenient;
pub mod meaning;
mod parts;
mod sources;

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use figment::providers::{Format, Serialized, Toml};
use figment::{Figment, Profile};
use serde::{Deserialize, Serialize};

pub use self::parts::{Auth, Cache, Clinic, Compression, Gate, Pool, Tls};
use self::sources::{FILE, PROFILE, check_profiles, is_set, sentence, variables};
use crate::clock::Zone;
use crate::network::{HostName, Subnet};

/// bcrypt's costs that are ever computed. Each step doubles the work: a hash of cost 31 that came in
/// with a file from elsewhere would keep a thread for a day, and a few of them every login.
pub const BCRYPT_COSTS: RangeInclusive<u32> = 4..=14;

/// Everything that an installation may set. `nutrivault config` prints it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The folder of the database, its copies and its lock.
    #[serde(deserialize_with = "lenient::path")]
    pub data: PathBuf,
    /// The address to listen on; 0.0.0.0 serves the clinic's network.
    pub address: IpAddr,
    /// The port to listen on.
    pub port: u16,
    /// Threads that answer requests; 0 means one a core.
    pub workers: usize,
    /// off, error, warn, info, debug or trace.
    pub log_level: log::LevelFilter,
    /// What all documents together may take, MiB: each copy of the database has them too.
    pub documents_quota_mib: u64,
    /// Statements at least this slow are logged, ms; 0 logs every one.
    pub slow_query_ms: u64,
    /// A question that runs longer is stopped and answered 503, ms.
    pub query_budget_ms: u64,
    /// The largest body of a request that is no upload, bytes.
    pub body_limit: u64,
    /// Proxies, addresses or networks, whose X-Forwarded-* headers are believed.
    #[serde(deserialize_with = "lenient::list")]
    pub trusted_proxies: Vec<Subnet>,
    /// Names of the server besides this machine's own.
    #[serde(deserialize_with = "lenient::list")]
    pub hosts: Vec<HostName>,
    /// The bearer token of /metrics; without one it answers on this machine only.
    #[serde(deserialize_with = "lenient::secret")]
    pub metrics_token: Option<String>,
    pub gate: Gate,
    pub tls: Tls,
    pub pool: Pool,
    pub cache: Cache,
    pub compression: Compression,
    pub auth: Auth,
    pub clinic: Clinic,
    /// Whether `address` was set: it wins over what is chosen in the pages then.
    #[serde(skip)]
    pub is_address_set: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            address: IpAddr::from([127, 0, 0, 1]),
            port: 3001,
            workers: 0,
            log_level: log::LevelFilter::Info,
            documents_quota_mib: 10_240,
            slow_query_ms: 100,
            query_budget_ms: 10_000,
            body_limit: 1024 * 1024,
            trusted_proxies: Vec::new(),
            hosts: Vec::new(),
            metrics_token: None,
            gate: Gate {
                connections: 4000,
                per_address: 2000,
                head_s: 10,
                body_s: 30,
                fetch_s: 30,
                silence_s: 60,
            },
            tls: Tls { certificate: None, key: None, hsts_s: 24 * 60 * 60 },
            pool: Pool { max: 10, min: 2, acquire_s: 30, idle_s: 10 },
            cache: Cache {
                short_ttl: 30,
                medium_ttl: 60,
                long_ttl: 300,
                warm_reports: true,
                entries: 2000,
                bytes: 4 * 1024 * 1024,
            },
            compression: Compression { min_bytes: 1024, level: 6 },
            auth: Auth {
                bcrypt_cost: 12,
                bcrypt_threads: 1,
                access_minutes: 30,
                refresh_days: 7,
                ui_idle_minutes: 30,
                ui_hours: 12,
                address_burst: 20,
                account_burst: 10,
            },
            clinic: Clinic {
                name: "My clinic".into(),
                time_zone: "UTC".into(),
                currency: "EUR".into(),
                locale: "en".into(),
            },
            is_address_set: false,
        }
    }
}

impl Config {
    /// The effective configuration of this process.
    ///
    /// # Errors
    /// A sentence that names the key, the file's section or the variable that is wrong.
    pub fn load() -> Result<Self, String> {
        let file = std::fs::read_to_string(FILE).or_else(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Ok(String::new()),
            _ => Err(format!("{FILE} cannot be read: {error}.")),
        })?;
        let profile = std::env::var(PROFILE).ok().filter(|name| !name.trim().is_empty());
        let profile = profile.unwrap_or_else(|| "default".into());
        Self::read(&file, &profile)
    }

    fn read(file: &str, profile: &str) -> Result<Self, String> {
        check_profiles(file, profile)?;
        let figment = Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::string(file).nested())
            .merge(variables().ignore(&["profile"]).split("__").global())
            .select(Profile::new(profile));
        let mut config: Self = figment.extract().map_err(|errors| {
            errors.into_iter().map(|e| sentence(&e)).collect::<Vec<_>>().join("\n")
        })?;
        config.is_address_set = figment.find_metadata("address").is_some_and(is_set);
        config.check()?;
        Ok(config)
    }

    /// Refuses what no installation can mean.
    fn check(&self) -> Result<(), String> {
        let mut rules = self.rules_of_the_server().into_iter().chain(self.rules_of_the_clinic());
        match rules.find(|(holds, _)| !holds) {
            None => Ok(()),
            Some((_, rule)) => Err(format!("The configuration does not hold: {rule}.")),
        }
    }

    fn rules_of_the_server(&self) -> [(bool, &'static str); 12] {
        [
            (!self.data.as_os_str().is_empty(), "data must name a folder"),
            (
                (16..=100_000).contains(&self.gate.connections),
                "gate.connections must be from 16 to 100000",
            ),
            (
                (1..=self.gate.connections).contains(&self.gate.per_address),
                "gate.per_address must be from 1 to gate.connections",
            ),
            (
                [self.gate.head_s, self.gate.body_s, self.gate.fetch_s, self.gate.silence_s]
                    .iter()
                    .all(|seconds| (1..=3600).contains(seconds)),
                "gate.head_s, body_s, fetch_s and silence_s must be from 1 to 3600",
            ),
            (
                self.tls.certificate.is_some() == self.tls.key.is_some(),
                "tls.certificate and tls.key must be set together",
            ),
            ((1..=100).contains(&self.pool.max), "pool.max must be from 1 to 100"),
            (self.pool.min <= self.pool.max, "pool.min must not be above pool.max"),
            ((1..=600).contains(&self.pool.acquire_s), "pool.acquire_s must be from 1 to 600"),
            ((1..=86_400).contains(&self.pool.idle_s), "pool.idle_s must be from 1 to 86400"),
            (
                (1..=16_777_216).contains(&self.documents_quota_mib),
                "documents_quota_mib must be from 1 to 16777216",
            ),
            (
                (10..=600_000).contains(&self.query_budget_ms),
                "query_budget_ms must be from 10 to 600000",
            ),
            (
                (1024..=67_108_864).contains(&self.body_limit),
                "body_limit must be from 1024 to 67108864",
            ),
        ]
    }

    fn rules_of_the_clinic(&self) -> [(bool, &'static str); 8] {
        [
            ((1..=9).contains(&self.compression.level), "compression.level must be from 1 to 9"),
            (
                BCRYPT_COSTS.contains(&self.auth.bcrypt_cost),
                "auth.bcrypt_cost must be from 4 to 14",
            ),
            (
                (1..=64).contains(&self.auth.bcrypt_threads),
                "auth.bcrypt_threads must be from 1 to 64",
            ),
            (
                self.auth.access_minutes > 0 && self.auth.refresh_days > 0,
                "auth.access_minutes and auth.refresh_days must be above 0",
            ),
            (
                self.auth.ui_idle_minutes > 0 && self.auth.ui_hours > 0,
                "auth.ui_idle_minutes and auth.ui_hours must be above 0",
            ),
            (
                Zone::named(&self.clinic.time_zone).is_some(),
                "clinic.time_zone must be a zone like Europe/Paris",
            ),
            (
                crate::money::is_currency(&self.clinic.currency),
                "clinic.currency must be a currency like EUR, by its three letters of ISO 4217",
            ),
            (matches!(self.clinic.locale.as_str(), "en" | "fr"), "clinic.locale must be en or fr"),
        ]
    }

    /// Whether a trusted proxy has this address.
    pub fn is_proxy(&self, peer: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|subnet| subnet.contains(peer))
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.data.join("nutrivault.db")
    }

    /// Where copies go.
    pub fn backups(&self) -> PathBuf {
        self.data.join("backups")
    }

    /// The same with every secret replaced, for printing.
    pub fn masked(&self) -> Self {
        let mut masked = self.clone();
        if masked.metrics_token.is_some() {
            masked.metrics_token = Some("********".into());
        }
        masked
    }

    /// The same for a data folder of its own: tests and tools.
    pub fn with_data(mut self, folder: &Path) -> Self {
        self.data = folder.to_owned();
        self
    }
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
