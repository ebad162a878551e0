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
//!              │ one task a request
//!              ▼
//!  Rocket: fairings, guards, routes
//! ```

mod answer;
mod arrival;
mod dispatch;
mod seat;
mod seats;
mod stream;

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::header::{CONNECTION, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rocket::local::asynchronous::Client;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use seats::{Seated, Seats};
use stream::Watched;

use crate::config::Gate;

/// After the signal, those who are about to ask still may for so long.
const LAST_CALL: Duration = Duration::from_millis(200);
/// What a client had sent before is read in that time.
const LAST_BYTES: Duration = Duration::from_millis(50);
/// A request in flight gets this long to end.
const LAST_ANSWERS: Duration = Duration::from_millis(4000);
/// An acceptor that failed (no descriptors left) tries again after this.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until `stop`; returns when every request in flight is answered. Whether all were.
pub async fn serve(
    listener: TcpListener,
    client: Client,
    limits: Gate,
    stop: impl Future<Output = ()>,
) -> bool {
    let (client, seats) = (Arc::new(client), Seats::new(limits));
    let watch = tokio::spawn(Arc::clone(&seats).watch());
    let mut stop = pin!(stop);
    tokio::select! {
        () = accept(&listener, &client, &seats) => {}
        () = &mut stop => {}
    }
    seats.close();
    client.rocket().shutdown().notify();
    // Whoever stands in the queue is still let in; their answer is their last one.
    let _ = timeout(LAST_CALL, accept(&listener, &client, &seats)).await;
    drop(listener);
    sleep(LAST_BYTES).await;
    seats.dismiss_silent();
    let all_answered = timeout(LAST_ANSWERS, seats.empty()).await.is_ok();
    seats.dismiss_all();
    watch.abort();
    if let Ok(client) = Arc::try_unwrap(client) {
        client.terminate().await;
    }
    all_answered
}

/// Lets connections in, for ever.
async fn accept(listener: &TcpListener, client: &Arc<Client>, seats: &Arc<Seats>) {
    loop {
        match listener.accept().await {
            Ok((stream, from)) => {
                if let Some(seated) = seats.take(from.ip().to_canonical()).await {
                    tokio::spawn(attend(stream, from, seated, Arc::clone(client)));
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

/// The client went away before it was let in.
fn is_the_clients(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Serves one connection to its end.
async fn attend(stream: TcpStream, from: SocketAddr, seated: Seated, client: Arc<Client>) {
    // Without it small answers wait for each other; a socket without it still works.
    let _ = stream.set_nodelay(true);
    let seat = Arc::clone(&seated);
    let service = service_fn(|request| {
        seat.asks();
        let (client, seat) = (Arc::clone(&client), Arc::clone(&seat));
        let seats = seated.seats();
        async move {
            let (reply, answer) = oneshot::channel();
            // A task of its own: a client that goes away interrupts nothing half done.
            tokio::spawn(dispatch::answer(client, request, from, reply, Arc::clone(&seat)));
            let mut answer = match answer.await {
                Ok(answer) => answer,
                Err(_) => answer::broken(seat)?,
            };
            if seats.is_closing() {
                answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, std::convert::Infallible>(answer)
        }
    });
    let stream = TokioIo::new(Watched::new(stream, Arc::clone(&seat)));
    let connection =
        http1::Builder::new().header_read_timeout(None).serve_connection(stream, service);
    tokio::select! {
        // What breaks off is the client's affair.
        _ = connection => {}
        () = seat.word.notified() => {}
    }
}
