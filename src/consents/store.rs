//! Consents and their texts in SQL.

use rusqlite::{Row, params};

use super::{Consent, Details, NewText, PAPER, Text};
use crate::db::{Sql, Tx};
use crate::documents::store as documents;
use crate::error::{Error, Result, Thing};
use crate::ids::Id;

const CONSENT: &str = "SELECT c.*, t.id AS t_id, t.code, t.language, t.edition, t.title, t.body, \
     t.retired_at, t.created_at AS t_created_at FROM consents c JOIN consent_texts t ON t.id = c.text_id";

/// What the newest editions that are asked for have in common.
const ASKED_FOR: &str = "SELECT id AS t_id, code, language, edition, title, body, retired_at, \
     created_at AS t_created_at FROM consent_texts t WHERE retired_at IS NULL AND edition = \
     (SELECT max(edition) FROM consent_texts o WHERE o.code = t.code AND o.language = t.language)";

/// The newest edition of every text and language that is asked for.
///
/// # Errors
/// What SQLite says.
pub fn texts(sql: &Sql<'_>) -> Result<Vec<Text>> {
    sql.all(&format!("{ASKED_FOR} ORDER BY code, language"), [], read_text)
}

/// The texts that a patient has agreed to in no language and edition, or no longer does.
///
/// # Errors
/// What SQLite says.
pub fn missing(sql: &Sql<'_>, patient: Id) -> Result<Vec<Text>> {
    let statement = format!(
        "{ASKED_FOR} AND NOT EXISTS (SELECT 1 FROM consents c JOIN consent_texts agreed \
         ON agreed.id = c.text_id WHERE c.patient_id = ?1 AND agreed.code = t.code \
         AND c.withdrawn_at IS NULL AND c.deleted_at IS NULL) ORDER BY code, language"
    );
    sql.all(&statement, [patient], read_text)
}

/// One edition.
///
/// # Errors
/// 404.
pub fn text(sql: &Sql<'_>, id: Id) -> Result<Text> {
    let found = sql.maybe(
        "SELECT id AS t_id, code, language, edition, title, body, retired_at, created_at AS t_created_at \
         FROM consent_texts WHERE id = ?1",
        [id],
        read_text,
    )?;
    found.ok_or_else(|| Error::not_found(Thing::ConsentText))
}

/// The newest edition that is asked for, if it says just this.
///
/// # Errors
/// What SQLite says.
pub fn in_use(sql: &Sql<'_>, new: &NewText) -> Result<Option<Text>> {
    let statement =
        format!("{ASKED_FOR} AND code = ?1 AND language = ?2 AND title = ?3 AND body = ?4");
    sql.maybe(&statement, params![new.code, new.language, new.title, new.body], read_text)
}

/// The next edition of that text in that language.
///
/// # Errors
/// What SQLite says.
pub fn insert_text(tx: &Tx<'_>, id: Id, new: &NewText, by: Id) -> Result<()> {
    tx.run(
        "INSERT INTO consent_texts (id, code, language, edition, title, body, created_by, created_at) \
         SELECT ?1, ?2, ?3, 1 + coalesce(max(edition), 0), ?4, ?5, ?6, ?7 FROM consent_texts \
         WHERE code = ?2 AND language = ?3",
        params![id, new.code, new.language, new.title, new.body, by, tx.now()],
    )?;
    Ok(())
}

/// No longer asks for a text, in any language.
///
/// # Errors
/// What SQLite says.
pub fn retire(tx: &Tx<'_>, code: &str) -> Result<()> {
    tx.run(
        "UPDATE consent_texts SET retired_at = ?2 WHERE code = ?1 AND retired_at IS NULL",
        params![code, tx.now()],
    )?;
    Ok(())
}

/// What a patient agreed to, the newest first.
///
/// # Errors
/// What SQLite says.
pub fn of_patient(sql: &Sql<'_>, patient: Id) -> Result<Vec<Consent>> {
    let statement = format!(
        "{CONSENT} WHERE c.patient_id = ?1 AND c.deleted_at IS NULL \
         ORDER BY c.given_at DESC, c.id LIMIT 500"
    );
    sql.all(&statement, [patient], read)
}

