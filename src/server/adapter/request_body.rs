//! The body of a request: a short one has come before anybody works on the request, the rest of a
//! long one comes while it is read, by somebody whom a guard has let in; both in time.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::{Body, Bytes, Incoming};
use rocket::futures::stream;
use rocket::http::Status;
use tokio::io::{AsyncReadExt, copy, sink};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::io::StreamReader;

use crate::config::Config;
use crate::error::Error;
use crate::http::{Coming, InFlight, Payer, UnreadBody};
use crate::message::message;
use crate::server::connection::{BYTES_A_MS, Connection};

/// So much of a body is waited for before anybody works on the request. Nobody need be known for
/// it, and no budget have room.
const SHORT: usize = 8 * 1024;
/// So much of a body that nobody wants is still read, so that the client reads the answer: of one
/// whose sender is known …
const DRAINED: (u64, Duration) = (256 * 1024 * 1024, Duration::from_secs(60));
/// … and of any other.
const DRAINED_OF_STRANGERS: (u64, Duration) = (64 * 1024 * 1024, Duration::from_secs(10));
/// What the buffers of such a body count for.
const DRAIN: usize = 64 * 1024;

/// The body of a request, as far as it has come.
pub(crate) enum RequestBody {
    /// All there is.
    Complete(Vec<u8>),
    /// The beginning; the rest is still coming.
    Partial(Vec<u8>, UnreadBody),
    /// No body: too late, or broken.
    Rejected(Error),
}

/// Waits for the body, or for more than a short one. Most requests have none: what waits lies in a
/// box, so that theirs stay small.
pub(crate) async fn of(
    body: Incoming,
    config: &Config,
    connection: &Arc<Connection>,
) -> RequestBody {
    match body.is_end_stream() {
        true => RequestBody::Complete(Vec::new()),
        false => Box::pin(begun(body, config, connection)).await,
    }
}

async fn begun(mut body: Incoming, config: &Config, connection: &Arc<Connection>) -> RequestBody {
    let silence = Duration::from_secs(config.gate.body_s);
    let deadline = Instant::now() + silence;
    let mut bytes = Vec::new();
    while !body.is_end_stream() {
        match timeout_at(deadline, next(&mut body)).await {
            Ok(Some(Ok(piece))) => bytes.extend_from_slice(&piece),
            Ok(Some(Err(error))) => {
                log::debug!("a body broke off: {error}");
                return RequestBody::Rejected(broken());
            }
            Ok(None) => break,
            Err(_) => return RequestBody::Rejected(late()),
        }
        if bytes.len() > SHORT {
            let coming =
                coming(body, deadline, silence, bytes.len() as u64, Arc::clone(connection));
            return RequestBody::Partial(bytes, UnreadBody::of(coming));
        }
    }
    RequestBody::Complete(bytes)
}

/// Reads what is left of a body that nobody wanted, unless its sender, a stranger at least, keeps
/// too many already.
pub(crate) async fn drain(rest: &UnreadBody, stranger: Payer, in_flight: Option<&InFlight>) {
    let Some(coming) = rest.take() else { return };
    let payer = rest.payer().unwrap_or(stranger);
    let mut charge = in_flight.map(|all| all.open(payer));
    if charge.as_mut().is_some_and(|held| !held.grows_to(DRAIN)) {
        return;
    }
    let (most, time) = match payer {
        Payer::Known(_) => DRAINED,
        Payer::Stranger(_) => DRAINED_OF_STRANGERS,
    };
    let _ = timeout(time, copy(&mut coming.take(most), &mut sink())).await;
}

/// The rest of a body, piece by piece, each in time: slow ones may be long, but whoever has sent
/// much has not earned hours of silence by it. Until the last has come, its place may be taken.
fn coming(
    body: Incoming,
    deadline: Instant,
    silence: Duration,
    length: u64,
    connection: Arc<Connection>,
) -> Coming {
    let pieces = stream::unfold(
        (body, length, connection),
        move |(mut body, length, connection)| async move {
            let deadline = deadline + Duration::from_millis(length / BYTES_A_MS);
            let deadline = deadline.min(Instant::now() + silence);
            let Ok(piece) = timeout_at(deadline, next(&mut body)).await else {
                return Some((Err(io::ErrorKind::TimedOut.into()), (body, length, connection)));
            };
            let Some(piece) = piece else {
                connection.request_received();
                return None;
            };
            let piece = piece.map_err(io::Error::other);
            let length = length + piece.as_ref().map_or(0, |bytes: &Bytes| bytes.len() as u64);
            Some((piece, (body, length, connection)))
        },
    );
    Box::pin(StreamReader::new(Box::pin(pieces)))
}

async fn next(body: &mut Incoming) -> Option<hyper::Result<Bytes>> {
    let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
    Some(frame.map(|frame| frame.into_data().unwrap_or_default()))
}

fn broken() -> Error {
    let message =
        "The body of the request is not what its head says, or broke off. Nothing was changed.";
    Error::bad("VALIDATION_ERROR", message)
}

fn late() -> Error {
    let message = message(
        "refused-body-late",
        "The body did not arrive in time. Nothing was changed; send the request again.",
    );
    Error::new(Status::RequestTimeout, "REQUEST_TIMEOUT", message)
}
