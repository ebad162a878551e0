//! Long long_heads that have not come whole. Nobody can be asked who they are before theirs has, so they
//! have room of their own: the one that has been coming for longest makes way for the next.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use parking_lot::Mutex;

use super::connection::Connection;
use crate::http::Payer;

/// The longest head that is read; hyper answers a longer one with 431.
pub(super) const LONGEST: usize = 32 * 1024;
/// A shorter one costs no more than its connection.
pub(super) const SHORT: usize = 8 * 1024;
/// Long long_heads of all clients at once, 16 MiB, …
const MOST: usize = 16 * 1024 * 1024 / LONGEST;
/// … and of one address.
const MOST_OF_ONE: usize = MOST / 4;

/// The connections whose long long_heads are coming.
#[derive(Default)]
pub(super) struct LongHeads(Mutex<Coming>);

#[derive(Default)]
struct Coming {
    next: u64,
    /// By the order in which they began.
    all: BTreeMap<u64, Arc<Connection>>,
    by_address: HashMap<Payer, BTreeMap<u64, Arc<Connection>>>,
}

impl LongHeads {
    /// The head of this connection is a long one. Its number, to [leave](Self::leave) with.
    pub(super) fn enter(&self, connection: &Arc<Connection>) -> u64 {
        let mut coming = self.0.lock();
        coming.next += 1;
        let number = coming.next;
        let address = Payer::stranger(Some(connection.address));
        let own = coming.by_address.entry(address).or_default();
        own.insert(number, Arc::clone(connection));
        let oldest = match own.len() > MOST_OF_ONE {
            true => own.first_key_value().map(|(number, _)| *number),
            false => None,
        };
        coming.all.insert(number, Arc::clone(connection));
        let is_full = coming.all.len() > MOST;
        let oldest =
            oldest.or_else(|| coming.all.first_key_value().map(|(n, _)| *n).filter(|_| is_full));
        if let Some(connection) = oldest.and_then(|number| coming.remove(number)) {
            connection.close();
        }
        number
    }

    /// That head has come, or its connection has ended.
    pub(super) fn leave(&self, number: u64) {
        self.0.lock().remove(number);
    }
}

impl Coming {
    fn remove(&mut self, number: u64) -> Option<Arc<Connection>> {
        let connection = self.all.remove(&number)?;
        let address = Payer::stranger(Some(connection.address));
        if let Some(own) = self.by_address.get_mut(&address) {
            own.remove(&number);
            if own.is_empty() {
                self.by_address.remove(&address);
            }
        }
        Some(connection)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn the_oldest_long_head_of_an_address_makes_way() {
        let long_heads = Arc::new(LongHeads::default());
        let connection = |address: &str| {
            let long_heads = Arc::clone(&long_heads);
            Arc::new(Connection::new(address.parse().unwrap(), Instant::now(), long_heads))
        };
        let other = connection("192.0.2.2");
        let number = long_heads.enter(&other);
        let limiter: Vec<_> = (0..=MOST_OF_ONE).map(|_| connection("192.0.2.1")).collect();
        limiter.iter().for_each(|connection| {
            long_heads.enter(connection);
        });
        let left = |connection: &Arc<Connection>| connection.idle_since().is_none();
        assert!(left(&limiter[0]) && !left(&limiter[1]) && !left(&other));
        for last in 3..=6 {
            let limiter: Vec<_> =
                (0..MOST_OF_ONE).map(|_| connection(&format!("192.0.2.{last}"))).collect();
            limiter.iter().for_each(|connection| {
                long_heads.enter(connection);
            });
        }
        assert!(left(&other), "all together have no more than their room either");
        long_heads.leave(number);
        assert_eq!(long_heads.0.lock().all.len(), MOST);
    }
}
