//! Work beside the requests that goes on whatever happens: after a panic it is begun anew, and the
//! log says so. A task that simply ended would be missed only when it is needed.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rocket::futures::FutureExt as _;
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// What panics at once panics again: it must not keep a processor busy.
const PAUSE: Duration = Duration::from_millis(500);

static PANICS: AtomicU64 = AtomicU64::new(0);

/// How often work beside the requests panicked since the start.
pub fn panics() -> u64 {
    PANICS.load(Ordering::Relaxed)
}

/// Says that such work panicked; whoever caught it goes on.
pub fn note_panic(name: &str) {
    PANICS.fetch_add(1, Ordering::Relaxed);
    log::error!("{name} panicked and goes on; the lines before this one say where");
}

/// Runs the work until it ends by itself. `begin` begins it, again after each panic.
pub fn spawn<F>(name: &'static str, begin: impl Fn() -> F + Send + 'static) -> JoinHandle<()>
where
    F: Future<Output = ()> + Send + 'static,
{
    tokio::spawn(async move {
        while AssertUnwindSafe(begin()).catch_unwind().await.is_err() {
            note_panic(name);
            sleep(PAUSE).await;
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicU32;

    use super::*;

    #[tokio::test]
    async fn work_that_panics_is_begun_anew_until_it_ends() {
        let (begun, before) = (Arc::new(AtomicU32::new(0)), panics());
        let counted = Arc::clone(&begun);
        let work = spawn("the work of a test", move || {
            let turn = counted.fetch_add(1, Ordering::Relaxed);
            async move { assert!(turn >= 2, "turn {turn} fails") }
        });
        work.await.unwrap();
        assert_eq!(begun.load(Ordering::Relaxed), 3);
        assert!(panics() >= before + 2);
    }
}
