//! The gate: the server's own acceptor. It reads requests off the network within bounds and has
//! Rocket answer them.
//!
//! Rocket 0.5 can bound neither a head that never ends nor a socket that stays silent, and takes no
//! listener but its own. So it does not listen at all: it is launched for requests inside this
//! process (`rocket::local`), and the gate hands them over one by one, parsed by the same hyper that
//! Rocket itself uses. No second socket lies between, and the client's address cannot be forged.
//!
//! ```text
//!  accept ── a seat? ──no──▶ closed
//!              │ the one who has asked for nothing for longest makes room
//!              ▼
//!  hyper, one task a connection    head ≤ 10 s, body ≤ 30 s, answer fetched ≤ 30 s, silence ≤ 60 s
//!                                  head ≤ 32 kB, long ones and long bodies within budgets
//!              │ one task a request
//!              ▼
//!  Rocket: fairings, guards, routes
//! ```

mod answer;
mod arrival;
mod dispatch;
mod heads;
mod hosts;
mod listening;
mod newcomers;
mod normal_path;
mod plain;
mod seat;
mod seats;
mod stream;
mod tls;
mod unread;

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use hyper::header::{CONNECTION, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Response};
use hyper_util::rt::TokioIo;
use rocket::futures::FutureExt as _;
use rocket::local::asynchronous::Client;
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use answer::Outgoing;
use dispatch::Origin;
use hosts::Hosts;
pub use hosts::{NOT_OURS, is_loopback};
pub use listening::{Listener, Listening};
use seats::{Seated, Seats};
use stream::Watched;

use crate::config::{Config, Gate};
use crate::steady;
use crate::tls::Certificates;

/// After the signal, those who are about to ask still may for so long.
const LAST_CALL: Duration = Duration::from_millis(100);
/// What a client had sent before is read in that time.
const LAST_BYTES: Duration = Duration::from_millis(50);
/// A request in flight gets this long to end.
const LAST_ANSWERS: Duration = Duration::from_millis(4000);
/// An acceptor that failed (no descriptors left) tries again after this.
const PAUSE: Duration = Duration::from_millis(100);

/// What the system keeps for a connection in each direction. It fills the clinic's network, and a
/// slow link from elsewhere well enough.
const BUFFER: usize = 64 * 1024;
/// So many may have connected and not yet been let in; the system may allow fewer.
const QUEUE: i32 = 4096;

/// What every connection is served with.
struct House {
    client: Client,
    certificates: Certificates,
    tls: Option<TlsAcceptor>,
    hosts: Hosts,
}

/// Serves until `stop`; returns when every request in flight is answered. Whether all were.
pub async fn serve(
    listener: Listener,
    client: Client,
    certificates: Certificates,
    limits: Gate,
    stop: impl Future<Output = ()>,
) -> bool {
    let hosts = client.rocket().state::<Config>().map_or_else(Hosts::default, Hosts::of);
    let tls = tls::acceptor(&certificates).inspect_err(|error| log::error!("no TLS: {error}"));
    let kept = certificates.clone();
    let renewal = steady::spawn("the watch over the certificate", move || kept.clone().watch());
    let house = Arc::new(House { client, certificates, tls: tls.ok(), hosts });
    let seats = Seats::new(limits);
    let watched = Arc::clone(&seats);
    let watch = steady::spawn("the watch over the seats", move || Arc::clone(&watched).watch());
    let mut stop = pin!(stop);
    let (mut listener, mut orders) = listener.apart();
    loop {
        keep_buffers_small(&listener);
        tokio::select! {
            () = accept(&listener, &house, &seats) => {}
            order = orders.next() => {
                listener = orders.obey(order, listener, &house, &seats).await;
            }
            () = &mut stop => break,
        }
    }
    seats.close();
    newcomers::turn_away(&listener);
    house.client.rocket().shutdown().notify();
    // Whoever stands in the queue is still let in; their answer is their last one.
    let _ = timeout(LAST_CALL, accept(&listener, &house, &seats)).await;
    empty_the_queue(listener, &house, &seats).await;
    sleep(LAST_BYTES).await;
    seats.dismiss_silent();
    let all_answered = timeout(LAST_ANSWERS, seats.empty()).await.is_ok();
    seats.dismiss_all();
    watch.abort();
    renewal.abort();
    if let Ok(house) = Arc::try_unwrap(house) {
        house.client.terminate().await;
    }
    all_answered
}

/// The system's own buffers for each connection: at their usual largest, a few connections that
/// fetch nothing would hold all the memory that a small machine has.
fn keep_buffers_small(listener: &TcpListener) {
    let socket = SockRef::from(listener);
    let set =
        socket.set_recv_buffer_size(BUFFER).and_then(|()| socket.set_send_buffer_size(BUFFER));
    if let Err(error) = set {
        log::debug!("the buffers of connections stay as they are: {error}");
    }
    // A burst of others' connections must not fill the queue: whoever finds it full tries again
    // after a whole second.
    if let Err(error) = rustix::net::listen(listener, QUEUE) {
        log::debug!("the queue of those who connect stays as it is: {error}");
    }
}

