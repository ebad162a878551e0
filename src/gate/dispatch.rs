//! A request on its way in: as hyper read it, for Rocket to answer.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use hyper::Request;
use hyper::body::Incoming;
use hyper::http::request::Parts;
use rocket::http::uri::{self, Host};
use rocket::http::{Cookie, Header, Method};
use rocket::local::asynchronous::{Client, LocalRequest};

use super::House;
use super::answer::{self, Reply};
use super::arrival::{self, Arrived};
use super::seat::Seat;
use crate::config::Config;
use crate::http::{self, Handover, Rest};

/// Where a request comes from.
#[derive(Clone, Copy)]
pub(super) struct Origin {
    pub(super) address: SocketAddr,
    pub(super) is_encrypted: bool,
}

/// Has Rocket answer the request.
pub(super) async fn answer(
    house: Arc<House>,
    request: Request<Incoming>,
    from: Origin,
    reply: Reply,
    seat: Arc<Seat>,
) {
    let (head, body) = request.into_parts();
    let Some(config) = house.client.rocket().state::<Config>() else { return };
    let Some(arrived) = arrival::of(body, config).await else { return };
    seat.asks();
    let uri = match arrived {
        Arrived::Late(_) => Address::Bad(Unreadable(head.uri.path().to_owned())),
        _ => address(&head),
    };
    let mut request = opened(&house.client, &head, &uri).remote(from.address);
    if from.is_encrypted {
        http::came_over_tls(request.inner());
    }
    let mut rest = Rest::default();
    match arrived {
        Arrived::Whole(bytes) if bytes.is_empty() => {}
        Arrived::Whole(bytes) => request.set_body(bytes),
        Arrived::Begun(bytes, coming) => {
            request.set_body(bytes);
            coming.attach_to(request.inner());
            rest = coming;
        }
        Arrived::Late(error) => {
            http::fail(request.inner(), error);
        }
    }
    let kept = Handover::offered_to(request.inner());
    let answer = request.dispatch().await;
    // A client that is still sending would not read an answer.
    arrival::drain(&rest).await;
    answer::send(answer, kept.take(), reply, seat).await;
}

/// The request as Rocket has it; one that cannot be read goes straight to the catcher.
fn opened<'c>(client: &'c Client, head: &'c Parts, uri: &'c Address<'c>) -> LocalRequest<'c> {
    let mut request = match uri {
        Address::Good(origin) => {
            // `address` lets no other method through.
            let method = Method::from_hyp(&head.method).unwrap_or(Method::Get);
            client.req(method, origin.clone())
        }
        Address::Bad(path) => client.req(Method::Get, path),
    };
    for (name, value) in &head.headers {
        let Ok(value) = std::str::from_utf8(value.as_bytes()) else { continue };
        request.inner_mut().add_header(Header::new(name.as_str(), value));
        if name == hyper::header::HOST
            && let Ok(host) = Host::parse(value)
        {
            request.inner_mut().set_host(host);
        }
        if name == hyper::header::COOKIE {
            let cookies = value.split(';').map(str::trim);
            request = request.cookies(cookies.filter_map(|c| Cookie::parse_encoded(c).ok()));
        }
    }
    request
}

/// Where a request goes.
enum Address<'h> {
    /// A path and a query.
    Good(uri::Origin<'h>),
    /// A path that is answered with what is wrong with the request.
    Bad(Unreadable),
}

/// The address of a request. Signs that browsers leave as they are, and Rocket's parser refuses,
/// are percent-encoded.
fn address(head: &Parts) -> Address<'_> {
    let bad = || Address::Bad(Unreadable(head.uri.path().to_owned()));
    let is_readable =
        head.headers.values().all(|value| std::str::from_utf8(value.as_bytes()).is_ok());
    let Some(uri) = head.uri.path_and_query() else { return bad() };
    if !is_readable || Method::from_hyp(&head.method).is_none() {
        return bad();
    }
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
struct Unreadable(String);

impl fmt::Display for &Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'a> TryFrom<&'a Unreadable> for uri::Origin<'a> {
    type Error = ();

    fn try_from(_: &'a Unreadable) -> Result<Self, ()> {
        Err(())
    }
}
