//! A copy that somebody put in the clinic's place by hand: made a database to work with at its start,
//! as a restore would have made it.

use serde_json::{Map, json};

use super::store;
use crate::audit::Actor;
use crate::db::{Database, Meter};
use crate::error::Result;

/// Takes the copy's manifest out, ends every session that came along, and tells the trail. Whether
/// this database was a copy.
///
/// # Errors
/// What SQLite says; then nothing was changed.
pub fn take_in(database: &Database) -> Result<bool> {
    // The writer alone: a reader that stays open would be in the way of whoever fills the file.
    let made = database.write_here(&Meter::default(), |tx| {
        if !store::is_copy(tx)? {
            return Ok(None);
        }
        let manifest = store::read_manifest(tx.connection()).ok().flatten();
        let made_at = manifest.map(|manifest| manifest.made_at);
        let put_in_place = json!({ "old": null, "new": made_at });
        let told = Map::from_iter([("put_in_place".to_owned(), put_in_place)]);
        store::take_over(tx, &Actor::server(), &[], None, told)?;
        Ok(Some(made_at))
    })?;
    let Some(made_at) = made else { return Ok(false) };
    log::warn!(
        "this database is the copy of {}, put in its place by hand; everybody has to log in again",
        made_at.as_deref().unwrap_or("an unknown day")
    );
    Ok(true)
}
