//! The HTTP server in front of Rocket, in two halves: the bounded server (connections, limits, TLS,
//! shutdown), and the [`adapter`] that has Rocket answer each request.
//!
//! Rocket 0.5 can bound neither a head that never ends nor a socket that stays silent, and takes no
//! listener but its own. So it does not listen at all: it is launched for requests inside this
//! process (`rocket::local`), and the adapter hands them over one by one, parsed by the same hyper that
//! Rocket itself uses. No second socket lies between, and the client's address cannot be forged. A
//! Rocket that takes a listener of ours and lets it bound what it reads would let this module go.
//!
//! ```text
//!  accept ── a permit? ──no──▶ closed
//!              │ the one who has asked for nothing for longest makes room
//!              ▼
//!  hyper, one task a connection    head ≤ 10 s, body ≤ 30 s, answer fetched ≤ 30 s, silence ≤ 60 s
//!                                  head ≤ 32 kB, long ones and long bodies within budgets
//!              │ one task a request
//!              ▼
//!  Rocket: fairings, guards, routes
//! ```
//!
//! The times are the defaults of `gate.*`: the gate is all of this but the adapter. In its words:
//!
//! - the [`door`] is the socket, with whoever was accepted and has no permit yet; its usher gives permits and
//!   serves who has one (here `Entrance`);
//! - a permit is a place among the connections, which the limiter gives and takes back when it is dropped;
//! - a move, or an order, has the server listen elsewhere (`listener`);
//! - requests are what one connection asks, one after the other (`requests`).

mod adapter;
mod allowed_hosts;
mod budgets;
mod byte_budget;
mod connection;
mod connection_limiter;
mod context;
mod door;
mod https_redirect;
mod listener;
mod normal_path;
mod requests;
mod syn_filter;
mod tls;
mod tracked_stream;
mod unreadable;
mod worded_stream;

use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use rocket::local::asynchronous::Client;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use allowed_hosts::AllowedHosts;
pub use allowed_hosts::{NOT_OURS, is_loopback};
use connection_limiter::{ConnectionLimiter, ConnectionPermit};
use context::{Peer, ServerContext};
use door::{Door, Usher};
pub use listener::{Listener, ListenerHandle};
use requests::serve_requests;
use tracked_stream::TrackedStream;
use worded_stream::WordedStream;

use crate::config::{Config, Gate};
use crate::steady;
use crate::tls::Certificates;

/// After the signal, those who are about to ask still may for so long.
const SHUTDOWN_GRACE: Duration = Duration::from_millis(100);
/// What a client had sent before is read in that time.
const READ_GRACE: Duration = Duration::from_millis(50);
/// A request in flight gets this long to end, so that a stop under load, with what is written after it, is
/// over within 5 s.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(4000);

/// Serves until `stop`; returns when every request in flight is answered, or after [`SHUTDOWN_TIMEOUT`].
/// Whether all were.
pub async fn serve(
    listener: Listener,
    client: Client,
    certificates: Certificates,
    limits: Gate,
    stop: impl Future<Output = ()>,
) -> bool {
    let hosts =
        client.rocket().state::<Config>().map_or_else(AllowedHosts::default, AllowedHosts::of);
    let tls = tls::acceptor(&certificates).inspect_err(|error| log::error!("no TLS: {error}"));
    let kept = certificates.clone();
    let renewal = steady::spawn("the watch over the certificate", move || kept.clone().watch());
    let context = Arc::new(ServerContext { client, certificates, tls: tls.ok(), hosts });
    let limiter = ConnectionLimiter::new(limits);
    let watched = Arc::clone(&limiter);
    let watch = steady::spawn("the watch over the connections", move || {
        Arc::clone(&watched).close_timed_out()
    });
    let entrance = Entrance { context: Arc::clone(&context), limiter: Arc::clone(&limiter) };
    let door = listen(listener, &entrance, stop).await;
    limiter.begin_shutdown();
    if let Some(door) = &door {
        syn_filter::refuse_new_connections(door.socket());
    }
    context.client.rocket().shutdown().notify();
    if let Some(mut door) = door {
        // Whoever stands in the queue is still let in; their answer is their last one.
        let _ = timeout(SHUTDOWN_GRACE, door.let_in(&entrance)).await;
        door.close(&entrance).await;
    }
    drop(entrance);
    sleep(READ_GRACE).await;
    limiter.close_idle();
    let all_answered = timeout(SHUTDOWN_TIMEOUT, limiter.empty()).await.is_ok();
    limiter.close_all();
    watch.abort();
    renewal.abort();
    if let Ok(context) = Arc::try_unwrap(context) {
        context.client.terminate().await;
    }
    all_answered
}

/// The entrance to the server: a permit of the limiter, then a connection.
struct Entrance {
    context: Arc<ServerContext>,
    limiter: Arc<ConnectionLimiter>,
}

impl Usher for Entrance {
    type Permit = ConnectionPermit;

    async fn permit(&self, from: IpAddr) -> Option<ConnectionPermit> {
        self.limiter.acquire(from).await
    }

    fn serve(&self, stream: TcpStream, from: SocketAddr, permit: ConnectionPermit) {
        tokio::spawn(serve_connection(stream, from, permit, Arc::clone(&self.context)));
    }
}

/// Lets clients in, at one address or, when it is ordered, at another, until `stop`; returns the
/// door, unless the end came while there was none.
async fn listen(
    listener: Listener,
    entrance: &Entrance,
    stop: impl Future<Output = ()>,
) -> Option<Door> {
    let mut stop = pin!(stop);
    let (socket, mut orders) = listener.apart();
    let mut door = Door::at(socket);
    loop {
        tokio::select! {
            () = door.let_in(entrance) => {}
            order = orders.next() => {
                // No stop comes between: whoever stood in the old door is in.
                door.close(entrance).await;
                tokio::select! {
                    biased;
                    moved = orders.obey(order) => door = Door::at(moved),
                    () = &mut stop => return None,
                }
            }
            () = &mut stop => return Some(door),
        }
    }
}

/// Serves one connection until it ends or has to.
async fn serve_connection(
    stream: TcpStream,
    from: SocketAddr,
    permit: ConnectionPermit,
    context: Arc<ServerContext>,
) {
    // Without it small answers wait for each other; a socket without it still works.
    let _ = stream.set_nodelay(true);
    let here = stream.local_addr().ok().map(|here| here.ip().to_canonical());
    let is_from_here = here == Some(from.ip().to_canonical());
    let from = |is_encrypted| Peer { address: from, is_encrypted, is_from_here };
    let connection = Arc::clone(&permit);
    let served = async {
        let tls = context.tls.as_ref().filter(|_| context.certificates.kind().is_some());
        let is_encrypted = tls.is_some() && tls::begins(&stream).await;
        let stream = TrackedStream::new(stream, Arc::clone(&permit));
        match tls.filter(|_| is_encrypted) {
            None => {
                let stream = WordedStream::new(stream, Arc::clone(&permit));
                serve_requests(stream, from(false), &permit, &context).await;
            }
            // A handshake that fails is the client's affair.
            Some(tls) => {
                if let Ok(stream) = tls.accept(stream).await {
                    let stream = WordedStream::new(stream, Arc::clone(&permit));
                    serve_requests(stream, from(true), &permit, &context).await;
                }
            }
        }
    };
    let mut served = pin!(served);
    loop {
        tokio::select! {
            // First: it reads what has come before the order is heeded.
            biased;
            () = &mut served => return,
            () = connection.close_requested.notified() => {
                if connection.must_close() {
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "panic_tests.rs"]
mod tests;
