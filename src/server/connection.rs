//! The state of a connection: its phase, and for how long it has been in it.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

use parking_lot::Mutex;
use tokio::sync::Notify;

use super::budgets::{AnswerCost, Budgets, SHORT_HEAD, Waiting};
use super::byte_budget::Holder;
use crate::config::Gate;

/// Whoever is slow gets a millisecond more for each of so many bytes: of an answer that they fetch, of a long
/// body that they send.
pub(super) const BYTES_A_MS: u64 = 8;

/// The phase of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Phase {
    /// Nothing has come yet.
    New,
    /// The head of a request is coming.
    Head,
    /// The body of a request is coming.
    Body,
    /// A request is being answered.
    Answering,
    /// The last answer is given; nothing has come since.
    KeepAlive,
}

/// An open connection. Times are milliseconds since `epoch`.
pub(super) struct Connection {
    /// Of the client: an IPv4 address, or the first half of an IPv6 one.
    pub(super) network: IpAddr,
    epoch: Instant,
    phase: AtomicU8,
    since: AtomicU64,
    /// When a write first found the client's window full; 0 while none has.
    stalled_at: AtomicU64,
    stalled_ms: AtomicU64,
    written: AtomicU64,
    closing: AtomicBool,
    budgets: Arc<Budgets<Self>>,
    /// What the present answer holds, and where it waits for its client.
    answer: Mutex<(Option<AnswerCost>, Option<Waiting>)>,
    /// Bytes after which an answer that waits has left; none where none waits.
    waits_until: AtomicU64,
    /// Bytes of the head that is coming.
    head: AtomicUsize,
    /// The head's number among the long ones; 0 for none.
    long_head: AtomicU64,
    /// Wakes the task of the connection: it has to leave.
    pub(super) close_requested: Notify,
}

impl Connection {
    pub(super) fn new(network: IpAddr, epoch: Instant, budgets: Arc<Budgets<Self>>) -> Self {
        let connection = Self {
            network,
            epoch,
            phase: AtomicU8::new(Phase::New as u8),
            since: AtomicU64::new(0),
            stalled_at: AtomicU64::new(0),
            stalled_ms: AtomicU64::new(0),
            written: AtomicU64::new(0),
            closing: AtomicBool::new(false),
            budgets,
            answer: Mutex::default(),
            waits_until: AtomicU64::new(u64::MAX),
            head: AtomicUsize::new(0),
            long_head: AtomicU64::new(0),
            close_requested: Notify::new(),
        };
        connection.enter(Phase::New);
        connection
    }

    /// So many bytes came from the client.
    pub(super) fn bytes_received(self: &Arc<Self>, bytes: usize) {
        if self.is(Phase::New) || self.is(Phase::KeepAlive) {
            self.enter(Phase::Head);
            self.head.store(0, Relaxed);
        }
        if self.is(Phase::Head) {
            let head = self.head.fetch_add(bytes, Relaxed) + bytes;
            if head > SHORT_HEAD && self.long_head.load(Relaxed) == 0 {
                self.long_head.store(self.budgets.begin_head(self, self.network), Relaxed);
            }
        }
    }

    /// The head that was coming has come, or nobody waits for it any more.
    pub(super) fn end_long_head(&self) {
        if self.long_head.load(Relaxed) > 0 {
            self.budgets.end_head(self.long_head.swap(0, Relaxed));
        }
    }

    /// A whole head has come; its body may still be on the way.
    pub(super) fn head_received(&self) {
        self.end_long_head();
        if self.waits_until.load(Relaxed) < u64::MAX {
            self.end_answer();
        }
        self.stalled_ms.store(0, Relaxed);
        self.written.store(0, Relaxed);
        self.enter(Phase::Body);
    }

    /// A whole request has come.
    pub(super) fn request_received(&self) {
        self.enter(Phase::Answering);
    }

    /// Whether the head of a request is coming: what is written now answers nobody who asked.
    pub(super) fn is_reading_head(&self) -> bool {
        self.is(Phase::Head)
    }

    /// The answer that is about to leave holds this much until it has.
    pub(super) fn answer_holds(&self, cost: AnswerCost) {
        self.answer.lock().0 = Some(cost);
    }

