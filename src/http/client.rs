//! The client's address, which only a trusted proxy may speak for.

use std::net::IpAddr;

use rocket::Request;

use crate::config::Config;

/// The address that a request comes from. `X-Forwarded-For` counts only when the peer is a
/// configured proxy, and then its last entry that is not one.
pub fn client_address(request: &Request<'_>) -> Option<IpAddr> {
    let peer = request.remote()?.ip().to_canonical();
    let trusted = &request.rocket().state::<Config>()?.trusted_proxies;
    if !trusted.contains(&peer) {
        return Some(peer);
    }
    let forwarded = request.headers().get("X-Forwarded-For").flat_map(|header| header.split(','));
    let hops: Vec<IpAddr> = forwarded.filter_map(|hop| hop.trim().parse().ok()).collect();
    Some(hops.into_iter().rev().find(|hop| !trusted.contains(hop)).unwrap_or(peer))
}
