//! Networks in CIDR notation (RFC 4632).

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// A network like `10.0.0.0/8`, or a single address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Subnet(IpNet);

impl Subnet {
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl Subnet {
    /// Of an address and a mask, as certificates have it; nothing when the mask has holes.
    pub fn with_mask(address: IpAddr, mask: IpAddr) -> Option<Self> {
        IpNet::with_netmask(address, mask).ok().map(Self)
    }

    /// Its first address and the length of its prefix.
    pub fn prefix(&self) -> (IpAddr, u8) {
        (self.0.network(), self.0.prefix_len())
    }
}

impl From<IpAddr> for Subnet {
    fn from(address: IpAddr) -> Self {
        Self(address.to_canonical().into())
    }
}

impl FromStr for Subnet {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(address.into());
        }
        match text.parse::<IpNet>() {
            Ok(net) if net.prefix_len() == 0 => {
                Err(format!("{text} is every address there is: name the network of the proxy"))
            }
            Ok(net) => Ok(Self(net.trunc())),
            Err(_) => Err(format!(
                "{text:?} is neither an address like 10.0.0.1 nor a network like 10.0.0.0/8"
            )),
        }
    }
}

impl TryFrom<String> for Subnet {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Subnet> for String {
    fn from(subnet: Subnet) -> Self {
        subnet.to_string()
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.prefix_len() == self.0.max_prefix_len() {
            true => self.0.addr().fmt(f),
            false => self.0.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses_and_no_others() {
        for (subnet, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"),
            ("10.9.8.7/8", "10.0.0.1", "9.255.255.255"),
            ("192.168.7.1", "192.168.7.1", "192.168.7.2"),
            ("172.16.0.0/12", "::ffff:172.31.255.255", "172.32.0.0"),
            ("fd00::/8", "fdff::1", "fc00::1"),
            ("::1", "::1", "127.0.0.1"),
        ] {
            let read: Subnet = subnet.parse().unwrap();
            assert!(read.contains(inside.parse().unwrap()), "{subnet} {inside}");
            assert!(!read.contains(outside.parse().unwrap()), "{subnet} {outside}");
            assert_eq!(read.to_string().parse::<Subnet>().unwrap(), read);
        }
        for text in ["0.0.0.0/0", "::/0", "10.0.0.0/33", "10.0.0", "proxy", ""] {
            assert!(text.parse::<Subnet>().is_err(), "{text}");
        }
    }
}