/// Lets connections in, for ever.
async fn accept(listener: &TcpListener, house: &Arc<House>, seats: &Arc<Seats>) {
    loop {
        match listener.accept().await {
            Ok((stream, from)) => {
                if let Some(seated) = seats.take(from.ip().to_canonical()).await {
                    tokio::spawn(attend(stream, from, seated, Arc::clone(house)));
                }
            }
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                log::error!("no connection can be accepted: {error}");
                sleep(PAUSE).await;
            }
        }
    }
}

/// Lets in whoever stands in the queue, and closes it in the same breath.
async fn empty_the_queue(listener: TcpListener, house: &Arc<House>, seats: &Arc<Seats>) {
    let Ok(listener) = listener.into_std() else { return };
    let mut queue = Vec::new();
    while let Ok(next) = listener.accept() {
        queue.push(next);
    }
    drop(listener);
    for (stream, from) in queue {
        let stream = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream));
        if let (Ok(stream), Some(seated)) = (stream, seats.take(from.ip().to_canonical()).await) {
            tokio::spawn(attend(stream, from, seated, Arc::clone(house)));
        }
    }
}

/// The client went away before it was let in.
fn is_the_clients(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Serves one connection until it ends or has to.
async fn attend(stream: TcpStream, from: SocketAddr, seated: Seated, house: Arc<House>) {
    // Without it small answers wait for each other; a socket without it still works.
    let _ = stream.set_nodelay(true);
    let here = stream.local_addr().ok().map(|here| here.ip().to_canonical());
    let is_from_here = here == Some(from.ip().to_canonical());
    let from = |is_encrypted| Origin { address: from, is_encrypted, is_from_here };
    let word = Arc::clone(&seated);
    let served = async {
        let tls = house.tls.as_ref().filter(|_| house.certificates.kind().is_some());
        let is_encrypted = tls.is_some() && tls::begins(&stream).await;
        let stream = Watched::new(stream, Arc::clone(&seated));
        match tls.filter(|_| is_encrypted) {
            None => answer(stream, from(false), &seated, &house).await,
            // A handshake that fails is the client's affair.
            Some(tls) => {
                if let Ok(stream) = tls.accept(stream).await {
                    answer(stream, from(true), &seated, &house).await;
                }
            }
        }
    };
    let mut served = pin!(served);
    loop {
        tokio::select! {
            // First: it reads what has come before the word is heeded.
            biased;
            () = &mut served => return,
            () = word.word.notified() => {
                if word.must_leave() {
                    return;
                }
            }
        }
    }
}

/// The work of answering a request. Boxed where it begins: it is some kilobytes, and would be copied
/// at every step on its way otherwise.
type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The answer of `work`, which runs in the task that asks: what only reads may end with its client.
/// What is left of it when the answer begins, the pieces of a long one, gets a task of its own.
async fn here(
    work: Work,
    mut answer: oneshot::Receiver<Response<Outgoing>>,
) -> Option<Response<Outgoing>> {
    let mut work = AssertUnwindSafe(work).catch_unwind();
    tokio::select! {
        biased;
        // A panic outside a handler drops the sender: there is no answer then.
        _ = &mut work => answer.try_recv().ok(),
        answered = &mut answer => {
            tokio::spawn(work);
            answered.ok()
        }
    }
}

/// Answers the requests of one connection.
async fn answer(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    from: Origin,
    seated: &Seated,
    house: &Arc<House>,
) {
    let service = service_fn(|request| {
        seated.sends();
        let (seat, seats) = (Arc::clone(seated), seated.seats());
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let (reply, answer) = oneshot::channel();
        let only_reads = matches!(method, Method::GET | Method::HEAD);
        let work: Work =
            Box::pin(dispatch::answer(Arc::clone(house), request, from, reply, Arc::clone(&seat)));
        async move {
            let answered = match only_reads {
                true => here(work, answer).await,
                false => {
                    // A task of its own: a client that goes away interrupts nothing half done.
                    tokio::spawn(work);
                    answer.await.ok()
                }
            };
            let mut answer = match answered {
                Some(answer) => answer,
                None => answer::broken(&method, uri.path(), seat)?,
            };
            if seats.is_closing() {
                answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, std::convert::Infallible>(answer)
        }
    });
    let mut http = http1::Builder::new();
    // The seats look at the clock: a timer for each request would cost more.
    http.header_read_timeout(None);
    http.max_buf_size(heads::LONGEST);
    // What breaks off is the client's affair.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

#[cfg(test)]
#[path = "panic_tests.rs"]
mod tests;
