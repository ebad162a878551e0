//! The limiter of connections, of all and of one address.
//!
//! Nobody is turned away while somebody else keeps a place without asking for anything: the one
//! who has waited longest goes. So ten thousand silent connections cost the clinic nothing, and
//! those who ask are served beside them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use super::budgets::Budgets;
use super::byte_budget::Holder as _;
use super::connection::Connection;
use crate::config::Gate;
use crate::network::network_of;

/// The interval at which connections are held against their limits.
const CHECK_INTERVAL: Duration = Duration::from_millis(250);

/// The time that a closing connection is waited for, …
const CLOSE_WAIT: Duration = Duration::from_millis(10);
/// … and how often, where too many are closing.
const CROWD_WAITS: usize = 20;

/// The limiter: what is open, and the limits.
pub(super) struct ConnectionLimiter {
    limits: Gate,
    epoch: Instant,
    open: Mutex<OpenConnections>,
    shutting_down: AtomicBool,
    budgets: Arc<Budgets<Connection>>,
    /// Somebody left.
    left: Notify,
}

#[derive(Default)]
struct OpenConnections {
    next: u64,
    by_number: HashMap<u64, Arc<Connection>>,
    by_network: HashMap<IpAddr, usize>,
}

/// The permit of a connection, given back when it is dropped.
pub(super) struct ConnectionPermit {
    number: u64,
    connection: Arc<Connection>,
    limiter: Arc<ConnectionLimiter>,
}

impl ConnectionLimiter {
    pub(super) fn new(limits: Gate) -> Arc<Self> {
        Arc::new(Self {
            limits,
            epoch: Instant::now(),
            open: Mutex::default(),
            shutting_down: AtomicBool::new(false),
            budgets: Arc::default(),
            left: Notify::new(),
        })
    }

    /// A permit for a connection from that address, an IPv6 network being one. None when all are held by
    /// those who are being answered, nor while a quarter more than the limit are open, because those who were
    /// asked to leave have not left within [`CROWD_WAITS`] times [`CLOSE_WAIT`].
    pub(super) async fn acquire(self: &Arc<Self>, address: IpAddr) -> Option<ConnectionPermit> {
        // Those who were asked to leave need a moment for it; there may never be a crowd of them.
        let crowd = self.limits.connections + self.limits.connections / 4;
        for _ in 0..CROWD_WAITS {
            let left = self.left.notified();
            if self.count() < crowd {
                break;
            }
            let _ = timeout(CLOSE_WAIT, left).await;
        }
        let network = network_of(address);
        let mut open = self.open.lock();
        let of_network = open.by_network.get(&network).copied().unwrap_or_default();
        let has_room =
            of_network < self.limits.per_address || open.close_longest_awaited(Some(network));
        let has_room = has_room
            && (open.by_number.len() < self.limits.connections || open.close_longest_awaited(None));
        if !has_room || open.by_number.len() >= crowd {
            return None;
        }
        let number = open.next;
        open.next += 1;
        let connection = Arc::new(Connection::new(network, self.epoch, Arc::clone(&self.budgets)));
        open.by_number.insert(number, Arc::clone(&connection));
        *open.by_network.entry(network).or_default() += 1;
        Some(ConnectionPermit { number, connection, limiter: Arc::clone(self) })
    }

    /// Ends every connection that has had its time, for ever.
    pub(super) async fn close_timed_out(self: Arc<Self>) {
        loop {
            sleep(CHECK_INTERVAL).await;
            let overdue = |connection: &Arc<Connection>| {
                connection.has_timed_out(&self.limits).then(|| Arc::clone(connection))
            };
            let overdue: Vec<_> = self.open.lock().by_number.values().filter_map(overdue).collect();
            overdue.iter().for_each(|connection| connection.close());
        }
    }

    /// From now on every answer is the last one of its connection.
    pub(super) fn begin_shutdown(&self) {
        self.shutting_down.store(true, Relaxed);
    }

    pub(super) fn is_shutting_down(&self) -> bool {
        self.shutting_down.load(Relaxed)
    }

    /// Ends the connections that ask for nothing. Each looks for itself first: what a client has
    /// sent may be there and not yet read.
    pub(super) fn close_idle(&self) {
        self.open.lock().by_number.values().for_each(|connection| connection.close_if_idle());
    }

    /// Ends all connections.
    pub(super) fn close_all(&self) {
        self.open.lock().by_number.values().for_each(|connection| connection.close());
    }

    /// How many connections there are.
    pub(super) fn count(&self) -> usize {
        self.open.lock().by_number.len()
    }

    /// Returns once no connection is left.
    pub(super) async fn empty(&self) {
        loop {
            let left = self.left.notified();
            if self.count() == 0 {
                return;
            }
            left.await;
        }
    }
}

impl OpenConnections {
    /// Asks the one who has waited longest, of all or of a network, to leave; whether there was
    /// one.
    fn close_longest_awaited(&self, of: Option<IpAddr>) -> bool {
        let candidates = self
            .by_number
            .values()
            .filter(|connection| of.is_none_or(|network| network == connection.network));
        let waiting =
            candidates.filter_map(|connection| Some((connection.awaited_since()?, connection)));
        let oldest = waiting.min_by_key(|(since, _)| *since);
        oldest.inspect(|(_, connection)| connection.close()).is_some()
    }
}

impl Deref for ConnectionPermit {
    type Target = Arc<Connection>;

    fn deref(&self) -> &Arc<Connection> {
        &self.connection
    }
}

impl ConnectionPermit {
    /// The limiter that gave it.
    pub(super) fn limiter(&self) -> Arc<ConnectionLimiter> {
        Arc::clone(&self.limiter)
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        self.connection.end_long_head();
        self.connection.end_answer();
        let mut open = self.limiter.open.lock();
        open.by_number.remove(&self.number);
        let network = self.connection.network;
        if let Some(count) = open.by_network.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                open.by_network.remove(&network);
            }
        }
        drop(open);
        self.limiter.left.notify_waiters();
    }
}
