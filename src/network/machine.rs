//! This machine as its neighbours call it, and the addresses at which they find it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::HostName;

/// What routers and mDNS (RFC 6762), RFC 8375 and ICANN's reserved zone add to a machine's name.
pub const SUFFIXES: [&str; 4] = ["local", "lan", "home.arpa", "internal"];

/// The names of this machine and its addresses in its networks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Its name as the system has it, and its first label alone and with each of [`SUFFIXES`].
    pub names: Vec<HostName>,
    /// Without those of the machine to itself and those that need a zone.
    pub addresses: Vec<IpAddr>,
}

impl Machine {
    /// As the system has it now.
    pub fn now() -> Self {
        let system = rustix::system::uname();
        Self { names: names(&system.nodename().to_string_lossy()), addresses: addresses() }
    }

    /// Those of its addresses at which a server is found that listens on `listening`.
    pub fn found_at(&self, listening: IpAddr) -> Vec<IpAddr> {
        match listening {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => {
                self.addresses.iter().copied().filter(IpAddr::is_ipv4).collect()
            }
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => self.addresses.clone(),
            loopback if loopback.is_loopback() => Vec::new(),
            one => vec![one],
        }
    }

    /// The name under which mDNS finds it.
    pub fn local_name(&self) -> Option<&HostName> {
        self.names.iter().find(|name| name.as_str().ends_with(".local"))
    }
}

fn names(of_system: &str) -> Vec<HostName> {
    let Ok(own) = of_system.parse::<HostName>() else { return Vec::new() };
    let label = own.label().to_owned();
    let with_suffix = SUFFIXES.iter().map(|suffix| format!("{label}.{suffix}"));
    let mut names = vec![own];
    names.extend(std::iter::once(label.clone()).chain(with_suffix).flat_map(|name| name.parse()));
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| name.as_str() != "localhost" && seen.insert(name.clone()));
    names
}

fn addresses() -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_else(|error| {
        log::warn!("the addresses of this machine cannot be read: {error}");
        Vec::new()
    });
    // Bridges of containers and of virtual machines lead nowhere that a person sits.
    let is_inside = |name: &str| name.starts_with("docker") || name.starts_with("virbr");
    let mut addresses: Vec<IpAddr> = interfaces
        .iter()
        .filter(|interface| !is_inside(&interface.name))
        .map(if_addrs::Interface::ip)
        .filter(|ip| !ip.is_loopback() && !needs_a_zone(*ip))
        .collect();
    addresses.sort();
    addresses.dedup();
    addresses
}

/// Link-local addresses cannot be typed: a browser takes none with the name of an interface.
fn needs_a_zone(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(v6) if v6.is_unicast_link_local())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The addresses are asked of the kernel by its own sockets: a unit that forbids them leaves the
    /// certificate, and whoever looks for the server, without any.
    #[test]
    fn the_unit_lets_the_server_see_its_addresses() {
        let unit = include_str!("../../scripts/nutrivault.service");
        let allowed = unit.lines().find_map(|line| line.strip_prefix("RestrictAddressFamilies="));
        let allowed: Vec<&str> = allowed.unwrap().split(' ').collect();
        for family in ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"] {
            assert!(allowed.contains(&family), "{family}");
        }
    }

    #[test]
    fn a_machine_is_called_by_its_name_with_and_without_a_zone() {
        let called =
            |system: &str| names(system).iter().map(ToString::to_string).collect::<Vec<_>>();
        let all = ["front", "front.local", "front.lan", "front.home.arpa", "front.internal"];
        assert_eq!(called("Front"), all);
        assert_eq!(called("front.clinic.example")[..2], ["front.clinic.example", "front"]);
        assert_eq!(called("front.clinic.example").len(), 6);
        assert!(called("not a name").is_empty());
        assert!(!called("localhost").contains(&"localhost".to_owned()));
    }

    #[test]
    fn a_server_is_found_where_it_listens() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let addresses = vec![ip("10.0.0.7"), ip("fd00::7")];
        let machine = Machine { names: names("front"), addresses: addresses.clone() };
        assert_eq!(machine.found_at(ip("0.0.0.0")), [ip("10.0.0.7")]);
        assert_eq!(machine.found_at(ip("::")), addresses);
        assert_eq!(machine.found_at(ip("10.0.0.7")), [ip("10.0.0.7")]);
        assert!(machine.found_at(ip("127.0.0.1")).is_empty());
        assert_eq!(machine.local_name().unwrap().as_str(), "front.local");
    }
}
