//! A distribution of times, counted with atomics only: noting one takes no lock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the buckets, seconds; one more bucket takes the rest.
pub const BOUNDS: [f64; 14] =
    [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// How long something took, each time.
#[derive(Debug, Default)]
pub struct Histogram {
    buckets: [AtomicU64; BOUNDS.len() + 1],
    nanos: AtomicU64,
}

/// A histogram at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reading {
    /// How many took up to each of [`BOUNDS`].
    pub up_to: [u64; BOUNDS.len()],
    pub count: u64,
    /// All of them together, seconds.
    pub seconds: f64,
}

impl Histogram {
    /// Notes one.
    pub fn note(&self, took: Duration) {
        let seconds = took.as_secs_f64();
        let bucket = BOUNDS.partition_point(|bound| *bound < seconds);
        self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.nanos.fetch_add(nanos, Ordering::Relaxed);
    }

    /// All that was noted so far.
    pub fn read(&self) -> Reading {
        let mut count = 0;
        let up_to = std::array::from_fn(|at| {
            count += self.buckets[at].load(Ordering::Relaxed);
            count
        });
        count += self.buckets[BOUNDS.len()].load(Ordering::Relaxed);
        let seconds = Duration::from_nanos(self.nanos.load(Ordering::Relaxed)).as_secs_f64();
        Reading { up_to, count, seconds }
    }
}

impl Reading {
    /// Both together.
    pub fn plus(mut self, other: &Self) -> Self {
        for (mine, others) in self.up_to.iter_mut().zip(other.up_to) {
            *mine += others;
        }
        self.count += other.count;
        self.seconds += other.seconds;
        self
    }

    /// The bound that this share (0 to 1) of them kept, seconds; 0 when there was none, and the
    /// last bound for what took longer.
    pub fn quantile(&self, share: f64) -> f64 {
        let wanted = (self.count as f64 * share).ceil() as u64;
        let last = BOUNDS[BOUNDS.len() - 1];
        match self.count {
            0 => 0.0,
            _ => {
                let bucket = self.up_to.iter().position(|count| *count >= wanted);
                bucket.map_or(last, |at| BOUNDS[at])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_cumulative_and_ends_with_all() {
        let histogram = Histogram::default();
        for ms in [0, 1, 3, 700, 90_000] {
            histogram.note(Duration::from_millis(ms));
        }
        let reading = histogram.read();
        assert_eq!(reading.up_to, [1, 1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4]);
        assert_eq!(reading.count, 5);
        assert!((reading.seconds - 90.704).abs() < 1e-6);
        assert_eq!(reading.quantile(0.5), 0.005);
        assert_eq!(reading.quantile(0.99), 5.0);
        assert_eq!(Reading::default().plus(&reading), reading);
        assert_eq!(Reading::default().quantile(0.95), 0.0);
    }
}
