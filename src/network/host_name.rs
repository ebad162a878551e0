//! Host names (RFC 1123 §2.1), as they stand in addresses, certificates and the configuration.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A host name in lower case, without the root's dot.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct HostName(String);

impl HostName {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its first label.
    pub fn label(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }
}

impl FromStr for HostName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        };
        match name.len() <= 253 && name.split('.').all(is_label) {
            true => Ok(Self(name)),
            false => Err(format!(
                "{text:?} is no host name: write it like clinic.example, without scheme, port and path"
            )),
        }
    }
}

impl TryFrom<String> for HostName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<HostName> for String {
    fn from(name: HostName) -> Self {
        name.0
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The host of an authority (RFC 3986 §3.2) and its port, if it names one; nothing when it is none.
pub fn host_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match authority.rfind(']') {
        Some(end) if authority.starts_with('[') => authority.split_at(end + 1),
        Some(_) => return None,
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => None,
        Some("") => None,
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => Some(digits.parse().ok()?),
        _ => return None,
    };
    (!host.is_empty()).then_some((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_in_lower_case_and_without_the_roots_dot() {
        let name: HostName = "Clinic.Example.".parse().unwrap();
        assert_eq!(name.as_str(), "clinic.example");
        assert_eq!(name.label(), "clinic");
        for text in ["", ".", "a..b", "http://a", "a:80", "a/b", "a b", "é.example", "a@b", "*.b"]
        {
            let refused = text.parse::<HostName>().unwrap_err();
            assert!(refused.contains("clinic.example"), "{text}: {refused}");
        }
    }

    #[test]
    fn an_authority_is_a_host_and_perhaps_a_port() {
        for (authority, read) in [
            ("localhost", Some(("localhost", None))),
            ("localhost:3001", Some(("localhost", Some(3001)))),
            ("localhost:", Some(("localhost", None))),
            ("[::1]", Some(("[::1]", None))),
            ("[::1]:80", Some(("[::1]", Some(80)))),
            ("10.0.0.1:65535", Some(("10.0.0.1", Some(65535)))),
            ("localhost:65536", None),
            ("localhost:8a", None),
            ("localhost:80:80", None),
            ("::1", None),
            ("[::1]x", None),
            ("a]", None),
            (":80", None),
            ("", None),
        ] {
            assert_eq!(host_and_port(authority), read, "{authority}");
        }
    }
}
