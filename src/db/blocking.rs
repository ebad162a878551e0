//! Work that may wait for the disk, off the threads that answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::runtime::{Handle, RuntimeFlavor};

use crate::error::{Error, Result};

/// Runs `work` where it may wait for the disk. On the server's own threads that is this very
/// thread: the runtime hands the others' tasks to another one meanwhile. Sending the work to a
/// thread of its own and its result back took longer than most questions (see perf/README.md).
pub(super) async fn on_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    if Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread {
        let caught = tokio::task::block_in_place(|| catch_unwind(AssertUnwindSafe(work)));
        return caught.unwrap_or_else(|_| Err(Error::internal("a question panicked")));
    }
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(panicked) => Err(Error::internal(panicked)),
    }
}
