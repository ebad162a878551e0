//! The body of a request: what fits `body_limit` has come before anybody works on the request, the
//! rest of an upload comes while it is read; both in time.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use hyper::body::{Body, Bytes, Incoming};
use rocket::futures::stream;
use rocket::http::Status;
use tokio::io::{AsyncReadExt, copy, sink};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::io::StreamReader;

use crate::config::Config;
use crate::error::Error;
use crate::http::{Coming, Rest};

/// A long body has a millisecond more for each of so many bytes.
const BYTES_A_MS: u64 = 8;
/// So much of a body that nobody wants is still read, so that the client reads the answer, …
const DRAINED: u64 = 64 * 1024 * 1024;
/// … for so long.
const DRAINING: Duration = Duration::from_secs(10);

/// What came.
pub(super) enum Arrived {
    /// All there is.
    Whole(Vec<u8>),
    /// The beginning; the rest is still coming.
    Begun(Vec<u8>, Rest),
    /// Not all of it, in all that time.
    Late(Error),
}

/// Waits for the body, or for more than `body_limit` of it; nothing when its client went away.
pub(super) async fn of(mut body: Incoming, config: &Config) -> Option<Arrived> {
    let limit = usize::try_from(config.body_limit).unwrap_or(usize::MAX);
    let deadline = Instant::now() + Duration::from_secs(config.gate.body_s);
    let mut bytes = Vec::new();
    while !body.is_end_stream() {
        match timeout_at(deadline, next(&mut body)).await {
            Ok(Some(Ok(piece))) => bytes.extend_from_slice(&piece),
            Ok(Some(Err(_))) => return None,
            Ok(None) => break,
            Err(_) => return Some(Arrived::Late(late())),
        }
        if bytes.len() > limit {
            let silence = Duration::from_secs(config.gate.body_s);
            let rest = Rest::of(coming(body, deadline, silence, bytes.len() as u64));
            return Some(Arrived::Begun(bytes, rest));
        }
    }
    Some(Arrived::Whole(bytes))
}

/// Reads what is left of a body that nobody wanted.
pub(super) async fn drain(rest: &Rest) {
    if let Some(rest) = rest.take() {
        let _ = timeout(DRAINING, copy(&mut rest.take(DRAINED), &mut sink())).await;
    }
}

/// The rest of a body, piece by piece, each in time: slow ones may be long, but whoever has sent
/// much has not earned hours of silence by it.
fn coming(body: Incoming, deadline: Instant, silence: Duration, length: u64) -> Coming {
    let pieces = stream::unfold((body, length), move |(mut body, length)| async move {
        let deadline = deadline + Duration::from_millis(length / BYTES_A_MS);
        let deadline = deadline.min(Instant::now() + silence);
        let piece = match timeout_at(deadline, next(&mut body)).await {
            Ok(piece) => piece?.map_err(io::Error::other),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        };
        let length = length + piece.as_ref().map_or(0, |bytes: &Bytes| bytes.len() as u64);
        Some((piece, (body, length)))
    });
    Box::pin(StreamReader::new(Box::pin(pieces)))
}

async fn next(body: &mut Incoming) -> Option<hyper::Result<Bytes>> {
    let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
    Some(frame.map(|frame| frame.into_data().unwrap_or_default()))
}

fn late() -> Error {
    let message = "The body did not arrive in time. Nothing was changed; send the request again.";
    Error::new(Status::RequestTimeout, "REQUEST_TIMEOUT", message)
}
