//! Work that may wait for the disk, off the threads that answer.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::oneshot;

use crate::error::{Error, Result};

/// An answer without its type.
pub(super) type Untyped = Box<dyn Any + Send>;

/// The answer of that type, as the question gave it.
pub(super) fn typed<T: 'static>(answer: Untyped) -> Result<T> {
    let answer = answer.downcast().map_err(|_| Error::internal("an answer of another type"))?;
    Ok(*answer)
}

/// Runs `work` where it may wait for the disk. On the server's own threads that is this very
/// thread: the runtime hands the others' tasks to another one meanwhile. Sending the work to a
/// thread of its own and its result back took longer than most questions (see perf/README.md).
///
/// Work and answer come without their types: the compiler would else make this, and a task of
/// tokio's, for each of some hundred questions, and the executable a tenth larger.
pub(super) async fn on_blocking_thread(
    work: Box<dyn FnOnce() -> Result<Untyped> + Send>,
) -> Result<Untyped> {
    if Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread {
        // A panic ends here, and is in the log.
        let done = tokio::task::block_in_place(|| catch_unwind(AssertUnwindSafe(work)));
        return done.unwrap_or_else(|_| Err(Error::internal("a question panicked")));
    }
    let (answer, answered) = oneshot::channel();
    // Nobody listens any more when the caller has gone.
    tokio::task::spawn_blocking(move || drop(answer.send(work())));
    answered.await.unwrap_or_else(|_| Err(Error::internal("a question panicked")))
}
