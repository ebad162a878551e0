//! A document in the file of a patient.

use crate::db::Sql;
use crate::documents::{Document, Keeper, change};
use crate::error::{Error, Result, Thing};
use crate::ids::Id;

/// A document of this patient's file; one of another file is not found here.
///
/// # Errors
/// 404; 403 for what the keeper does not see.
pub(super) fn in_file(
    sql: &Sql<'_>,
    keeper: &Keeper,
    patient: Id,
    document: Id,
    deleted: bool,
) -> Result<Document> {
    let (found, file) = change::visible(sql, keeper, document, deleted)?;
    match file == Some(patient) {
        true => Ok(found),
        false => Err(Error::not_found(Thing::Document).about("document", document)),
    }
}
