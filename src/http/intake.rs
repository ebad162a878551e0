//! The whole body of a request in memory: as much of it as its sender may make us hold.

use std::io::ErrorKind;

use rocket::Request;
use rocket::data::Data;
use rocket::http::Status;
use tokio::io::AsyncReadExt;
use tokio::task::spawn_blocking;

use super::client_address;
use super::floors_above::FloorsAbove;
use super::in_flight::{Charge, InFlight, Payer};
use super::unread_body::UnreadBody;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::message::{Message, message};

/// A buffer grows by its own length, within these.
const STEPS: (usize, usize) = (16 * 1024, 256 * 1024);
/// What is longer is parsed on a thread of its own.
const LONG: usize = 64 * 1024;

/// A body, and who sent it.
pub struct Whole {
    bytes: Vec<u8>,
    /// Nobody asked where the body was short.
    payer: Option<Payer>,
    in_flight: Option<InFlight>,
}

/// Why there is none.
#[derive(Debug)]
pub enum Unread {
    TooLong,
    BrokenOff,
    Late,
    /// Its sender holds too much already.
    NoRoom,
}

/// What the request's sender may still make the server hold; the charge goes with the request.
pub(super) async fn charge(request: &Request<'_>) -> Option<Charge> {
    let in_flight = request.rocket().state::<InFlight>()?;
    let user = match FloorsAbove::of(request) {
        Some(above) => (above.user_of)(request).await,
        None => None,
    };
    let payer = match user {
        Some(user) => Payer::Known(user),
        None => Payer::stranger(client_address(request)),
    };
    UnreadBody::of_request(request).is_paid_by(payer);
    Some(in_flight.open(payer))
}

impl Whole {
    /// Reads it, at most `body_limit`.
    ///
    /// # Errors
    /// Why it was not read.
    pub async fn of(request: &Request<'_>, data: Data<'_>) -> std::result::Result<Self, Unread> {
        let limit = request.rocket().state::<Config>().map_or(1024 * 1024, |c| c.body_limit);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let rest = UnreadBody::of_request(request);
        let mut charge = match rest.is_coming() {
            true => charge(request).await,
            // It is here already.
            false => None,
        };
        let mut stream = rest.after(data);
        let mut bytes = Vec::new();
        loop {
            if bytes.len() == bytes.capacity() {
                let more = bytes.len().clamp(STEPS.0, STEPS.1);
                if charge.as_mut().is_some_and(|held| !held.grows_to(bytes.len() + more)) {
                    return Err(Unread::NoRoom);
                }
                bytes.reserve_exact(more);
            }
            match stream.read_buf(&mut bytes).await {
                Ok(0) => break,
                Ok(_) if bytes.len() > limit => return Err(Unread::TooLong),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::TimedOut => return Err(Unread::Late),
                Err(_) => return Err(Unread::BrokenOff),
            }
        }
        let in_flight = request.rocket().state::<InFlight>().cloned();
        let payer = charge.as_ref().map(Charge::payer);
        // What is made of it lives as long as the request.
        request.local_cache(|| charge);
        Ok(Self { bytes, payer, in_flight })
    }

    /// Whether nothing was sent.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// What `parse` makes of it: long ones beside the threads that answer, and in turn.
    ///
    /// # Errors
    /// What `parse` says.
    pub async fn parsed<T: Send + 'static>(
        self,
        parse: impl FnOnce(Vec<u8>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let Self { bytes, payer, in_flight } = self;
        if bytes.len() < LONG {
            return parse(bytes);
        }
        let _turn = match (&in_flight, payer) {
            (Some(in_flight), Some(payer)) => in_flight.turn(payer).await,
            _ => None,
        };
        spawn_blocking(move || parse(bytes)).await.map_err(Error::internal)?
    }
}

impl Unread {
    /// What is said of a body of the API.
    pub fn of_body(self) -> Error {
        match self {
            Self::TooLong => too_long(message(
                "refused-body-large-kept",
                "The body is larger than this server takes. Nothing was changed.",
            )),
            Self::BrokenOff => {
                bad(message("refused-body-broken", "The body broke off. Nothing was changed."))
            }
            Self::Late => late(message(
                "refused-body-late",
                "The body did not arrive in time. Nothing was changed; send the request again.",
            )),
            Self::NoRoom => Error::busy(NO_ROOM),
        }
    }

    /// What is said of a form of the pages.
    pub fn of_form(self) -> Error {
        match self {
            Self::TooLong => too_long(message(
                "refused-form-large",
                "The form is larger than this server takes. Nothing was changed.",
            )),
            Self::BrokenOff => {
                bad(message("refused-form-broken", "The form broke off. Nothing was changed."))
            }
            Self::Late => late(message(
                "refused-form-late",
                "The form did not arrive in time. Nothing was changed; send it again.",
            )),
            Self::NoRoom => Error::busy(NO_ROOM),
        }
    }
}

/// What is said where there is no room for a body.
pub(super) const NO_ROOM: Message = message(
    "refused-no-room",
    "Too much is being sent to this server at once. Nothing was changed; send it again in a moment.",
);

fn too_long(message: Message) -> Error {
    Error::new(Status::PayloadTooLarge, "PAYLOAD_TOO_LARGE", message)
}

fn bad(message: Message) -> Error {
    Error::bad("VALIDATION_ERROR", message)
}

fn late(message: Message) -> Error {
    Error::new(Status::RequestTimeout, "REQUEST_TIMEOUT", message)
}
