//! Who may reach the server: this PC alone, or the clinic's network, encrypted or not. The choice is
//! kept beside the database, for the address is needed before the database is open.

use std::io::ErrorKind;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use crate::config::Config;

/// What the clinic chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// This PC alone.
    #[default]
    Here,
    /// The clinic's network, over TLS.
    Encrypted,
    /// The clinic's network, in the clear.
    Plain,
}

impl Reach {
    /// The word by which it is kept, sent and audited.
    pub fn word(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Encrypted => "encrypted",
            Self::Plain => "plain",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        [Self::Here, Self::Encrypted, Self::Plain].into_iter().find(|reach| reach.word() == word)
    }
}

fn file(data: &Path) -> PathBuf {
    data.join("reach")
}

/// What was chosen for this data folder.
pub fn chosen(data: &Path) -> Reach {
    match std::fs::read_to_string(file(data)).unwrap_or_default().trim() {
        // Before there was encryption.
        "network" => Reach::Plain,
        word => Reach::named(word).unwrap_or_default(),
    }
}

/// Keeps the choice for the next start.
///
/// # Errors
/// What the disk says.
pub fn choose(data: &Path, reach: Reach) -> std::io::Result<()> {
    match reach {
        Reach::Here => match std::fs::remove_file(file(data)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        },
        _ => std::fs::write(file(data), format!("{}\n", reach.word())),
    }
}

/// Whether the pages may choose: an address or a proxy in the configuration was set on purpose.
pub fn may_choose(config: &Config) -> bool {
    !config.is_address_set && config.trusted_proxies.is_empty()
}

/// The configuration that is in force: with the choice in it, where there is one to make.
pub fn applied(mut config: Config) -> Config {
    if may_choose(&config) {
        config.address = match chosen(&config.data) {
            Reach::Here => Ipv4Addr::LOCALHOST.into(),
            Reach::Encrypted | Reach::Plain => Ipv4Addr::UNSPECIFIED.into(),
        };
    }
    config
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_is_served_only_where_somebody_chose_it() {
        let folder = tempfile::tempdir().unwrap();
        let config = || Config::default().with_data(folder.path());
        assert!(applied(config()).address.is_loopback());
        for reach in [Reach::Encrypted, Reach::Plain] {
            choose(folder.path(), reach).unwrap();
            assert_eq!(chosen(folder.path()), reach);
            assert!(applied(config()).address.is_unspecified());
        }
        let mut behind_a_proxy = config();
        behind_a_proxy.trusted_proxies.push("127.0.0.1".parse().unwrap());
        assert!(applied(behind_a_proxy).address.is_loopback());
        let set = Config { is_address_set: true, ..config() };
        assert!(applied(set).address.is_loopback(), "an address that is set wins");
        choose(folder.path(), Reach::Here).unwrap();
        choose(folder.path(), Reach::Here).unwrap();
        assert!(applied(config()).address.is_loopback());
    }

    #[test]
    fn a_choice_of_before_there_was_encryption_is_still_in_force() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(file(folder.path()), "network\n").unwrap();
        assert_eq!(chosen(folder.path()), Reach::Plain);
    }
}
