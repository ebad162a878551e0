//! A budget of bytes that connections hold while they wait for their clients. Nobody is refused: where
//! there is no room, the connection that has waited longest makes way for the next.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use parking_lot::Mutex;

use crate::http::Payer;

/// One payer holds at most this part of a budget.
const PART: usize = 4;

/// What holds bytes of a budget, and can be made to let go.
pub(super) trait Holder {
    /// Ends it: somebody else needs the room.
    fn close(&self);
}

/// The budget, and who holds what of it.
pub(super) struct ByteBudget<C> {
    most: usize,
    held: Mutex<Held<C>>,
}

struct Held<C> {
    next: u64,
    bytes: usize,
    /// By the order in which they began to wait.
    all: BTreeMap<u64, Holding<C>>,
    by_payer: HashMap<Payer, Own>,
}

struct Holding<C> {
    connection: Arc<C>,
    payer: Payer,
    bytes: usize,
}

#[derive(Default)]
struct Own {
    bytes: usize,
    numbers: BTreeMap<u64, ()>,
}

impl<C: Holder> ByteBudget<C> {
    /// Of so many bytes.
    pub(super) fn of(most: usize) -> Self {
        let (next, bytes, all) = (0, 0, BTreeMap::new());
        let held = Held { next, bytes, all, by_payer: HashMap::new() };
        Self { most, held: Mutex::new(held) }
    }

    /// The connection begins to wait with so many bytes of this payer's. Its number, to
    /// [leave](Self::leave) with.
    pub(super) fn enter(&self, connection: &Arc<C>, payer: Payer, bytes: usize) -> u64 {
        let mut held = self.held.lock();
        held.next += 1;
        let number = held.next;
        held.bytes += bytes;
        held.all.insert(number, Holding { connection: Arc::clone(connection), payer, bytes });
        let own = held.by_payer.entry(payer).or_default();
        own.bytes += bytes;
        own.numbers.insert(number, ());
        while let Some(oldest) = held.in_the_way(payer, self.most) {
            if let Some(holding) = held.remove(oldest) {
                holding.connection.close();
            }
        }
        number
    }

    /// That connection holds nothing any more.
    pub(super) fn leave(&self, number: u64) {
        self.held.lock().remove(number);
    }
}

impl<C> Held<C> {
    /// Who has to go: the oldest of a payer who holds more than their part, else the oldest of all.
    /// The only one of a payer has room whatever it holds.
    fn in_the_way(&self, payer: Payer, most: usize) -> Option<u64> {
        let own = self.by_payer.get(&payer)?;
        if own.bytes > most / PART && own.numbers.len() > 1 {
            return own.numbers.keys().next().copied();
        }
        (self.bytes > most && self.all.len() > 1).then(|| self.all.keys().next().copied())?
    }

    fn remove(&mut self, number: u64) -> Option<Holding<C>> {
        let holding = self.all.remove(&number)?;
        self.bytes -= holding.bytes;
        if let Some(own) = self.by_payer.get_mut(&holding.payer) {
            own.bytes -= holding.bytes;
            own.numbers.remove(&number);
            if own.numbers.is_empty() {
                self.by_payer.remove(&holding.payer);
            }
        }
        Some(holding)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::super::budgets::Budgets;
    use super::super::connection::Connection;
    use super::*;
    use crate::ids::Id;

    fn connection(address: &str) -> Arc<Connection> {
        let budgets = Arc::<Budgets<Connection>>::default();
        Arc::new(Connection::new(address.parse().unwrap(), Instant::now(), budgets))
    }

    fn is_closed(connection: &Arc<Connection>) -> bool {
        connection.awaited_since().is_none()
    }

    #[test]
    fn the_oldest_of_a_payer_makes_way_and_nobody_elses() {
        let budget = ByteBudget::of(4_000);
        let (other, one) = (connection("192.0.2.2"), connection("192.0.2.1"));
        let payer = |connection: &Arc<Connection>| Payer::stranger(Some(connection.network));
        let number = budget.enter(&other, payer(&other), 100);
        let own: Vec<_> = (0..11).map(|_| connection("192.0.2.1")).collect();
        for connection in &own {
            budget.enter(connection, payer(&one), 100);
        }
        assert!(is_closed(&own[0]) && !is_closed(&own[1]) && !is_closed(&other));
        budget.leave(number);
        assert_eq!(budget.held.lock().bytes, 1_000);
    }

    #[test]
    fn all_together_hold_no_more_than_the_budget() {
        let budget = ByteBudget::of(4_000);
        let all: Vec<_> = (1..=9).map(|last| connection(&format!("192.0.2.{last}"))).collect();
        for connection in &all {
            budget.enter(connection, Payer::stranger(Some(connection.network)), 500);
        }
        assert!(is_closed(&all[0]) && !is_closed(&all[1]));
        assert_eq!(budget.held.lock().bytes, 4_000);
    }

    #[test]
    fn the_only_answer_of_somebody_is_sent_however_long_it_is() {
        let budget = ByteBudget::of(4_000);
        let (one, next) = (connection("192.0.2.1"), connection("192.0.2.1"));
        let payer = Payer::Known(Id::new());
        budget.enter(&one, payer, 3_000);
        assert!(!is_closed(&one));
        budget.enter(&next, payer, 3_000);
        assert!(is_closed(&one) && !is_closed(&next));
    }
}
