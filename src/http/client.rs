//! The client's address, which only a trusted proxy may speak for.

use std::net::IpAddr;
use std::sync::atomic::Ordering;

use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};

use super::passage::Passage;
use crate::config::Config;

/// The address that a request comes from. `X-Forwarded-For` counts only when the peer is a
/// configured proxy, and then its last entry that is not one.
pub fn client_address(request: &Request<'_>) -> Option<IpAddr> {
    let peer = request.remote()?.ip().to_canonical();
    let config = request.rocket().state::<Config>()?;
    if !config.is_proxy(peer) {
        return Some(peer);
    }
    let forwarded = request.headers().get("X-Forwarded-For").flat_map(|header| header.split(','));
    let hops: Vec<IpAddr> = forwarded.filter_map(|hop| hop.trim().parse().ok()).collect();
    Some(hops.into_iter().rev().find(|hop| !config.is_proxy(*hop)).unwrap_or(peer))
}

/// Notes that this request came over this server's own TLS.
pub fn came_over_tls(request: &Request<'_>) {
    Passage::of(request).is_over_tls.store(true, Ordering::Relaxed);
}

/// Whether nobody on the way could read this request: it came over TLS, this server's own or a
/// trusted proxy's.
pub struct Encrypted(pub bool);

impl Encrypted {
    /// Of this request.
    pub fn of(request: &Request<'_>) -> Self {
        Self(by_us(request) || by_a_proxy(request))
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for Encrypted {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        Outcome::Success(Self::of(request))
    }
}

fn by_us(request: &Request<'_>) -> bool {
    Passage::of(request).is_over_tls.load(Ordering::Relaxed)
}

fn by_a_proxy(request: &Request<'_>) -> bool {
    is_from_proxy(request)
        && forwarded(request, "X-Forwarded-Proto")
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"))
}

/// Whether a trusted proxy passed this request on.
pub(super) fn is_from_proxy(request: &Request<'_>) -> bool {
    let config = request.rocket().state::<Config>();
    let peer = request.remote().map(|peer| peer.ip());
    config.zip(peer).is_some_and(|(config, peer)| config.is_proxy(peer))
}

/// The host that the browser asked for: as a trusted proxy tells it, else as the request does.
pub(super) fn host_of<'r>(request: &'r Request<'_>) -> Option<&'r str> {
    let told = is_from_proxy(request).then(|| forwarded(request, "X-Forwarded-Host")).flatten();
    told.or_else(|| request.headers().get_one("Host"))
}

/// What the nearest proxy says: the last element, for those before it came with the request.
fn forwarded<'r>(request: &'r Request<'_>, header: &str) -> Option<&'r str> {
    let last = request.headers().get(header).last()?;
    last.rsplit(',').next().map(str::trim).filter(|element| !element.is_empty())
}

/// Whether browsers may be told to come over TLS only: it holds with a certificate that the clinic
/// brought or behind a proxy's TLS. Under the program's own authority it would lock out every PC
/// that does not trust it yet, without a way to go on.
pub(super) fn may_insist_on_tls(request: &Request<'_>) -> bool {
    let config = request.rocket().state::<Config>();
    by_a_proxy(request) || (by_us(request) && config.is_some_and(|c| c.tls.certificate.is_some()))
}
