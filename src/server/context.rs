//! What every connection is served with, and who sent a request.

use std::net::SocketAddr;

use rocket::local::asynchronous::Client;
use tokio_rustls::TlsAcceptor;

use super::allowed_hosts::AllowedHosts;
use crate::tls::Certificates;

/// The context that every connection is served with.
pub(super) struct ServerContext {
    pub(super) client: Client,
    pub(super) certificates: Certificates,
    pub(super) tls: Option<TlsAcceptor>,
    pub(super) hosts: AllowedHosts,
}

/// The peer that sent a request.
#[derive(Clone, Copy)]
pub(super) struct Peer {
    pub(super) address: SocketAddr,
    pub(super) is_encrypted: bool,
    /// From the address that the server has itself: nothing crosses the network.
    pub(super) is_from_here: bool,
}
