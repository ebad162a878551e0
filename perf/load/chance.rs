//! Random numbers that are the same in every run, and what is drawn from them.

use std::cell::Cell;

/// SplitMix64.
pub struct Chance(Cell<u64>);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(Cell::new(seed))
    }

    fn next(&self) -> u64 {
        self.0.set(self.0.get().wrapping_add(0x9E37_79B9_7F4A_7C15));
        let mut mixed = self.0.get();
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to just under 1.
    pub fn share(&self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of these, by their weights.
    pub fn weighed<T: Copy>(&self, choices: &[(f64, T)]) -> T {
        let mut left = self.share() * choices.iter().map(|(weight, _)| weight).sum::<f64>();
        for (weight, choice) in choices {
            left -= weight;
            if left < 0.0 {
                return *choice;
            }
        }
        choices[choices.len() - 1].1
    }
}

/// A few are asked for all the time and most hardly ever: the n-th with weight 1/n.
pub struct Zipf(Vec<f64>);

impl Zipf {
    pub fn over(many: usize) -> Self {
        let mut sum = 0.0;
        let sums = (1..=many).map(|rank| {
            sum += 1.0 / rank as f64;
            sum
        });
        Self(sums.collect())
    }

    /// The place of one.
    pub fn draw(&self, chance: &Chance) -> usize {
        let all = self.0.last().copied().unwrap_or_default();
        let at = chance.share() * all;
        self.0.partition_point(|sum| *sum <= at).min(self.0.len().saturating_sub(1))
    }
}
