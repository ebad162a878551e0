//! The acts: a rehearsal, an import, and going back to an earlier edition.

use parking_lot::Mutex;

use super::super::tables::{self, Members, Table};
use super::outcome::{Imported, Importer, Outcome, Phase, Progress};
use super::{batches, comparison, store};
use crate::db::{Database, Meter};
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::leisure;
use crate::message::message;

/// Fewer foods than this share of those in use are remarked.
const FEWER: f64 = 0.8;

/// One table is read at a time, of the page and of the command line: whether it is brought in or only
/// looked at, it takes as much.
static IMPORTING: Mutex<()> = Mutex::new(());

/// What somebody hears while another import goes on.
pub(super) fn busy() -> Error {
    Error::busy(message(
        "foods-busy",
        "Another table is being imported. Try again when it is done.",
    ))
}

/// Whether a table is being read.
pub(super) fn is_busy() -> bool {
    IMPORTING.is_locked()
}

/// Reads a table and says what its import would change: in its turn, and at low priority.
///
/// # Errors
/// 400 with why the file is not taken; 503 while another table is read.
pub fn rehearse(
    database: &Database,
    members: impl FnOnce() -> Result<Members> + Send,
) -> Result<Imported> {
    let _alone = IMPORTING.try_lock().ok_or_else(busy)?;
    let work = || rehearsed(database, &members()?);
    leisure::aside("foods", work).map_err(Error::internal).flatten()
}

fn rehearsed(database: &Database, members: &Members) -> Result<Imported> {
    let digest = members.digest().map_err(refused)?;
    if let Some(known) = known(database, &digest)? {
        let is_in_use = known.is_in_use;
        return Ok(known.into_imported(if is_in_use {
            Outcome::Unchanged
        } else {
            Outcome::Rehearsed
        }));
    }
    let table = compared(database, members)?;
    Ok(imported(Outcome::Rehearsed, None, &table))
}

/// Brings a table in and puts it in the place of the edition in use.
///
/// # Errors
/// 400 with why the file is not taken; then nothing was changed.
pub fn import(
    database: &Database,
    members: impl FnOnce() -> Result<Members>,
    importer: &Importer,
    progress: &dyn Fn(Progress),
) -> Result<Imported> {
    let _alone = IMPORTING.try_lock().ok_or_else(busy)?;
    let members = &members()?;
    // What was broken off, by a power cut for one.
    batches::remove_leftovers(database)?;
    let digest = members.digest().map_err(refused)?;
    if let Some(known) = known(database, &digest)? {
        return again(database, known, importer);
    }
    progress(Progress { phase: Phase::Reading, done: 0, total: 0 });
    let table = compared(database, members)?;
    bring(database, &table, &digest, importer, progress)
}

/// Brings in a table that was read.
fn bring(
    database: &Database,
    table: &Table,
    digest: &str,
    importer: &Importer,
    progress: &dyn Fn(Progress),
) -> Result<Imported> {
    let (source, id) = database.write_here(&Meter::default(), |tx| {
        store::begin(tx, &table.facts, digest, importer.user)
    })?;
    let written = database.with_growing_log(|| batches::write(database, source, table, progress));
    let brought = written.and_then(|()| {
        database.write_here(&Meter::default(), |tx| store::put_in_use(tx, source, table, importer))
    });
    match brought {
        Ok(()) => Ok(imported(Outcome::Imported, Some(id), table)),
        Err(error) => {
            batches::remove(database, source)?;
            Err(error)
        }
    }
}

/// Puts foods in use as they are: for tests of what becomes of many.
///
/// # Errors
/// What SQLite says.
#[cfg(test)]
pub fn insert_many(database: &Database, foods: &[tables::Food]) -> Result<()> {
    let mut table = super::super::starter::table().map_err(refused)?;
    table.facts.family = "many".into();
    let meter = Meter::default();
    let (source, _) =
        database.write_here(&meter, |tx| store::begin(tx, &table.facts, "many", None))?;
    for some in foods.chunks(1_000) {
        database.write_here(&meter, |tx| {
            some.iter().try_for_each(|food| super::foods::insert(tx, source, Id::new(), food))
        })?;
    }
    database.write_here(&meter, |tx| store::replace(tx, source, &table).map(|_| ()))
}

fn known(database: &Database, digest: &str) -> Result<Option<store::Known>> {
    database.read_here(&Meter::default(), |sql| store::known(sql, digest))
}

fn again(database: &Database, known: store::Known, importer: &Importer) -> Result<Imported> {
    if known.is_in_use {
        return Ok(known.into_imported(Outcome::Unchanged));
    }
    database.write_here(&Meter::default(), |tx| store::put_back(tx, &known, importer))?;
    Ok(known.into_imported(Outcome::Reactivated))
}

fn compared(database: &Database, members: &Members) -> Result<Table> {
    let mut table = tables::read(members).map_err(refused)?;
    let before = comparison::compare(database, &mut table)?;
    if (table.foods.len() as f64) < before as f64 * FEWER {
        table.report.remark_fewer(before);
    }
    Ok(table)
}

fn imported(outcome: Outcome, source_id: Option<Id>, table: &Table) -> Imported {
    Imported {
        outcome,
        source_id,
        name: table.facts.name.to_owned(),
        version: table.facts.edition.clone(),
        report: table.report.clone(),
    }
}

pub(super) fn refused(refusal: tables::Refusal) -> Error {
    Error::field("file", refusal)
}
