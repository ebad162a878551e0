//! Lines on their way to stderr: written by a thread of their own, so that nobody who logs waits for
//! a pipe that is not read. What does not fit is dropped, counted, and told of in its place.

use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// Lines that wait at most; with the longest, eight megabytes.
const WAITING: usize = 1024;
const LONGEST: usize = 8 * 1024;
/// The end of the process waits no longer for somebody to read the last lines.
const LAST_WORDS: Duration = Duration::from_millis(500);

static QUEUE: OnceLock<SyncSender<Vec<u8>>> = OnceLock::new();
static PENDING: AtomicUsize = AtomicUsize::new(0);
static DROPPED: AtomicU64 = AtomicU64::new(0);

/// Lines that were dropped since the start, because nobody read.
pub fn dropped() -> u64 {
    DROPPED.load(Ordering::Relaxed)
}

/// Waits a moment until every line is written: at the end of the process.
pub fn finish() {
    let begun = Instant::now();
    while PENDING.load(Ordering::Acquire) > 0 && begun.elapsed() < LAST_WORDS {
        thread::sleep(Duration::from_millis(1));
    }
}

/// Stderr as a writer that never blocks. Each call is one line.
pub struct Lines;

impl Lines {
    /// Starts the thread that writes, once a process.
    pub fn start() -> Self {
        QUEUE.get_or_init(|| {
            let (queue, lines) = sync_channel(WAITING);
            let spawned = thread::Builder::new().name("log".into()).spawn(move || write(&lines));
            if let Err(error) = spawned {
                // Then the queue has no end, and every line is dropped and counted.
                eprintln!("nutrivault: there is no thread for the log: {error}");
            }
            queue
        });
        Self
    }
}

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let kept = line
            .get(..LONGEST)
            .map_or_else(|| line.to_vec(), |beginning| [beginning, &b" [cut off]\n"[..]].concat());
        PENDING.fetch_add(1, Ordering::AcqRel);
        if QUEUE.get().is_none_or(|queue| queue.try_send(kept).is_err()) {
            PENDING.fetch_sub(1, Ordering::AcqRel);
            DROPPED.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write(lines: &Receiver<Vec<u8>>) {
    let mut told = 0;
    for line in lines {
        let dropped = dropped();
        let mut stderr = io::stderr().lock();
        // Somebody who has closed it does not want to know.
        if dropped > told {
            let _ = writeln!(
                stderr,
                "[{} lines of the log were dropped: nobody read them]",
                dropped - told
            );
            told = dropped;
        }
        let _ = stderr.write_all(&line);
        PENDING.fetch_sub(1, Ordering::AcqRel);
    }
}
