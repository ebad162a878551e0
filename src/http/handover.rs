//! A kept body on its way out, past Rocket's copying.

use std::sync::Arc;

use hyper::body::Bytes;
use parking_lot::Mutex;
use rocket::Request;

/// Where a responder leaves a body that stays in memory anyway, for the gate to send as it is.
#[derive(Clone, Default)]
pub struct Handover(Arc<Mutex<Option<Bytes>>>);

impl Handover {
    /// Offers it to the responder of this request: before the request is dispatched.
    pub fn offered_to(request: &Request<'_>) -> Self {
        let handover = Self::default();
        request.local_cache(|| Some(handover.clone()));
        handover
    }

    /// Leaves these bytes, if somebody takes them. They have to be the whole body.
    pub fn leave(request: &Request<'_>, body: &Arc<[u8]>) {
        if let Some(handover) = request.local_cache(|| None::<Self>) {
            *handover.0.lock() = Some(Bytes::from_owner(Arc::clone(body)));
        }
    }

    /// What was left.
    pub fn take(&self) -> Option<Bytes> {
        self.0.lock().take()
    }
}
