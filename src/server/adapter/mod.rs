//! The adapter between hyper and Rocket: a request as hyper read it becomes one of Rocket's, and its
//! response one of hyper's.

mod request_body;
mod response;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use hyper::Request;
use hyper::body::Incoming;
use hyper::http::request::Parts;
use rocket::http::uri::{self, Host};
use rocket::http::{Cookie, Header, Method, Status};
use rocket::local::asynchronous::{Client, LocalRequest};

use super::budgets::LONGEST_HEAD;
use super::connection::Connection;
use super::context::{Peer, ServerContext};
use super::{https_redirect, normal_path};
use request_body::RequestBody;
use response::ResponseSender;
pub(super) use response::{ResponseBody, broken};

use crate::config::Config;
use crate::error::Error;
use crate::http::{self, Bypass, InFlight, MOST_PARAMETERS, Payer};

/// Has Rocket answer the request.
pub(super) async fn answer(
    context: Arc<ServerContext>,
    request: Request<Incoming>,
    from: Peer,
    reply: ResponseSender,
    connection: Arc<Connection>,
) {
    let (head, body) = request.into_parts();
    let Some(config) = context.client.rocket().state::<Config>() else { return };
    let is_from_proxy = config.is_proxy(from.address.ip());
    let admitted =
        context.hosts.admit(&head, is_from_proxy, |name| context.certificates.is_for(name));
    if admitted.is_ok()
        && let Some(secure) = https_redirect::target(&head, from, &context, config)
    {
        connection.request_received();
        // The client may be gone.
        let _ = reply.send(response::redirect(secure, connection));
        return;
    }
    let (refused, uri) = judged(&head, admitted.err());
    let arrived = match refused {
        None => request_body::of(body, config, &connection).await,
        Some(error) => RequestBody::Rejected(error),
    };
    let is_refused = matches!(arrived, RequestBody::Rejected(_));
    let mut request = opened(&context.client, &head, uri, is_refused);
    request.inner_mut().set_remote(from.address);
    if from.is_encrypted {
        http::came_over_tls(request.inner());
    }
    let mut unread = None;
    match arrived {
        RequestBody::Partial(bytes, coming) => {
            request.set_body(bytes);
            coming.attach_to(request.inner());
            unread = Some((coming, Payer::stranger(http::client_address(request.inner()))));
        }
        RequestBody::Complete(bytes) => {
            connection.request_received();
            if !bytes.is_empty() {
                request.set_body(bytes);
            }
        }
        RequestBody::Rejected(error) => {
            connection.request_received();
            http::refuse(request.inner(), method_of(&head), error);
        }
    }
    let bypass = Bypass::offered_to(request.inner());
    let client = http::client_address(request.inner());
    let answer = request.dispatch().await;
    // A client that is still sending would not read an answer.
    if let Some((rest, stranger)) = unread {
        let in_flight = context.client.rocket().state::<InFlight>();
        Box::pin(request_body::drain(&rest, stranger, in_flight)).await;
    }
    let payer = bypass.payer().unwrap_or_else(|| Payer::stranger(client));
    response::send(answer, bypass, payer, reply, connection).await;
}

/// Why a head is refused, if it is, and the address that Rocket is told.
fn judged(head: &Parts, error: Option<Error>) -> (Option<Error>, Address<'_>) {
    match (error.or_else(|| beyond_bounds(head)), alias(head)) {
        (Some(error), _) => (Some(error), address(head)),
        (None, Some((error, told))) => (Some(error), Address::Bad(BadPath(told))),
        (None, None) => (None, address(head)),
    }
}

/// What is too much about a head. hyper bounds what it waits for, but not what came at once.
fn beyond_bounds(head: &Parts) -> Option<Error> {
    let uri = head.uri.path_and_query().map_or(0, |uri| uri.as_str().len());
    let lines = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    if uri + lines.sum::<usize>() > LONGEST_HEAD {
        let message = "The head of the request is longer than this server reads.";
        let status = Status::RequestHeaderFieldsTooLarge;
        return Some(Error::new(status, "VALIDATION_ERROR", message));
    }
    let query = head.uri.query().unwrap_or_default();
    (!http::fits(query, MOST_PARAMETERS)).then(http::too_many_parameters)
}

