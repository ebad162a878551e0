//! Who may reach the server: this PC alone, or the clinic's network. The choice is kept beside the
//! database, for the address is needed before the database is open.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::path::{Path, PathBuf};

use crate::config::Config;

const NETWORK: &str = "network";

fn file(data: &Path) -> PathBuf {
    data.join("reach")
}

/// Whether the clinic chose its network.
pub fn is_network(data: &Path) -> bool {
    std::fs::read_to_string(file(data)).is_ok_and(|text| text.trim() == NETWORK)
}

/// Keeps the choice for the next start.
///
/// # Errors
/// What the disk says.
pub fn choose(data: &Path, network: bool) -> std::io::Result<()> {
    match network {
        true => std::fs::write(file(data), format!("{NETWORK}\n")),
        false => match std::fs::remove_file(file(data)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        },
    }
}

/// The configuration with that choice in it. An address other than this PC's was set on purpose,
/// and so was a proxy: both stay.
pub fn applied(mut config: Config) -> Config {
    let is_open = config.address.is_loopback() && config.trusted_proxies.is_empty();
    if is_open && is_network(&config.data) {
        config.address = Ipv4Addr::UNSPECIFIED.into();
    }
    config
}

/// This PC's address in its network, as far as the system knows one. Nothing is sent: a datagram
/// socket only asks for the way to an address that is nobody's.
pub fn address_here() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    socket.local_addr().ok().map(|at| at.ip()).filter(|ip| !ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_is_served_only_where_somebody_chose_it() {
        let folder = tempfile::tempdir().unwrap();
        let config = || Config::default().with_data(folder.path());
        assert!(applied(config()).address.is_loopback());
        choose(folder.path(), true).unwrap();
        assert!(applied(config()).address.is_unspecified());
        let mut behind_a_proxy = config();
        behind_a_proxy.trusted_proxies.push(Ipv4Addr::LOCALHOST.into());
        assert!(applied(behind_a_proxy).address.is_loopback());
        choose(folder.path(), false).unwrap();
        choose(folder.path(), false).unwrap();
        assert!(applied(config()).address.is_loopback());
    }
}
