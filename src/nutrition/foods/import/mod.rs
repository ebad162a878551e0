//! The import of a table: read, compared with the edition in use, brought in beside it, and put in its
//! place at once. The foods come in small changes under a source that nobody sees yet, so that nobody
//! waits for the one who writes; what puts it in use is one short change, with its row of the audit.

mod batches;
mod comparison;
mod jobs;
mod starting;
mod store;
mod told;

use serde::Serialize;

pub use jobs::{Job, Jobs, Phase, Progress};
pub use starting::ensure_starter;
pub use store::{FIRST_OWN, words};
pub use told::told;

use super::tables::{self, Members, Report, Table};
use crate::audit::Actor;
use crate::db::{Database, Meter};
use crate::error::{Error, Result};
use crate::ids::Id;

/// Fewer foods than this share of those in use are remarked.
const FEWER: f64 = 0.8;

/// Who imports.
#[derive(Clone, Debug)]
pub struct Importer {
    pub user: Option<Id>,
    pub actor: Actor,
}

/// What became of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing was written: a rehearsal.
    Rehearsed,
    Imported,
    /// This very file is in use: nothing was changed.
    Unchanged,
    /// This file had been replaced by another edition, and is in use again.
    Reactivated,
}

/// An import that has ended.
#[derive(Clone, Debug, Serialize)]
pub struct Imported {
    pub outcome: Outcome,
    pub source_id: Option<Id>,
    pub name: String,
    /// The edition.
    pub version: String,
    pub report: Report,
}

/// Reads a table and says what its import would change.
///
/// # Errors
/// 400 with why the file is not taken.
pub fn rehearse(database: &Database, members: &Members) -> Result<Imported> {
    let digest = members.digest().map_err(refused)?;
    if let Some(known) = known(database, &digest)? {
        return Ok(known.into_imported(Outcome::Unchanged));
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
    members: &Members,
    importer: &Importer,
    progress: &dyn Fn(Progress),
) -> Result<Imported> {
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
    let brought = batches::write(database, source, table, progress).and_then(|()| {
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

fn known(database: &Database, digest: &str) -> Result<Option<store::Known>> {
    batches::remove_leftovers(database)?;
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

fn refused(refusal: tables::Refusal) -> Error {
    Error::field("file", refusal)
}
