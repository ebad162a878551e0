//! Documents in SQL: the rows, and their contents in pieces.

use std::fs::File;
use std::io::{self, Read, Write};

use rusqlite::{MAIN_DB, Row, named_params, params};
use serde_json::{Value, json};

use super::{Document, Label, Owner};
use crate::db::{Sql, Tx};
use crate::error::{Error, Result};
use crate::ids::Id;

/// What is copied at once.
const PIECE: usize = 64 * 1024;

const COLUMNS: &str = "id, resource_type, resource_id, document_type, original_filename, \
                       mime_type, file_size, sha256, title, description, created_by, updated_by, \
                       created_at, updated_at, version";

/// Who decides who may see a visit.
pub struct VisitPeople {
    pub patient: Id,
    pub dietitian: Id,
    pub assigned_dietitian: Option<Id>,
}

/// The people of a visit that is not deleted.
///
/// # Errors
/// What SQLite says.
pub fn people_of_visit(sql: &Sql<'_>, id: Id) -> Result<Option<VisitPeople>> {
    let statement = "SELECT v.patient_id, v.dietitian_id, p.assigned_dietitian_id FROM visits v \
                     JOIN patients p ON p.id = v.patient_id \
                     WHERE v.id = ?1 AND v.deleted_at IS NULL";
    sql.maybe(statement, [id], |row| {
        let (patient, dietitian, assigned_dietitian) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(VisitPeople { patient, dietitian, assigned_dietitian })
    })
}

/// Whether there is a user with this id.
///
/// # Errors
/// What SQLite says.
pub fn has_user(sql: &Sql<'_>, id: Id) -> Result<bool> {
    Ok(sql.maybe("SELECT 1 FROM users WHERE id = ?1", [id], |_| Ok(()))?.is_some())
}

/// The documents of a record, newest first; of those types alone that the condition lets through.
///
/// # Errors
/// What SQLite says.
pub fn all(sql: &Sql<'_>, owner: Owner, id: Id, types: &str) -> Result<Vec<Document>> {
    let statement = format!(
        "SELECT {COLUMNS} FROM documents d WHERE resource_type = ?1 AND resource_id = ?2 \
         AND deleted_at IS NULL{types} ORDER BY created_at DESC, id DESC"
    );
    sql.all(&statement, params![owner.name(), id], document_of)
}

/// The documents of a patient and of their visits, newest first; the clinical ones where asked.
///
/// # Errors
/// What SQLite says.
pub fn all_of_patient(sql: &Sql<'_>, patient: Id, clinical: bool) -> Result<Vec<Document>> {
    let statement = include_str!("../../sql/queries/documents/of_patient.sql");
    sql.all(statement, params![patient, clinical], document_of)
}

