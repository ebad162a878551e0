//! The bytes of bodies that are held in memory at once, and whose they are.
//!
//! Strangers and people with valid credentials have budgets apart, so that nobody who is logged in
//! waits for strangers; one address, or one user, takes at most a quarter of theirs. What finds no
//! room is refused at once: waiting bodies would only be held somewhere else.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};

use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::ids::Id;
use crate::network::network_of;

/// The least that strangers have in all, …
const STRANGERS: usize = 16 * 1024 * 1024;
/// … and everybody who is logged in.
const KNOWN: usize = 48 * 1024 * 1024;
/// One of them takes at most this part.
const PART: usize = 4;
/// Long bodies that are parsed at once: one of a stranger, …
const STRANGERS_PARSED: usize = 1;
/// … and these of the others.
const KNOWN_PARSED: usize = 2;

/// Whose bytes they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Payer {
    /// Somebody without valid credentials, by the address; an IPv6 network is one.
    Stranger(IpAddr),
    /// This user.
    Known(Id),
}

impl Payer {
    /// A stranger at that address; without one all share.
    pub fn stranger(address: Option<IpAddr>) -> Self {
        Self::Stranger(network_of(address.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED))))
    }
}

/// What is held now. Managed state; clones share it.
#[derive(Clone)]
pub struct InFlight(Arc<Budgets>);

struct Budgets {
    strangers: Budget,
    known: Budget,
}

struct Budget {
    most: usize,
    held: Mutex<HeldBytes>,
    parsing: Semaphore,
}

#[derive(Default)]
struct HeldBytes {
    bytes: usize,
    by_payer: HashMap<Payer, usize>,
}

impl InFlight {
    /// Budgets under which anybody may send a body of that size.
    pub fn new(body_limit: u64) -> Self {
        let largest = usize::try_from(body_limit).unwrap_or(usize::MAX / PART);
        let budget = |most: usize, parsed| Budget {
            // Buffers grow in steps: the largest body and one of them.
            most: most.max(largest.saturating_mul(2 * PART)),
            held: Mutex::default(),
            parsing: Semaphore::new(parsed),
        };
        let strangers = budget(STRANGERS, STRANGERS_PARSED);
        Self(Arc::new(Budgets { strangers, known: budget(KNOWN, KNOWN_PARSED) }))
    }

    /// Nothing yet, for this one.
    pub fn open(&self, payer: Payer) -> Charge {
        Charge { budgets: self.clone(), payer, bytes: 0 }
    }

    /// The turn of a long body to be parsed.
    pub(super) async fn turn(&self, payer: Payer) -> Option<SemaphorePermit<'_>> {
        self.of(payer).parsing.acquire().await.ok()
    }

    fn of(&self, payer: Payer) -> &Budget {
        match payer {
            Payer::Stranger(_) => &self.0.strangers,
            Payer::Known(_) => &self.0.known,
        }
    }
}

/// Bytes that one request holds, given back when it ends.
pub struct Charge {
    budgets: InFlight,
    payer: Payer,
    bytes: usize,
}

impl Charge {
    /// Whose they are.
    pub fn payer(&self) -> Payer {
        self.payer
    }

    /// Whether it may hold so many in all; if so, it does.
    pub fn grows_to(&mut self, bytes: usize) -> bool {
        let more = bytes.saturating_sub(self.bytes);
        let budget = self.budgets.of(self.payer);
        let mut held = budget.held.lock();
        let own = held.by_payer.get(&self.payer).copied().unwrap_or_default();
        let fits = own + more <= budget.most / PART && held.bytes + more <= budget.most;
        if fits && more > 0 {
            held.bytes += more;
            held.by_payer.insert(self.payer, own + more);
            self.bytes = bytes;
        }
        fits
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        if self.bytes == 0 {
            return;
        }
        let mut held = self.budgets.of(self.payer).held.lock();
        held.bytes -= self.bytes;
        if let Some(own) = held.by_payer.get_mut(&self.payer) {
            *own -= self.bytes;
            if *own == 0 {
                held.by_payer.remove(&self.payer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: usize = 1024 * 1024;

    fn at(address: &str) -> Payer {
        Payer::stranger(Some(address.parse().unwrap()))
    }

    #[test]
    fn one_address_takes_a_quarter_and_strangers_take_nothing_from_the_known() {
        let in_flight = InFlight::new(MIB as u64);
        let mut all = Vec::new();
        let mut hold = |payer, bytes| {
            let mut charge = in_flight.open(payer);
            let fits = charge.grows_to(bytes);
            all.push(charge);
            fits
        };
        for last in 1..=4 {
            let address = format!("192.0.2.{last}");
            assert!(hold(at(&address), 3 * MIB) && hold(at(&address), MIB), "{address}");
            assert!(!hold(at(&address), 1), "{address} has its quarter");
        }
        assert!(!hold(at("192.0.2.5"), 1), "strangers have all that is theirs");
        let alice = Payer::Known(Id::new());
        assert!(hold(alice, 12 * MIB), "who is known does not wait for them");
        assert!(!hold(alice, 1) && hold(Payer::Known(Id::new()), MIB));
        all.clear();
        let mut after = in_flight.open(at("192.0.2.5"));
        assert!(after.grows_to(MIB) && after.grows_to(2 * MIB) && after.grows_to(MIB));
        drop(after);
        assert_eq!(in_flight.0.strangers.held.lock().bytes, 0);
        assert!(in_flight.0.strangers.held.lock().by_payer.is_empty());
    }

    #[test]
    fn a_network_of_ipv6_is_one_stranger() {
        assert_eq!(at("2001:db8:1:2:a::1"), at("2001:db8:1:2:b::2"));
        assert_ne!(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
    }

    #[test]
    fn whatever_a_body_may_be_one_of_them_finds_room() {
        let largest = 64 * MIB;
        let in_flight = InFlight::new(largest as u64);
        assert!(in_flight.open(at("192.0.2.1")).grows_to(largest));
    }
}
