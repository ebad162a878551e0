//! Bodies that are longer than what the gate waits for: their rest comes while it is read.

use std::pin::Pin;
use std::sync::Arc;

use parking_lot::Mutex;
use rocket::data::{Data, ToByteUnit};
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};
use tokio::io::{AsyncRead, AsyncReadExt};

/// Bytes that still come.
pub type Coming = Pin<Box<dyn AsyncRead + Send>>;

/// What the gate has not read of a body; empty for most.
#[derive(Clone, Default)]
pub struct Rest(Arc<Mutex<Option<Coming>>>);

impl Rest {
    /// So much still comes.
    pub fn of(coming: Coming) -> Self {
        Self(Arc::new(Mutex::new(Some(coming))))
    }

    /// Hands it over, once.
    pub fn take(&self) -> Option<Coming> {
        self.0.lock().take()
    }

    /// Gives it to the request that it belongs to.
    pub fn attach_to(&self, request: &Request<'_>) {
        request.local_cache(|| self.clone());
    }

    /// What belongs to this request.
    pub fn of_request(request: &Request<'_>) -> Self {
        request.local_cache(Self::default).clone()
    }

    /// The body of a request from its first byte, however long. A guard that takes more than
    /// `body_limit` reads it here and counts for itself; `Data` alone ends a little behind that
    /// limit. A client that stops sending is a read that fails with `TimedOut`.
    pub fn after<'r>(self, data: Data<'r>) -> Pin<Box<dyn AsyncRead + Send + 'r>> {
        let first = data.open(u64::MAX.bytes());
        match self.take() {
            Some(rest) => Box::pin(first.chain(rest)),
            None => Box::pin(first),
        }
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for Rest {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        Outcome::Success(Self::of_request(request))
    }
}