    /// The last byte of an answer was handed over.
    pub(super) fn response_sent(&self) {
        self.enter(Phase::KeepAlive);
    }

    /// The answer has left, or its connection has ended.
    pub(super) fn end_answer(&self) {
        self.waits_until.store(u64::MAX, Relaxed);
        let (_, waiting) = std::mem::take(&mut *self.answer.lock());
        if let Some(waiting) = waiting {
            self.budgets.end_waiting(waiting);
        }
    }

    /// The client's window is full.
    pub(super) fn write_blocked(self: &Arc<Self>) {
        if self.stalled_at.load(Relaxed) == 0 {
            self.stalled_at.store(self.now().max(1), Relaxed);
            let cost = self.answer.lock().0.take();
            if let Some(cost) = cost {
                let waiting = self.budgets.begin_waiting(self, cost);
                self.answer.lock().1 = Some(waiting);
                self.waits_until.store(cost.bytes, Relaxed);
            }
        }
    }

    /// So many bytes went to the client.
    pub(super) fn bytes_written(&self, bytes: usize) {
        let written = self.written.fetch_add(bytes as u64, Relaxed) + bytes as u64;
        if written >= self.waits_until.load(Relaxed) {
            self.end_answer();
        }
        let stalled_at = self.stalled_at.swap(0, Relaxed);
        if stalled_at > 0 {
            self.stalled_ms.fetch_add(self.now().saturating_sub(stalled_at), Relaxed);
        }
    }

    /// Whether nothing is under way, so that it may end: no request whose head has come, and no answer
    /// that still has to leave.
    pub(super) fn is_idle(&self) -> bool {
        !self.is(Phase::Answering) && !self.is(Phase::Body) && !self.is_stalled()
    }

    /// Since when a whole request is awaited of it, for whoever looks for room: a body that is still
    /// coming keeps its place no longer than a head. Nothing while it is answered.
    pub(super) fn awaited_since(&self) -> Option<u64> {
        let is_busy = self.is(Phase::Answering) || self.is_stalled() || self.closing.load(Relaxed);
        (!is_busy).then(|| self.since.load(Relaxed))
    }

    fn is_stalled(&self) -> bool {
        self.stalled_at.load(Relaxed) > 0
    }

    /// Ends the connection if, when it looks, nothing is under way.
    pub(super) fn close_if_idle(&self) {
        self.close_requested.notify_one();
    }

    /// Whether the connection that was called has to end.
    pub(super) fn must_close(&self) -> bool {
        self.closing.load(Relaxed) || self.is_idle()
    }

    /// Whether it has had all the time that it gets.
    pub(super) fn has_timed_out(&self, limits: &Gate) -> bool {
        let now = self.now();
        let stalled_at = self.stalled_at.load(Relaxed);
        let stalled_ms = self.stalled_ms.load(Relaxed)
            + if stalled_at > 0 { now.saturating_sub(stalled_at) } else { 0 };
        if stalled_ms > limits.fetch_s * 1000 + self.written.load(Relaxed) / BYTES_A_MS {
            return true;
        }
        let limit_s = match self.phase.load(Relaxed) {
            phase if phase == Phase::New as u8 || phase == Phase::Head as u8 => limits.head_s,
            phase if phase == Phase::KeepAlive as u8 => limits.silence_s,
            // A body's time is kept by who reads it (`adapter::request_body`); whoever waits for an answer
            // has done their part.
            _ => return false,
        };
        now.saturating_sub(self.since.load(Relaxed)) > limit_s * 1000
    }

    fn is(&self, phase: Phase) -> bool {
        self.phase.load(Relaxed) == phase as u8
    }

    fn enter(&self, phase: Phase) {
        self.since.store(self.now(), Relaxed);
        self.phase.store(phase as u8, Relaxed);
    }

    fn now(&self) -> u64 {
        u64::try_from(self.epoch.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Holder for Connection {
    fn close(&self) {
        if !self.closing.swap(true, Relaxed) {
            self.close_requested.notify_one();
        }
    }
}
