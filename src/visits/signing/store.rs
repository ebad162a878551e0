//! Signatures and amendments in SQL.

use rusqlite::{Row, named_params, params};
use serde_json::value::RawValue;

use super::note::Note;
use super::{Amendment, Edition, Signed, digest};
use crate::clock::Moment;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::list::Leaf;
use crate::patients::NamedUser;

/// The signature of that edition, and why the note is open again if it is; none where it was never signed.
///
/// # Errors
/// What SQLite says.
pub fn newest(
    sql: &Sql<'_>,
    visit: Id,
    edition: i64,
) -> Result<(Option<Signed>, Option<Amendment>)> {
    let statement = include_str!("../../../sql/queries/visits/signature.sql");
    let found = sql.maybe(statement, params![visit, edition], |row| {
        Ok((signed_of(row)?, amendment_of(row)?))
    })?;
    Ok(found.map_or((None, None), |(signed, amendment)| (Some(signed), amendment)))
}

/// Signed editions of a visit's note, the newest first, and before which the older ones stand that an answer
/// has no room for.
///
/// # Errors
/// What SQLite says.
pub fn editions(sql: &Sql<'_>, visit: Id, leaf: Leaf) -> Result<(Vec<Edition>, Option<i64>)> {
    let weights = include_str!("../../../sql/queries/visits/signature_weights.sql");
    let asked = params![visit, leaf.before(), leaf.weighed()];
    let weights = sql.all(weights, asked, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let Some(cut) = leaf.cut(&weights) else { return Ok((Vec::new(), None)) };
    let statement = include_str!("../../../sql/queries/visits/signatures.sql");
    let rows = sql.all(statement, params![visit, leaf.before(), cut.least], |row| {
        let note = Note {
            chief_complaint: row.get("chief_complaint")?,
            assessment: row.get("assessment")?,
            nutrition_diagnosis: row.get("nutrition_diagnosis")?,
            intervention: row.get("intervention")?,
            monitoring_evaluation: row.get("monitoring_evaluation")?,
            recommendations: row.get("recommendations")?,
            private_notes: row.get("private_notes")?,
        };
        Ok((signed_of(row)?, note, row.get::<_, String>("figures")?, amendment_of(row)?))
    })?;
    let edition =
        |(signed, note, figures, amendment): (Signed, Note, String, Option<Amendment>)| {
            let by = (signed.edition, signed.signed_by.id, signed.signed_at);
            let holds = digest(visit, by, &note, &figures) == signed.digest;
            let figures = RawValue::from_string(figures).map_err(Error::internal)?;
            Ok(Edition { signed, note, figures, holds, amendment })
        };
    Ok((rows.into_iter().map(edition).collect::<Result<_>>()?, cut.next))
}

/// The edition of a visit's note that was signed last.
///
/// # Errors
/// What SQLite says.
pub fn last_edition(sql: &Sql<'_>, visit: Id) -> Result<Option<Edition>> {
    Ok(editions(sql, visit, Leaf::NEWEST)?.0.into_iter().next())
}

/// Puts the note under that user's name, as that edition, and locks it. The digest of what was signed;
/// `figures` is the JSON of the measurements.
///
/// # Errors
/// What SQLite says.
pub fn sign(
    tx: &Tx<'_>,
    visit: Id,
    (edition, by, at): (i64, Id, Moment),
    note: &Note,
    figures: &str,
) -> Result<String> {
    let digest = digest(visit, (edition, by, at), note, figures);
    tx.run(
        include_str!("../../../sql/queries/visits/signature_insert.sql"),
        named_params! {
            ":visit_id": visit,
            ":edition": edition,
            ":chief_complaint": note.chief_complaint,
            ":assessment": note.assessment,
            ":nutrition_diagnosis": note.nutrition_diagnosis,
            ":intervention": note.intervention,
            ":monitoring_evaluation": note.monitoring_evaluation,
            ":recommendations": note.recommendations,
            ":private_notes": note.private_notes,
            ":figures": figures,
            ":digest": digest,
            ":by": by,
            ":now": at,
        },
    )?;
    tx.run(
        "UPDATE visits SET signed_at = ?2, edition = ?3, updated_by = ?4, updated_at = ?2, \
         version = version + 1 WHERE id = ?1",
        params![visit, at, edition, by],
    )?;
    Ok(digest)
}

/// Opens that edition again.
///
/// # Errors
/// What SQLite says.
pub fn amend(
    tx: &Tx<'_>,
    visit: Id,
    (edition, by, at): (i64, Id, Moment),
    reason: &str,
) -> Result<()> {
    tx.run(
        "INSERT INTO visit_amendments (visit_id, edition, reason, opened_by, opened_at) \
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![visit, edition, reason, by, at],
    )?;
    tx.run(
        "UPDATE visits SET signed_at = NULL, updated_by = ?2, updated_at = ?3, \
         version = version + 1 WHERE id = ?1",
        params![visit, by, at],
    )?;
    Ok(())
}

fn signed_of(row: &Row<'_>) -> rusqlite::Result<Signed> {
    Ok(Signed {
        edition: row.get("edition")?,
        signed_at: row.get("signed_at")?,
        signed_by: user_of(row, "signer")?,
        digest: row.get("digest")?,
    })
}

fn amendment_of(row: &Row<'_>) -> rusqlite::Result<Option<Amendment>> {
    let Some(reason) = row.get("reason")? else { return Ok(None) };
    let (opened_at, opened_by) = (row.get("opened_at")?, user_of(row, "opener")?);
    Ok(Some(Amendment { reason, opened_at, opened_by }))
}

/// The user of the columns `who_id`, `who_username` and the like.
fn user_of(row: &Row<'_>, who: &str) -> rusqlite::Result<NamedUser> {
    Ok(NamedUser {
        id: row.get(format!("{who}_id").as_str())?,
        username: row.get(format!("{who}_username").as_str())?,
        email: None,
        first_name: row.get(format!("{who}_first_name").as_str())?,
        last_name: row.get(format!("{who}_last_name").as_str())?,
    })
}
