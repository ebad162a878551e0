//! The id of every request.

use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use hyper::header::HeaderValue;

use crate::clock::Clock;
use crate::ids::Id;

/// The id of a request, in its answer and in the log.
#[derive(Clone, Copy)]
pub struct RequestId(Id);

impl RequestId {
    /// The id as it stands in an answer.
    pub(super) fn header(self) -> HeaderValue {
        HeaderValue::try_from(self.0.text()).unwrap_or(HeaderValue::from_static(""))
    }

    /// Distinct and in order within this process, and apart from other processes by chance: no
    /// randomness is asked for at each request.
    pub(super) fn next() -> Self {
        static PROCESS: OnceLock<u128> = OnceLock::new();
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let process = PROCESS.get_or_init(|| {
            let mut bytes = [0; 4];
            // Without randomness every process counts alike; the instant still tells them apart.
            let _ = getrandom::fill(&mut bytes);
            u128::from(u32::from_le_bytes(bytes)) << 32
        });
        let count = u128::from(COUNT.fetch_add(1, Ordering::Relaxed));
        Self(Id::at(Clock::default().now().ms(), process ^ count))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_requests_share_an_id() {
        let ids: std::collections::HashSet<Id> = (0..1000).map(|_| RequestId::next().0).collect();
        assert_eq!(ids.len(), 1000);
    }
}
