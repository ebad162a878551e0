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

mod adapter;
mod allowed_hosts;
mod budgets;
mod byte_budget;
mod connection;
mod connection_limiter;
mod context;
mod https_redirect;
mod listener;
mod normal_path;
mod requests;
mod syn_filter;
mod tls;
mod tracked_stream;
mod unreadable;
mod worded_stream;

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use rocket::local::asynchronous::Client;
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use allowed_hosts::AllowedHosts;
pub use allowed_hosts::{NOT_OURS, is_loopback};
use connection_limiter::{ConnectionLimiter, ConnectionPermit};
use context::{Peer, ServerContext};
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
/// A request in flight gets this long to end.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(4000);
/// An acceptor that failed (no descriptors left) tries again after this.
const ACCEPT_RETRY: Duration = Duration::from_millis(100);

/// What the system keeps for a connection in each direction. It fills the clinic's network, and a
/// slow link from elsewhere well enough.
const SOCKET_BUFFER_BYTES: usize = 64 * 1024;
/// So many may have connected and not yet been let in; the system may allow fewer.
const ACCEPT_BACKLOG: i32 = 4096;

/// Serves until `stop`; returns when every request in flight is answered. Whether all were.
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
    let listener = listen(listener, &context, &limiter, stop).await;
    limiter.begin_shutdown();
    if let Some(listener) = &listener {
        syn_filter::refuse_new_connections(listener);
    }
    context.client.rocket().shutdown().notify();
    if let Some(listener) = listener {
        // Whoever stands in the queue is still let in; their answer is their last one.
        let _ = timeout(SHUTDOWN_GRACE, accept(&listener, &context, &limiter)).await;
        drain_accept_queue(listener, &context, &limiter).await;
    }
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

/// Lets clients in, at one address or, when it is ordered, at another, until `stop`; returns the
/// socket, unless the end came while none could be had.
async fn listen(
    listener: Listener,
    context: &Arc<ServerContext>,
    limiter: &Arc<ConnectionLimiter>,
    stop: impl Future<Output = ()>,
) -> Option<TcpListener> {
    let mut stop = pin!(stop);
    let (mut listener, mut orders) = listener.apart();
    loop {
        bound_socket_buffers(&listener);
        tokio::select! {
            () = accept(&listener, context, limiter) => {}
            order = orders.next() => tokio::select! {
                moved = orders.obey(order, listener, context, limiter) => listener = moved,
                () = &mut stop => return None,
            },
            () = &mut stop => return Some(listener),
        }
    }
}

/// The system's own buffers for each connection: at their usual largest, a few connections that
/// fetch nothing would hold all the memory that a small machine has.
fn bound_socket_buffers(listener: &TcpListener) {
    let socket = SockRef::from(listener);
    let set = socket
        .set_recv_buffer_size(SOCKET_BUFFER_BYTES)
        .and_then(|()| socket.set_send_buffer_size(SOCKET_BUFFER_BYTES));
    if let Err(error) = set {
        log::debug!("the buffers of connections stay as they are: {error}");
    }
    // A burst of others' connections must not fill the queue: whoever finds it full tries again
    // after a whole second.
    if let Err(error) = rustix::net::listen(listener, ACCEPT_BACKLOG) {
        log::debug!("the queue of those who connect stays as it is: {error}");
    }
}

/// Lets connections in, for ever.
async fn accept(
    listener: &TcpListener,
    context: &Arc<ServerContext>,
    limiter: &Arc<ConnectionLimiter>,
) {
    loop {
        match listener.accept().await {
            Ok((stream, from)) => {
                if let Some(permit) = limiter.acquire(from.ip().to_canonical()).await {
                    tokio::spawn(serve_connection(stream, from, permit, Arc::clone(context)));
                }
            }
            Err(error) if is_client_error(&error) => {}
            Err(error) => {
                log::error!("no connection can be accepted: {error}");
                sleep(ACCEPT_RETRY).await;
            }
        }
    }
}

/// Lets in whoever stands in the queue, and closes it in the same breath.
async fn drain_accept_queue(
    listener: TcpListener,
    context: &Arc<ServerContext>,
    limiter: &Arc<ConnectionLimiter>,
) {
    let Ok(listener) = listener.into_std() else { return };
    let mut queue = Vec::new();
    while let Ok(next) = listener.accept() {
        queue.push(next);
    }
    drop(listener);
    for (stream, from) in queue {
        let stream = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream));
        if let (Ok(stream), Some(permit)) =
            (stream, limiter.acquire(from.ip().to_canonical()).await)
        {
            tokio::spawn(serve_connection(stream, from, permit, Arc::clone(context)));
        }
    }
}

/// The client went away before it was let in.
fn is_client_error(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
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
