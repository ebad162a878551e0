//! Leaky buckets by key, bounded in number: when too many are kept, the lowest go first.

use std::collections::HashMap;

use crate::clock::Moment;

/// Buckets of one kind that are kept at most.
const MOST: usize = 50_000;

/// Counts that leak away.
pub(crate) struct Buckets {
    by_key: HashMap<u64, Bucket>,
    leak_ms: f64,
    fullest: f64,
}

#[derive(Clone, Copy)]
struct Bucket {
    level: f64,
    at: Moment,
}

impl Buckets {
    /// One leaks out of each in `leak_ms`; none counts above `fullest`.
    pub(crate) fn new(leak_ms: i64, fullest: f64) -> Self {
        Self { by_key: HashMap::new(), leak_ms: leak_ms as f64, fullest }
    }

    /// Adds one; returns the level.
    pub(crate) fn add(&mut self, key: u64, now: Moment) -> f64 {
        if self.by_key.len() >= MOST && !self.by_key.contains_key(&key) {
            self.make_room(now);
        }
        let (leak_ms, fullest) = (self.leak_ms, self.fullest);
        let bucket = self.by_key.entry(key).or_insert(Bucket { level: 0.0, at: now });
        bucket.level = (bucket.level_at(now, leak_ms) + 1.0).min(fullest);
        bucket.at = now;
        bucket.level
    }

    /// Adds one if that leaves at most `most`; else how long until it would, ms.
    pub(crate) fn add_below(&mut self, key: u64, most: f64, now: Moment) -> Result<f64, f64> {
        let leak_ms = self.leak_ms;
        let level = self.by_key.get_mut(&key).map_or(0.0, |bucket| {
            // A clock that was set back makes nobody wait until it has caught up.
            bucket.at = bucket.at.min(now);
            bucket.level_at(now, leak_ms)
        });
        match level + 1.0 > most {
            true => Err((level + 1.0 - most) * self.leak_ms),
            false => Ok(self.add(key, now)),
        }
    }

    /// Takes one back.
    pub(crate) fn take(&mut self, key: u64) {
        if let Some(bucket) = self.by_key.get_mut(&key) {
            bucket.level = (bucket.level - 1.0).max(0.0);
        }
    }

    /// Forgets what has leaked, then the lower half of what has not.
    fn make_room(&mut self, now: Moment) {
        let leak_ms = self.leak_ms;
        self.by_key.retain(|_, bucket| bucket.level_at(now, leak_ms) > 0.0);
        if self.by_key.len() < MOST / 4 * 3 {
            return;
        }
        let mut levels: Vec<(f64, u64)> =
            self.by_key.iter().map(|(key, bucket)| (bucket.level_at(now, leak_ms), *key)).collect();
        levels.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        for (_, key) in &levels[..levels.len() / 2] {
            self.by_key.remove(key);
        }
    }
}

impl Bucket {
    fn level_at(&self, now: Moment, leak_ms: f64) -> f64 {
        let passed_ms = now.ms().saturating_sub(self.at.ms()).max(0);
        (self.level - passed_ms as f64 / leak_ms).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> Moment {
        Moment::from_ms(1_800_000_000_000)
    }

    #[test]
    fn what_is_kept_is_bounded_and_the_highest_counts_stay() {
        let mut buckets = Buckets::new(30_000, 100.0);
        for _ in 0..5 {
            buckets.add(u64::MAX, noon());
        }
        for key in 0..MOST as u64 + 10 {
            buckets.add(key, noon());
        }
        assert!(buckets.by_key.len() <= MOST);
        assert!(buckets.add(u64::MAX, noon()) > 5.0);
    }

    #[test]
    fn what_finds_no_room_is_not_counted() {
        let mut buckets = Buckets::new(2_000, 100.0);
        assert_eq!(buckets.add_below(1, 2.0, noon()), Ok(1.0));
        assert_eq!(buckets.add_below(1, 2.0, noon()), Ok(2.0));
        for _ in 0..50 {
            assert_eq!(buckets.add_below(1, 2.0, noon()), Err(2_000.0));
        }
        assert!(buckets.add_below(1, 2.0, noon().plus_ms(2_000)).is_ok());
    }
}