/// What is wrong with the spelling of a path, and the path that it is told of by.
fn alias(head: &Parts) -> Option<(Error, String)> {
    // Neither `*` nor an authority is a path.
    let path = head.uri.path_and_query().map(|uri| uri.path()).filter(|p| p.starts_with('/'))?;
    normal_path::refusal(&head.method, path, head.uri.query())
}

/// The method of a request. What HTTP does not know is TRACE, which no route of ours has but the
/// fallback, and which asks for credentials first.
fn method_of(head: &Parts) -> Method {
    Method::from_hyp(&head.method).unwrap_or(Method::Trace)
}

/// The request as Rocket has it; one that cannot be read goes straight to the catcher, and so does
/// one that is refused here: no route has the method that it gets.
fn opened<'c>(
    client: &'c Client,
    head: &'c Parts,
    uri: Address<'c>,
    is_refused: bool,
) -> LocalRequest<'c> {
    let mut request = match uri {
        Address::Good(origin) if is_refused => client.req(Method::Connect, Read(origin)),
        Address::Good(origin) => client.req(method_of(head), Read(origin)),
        Address::Bad(path) => client.req(Method::Get, path),
    };
    if Method::from_hyp(&head.method).is_none() {
        http::keep_unknown_method(request.inner(), head.method.as_str());
    }
    for (name, value) in &head.headers {
        // A line of others' in another encoding, a cookie say, costs nobody the page.
        let value = String::from_utf8_lossy(value.as_bytes());
        if name == hyper::header::HOST
            && let Cow::Borrowed(value) = value
            && let Ok(host) = Host::parse(value)
        {
            request.inner_mut().set_host(host);
        }
        if name == hyper::header::COOKIE {
            request = request.cookies(value.split(';').filter_map(cookie));
        }
        request.inner_mut().add_header(Header::new(name.as_str(), value));
    }
    request
}

/// A cookie by the name that the browser has it under: browsers guard `__Host-` names, and none that
/// only become such when they are decoded.
fn cookie(text: &str) -> Option<Cookie<'static>> {
    let text = text.trim();
    let name = text.split('=').next().unwrap_or_default();
    let is_plain = !name.contains('%');
    is_plain.then(|| Cookie::parse_encoded(text.to_owned()).ok())?
}

/// Where a request goes.
enum Address<'h> {
    /// A path and a query.
    Good(uri::Origin<'h>),
    /// A path that is answered with what is wrong with the request.
    Bad(BadPath),
}

/// The address of a request. Signs that browsers leave as they are, and Rocket's parser refuses,
/// are percent-encoded.
fn address(head: &Parts) -> Address<'_> {
    let bad = || Address::Bad(BadPath(head.uri.path().to_owned()));
    let Some(uri) = head.uri.path_and_query() else { return bad() };
    match uri::Origin::parse(uri.as_str()) {
        Ok(origin) => Address::Good(origin),
        Err(_) => {
            uri::Origin::parse_owned(encoded(uri.as_str())).map_or_else(|_| bad(), Address::Good)
        }
    }
}

fn encoded(uri: &str) -> String {
    let mut encoded = String::with_capacity(uri.len() + 8);
    for byte in uri.bytes() {
        match byte {
            b'"' | b'<' | b'>' | b'[' | b']' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => {
                encoded.push_str(&format!("%{byte:02X}"));
            }
            0x80.. => encoded.push_str(&format!("%{byte:02X}")),
            _ => encoded.push(char::from(byte)),
        }
    }
    encoded
}

/// A path that Rocket is told of although it cannot be one.
struct BadPath(String);

impl fmt::Display for BadPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<BadPath> for uri::Origin<'_> {
    type Error = ();

    fn try_from(_: BadPath) -> Result<Self, ()> {
        Err(())
    }
}

/// A path and a query that were read already. Rocket asks for the text of each address, but only
/// looks at that of one it cannot read.
struct Read<'h>(uri::Origin<'h>);

impl fmt::Display for Read<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl<'h> TryFrom<Read<'h>> for uri::Origin<'h> {
    type Error = ();

    fn try_from(read: Read<'h>) -> Result<Self, ()> {
        Ok(read.0)
    }
}
