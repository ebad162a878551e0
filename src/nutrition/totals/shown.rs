//! A total as people read it: rounded at last, with the signs of what it does not know.

use super::Tally;

/// The parts of a printed total; the words are the page's.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// None when no food says anything: then it is unknown, never 0.
    pub amount: Option<f64>,
    /// Whether `≥` stands before it.
    pub is_at_least: bool,
    /// What stands behind it as `(≤ …)`.
    pub at_most: Option<f64>,
    /// So many of so many foods are unknown.
    pub unknown: Option<(u32, u32)>,
    pub traces: u32,
}

impl Shown {
    /// With so many decimals, half away from zero.
    pub fn of(tally: &Tally, decimals: u8) -> Self {
        let is_unknown = tally.is_unknown();
        Self {
            amount: (!is_unknown).then(|| tally.amount.rounded(decimals)),
            is_at_least: !is_unknown && tally.is_at_least(),
            at_most: tally.upper().map(|upper| upper.rounded(decimals)),
            unknown: (tally.missing > 0 && !is_unknown).then_some((tally.missing, tally.of)),
            traces: tally.traces,
        }
    }

    /// The figures: `≥ 12.3 (≤ 12.8)`; `number` writes one in its reader's language.
    pub fn figures(&self, number: impl Fn(f64) -> String) -> Option<String> {
        let amount = number(self.amount?);
        let at_least = if self.is_at_least { "≥\u{a0}" } else { "" };
        let at_most = self.at_most.map(|most| format!(" (≤\u{a0}{})", number(most)));
        Some(format!("{at_least}{amount}{}", at_most.unwrap_or_default()))
    }
}
