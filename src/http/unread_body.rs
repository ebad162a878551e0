//! Bodies that are longer than what the server waits for: their rest comes while it is read.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use parking_lot::Mutex;
use rocket::data::{Data, ToByteUnit};
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

use super::in_flight::Payer;

/// Bytes that still come.
pub type Coming = Pin<Box<dyn AsyncRead + Send>>;

/// What the server has not read of a body; empty for most.
#[derive(Clone, Default)]
pub struct UnreadBody(Arc<Slot>);

#[derive(Default)]
struct Slot {
    coming: Mutex<Option<Coming>>,
    payer: OnceLock<Payer>,
}

impl UnreadBody {
    /// So much still comes.
    pub fn of(coming: Coming) -> Self {
        let slot = Slot { coming: Mutex::new(Some(coming)), payer: OnceLock::new() };
        Self(Arc::new(slot))
    }

    /// Hands it over, once.
    pub fn take(&self) -> Option<Coming> {
        self.0.coming.lock().take()
    }

    /// Whether there is any.
    pub fn is_coming(&self) -> bool {
        self.0.coming.lock().is_some()
    }

    /// Notes who sends it, once that is known.
    pub(super) fn is_paid_by(&self, payer: Payer) {
        // Whoever was found first stays: it is one request.
        let _ = self.0.payer.set(payer);
    }

    /// Who sends it, if anybody has asked.
    pub fn payer(&self) -> Option<Payer> {
        self.0.payer.get().copied()
    }

    /// Gives it to the request that it belongs to.
    pub fn attach_to(&self, request: &Request<'_>) {
        request.local_cache(|| self.clone());
    }

    /// What belongs to this request.
    pub fn of_request(request: &Request<'_>) -> Self {
        request.local_cache(Self::default).clone()
    }

    /// The body of a request from its first byte, however long; `Data` alone ends after the first
    /// kilobytes. Whoever reads it counts for themselves, and what they leave is the server's again.
    /// A client that stops sending is a read that fails with `TimedOut`.
    pub fn after<'r>(self, data: Data<'r>) -> Pin<Box<dyn AsyncRead + Send + 'r>> {
        let first = data.open(u64::MAX.bytes());
        match self.take() {
            Some(coming) => Box::pin(first.chain(Lent { coming: Some(coming), owner: self })),
            None => Box::pin(first),
        }
    }
}

/// The rest of a body while somebody reads it.
struct Lent {
    coming: Option<Coming>,
    owner: UnreadBody,
}

impl AsyncRead for Lent {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.coming {
            Some(coming) => coming.as_mut().poll_read(context, buffer),
            None => Poll::Ready(Ok(())),
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        *self.owner.0.coming.lock() = self.coming.take();
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for UnreadBody {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        Outcome::Success(Self::of_request(request))
    }
}
