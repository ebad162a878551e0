//! The client's address, which only a trusted proxy may speak for.

use std::net::IpAddr;

use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};

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

/// A request that came over this server's own TLS.
struct OverTls;

/// Notes that this request came over this server's own TLS.
pub fn came_over_tls(request: &Request<'_>) {
    request.local_cache(|| Some(OverTls));
}

/// Whether nobody on the way could read this request: it came over TLS, this server's own or a
/// trusted proxy's.
pub struct Encrypted(pub bool);

#[async_trait]
impl<'r> FromRequest<'r> for Encrypted {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let by_us = request.local_cache(|| None::<OverTls>).is_some();
        Outcome::Success(Self(by_us || by_a_proxy(request)))
    }
}

fn by_a_proxy(request: &Request<'_>) -> bool {
    let Some(config) = request.rocket().state::<Config>() else { return false };
    let peer = request.remote().map(|peer| peer.ip().to_canonical());
    peer.is_some_and(|peer| config.trusted_proxies.contains(&peer))
        && request.headers().get_one("X-Forwarded-Proto") == Some("https")
}
