//! Logos in SQL: each kept by its hash, for a document names the one that it was issued with.

use rusqlite::params;
use serde_json::json;

use super::Picture;
use crate::audit::{self, Action, Actor, Entry, diff};
use crate::cache::Tag;
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::settings::{Settings, store};

/// A logo as it is sent.
pub(crate) struct Stored {
    pub mime: String,
    pub bytes: Vec<u8>,
}

/// The logo of that hash.
///
/// # Errors
/// What SQLite says.
pub(crate) fn find(sql: &Sql<'_>, sha256: &str) -> Result<Option<Stored>> {
    let statement = "SELECT mime_type, content FROM logos WHERE sha256 = ?1";
    sql.maybe(statement, [sha256], |row| Ok(Stored { mime: row.get(0)?, bytes: row.get(1)? }))
}

/// Makes this the clinic's logo, or takes it away. A change of nothing writes nothing.
///
/// # Errors
/// What SQLite says.
pub(super) fn change(tx: &Tx<'_>, actor: &Actor, logo: Option<&Picture>) -> Result<Settings> {
    let old = store::load(tx)?;
    let new = logo.map(|logo| logo.sha256.clone());
    if old.logo_sha256 == new {
        return Ok(old);
    }
    if let Some(logo) = logo {
        tx.run(
            "INSERT OR IGNORE INTO logos (sha256, mime_type, width, height, content, created_by, \
             created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                logo.sha256,
                logo.mime,
                logo.width,
                logo.height,
                logo.bytes,
                actor.user_id,
                tx.now(),
            ],
        )?;
    }
    tx.run(
        "UPDATE settings SET logo_sha256 = ?1, updated_by = ?2, updated_at = ?3, \
         version = version + 1 WHERE id = 1",
        params![new, actor.user_id, tx.now()],
    )?;
    if let Some(replaced) = &old.logo_sha256 {
        forget(tx, replaced)?;
    }
    let changes = diff(&json!({ "logo_sha256": old.logo_sha256 }), &json!({ "logo_sha256": new }));
    audit::record(tx, actor, &Entry::new(Action::Update, "settings").changing(changes))?;
    tx.touch(Tag::Settings);
    store::load(tx)
}

/// Lets a logo go that no document was issued with.
fn forget(tx: &Tx<'_>, sha256: &str) -> Result<()> {
    tx.run(
        "DELETE FROM logos WHERE sha256 = ?1 AND NOT EXISTS (SELECT 1 FROM settings s \
         WHERE s.logo_sha256 = ?1) AND NOT EXISTS (SELECT 1 FROM billing b \
         WHERE instr(b.snapshot, ?1) > 0) \
         AND NOT EXISTS (SELECT 1 FROM credit_notes n WHERE instr(n.snapshot, ?1) > 0)",
        [sha256],
    )?;
    Ok(())
}