/// How many documents a record has, of which types and how large.
///
/// # Errors
/// What SQLite says.
pub fn stats(sql: &Sql<'_>, owner: Owner, id: Id, types: &str) -> Result<Value> {
    let statement = format!(
        "SELECT document_type, count(*), sum(file_size) FROM documents d \
         WHERE resource_type = ?1 AND resource_id = ?2 AND deleted_at IS NULL{types} \
         GROUP BY 1 ORDER BY 2 DESC, 1"
    );
    let (mut total, mut size) = (0, 0);
    let mut by_type = Vec::new();
    sql.each(&statement, params![owner.name(), id], |row| {
        let (of, count, bytes): (String, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        total += count;
        size += bytes;
        by_type.push(json!({ "type": of, "count": count, "size": bytes }));
        Ok(())
    })?;
    Ok(json!({ "total": total, "total_size": size, "by_type": by_type }))
}

/// Bytes of all documents, deleted ones included.
///
/// # Errors
/// What SQLite says.
pub fn held(sql: &Sql<'_>) -> Result<u64> {
    let all = "SELECT coalesce(sum(file_size), 0) FROM documents";
    sql.one(all, [], |row| Ok(row.get::<_, i64>(0)?.unsigned_abs()))
}

/// A document; a deleted one is found only where it is looked for.
///
/// # Errors
/// What SQLite says.
pub fn one(sql: &Sql<'_>, id: Id, deleted: bool) -> Result<Option<Document>> {
    let statement =
        format!("SELECT {COLUMNS} FROM documents WHERE id = ?1 AND (deleted_at IS NOT NULL) = ?2");
    sql.maybe(&statement, params![id, deleted], document_of)
}

/// Copies the content into `to`, piece by piece.
///
/// # Errors
/// What SQLite or the disk says.
pub fn content(sql: &Sql<'_>, id: Id, to: &mut impl Write) -> Result<()> {
    let rowid = "SELECT rowid FROM document_contents WHERE document_id = ?1";
    let rowid: i64 = sql.one(rowid, [id], |row| row.get(0))?;
    let mut blob =
        sql.connection().blob_open(MAIN_DB, "document_contents", "content", rowid, true)?;
    copy(&mut blob, to)?;
    Ok(())
}

/// Inserts a document with its content: `file` is read from where it stands.
///
/// # Errors
/// What SQLite or the disk says.
pub fn insert(tx: &Tx<'_>, document: &Document, file: &mut File) -> Result<()> {
    tx.run(
        "INSERT INTO documents (id, resource_type, resource_id, document_type, original_filename, \
         mime_type, file_size, sha256, title, description, created_by, updated_by, created_at, \
         updated_at) VALUES (:id, :resource_type, :resource_id, :document_type, \
         :original_filename, :mime_type, :file_size, :sha256, :title, :description, :by, :by, \
         :now, :now)",
        named_params! {
            ":id": document.id,
            ":resource_type": document.resource_type,
            ":resource_id": document.resource_id,
            ":document_type": document.label.document_type,
            ":original_filename": document.original_filename,
            ":mime_type": document.mime_type,
            ":file_size": document.file_size,
            ":sha256": document.sha256,
            ":title": document.label.title,
            ":description": document.label.description,
            ":by": document.created_by,
            ":now": document.created_at,
        },
    )?;
    tx.run(
        "INSERT INTO document_contents (document_id, content) VALUES (?1, zeroblob(?2))",
        params![document.id, document.file_size],
    )?;
    let rowid = tx.connection().last_insert_rowid();
    let mut blob =
        tx.connection().blob_open(MAIN_DB, "document_contents", "content", rowid, false)?;
    let copied = copy(file, &mut blob)?;
    match i64::try_from(copied) == Ok(document.file_size) {
        true => Ok(()),
        false => Err(Error::internal("a file was cut off on its way into the database")),
    }
}

/// Rewrites what people wrote about a document, as the next version.
///
/// # Errors
/// What SQLite says.
pub fn relabel(tx: &Tx<'_>, id: Id, label: &Label, by: Id) -> Result<()> {
    tx.run(
        "UPDATE documents SET document_type = ?2, title = ?3, description = ?4, updated_by = ?5, \
         updated_at = ?6, version = version + 1 WHERE id = ?1",
        params![id, label.document_type, label.title, label.description, by, tx.now()],
    )?;
    Ok(())
}

/// Deletes a document softly or brings it back, as the next version.
///
/// # Errors
/// What SQLite says.
pub fn set_deleted(tx: &Tx<'_>, id: Id, deleted: bool, by: Id) -> Result<()> {
    tx.run(
        "UPDATE documents SET deleted_at = CASE WHEN ?2 THEN ?3 END, \
         deleted_by = CASE WHEN ?2 THEN ?4 END, updated_by = ?4, updated_at = ?3, \
         version = version + 1 WHERE id = ?1",
        params![id, deleted, tx.now(), by],
    )?;
    Ok(())
}

fn copy(from: &mut impl Read, to: &mut impl Write) -> io::Result<u64> {
    let mut piece = vec![0; PIECE];
    let mut copied = 0;
    loop {
        let read = from.read(&mut piece)?;
        if read == 0 {
            return Ok(copied);
        }
        to.write_all(&piece[..read])?;
        copied += read as u64;
    }
}

fn document_of(row: &Row<'_>) -> rusqlite::Result<Document> {
    Ok(Document {
        id: row.get("id")?,
        resource_type: row.get("resource_type")?,
        resource_id: row.get("resource_id")?,
        label: Label {
            document_type: row.get("document_type")?,
            title: row.get("title")?,
            description: row.get("description")?,
        },
        original_filename: row.get("original_filename")?,
        mime_type: row.get("mime_type")?,
        file_size: row.get("file_size")?,
        sha256: row.get("sha256")?,
        created_by: row.get("created_by")?,
        updated_by: row.get("updated_by")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        version: row.get("version")?,
    })
}
