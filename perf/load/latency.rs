//! What a stretch of load came to.

use std::time::Duration;

use hdrhistogram::Histogram;

/// Latencies in microseconds up to a minute, three digits.
#[derive(Clone, Debug)]
pub struct Latencies(Histogram<u64>);

impl Default for Latencies {
    fn default() -> Self {
        Self(Histogram::new_with_bounds(1, 60_000_000, 3).expect("fixed bounds"))
    }
}

impl Latencies {
    pub fn note(&mut self, took: Duration) {
        self.0.saturating_record(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }

    pub fn add(&mut self, other: &Self) {
        self.0.add(&other.0).expect("the same bounds");
    }

    pub fn count(&self) -> u64 {
        self.0.len()
    }

    /// A percentile in milliseconds.
    pub fn ms(&self, percentile: f64) -> f64 {
        self.0.value_at_quantile(percentile / 100.0) as f64 / 1000.0
    }
}

/// Answers, failures and time of one side of a measurement.
#[derive(Clone, Debug, Default)]
pub struct Load {
    pub latencies: Latencies,
    pub errors: u64,
    pub seconds: f64,
    /// Processor time of the server meanwhile.
    pub cpu_seconds: f64,
}

impl Load {
    pub fn per_second(&self) -> f64 {
        self.latencies.count() as f64 / self.seconds
    }

    /// Microseconds of the server's processor time for one answer.
    pub fn cpu_micros(&self) -> f64 {
        self.cpu_seconds * 1e6 / self.latencies.count().max(1) as f64
    }
}

/// The middle one.
pub fn median(values: &[f64]) -> f64 {
    let mut values: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// What 95 of 100 stay under.
pub fn p95(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let at = (values.len() as f64 * 0.95).ceil() as usize;
    values.get(at.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}
