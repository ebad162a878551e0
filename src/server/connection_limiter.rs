//! All connections, and how many there may be.
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

use super::heads::Heads;
use super::seat::Seat;
use crate::config::Gate;

/// How often the clock is looked at.
const ROUND: Duration = Duration::from_millis(250);

/// How long somebody who has to leave is waited for.
const MOMENT: Duration = Duration::from_millis(10);

/// The connections that are open.
pub(super) struct Seats {
    limits: Gate,
    epoch: Instant,
    taken: Mutex<Taken>,
    closing: AtomicBool,
    heads: Arc<Heads>,
    /// Somebody left.
    left: Notify,
}

#[derive(Default)]
struct Taken {
    next: u64,
    seats: HashMap<u64, Arc<Seat>>,
    by_address: HashMap<IpAddr, usize>,
}

/// A connection's place, given back when it ends.
pub(super) struct Seated {
    number: u64,
    seat: Arc<Seat>,
    seats: Arc<Seats>,
}

impl Seats {
    pub(super) fn new(limits: Gate) -> Arc<Self> {
        Arc::new(Self {
            limits,
            epoch: Instant::now(),
            taken: Mutex::default(),
            closing: AtomicBool::new(false),
            heads: Arc::default(),
            left: Notify::new(),
        })
    }

    /// A place for a connection from that address; none when all are taken by those who are being
    /// answered.
    pub(super) async fn take(self: &Arc<Self>, address: IpAddr) -> Option<Seated> {
        // Those who were asked to leave need a moment for it; there may never be a crowd of them.
        let crowd = self.limits.connections + self.limits.connections / 4;
        for _ in 0..20 {
            let left = self.left.notified();
            if self.count() < crowd {
                break;
            }
            let _ = timeout(MOMENT, left).await;
        }
        let mut taken = self.taken.lock();
        let of_address = taken.by_address.get(&address).copied().unwrap_or_default();
        let has_room = of_address < self.limits.per_address || taken.dismiss_oldest(Some(address));
        let has_room =
            has_room && (taken.seats.len() < self.limits.connections || taken.dismiss_oldest(None));
        if !has_room || taken.seats.len() >= crowd {
            return None;
        }
        let number = taken.next;
        taken.next += 1;
        let seat = Arc::new(Seat::new(address, self.epoch, Arc::clone(&self.heads)));
        taken.seats.insert(number, Arc::clone(&seat));
        *taken.by_address.entry(address).or_default() += 1;
        Some(Seated { number, seat, seats: Arc::clone(self) })
    }

    /// Ends every connection that has had its time, for ever.
    pub(super) async fn watch(self: Arc<Self>) {
        loop {
            sleep(ROUND).await;
            let overdue =
                |seat: &Arc<Seat>| seat.is_overdue(&self.limits).then(|| Arc::clone(seat));
            let overdue: Vec<_> = self.taken.lock().seats.values().filter_map(overdue).collect();
            overdue.iter().for_each(|seat| seat.dismiss());
        }
    }

    /// From now on every answer is the last one of its connection.
    pub(super) fn close(&self) {
        self.closing.store(true, Relaxed);
    }

    pub(super) fn is_closing(&self) -> bool {
        self.closing.load(Relaxed)
    }

    /// Ends the connections that ask for nothing. Each looks for itself first: what a client has
    /// sent may be there and not yet read.
    pub(super) fn dismiss_silent(&self) {
        self.taken.lock().seats.values().for_each(|seat| seat.ask_to_leave());
    }

    /// Ends all connections.
    pub(super) fn dismiss_all(&self) {
        self.taken.lock().seats.values().for_each(|seat| seat.dismiss());
    }

    /// How many connections there are.
    pub(super) fn count(&self) -> usize {
        self.taken.lock().seats.len()
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

impl Taken {
    /// Asks the one who has waited longest, of all or of an address, to leave; whether there was
    /// one.
    fn dismiss_oldest(&self, of: Option<IpAddr>) -> bool {
        let candidates = self.seats.values().filter(|seat| of.is_none_or(|a| a == seat.address));
        let waiting = candidates.filter_map(|seat| Some((seat.waiting_since()?, seat)));
        let oldest = waiting.min_by_key(|(since, _)| *since);
        oldest.inspect(|(_, seat)| seat.dismiss()).is_some()
    }
}

impl Deref for Seated {
    type Target = Arc<Seat>;

    fn deref(&self) -> &Arc<Seat> {
        &self.seat
    }
}

impl Seated {
    /// All of them.
    pub(super) fn seats(&self) -> Arc<Seats> {
        Arc::clone(&self.seats)
    }
}

impl Drop for Seated {
    fn drop(&mut self) {
        self.seat.has_no_head();
        let mut taken = self.seats.taken.lock();
        taken.seats.remove(&self.number);
        let address = self.seat.address;
        if let Some(count) = taken.by_address.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                taken.by_address.remove(&address);
            }
        }
        drop(taken);
        self.seats.left.notify_waiters();
    }
}
