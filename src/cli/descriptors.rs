//! How many connections the system's limit of open files allows.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::config;

/// How many files this process may have open, as many as the system lets it.
pub(super) fn descriptors() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum.unwrap_or(u64::MAX),
        Err(_) => limit.current.unwrap_or(u64::MAX),
    }
}

/// As many connections as there are descriptors for, beside those that the database needs.
pub(super) fn affordable(mut limits: config::Gate) -> config::Gate {
    const OURS: u64 = 256;
    let descriptors = descriptors().saturating_sub(OURS);
    // A quarter stays free: who was asked to leave takes a moment.
    let most = usize::try_from(descriptors / 5 * 4).unwrap_or(usize::MAX).max(16);
    if limits.connections > most {
        log::warn!("{most} connections at most: the system allows no more open files");
        limits.connections = most;
        limits.per_address = limits.per_address.min(most);
    }
    limits
}
