//! Configuration: defaults, then `Rocket.toml`, then `NUTRIVAULT_*`. One struct, checked once.

mod lenient;
pub mod meaning;

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use figment::providers::{Env, Format, Serialized, Toml};
use figment::{Figment, Profile};
use serde::{Deserialize, Serialize};

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
    /// The largest JSON body, bytes.
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

/// What the network may ask of the server's attention.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// Connections at most; beyond them those that ask for nothing make room.
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

const FILE: &str = "Rocket.toml";
const PREFIX: &str = "NUTRIVAULT_";
const PROFILE: &str = "NUTRIVAULT_PROFILE";

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
        let rules: [(bool, &str); 20] = [
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
        ];
        match rules.iter().find(|(holds, _)| !holds) {
            None => Ok(()),
            Some((_, rule)) => Err(format!("The configuration does not hold: {rule}.")),
        }
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

/// Whether a value comes from the file or the environment, and not from the defaults.
fn is_set(from: &figment::Metadata) -> bool {
    from.name.contains("environment") || from.name.contains("TOML")
}

/// The variables that say something: one that is set to nothing, as compose files and units leave
/// them, is one that is not set.
fn variables() -> Env {
    Env::prefixed(PREFIX).filter(|key| {
        std::env::vars_os().any(|(name, value)| {
            let name = name.to_string_lossy();
            let begins = name.get(..PREFIX.len()).is_some_and(|p| p.eq_ignore_ascii_case(PREFIX));
            begins && *key == name[PREFIX.len()..] && !value.to_string_lossy().trim().is_empty()
        })
    })
}

/// A section that nobody selects is a misspelling that would silently change nothing.
fn check_profiles(file: &str, selected: &str) -> Result<(), String> {
    let sections: figment::value::Dict = Figment::from(Toml::string(file))
        .extract()
        .map_err(|error| format!("{FILE} is not valid: {error}."))?;
    // Rocket's own [debug] and [release] are none of ours: the program is one in all builds.
    let known = ["default", "global", selected];
    for (name, value) in &sections {
        if value.as_dict().is_none() {
            return Err(format!(
                "{FILE}: the key {name} stands outside a section; put it under [default]."
            ));
        }
        if !known.contains(&name.as_str()) {
            return Err(format!(
                "{FILE} has a section [{name}] that nothing selects. Call it [default], or select it with {PROFILE}={name}."
            ));
        }
    }
    let exists = selected == "default" || sections.contains_key(selected);
    exists
        .then_some(())
        .ok_or(format!("{PROFILE} selects [{selected}], which {FILE} does not have."))
}

/// A figment error as a sentence that names the key and where it was set.
fn sentence(error: &figment::Error) -> String {
    let key = error.path.join(".");
    let from = error.metadata.as_ref().map_or("the configuration", |m| m.name.as_ref());
    let set_in = if from.contains("environment") { "the environment" } else { FILE };
    match &error.kind {
        figment::error::Kind::UnknownField(field, _) if field == "base_path" => format!(
            "base_path (in the environment {PREFIX}BASE_PATH) cannot be set: NutriVault is served at the root of a host name and not below a path, so give it a name of its own, like nutrivault.clinic.example, and name that in hosts."
        ),
        figment::error::Kind::UnknownField(field, _) => {
            let parent = if key.is_empty() || key == *field {
                String::new()
            } else {
                format!("{}.", key.trim_end_matches(field.as_str()).trim_end_matches('.'))
            };
            let key = format!("{parent}{field}");
            format!(
                "There is no key {key} (in the environment {PREFIX}{}); `nutrivault config` lists those there are.",
                key.to_uppercase().replace('.', "__")
            )
        }
        kind => format!(
            "The key {key} (in the environment {PREFIX}{}), set in {set_in}, is not valid: {kind}.",
            key.to_uppercase().replace('.', "__")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_the_promised_ones() {
        let config = Config::read("", "default").unwrap();
        assert_eq!(
            (config.pool.max, config.pool.min, config.pool.acquire_s, config.pool.idle_s),
            (10, 2, 30, 10)
        );
        assert_eq!((config.compression.min_bytes, config.compression.level), (1024, 6));
        assert_eq!(
            (config.cache.short_ttl, config.cache.medium_ttl, config.cache.long_ttl),
            (30, 60, 300)
        );
    }

    #[test]
    fn a_section_of_the_file_wins_over_the_defaults() {
        assert_eq!(Config::read("[default]\nport = 4000", "default").unwrap().port, 4000);
        for (file, is_set) in [("", false), ("port = 4000", false), ("address = '::'", true)] {
            let config = Config::read(&format!("[default]\n{file}"), "default").unwrap();
            assert_eq!(config.is_address_set, is_set, "{file}");
        }
    }

    #[test]
    fn lists_are_written_as_lists_or_with_commas() {
        for file in ["hosts = ['a.example', 'B.example.']", "hosts = 'a.example, b.example'"] {
            let config = Config::read(&format!("[default]\n{file}"), "default").unwrap();
            let names: Vec<&str> = config.hosts.iter().map(HostName::as_str).collect();
            assert_eq!(names, ["a.example", "b.example"]);
        }
        let file = "[default]\ntrusted_proxies = '10.0.0.0/8 fd00::/8'";
        let config = Config::read(file, "default").unwrap();
        assert!(config.is_proxy("10.1.2.3".parse().unwrap()));
        assert!(config.is_proxy("fd12::1".parse().unwrap()));
        assert!(!config.is_proxy("192.168.0.1".parse().unwrap()));
    }

    #[test]
    fn nonsense_is_answered_by_a_sentence_that_names_the_key() {
        for (file, key) in [
            ("[default]\nprot = 1", "prot"),
            ("[default.cache]\nshort = 1", "cache.short"),
            ("[default]\nhosts = ['https://clinic.example']", "hosts"),
            ("[default]\ntrusted_proxies = ['10.0.0.0/33']", "trusted_proxies"),
            ("[default]\ntrusted_proxies = '0.0.0.0/0'", "every address"),
            ("[default]\nbase_path = '/nutrivault'", "root of a host name"),
            ("[default]\nport = 'x'", "port"),
            ("[default]\nport = 99999", "port"),
            ("[defualt]\nport = 1", "defualt"),
            ("[release]\nport = 1", "[release]"),
            ("[debug]\nport = 1", "[debug]"),
            ("[default]\nport = 1\n[release.tls]\nkey = 'k'", "[release]"),
            ("port = 1", "port"),
            ("[default.pool]\nmax = 0", "pool.max"),
            ("[default.clinic]\ntime_zone = 'Mars'", "clinic.time_zone"),
            ("[default", "Rocket.toml"),
        ] {
            let sentence = Config::read(file, "default").unwrap_err();
            assert!(sentence.contains(key), "{file:?}: {sentence}");
        }
        assert!(Config::read("", "relaese").unwrap_err().contains("relaese"));
    }
}
