//! How many requests are being answered: the end of the server waits for these, and for no
//! connection that merely stands open.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rocket::fairing::{Fairing, Info, Kind};
use rocket::{Data, Request, async_trait};
use tokio::time::{Instant, sleep};

/// Counts each request from its head to the last byte of its answer.
#[derive(Clone, Default)]
pub struct InFlight(Arc<AtomicUsize>);

/// One request: it counts until Rocket drops it, after its answer.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl InFlight {
    const STEP: Duration = Duration::from_millis(10);

    /// Returns once no request has been there for that long: the last answer, which is with the
    /// system by then, gets that time to leave.
    pub async fn none_for(&self, quiet: Duration) {
        let mut since = Instant::now();
        while since.elapsed() < quiet {
            sleep(Self::STEP).await;
            if self.0.load(Ordering::Relaxed) > 0 {
                since = Instant::now();
            }
        }
    }
}

#[async_trait]
impl Fairing for InFlight {
    fn info(&self) -> Info {
        Info { name: "requests in flight", kind: Kind::Request }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        request.local_cache(|| {
            self.0.fetch_add(1, Ordering::Relaxed);
            Counted(Arc::clone(&self.0))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rocket::async_test]
    async fn the_end_waits_for_requests_and_then_for_a_quiet_moment() {
        let in_flight = InFlight::default();
        in_flight.0.fetch_add(1, Ordering::Relaxed);
        let request = Counted(Arc::clone(&in_flight.0));
        let begun = Instant::now();
        let end = in_flight.none_for(Duration::from_millis(30));
        let answer = async {
            sleep(Duration::from_millis(100)).await;
            drop(request);
        };
        rocket::futures::future::join(end, answer).await;
        assert!(begun.elapsed() >= Duration::from_millis(120));
    }
}
