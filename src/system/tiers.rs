//! The cache, tier by tier, in figures.

use serde::Serialize;

use crate::cache::{Responses, Tier, TierState};

/// The cache, tier by tier.
#[derive(Debug, Serialize)]
pub struct Tiers {
    pub short: TierState,
    pub medium: TierState,
    pub long: TierState,
}

impl Tiers {
    /// The figures at this moment.
    pub fn of(responses: &Responses) -> Self {
        Self {
            short: responses.state(Tier::Short),
            medium: responses.state(Tier::Medium),
            long: responses.state(Tier::Long),
        }
    }

    /// Each tier with its name.
    pub fn each(&self) -> [(&'static str, &TierState); 3] {
        [("short", &self.short), ("medium", &self.medium), ("long", &self.long)]
    }
}
