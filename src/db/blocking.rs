//! Work that may wait for the disk, off the threads that answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::oneshot;

use crate::error::{Error, Result};

/// Runs `work` where it may wait for the disk. On the server's own threads that is this very
/// thread: the runtime hands the others' tasks to another one meanwhile. Sending the work to a
/// thread of its own and its result back took longer than most questions (see perf/README.md).
///
/// What the runtime gets is boxed: the compiler would else make a task of tokio's for each of
/// two hundred questions, and the executable a tenth larger.
pub(super) async fn on_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    if Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread {
        let (mut work, mut done) = (Some(work), None);
        block_here(&mut || done = work.take().map(|work| work()));
        return done.unwrap_or_else(|| Err(Error::internal("a question panicked")));
    }
    let (answer, answered) = oneshot::channel();
    // Nobody listens any more when the caller has gone.
    spawn_boxed(Box::new(move || drop(answer.send(work()))));
    answered.await.unwrap_or_else(|_| Err(Error::internal("a question panicked")))
}

/// Runs `work` on this thread of the server; a panic ends there, and is in the log.
fn block_here(work: &mut dyn FnMut()) {
    let _panicked = tokio::task::block_in_place(|| catch_unwind(AssertUnwindSafe(work)));
}

fn spawn_boxed(work: Box<dyn FnOnce() + Send>) {
    tokio::task::spawn_blocking(work);
}
