//! Foods written and removed in small changes: whoever else changes something waits for one of them at
//! most.

use std::thread;
use std::time::{Duration, Instant};

use super::super::tables::{Food, Table};
use super::outcome::{Phase, Progress};
use super::{foods, store};
use crate::db::{Database, Meter};
use crate::error::Result;
use crate::ids::Id;
use crate::leisure::let_pass;
use crate::text::fold;

/// Foods of one change: half a millisecond or so.
const AT_ONCE: usize = 2;
/// What writing a table takes where it need not hurry: nobody waits for it as others wait for an
/// answer, and ten seconds are promised.
const UNHURRIED: Duration = Duration::from_secs(6);
/// Between two changes others have the writer for so long, at least and at most.
const LEAST_PAUSE: Duration = Duration::from_micros(500);
const LONGEST_PAUSE: Duration = Duration::from_millis(10);

/// Writes the foods of a source.
pub(super) fn write(
    database: &Database,
    source: i64,
    table: &Table,
    progress: &dyn Fn(Progress),
) -> Result<()> {
    let foods = in_order(table);
    let total = foods.len();
    let pace = pace_of(total);
    for (place, some) in foods.chunks(AT_ONCE).enumerate() {
        progress(Progress { phase: Phase::Writing, done: place * AT_ONCE, total });
        let begun = Instant::now();
        database.write_unseen(&Meter::default(), |tx| {
            some.iter().try_for_each(|food| {
                let_pass();
                foods::insert(tx, source, Id::new(), food)
            })
        })?;
        thread::sleep(pace.saturating_sub(begun.elapsed()).clamp(LEAST_PAUSE, LONGEST_PAUSE));
    }
    progress(Progress { phase: Phase::Writing, done: total, total });
    Ok(())
}

/// What a change and the pause after it take together, where a table has so many foods.
fn pace_of(foods: usize) -> Duration {
    UNHURRIED * count(AT_ONCE) / count(foods).max(1)
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// The foods, shorter names before longer ones: in that order searches find them.
pub(super) fn in_order(table: &Table) -> Vec<&Food> {
    let mut foods: Vec<&Food> = table.foods.iter().collect();
    foods.sort_by_cached_key(|food| {
        let name = food.names.first().map_or("", |(_, name)| name);
        (name.chars().count(), fold(name), food.code.clone())
    });
    foods
}

/// Removes a source that was never in use.
pub(super) fn remove(database: &Database, source: i64) -> Result<()> {
    loop {
        let removed = database
            .write_unseen(&Meter::default(), |tx| store::remove_some(tx, source, AT_ONCE))?;
        if removed == 0 {
            break;
        }
        thread::sleep(LEAST_PAUSE);
    }
    database.write_here(&Meter::default(), |tx| store::remove_source(tx, source))
}

/// Removes what an import left that was broken off, by a power cut for one.
pub(super) fn remove_leftovers(database: &Database) -> Result<()> {
    let leftovers = database.read_here(&Meter::default(), store::leftovers)?;
    leftovers.into_iter().try_for_each(|source| remove(database, source))
}
