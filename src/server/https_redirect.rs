//! What is answered in the clear where there is TLS: to this machine by its own name and to a trusted
//! proxy everything; to the network only what a PC needs before it can trust the certificate.

use hyper::Method;
use hyper::header::{HOST, HeaderValue};
use hyper::http::request::Parts;

use super::context::{Peer, ServerContext};
use crate::config::Config;
use crate::tls::Kind;

/// The page that explains, the public certificate, and what the page shows.
const OPEN: [&str; 3] = ["/trust", "/trust/nutrivault.crt", "/trust/nutrivault.mobileconfig"];
const SHOWN: [&str; 4] =
    ["/assets/style.css", "/assets/icon.svg", "/assets/icons.svg", "/assets/trust-"];

/// What a supervisor asks, of a server that listens on one address of the network only.
const CHECK: &str = "/health/ready";

/// Where the request has to go to be answered, if it must not be answered here.
pub(super) fn target(
    head: &Parts,
    from: Peer,
    context: &ServerContext,
    config: &Config,
) -> Option<HeaderValue> {
    let kind = context.certificates.kind()?;
    let peer = from.address.ip().to_canonical();
    if from.is_encrypted || peer.is_loopback() || config.is_proxy(peer) {
        return None;
    }
    let path = head.uri.path();
    let is_shown = SHOWN.iter().any(|shown| path.starts_with(shown));
    let only_reads = matches!(head.method, Method::GET | Method::HEAD);
    if from.is_from_here && only_reads && path == CHECK {
        return None;
    }
    if kind == Kind::Own && only_reads && (OPEN.contains(&path) || is_shown) {
        return None;
    }
    let host = head.headers.get(HOST)?.to_str().ok()?.trim();
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let secure = |target: &str| HeaderValue::try_from(format!("https://{host}{target}")).ok();
    secure(target).or_else(|| secure("/"))
}
