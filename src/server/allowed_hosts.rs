//! The names that this server answers to.
//!
//! A page elsewhere can have its own name lead to this machine (DNS rebinding), and a browser then
//! takes what is asked here for that page's own. So a request must name a host that is ours: an
//! address, this machine, or a name that the clinic or its certificate states.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use foldhash::HashSet;
use hyper::header::HOST;
use hyper::http::request::Parts;
use rocket::http::Status;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::network::{HostName, Machine, host_and_port};

/// What a name that is not ours is answered.
pub const NOT_OURS: &str = "This server does not answer to the name {}: if it is the clinic's own, write the line hosts = [\"{}\"] into Rocket.toml under [default], or set NUTRIVAULT_HOSTS, and start NutriVault again.";
const NO_NAME: &str = "This server answers only to a host name or an address, and this request names neither; the clinic's own names stand in the line hosts = [\"…\"] of Rocket.toml or in NUTRIVAULT_HOSTS.";

const BELOW_A_PATH: &str = "NutriVault is served at the root of a host name and not below a path, so the proxy has to give it a name of its own, like nutrivault.clinic.example.";

/// The names of this machine and of the configuration.
#[derive(Default)]
pub(super) struct AllowedHosts(HashSet<HostName>);

impl AllowedHosts {
    pub(super) fn of(config: &Config) -> Self {
        let mut names: HashSet<HostName> = Machine::now().names.into_iter().collect();
        names.extend("localhost".parse());
        names.extend(config.hosts.iter().cloned());
        Self(names)
    }

    /// Whether the request names one host, and one that is ours. A trusted proxy knows its names
    /// by itself; `certified` are those of the certificate in use.
    ///
    /// # Errors
    /// 400 without a host or with several, 421 for one that is not ours.
    pub(super) fn admit(
        &self,
        head: &Parts,
        is_from_proxy: bool,
        certified: impl FnOnce(&HostName) -> bool,
    ) -> Result<()> {
        let stated = the_one(head)?;
        if is_from_proxy {
            return below_no_path(head);
        }
        let Some((host, _)) = host_and_port(stated) else { return Err(misdirected(None)) };
        if is_address(host) {
            return Ok(());
        }
        match host.parse::<HostName>() {
            Ok(name) if self.0.contains(&name) || certified(&name) => Ok(()),
            Ok(name) => Err(misdirected(Some(&name))),
            Err(_) => Err(misdirected(None)),
        }
    }
}

/// Refuses what a proxy serves below a path: links and cookies would lead out of it.
fn below_no_path(head: &Parts) -> Result<()> {
    let prefix = head.headers.get("x-forwarded-prefix").map(|prefix| prefix.as_bytes());
    match prefix.is_none_or(|prefix| prefix.iter().all(|byte| *byte == b'/')) {
        true => Ok(()),
        false => Err(bad(BELOW_A_PATH)),
    }
}

/// The host that a request names: in one line, and as its target does if that is a whole address.
fn the_one(head: &Parts) -> Result<&str> {
    let mut lines = head.headers.get_all(HOST).iter();
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return Err(bad("A request must name its host in one Host line, no more and no fewer."));
    };
    let stated = line.to_str().unwrap_or("?").trim();
    if stated.is_empty() {
        return Err(bad("A request must name its host, and its Host line is empty."));
    }
    match head.uri.authority() {
        Some(target) if !target.as_str().eq_ignore_ascii_case(stated) => {
            Err(bad("The target of the request and its Host line name two different hosts."))
        }
        _ => Ok(stated),
    }
}

/// An address as a browser writes it: IPv6 in brackets.
fn is_address(host: &str) -> bool {
    let in_brackets = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match in_brackets {
        Some(v6) => v6.parse::<Ipv6Addr>().is_ok(),
        None => host.parse::<Ipv4Addr>().is_ok(),
    }
}

/// Whether the authority names this machine as it calls itself, which no other machine can.
pub fn is_loopback(authority: &str) -> bool {
    let Some((host, _)) = host_and_port(authority) else { return false };
    let host = host.strip_suffix('.').unwrap_or(host);
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || (is_address(host) && bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()))
}

fn bad(message: &'static str) -> Error {
    Error::bad("VALIDATION_ERROR", message)
}

fn misdirected(name: Option<&HostName>) -> Error {
    let message = match name {
        Some(name) => NOT_OURS.replace("{}", name.as_str()),
        None => NO_NAME.to_owned(),
    };
    Error::new(Status::MisdirectedRequest, "MISDIRECTED_REQUEST", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(target: &str, hosts: &[&str]) -> u16 {
        let mut request = hyper::Request::builder().uri(target);
        for host in hosts {
            request = request.header(HOST, *host);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        let ours = Config { hosts: vec!["clinic.example".parse().unwrap()], ..Config::default() };
        let admitted = AllowedHosts::of(&ours)
            .admit(&head, false, |name| name.as_str() == "certified.example");
        admitted.map_or_else(|error| error.status().code, |()| 200)
    }

    #[test]
    fn only_names_and_addresses_of_ours_are_answered() {
        for host in [
            "localhost",
            "LOCALHOST:3001",
            "localhost.",
            "127.0.0.1:3001",
            "10.1.2.3",
            "203.0.113.9:80",
            "[::1]:3001",
            "[fd00::1]",
            "clinic.example",
            "Clinic.Example.:443",
            "certified.example",
        ] {
            assert_eq!(asked("/", &[host]), 200, "{host}");
        }
        for name in Machine::now().names {
            assert_eq!(asked("/", &[name.as_str()]), 200, "{name}");
        }
        for host in [
            "evil.example",
            "clinic.example.evil.example",
            "xclinic.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "a@localhost",
            "localhost:80:80",
            "localhost:99999",
            "127.1",
            "2130706433",
            "::1",
            "localhost, evil.example",
            "localhost/",
            "local host",
            "clinic.example..",
            "*",
        ] {
            assert_eq!(asked("/", &[host]), 421, "{host}");
        }
    }

    #[test]
    fn a_proxy_serves_it_at_the_root() {
        let asked = |prefix: &str| {
            let request = hyper::Request::builder().header(HOST, "any.example");
            let request = request.header("x-forwarded-prefix", prefix).body(()).unwrap();
            let (head, ()) = request.into_parts();
            AllowedHosts::default()
                .admit(&head, true, |_| false)
                .map_err(|error| error.status().code)
        };
        assert_eq!(asked("/"), Ok(()));
        assert_eq!(asked(""), Ok(()));
        assert_eq!(asked("/nutrivault"), Err(400));
    }

    #[test]
    fn a_request_names_one_host() {
        assert_eq!(asked("/", &[]), 400);
        assert_eq!(asked("/", &[""]), 400);
        assert_eq!(asked("/", &["localhost", "localhost"]), 400);
        assert_eq!(asked("http://localhost/", &["localhost"]), 200);
        assert_eq!(asked("http://evil.example/", &["localhost"]), 400);
        assert_eq!(asked("http://evil.example/", &["evil.example"]), 421);
        assert_eq!(asked("http://localhost/", &[]), 400);
    }

    #[test]
    fn this_machine_is_its_loopback_names_only() {
        for host in ["localhost", "Localhost.:1", "127.0.0.1", "127.9.9.9:80", "[::1]:3001"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["10.0.0.1", "evil.example", "", "127.0.0.1.evil.example", "[fd00::1]", "::1"] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