/// One consent, deleted or not.
///
/// # Errors
/// 404.
pub fn load(sql: &Sql<'_>, id: Id, deleted: bool) -> Result<Consent> {
    let statement = format!("{CONSENT} WHERE c.id = ?1 AND (c.deleted_at IS NOT NULL) = ?2");
    let found = sql.maybe(&statement, params![id, deleted], read)?;
    found.ok_or_else(|| Error::not_found(Thing::Consent).about("consent", id))
}

/// The signed papers in the file of a patient and of their visits, the newest first: id and name.
///
/// # Errors
/// What SQLite says.
pub fn papers(sql: &Sql<'_>, patient: Id) -> Result<Vec<(Id, String)>> {
    let papers = documents::all_of_patient(sql, patient, false)?;
    let papers = papers.into_iter().filter(|one| one.label.document_type == PAPER);
    Ok(papers.map(|one| (one.id, one.label.title.unwrap_or(one.original_filename))).collect())
}

/// Stores a consent.
///
/// # Errors
/// 400 for an id in use.
pub fn insert(tx: &Tx<'_>, id: Id, patient: Id, details: &Details, by: Id) -> Result<()> {
    let written = tx.run(
        "INSERT INTO consents (id, patient_id, text_id, given_at, given_by, witness, document_id, \
         withdrawn_at, created_by, updated_by, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?10)",
        params![
            id,
            patient,
            details.text_id,
            details.given_at,
            details.given_by,
            details.witness,
            details.document_id,
            details.withdrawn_at,
            by,
            tx.now(),
        ],
    );
    written.map(drop).map_err(|error| Error::of_insert(error, "consents.id"))
}

/// Puts what was said of a consent later, as the next version.
///
/// # Errors
/// What SQLite says.
pub fn rewrite(tx: &Tx<'_>, id: Id, details: &Details, by: Id) -> Result<()> {
    tx.run(
        "UPDATE consents SET given_by = ?2, witness = ?3, document_id = ?4, withdrawn_at = ?5, \
         updated_by = ?6, updated_at = ?7, version = version + 1 WHERE id = ?1",
        params![
            id,
            details.given_by,
            details.witness,
            details.document_id,
            details.withdrawn_at,
            by,
            tx.now()
        ],
    )?;
    Ok(())
}

/// Takes a consent away that was written down by mistake, or brings it back.
///
/// # Errors
/// What SQLite says.
pub fn set_deleted(tx: &Tx<'_>, id: Id, deleted: bool, by: Id) -> Result<()> {
    tx.run(
        "UPDATE consents SET deleted_at = CASE WHEN ?2 THEN ?3 END, \
         deleted_by = CASE WHEN ?2 THEN ?4 END, updated_by = ?4, updated_at = ?3, \
         version = version + 1 WHERE id = ?1",
        params![id, deleted, tx.now(), by],
    )?;
    Ok(())
}

fn read_text(row: &Row<'_>) -> rusqlite::Result<Text> {
    Ok(Text {
        id: row.get("t_id")?,
        code: row.get("code")?,
        language: row.get("language")?,
        edition: row.get("edition")?,
        title: row.get("title")?,
        body: row.get("body")?,
        retired_at: row.get("retired_at")?,
        created_at: row.get("t_created_at")?,
    })
}

fn read(row: &Row<'_>) -> rusqlite::Result<Consent> {
    Ok(Consent {
        id: row.get("id")?,
        patient_id: row.get("patient_id")?,
        text: read_text(row)?,
        given_at: row.get("given_at")?,
        given_by: row.get("given_by")?,
        witness: row.get("witness")?,
        document_id: row.get("document_id")?,
        withdrawn_at: row.get("withdrawn_at")?,
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        version: row.get("version")?,
    })
}
