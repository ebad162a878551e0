//! Rocket's answer on its way out: short ones whole, long ones piece by piece.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::header::{
    CACHE_CONTROL, CONTENT_LENGTH, HeaderName, HeaderValue, LOCATION, TRANSFER_ENCODING,
};
use hyper::{Method, Response, StatusCode};
use rocket::local::asynchronous::LocalResponse;
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::sync::{mpsc, oneshot};

use crate::clock::Clock;
use crate::http::{Bypass, Finished, Payer};
use crate::server::budgets::AnswerCost;
use crate::server::connection::Connection;

/// Longer bodies are not collected before they go out.
const WHOLE: usize = 256 * 1024;
/// What is not collected is sent in pieces of this size.
const PIECE: usize = 32 * 1024;

pub(crate) type ResponseSender = oneshot::Sender<Response<ResponseBody>>;

/// The body of an answer. Its connection learns when the last byte was handed over.
pub(crate) struct ResponseBody {
    bytes: Bytes,
    rest: Rest,
    connection: Arc<Connection>,
}

enum Rest {
    /// The bytes are all there is.
    Nothing,
    /// None is sent, but the head may tell a length: HEAD and 304.
    Told,
    /// More comes.
    Pieces(mpsc::Receiver<io::Result<Bytes>>),
}

impl Drop for ResponseBody {
    fn drop(&mut self) {
        self.connection.response_sent();
    }
}

/// Sends an answer; returns when its last byte was taken. Its responder may have handed over a part of
/// it, and `payer` pays for what it holds while the client fetches it.
pub(crate) async fn send(
    mut answer: LocalResponse<'_>,
    bypass: Bypass,
    payer: Payer,
    reply: ResponseSender,
    connection: Arc<Connection>,
) {
    let size = answer.body().preset_size();
    let has_body = answer.body().is_some();
    let Finished { mut headers, body } = bypass.take().unwrap_or_default();
    // `u64::MAX` would say that nothing waits (`Connection::waits_until`).
    let bytes = size.map_or(u64::MAX - 1, |size| size as u64);
    let (memory, disk) = match (size, bypass.is_file()) {
        // Of a file a few pieces are in memory at once: read, in the channel, handed over, sent.
        (Some(size), true) => (size.min(4 * PIECE), size),
        (size, _) => (size.unwrap_or(WHOLE), 0),
    };
    connection.answer_holds(AnswerCost { payer, bytes, memory, disk });
    for header in answer.headers().iter() {
        let name = HeaderName::from_bytes(header.name.as_str().as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&header.value)) {
            headers.append(name, value);
        }
    }
    if let Some(size) = size
        && !headers.contains_key(TRANSFER_ENCODING)
    {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
    }
    let status = StatusCode::from_u16(answer.status().code).unwrap_or_default();
    let with = |bytes, rest| {
        let mut response = Response::new(ResponseBody { bytes, rest, connection });
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    };
    if let Some(bytes) = body.filter(|bytes| has_body && size == Some(bytes.len())) {
        // The client may be gone, here and below.
        let _ = reply.send(with(bytes, Rest::Nothing));
        return;
    }
    // What is not collected whole is not collected at all: many may fetch it slowly.
    let collected = if size.is_some_and(|size| size > WHOLE) { PIECE } else { WHOLE };
    let mut first = Vec::with_capacity(size.unwrap_or(PIECE).min(collected));
    let is_whole = match has_body {
        true => fill(&mut answer, &mut first, size, collected).await,
        false => Ok(true),
    };
    let Ok(is_whole) = is_whole else { return };
    if !is_whole {
        let (pieces, rest) = mpsc::channel(1);
        if reply.send(with(first.into(), Rest::Pieces(rest))).is_ok() {
            send_pieces(&mut answer, &pieces).await;
        }
        return;
    }
    let rest = if first.is_empty() { Rest::Told } else { Rest::Nothing };
    let _ = reply.send(with(first.into(), rest));
}

/// Reads the beginning; whether that was all.
async fn fill(
    answer: &mut LocalResponse<'_>,
    first: &mut Vec<u8>,
    size: Option<usize>,
    most: usize,
) -> io::Result<bool> {
    while first.len() < most {
        if size == Some(first.len()) || answer.read_buf(first).await? == 0 {
            return Ok(true);
        }
    }
    Ok(size == Some(first.len()))
}

async fn send_pieces(answer: &mut LocalResponse<'_>, pieces: &mpsc::Sender<io::Result<Bytes>>) {
    loop {
        let mut piece = Vec::with_capacity(PIECE);
        let piece = match answer.read_buf(&mut piece).await {
            Ok(0) => return,
            Ok(_) => Ok(Bytes::from(piece)),
            // The connection breaks off: half an answer must not look like a whole one.
            Err(error) => Err(error),
        };
        let is_last = piece.is_err();
        if pieces.send(piece).await.is_err() || is_last {
            return;
        }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if !self.bytes.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.bytes)))));
        }
        match &mut self.rest {
            Rest::Nothing | Rest::Told => Poll::Ready(None),
            Rest::Pieces(pieces) => {
                pieces.poll_recv(context).map(|piece| piece.map(|bytes| bytes.map(Frame::data)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.rest, Rest::Nothing) && self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        match self.rest {
            Rest::Nothing => SizeHint::with_exact(self.bytes.len() as u64),
            _ => SizeHint::default(),
        }
    }
}

/// The way to the same address over TLS. No browser is to remember it: the clinic may choose anew.
pub(crate) fn redirect(secure: HeaderValue, connection: Arc<Connection>) -> Response<ResponseBody> {
    let body = ResponseBody { bytes: Bytes::new(), rest: Rest::Nothing, connection };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    response.headers_mut().insert(LOCATION, secure);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An answer that Rocket never made: something panicked outside a handler.
pub(crate) fn broken(
    method: &Method,
    path: &str,
    connection: Arc<Connection>,
) -> Result<Response<ResponseBody>, Infallible> {
    log::error!("{method} {path}: no answer was made; the lines before this one say why");
    let told = json!({ "success": false, "error": {
        "code": "INTERNAL_SERVER_ERROR",
        "message": "Something went wrong on our side; the log says more.",
        "timestamp": Clock::default().now(),
        "path": path,
        "method": method.as_str(),
    }});
    let body = ResponseBody { bytes: told.to_string().into(), rest: Rest::Nothing, connection };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(hyper::header::CONTENT_TYPE, json);
    Ok(response)
}
