//! A JSON body: type, size and syntax checked in this order, each with its own answer.

use std::time::Duration;

use rocket::data::{Data, FromData, Outcome, ToByteUnit};
use rocket::http::Status;
use rocket::{Request, async_trait};
use serde_json::{Map, Value};
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use super::fields::Fields;
use super::respond::fail;
use crate::config::Config;
use crate::error::Error;

/// The JSON object that a request carries.
pub struct Body(Map<String, Value>);

/// A body must have arrived by then.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much of a too large body is still read, so that the client reads the answer.
const DRAINED: u64 = 64;

impl Body {
    /// Its fields, to be read one by one.
    pub fn fields(self) -> Fields {
        Fields::new(self.0)
    }

    /// The fields as they came.
    pub fn map(&self) -> &Map<String, Value> {
        &self.0
    }
}

/// The JSON object of a request that may also come without one.
pub struct OptionalBody(Map<String, Value>);

impl OptionalBody {
    /// Its fields, none if there is no body.
    pub fn fields(self) -> Fields {
        Fields::new(self.0)
    }

    /// The fields as they came.
    pub fn map(&self) -> &Map<String, Value> {
        &self.0
    }
}

#[async_trait]
impl<'r> FromData<'r> for OptionalBody {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        arrived(request, data, true).await.map(OptionalBody)
    }
}

#[async_trait]
impl<'r> FromData<'r> for Body {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        arrived(request, data, false).await.map(Body)
    }
}

/// The body, or the failure that answers for it. `may_lack`: nothing at all is an empty object.
async fn arrived<'r>(
    request: &'r Request<'_>,
    data: Data<'r>,
    may_lack: bool,
) -> Outcome<'r, Map<String, Value>, ()> {
    let limit = request.rocket().state::<Config>().map_or(1024 * 1024, |c| c.body_limit);
    match timeout(PATIENCE, read(request, data, limit, may_lack)).await {
        Ok(Ok(map)) => Outcome::Success(map),
        Ok(Err(error)) => Outcome::Error((fail(request, error), ())),
        Err(_) => {
            let error = Error::bad(
                "VALIDATION_ERROR",
                "The body did not arrive in time. Nothing was changed.",
            );
            Outcome::Error((fail(request, error), ()))
        }
    }
}

async fn read(
    request: &Request<'_>,
    data: Data<'_>,
    limit: u64,
    may_lack: bool,
) -> Result<Map<String, Value>, Error> {
    let mut stream = data.open(DRAINED.mebibytes());
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 16 * 1024];
    let mut length = 0_u64;
    loop {
        let read = stream.read(&mut chunk).await.map_err(|_| unreadable())?;
        if read == 0 {
            break;
        }
        length += read as u64;
        if length <= limit {
            bytes.extend_from_slice(&chunk[..read]);
        }
    }
    let says_json = request.content_type().is_some_and(|kind| kind.is_json());
    if !says_json && (length > 0 || request.content_type().is_some()) {
        let message = "Send the body as application/json. Nothing was changed.";
        return Err(Error::new(Status::UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", message));
    }
    if length > limit {
        let message = format!("The body is larger than {limit} bytes. Nothing was changed.");
        return Err(Error::new(Status::PayloadTooLarge, "PAYLOAD_TOO_LARGE", message));
    }
    if bytes.is_empty() && may_lack {
        return Ok(Map::new());
    }
    if bytes.is_empty() {
        return Err(Error::field("body", "is missing: send a JSON object"));
    }
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(Error::field("body", "must be a JSON object")),
        Err(error) => {
            let place =
                format!("is not valid JSON (line {}, column {})", error.line(), error.column());
            Err(Error::field("body", place))
        }
    }
}

fn unreadable() -> Error {
    Error::bad("VALIDATION_ERROR", "The body broke off. Nothing was changed.")
}
