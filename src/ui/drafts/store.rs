//! Drafts in SQL: one for each user, form and record.

use rusqlite::params;

use crate::clock::Moment;
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::ids::Id;

/// A draft: the fields as typed, and when.
pub struct Draft {
    pub fields: Vec<(String, String)>,
    pub updated_at: Moment,
}

/// Keeps what was typed so far.
///
/// # Errors
/// What SQLite says.
pub fn keep(
    tx: &Tx<'_>,
    user: Id,
    form: &str,
    record: Id,
    fields: &[(String, String)],
) -> Result<()> {
    let body = serde_json::to_string(fields).map_err(crate::error::Error::internal)?;
    tx.run(
        "INSERT INTO drafts (user_id, form, record_id, body, updated_at) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at",
        params![user, form, record, body, tx.now()],
    )?;
    Ok(())
}

/// The draft, if there is one.
///
/// # Errors
/// What SQLite says.
pub fn find(sql: &Sql<'_>, user: Id, form: &str, record: Id) -> Result<Option<Draft>> {
    let found = sql.maybe(
        "SELECT body, updated_at FROM drafts WHERE user_id = ?1 AND form = ?2 AND record_id = ?3",
        params![user, form, record],
        |row| Ok((row.get::<_, String>(0)?, row.get(1)?)),
    )?;
    // A body that this build cannot read is no draft.
    Ok(found.and_then(|(body, updated_at)| {
        Some(Draft { fields: serde_json::from_str(&body).ok()?, updated_at })
    }))
}

/// Forgets the draft: it was saved, or its writer does not want it.
///
/// # Errors
/// What SQLite says.
pub fn forget(tx: &Tx<'_>, user: Id, form: &str, record: Id) -> Result<()> {
    tx.run(
        "DELETE FROM drafts WHERE user_id = ?1 AND form = ?2 AND record_id = ?3",
        params![user, form, record],
    )?;
    Ok(())
}
