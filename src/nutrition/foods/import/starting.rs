//! The starter table comes with the program, as the schema does: at the first start with it.

use super::super::starter;
use super::acts::refused;
use super::{batches, foods, store};
use crate::cache::Tag;
use crate::db::{Database, Meter, Tx};
use crate::error::Result;
use crate::ids::Id;

/// Brings the starter table in unless this edition of it has been: what a clinic has put away stays away.
///
/// # Errors
/// What SQLite says.
pub fn ensure_starter(database: &Database) -> Result<()> {
    batches::remove_leftovers(database)?;
    let digest = starter::digest();
    if database.read_here(&Meter::default(), |sql| store::known(sql, &digest))?.is_some() {
        return Ok(());
    }
    // At once: nobody is served yet.
    database.write_here(&Meter::default(), bring_starter)
}

/// Brings the starter table in where it is not.
///
/// # Errors
/// What SQLite says.
pub fn bring_starter(tx: &Tx<'_>) -> Result<()> {
    let digest = starter::digest();
    if store::known(tx, &digest)?.is_some() {
        return Ok(());
    }
    let table = starter::table().map_err(refused)?;
    let (source, _) = store::begin(tx, &table.facts, &digest, None)?;
    for food in batches::in_order(&table) {
        foods::insert(tx, source, Id::new(), food)?;
    }
    store::replace(tx, source, &table)?;
    tx.touch(Tag::Foods);
    Ok(())
}
