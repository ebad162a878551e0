//! The addresses that people type to come to the server.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::{Certificates, Kind};
use crate::config::Config;
use crate::network::Machine;

/// The ways to the server.
#[derive(Clone, Debug, PartialEq)]
pub struct Ways {
    /// From the machine itself.
    pub here: String,
    /// From other PCs and phones, the surest first.
    pub network: Vec<String>,
    /// Where those begin that do not trust its certificate yet.
    pub trust: Option<String>,
}

impl Ways {
    /// To a server on this machine that listens there.
    pub fn to(listening: SocketAddr, certificates: &Certificates) -> Self {
        Self::of(listening, certificates, &Machine::now())
    }

    fn of(listening: SocketAddr, certificates: &Certificates, machine: &Machine) -> Self {
        let (kind, port) = (certificates.kind(), listening.port());
        let secure = if kind.is_some() { "https" } else { "http" };
        let url = |scheme: &str, host: &str| match (scheme, port) {
            ("http", 80) | ("https", 443) => format!("{scheme}://{host}"),
            _ => format!("{scheme}://{host}:{port}"),
        };
        let home = at_home(listening.ip());
        // At home nothing is to be encrypted, and nobody there has to trust anything first.
        let to_home = if kind == Some(Kind::Brought) { secure } else { "http" };
        let here = match home.is_loopback() {
            true => url(to_home, &written(home)),
            false => url(secure, &written(home)),
        };
        let hosts = hosts(listening.ip(), certificates, machine);
        let first = hosts.first().filter(|_| kind == Some(Kind::Own));
        let trust = first.map(|host| format!("{}/trust", url("http", host)));
        let network = hosts.iter().map(|host| url(secure, host)).collect();
        Self { here, network, trust }
    }
}

/// Whether passwords cross the network as they are: it is served without TLS, and no proxy is
/// there to speak it.
pub fn is_in_the_clear(config: &Config, tls: Option<Kind>) -> bool {
    !config.address.is_loopback() && tls.is_none() && config.trusted_proxies.is_empty()
}

/// Where a server that listens everywhere is found by its own machine.
fn at_home(listening: IpAddr) -> IpAddr {
    match listening {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        one => one,
    }
}

/// As it stands in an address.
fn written(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => format!("[{v6}]"),
    }
}

/// What others call the server: as its certificate does, if it has one.
fn hosts(listening: IpAddr, certificates: &Certificates, machine: &Machine) -> Vec<String> {
    let addresses = machine.found_at(listening);
    if addresses.is_empty() {
        return Vec::new();
    }
    let certificate = certificates.in_use();
    if let (Some(Kind::Brought), Some(brought)) = (certificates.kind(), &certificate) {
        return brought.names.iter().map(ToString::to_string).collect();
    }
    let is_certified = |address: &IpAddr| {
        certificate.as_ref().is_none_or(|certificate| certificate.is_for_address(*address))
    };
    let addresses = addresses.into_iter().filter(is_certified).map(written);
    let named = machine
        .local_name()
        .filter(|name| certificate.as_ref().is_none_or(|certificate| certificate.is_for(name)));
    addresses.chain(named.map(ToString::to_string)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::reach::{Reach, choose};

    fn machine() -> Machine {
        let mut machine = Machine::now();
        machine.names.push("front.local".parse().unwrap());
        machine.names.retain(|name| name.as_str() == "front.local");
        machine.addresses = vec!["10.0.0.7".parse().unwrap(), "fd00::7".parse().unwrap()];
        machine
    }

    fn ways(listening: &str, certificates: &Certificates) -> Ways {
        Ways::of(listening.parse().unwrap(), certificates, &machine())
    }

    #[test]
    fn nobody_is_told_an_address_that_cannot_be_typed() {
        let plain = Certificates::none();
        let here = ways("127.0.0.1:3001", &plain);
        let only_here = "http://127.0.0.1:3001".to_owned();
        assert_eq!(here, Ways { here: only_here, network: Vec::new(), trust: None });
        let all = ways("0.0.0.0:80", &plain);
        assert_eq!(all.here, "http://127.0.0.1");
        assert_eq!(all.network, ["http://10.0.0.7", "http://front.local"]);
        let all = ways("[::]:3001", &plain).network;
        assert_eq!(all[1], "http://[fd00::7]:3001");
        assert_eq!(ways("10.0.0.7:3001", &plain).here, "http://10.0.0.7:3001");
    }

    #[test]
    fn who_does_not_trust_the_server_yet_is_led_to_the_page_that_explains() {
        let folder = tempfile::tempdir().unwrap();
        choose(folder.path(), Reach::Encrypted).unwrap();
        let own = Certificates::of(&Config::default().with_data(folder.path())).unwrap();
        let machine = Machine::now();
        let ways = Ways::of("0.0.0.0:3001".parse().unwrap(), &own, &machine);
        assert_eq!(ways.here, "http://127.0.0.1:3001");
        assert!(ways.network.iter().all(|way| way.starts_with("https://")), "{ways:?}");
        let first = ways.network.first().map(|way| format!("{way}/trust").replace("https", "http"));
        assert_eq!(ways.trust, first);
    }
}
