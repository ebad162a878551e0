//! The network that counts as one client.

use std::net::IpAddr;

/// An IPv4 address, or the first half of an IPv6 one, whose second half anybody changes at will.
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()),
        v4 => v4,
    }
}
