//! Work at low priority: it takes a processor only where nobody else wants it.

use std::cell::Cell;
use std::panic::resume_unwind;
use std::thread;
use std::time::{Duration, Instant};
use std::{io, result};

use rustix::io::Errno;
use rustix::process::setpriority_process;

/// The priorities below that of requests, in steps of the system ("nice").
#[derive(Clone, Copy, Debug)]
pub enum Priority {
    /// Work that somebody waits for, and others meanwhile for what it holds.
    Low = 10,
    /// Work that holds nothing.
    Lowest = 19,
}

/// How long work goes on before it lets others pass.
const TURN: Duration = Duration::from_micros(200);

/// Lowers the priority of this thread, or of a process of one thread, for good.
///
/// # Errors
/// In some containers; nothing depends on it.
pub fn lower(priority: Priority) -> result::Result<(), Errno> {
    setpriority_process(None, priority as i32)
}

/// Lets those pass who wait for this processor, if it is time. Low priority alone does not: Linux
/// (6.6 and later) lets whoever runs finish a slice and looks again at the tick, so that a question
/// of the clinic, which works for a millisecond, waited four for each processor it came to.
pub fn let_pass() {
    thread_local! {
        static SINCE: Cell<Option<Instant>> = const { Cell::new(None) };
    }
    let since = SINCE.get();
    if since.is_none_or(|since| since.elapsed() > TURN) {
        thread::yield_now();
        SINCE.set(Some(Instant::now()));
    }
}

/// What `work` returns, done on a thread of its own at low priority: this one keeps its own.
///
/// # Errors
/// When the system gives no thread.
pub fn aside<T: Send>(name: &str, work: impl FnOnce() -> T + Send) -> io::Result<T> {
    let at_leisure = || {
        let _refused = lower(Priority::Low);
        work()
    };
    thread::scope(|scope| {
        let thread = thread::Builder::new().name(name.into()).spawn_scoped(scope, at_leisure)?;
        Ok(thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_aside_runs_at_low_priority_and_whoever_waits_keeps_theirs() {
        let nice = || rustix::process::getpriority_process(None).unwrap();
        let before = nice();
        let there = aside("test", nice).unwrap();
        assert!(there == Priority::Low as i32 || there == before, "{there}");
        assert_eq!(nice(), before);
    }
}
