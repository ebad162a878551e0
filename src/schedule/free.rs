//! Free time: what is open and taken by nothing, in stretches that are long enough.

use crate::clock::Moment;

/// A stretch of time; its end is the first instant after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    pub from: Moment,
    pub to: Moment,
}

/// What of `open` no stretch of `busy` takes, in stretches of at least so many minutes, the earliest
/// first. Both may come in any order and overlap among themselves.
pub fn free(open: &[Stretch], busy: &[Stretch], minutes: i64) -> Vec<Stretch> {
    let busy = merged(busy);
    let mut free = Vec::new();
    for open in merged(open) {
        let mut from = open.from;
        // Those over before it opens come first: they are passed over by halving.
        let first = busy.partition_point(|taken| taken.to <= open.from);
        for taken in busy[first..].iter().take_while(|taken| taken.from < open.to) {
            free.push(Stretch { from, to: taken.from });
            from = taken.to;
        }
        free.push(Stretch { from, to: open.to });
    }
    free.retain(|left| left.from < left.to && left.from.plus_minutes(minutes) <= left.to);
    free
}

/// The same time in stretches that neither overlap nor touch, in order.
pub fn merged(stretches: &[Stretch]) -> Vec<Stretch> {
    let mut sorted: Vec<Stretch> = stretches.iter().filter(|s| s.from < s.to).copied().collect();
    sorted.sort_unstable();
    let mut merged: Vec<Stretch> = Vec::with_capacity(sorted.len());
    for next in sorted {
        match merged.last_mut() {
            Some(last) if next.from <= last.to => last.to = last.to.max(next.to),
            _ => merged.push(next),
        }
    }
    merged
}
