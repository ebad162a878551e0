//! Changes of documents: each with its audit row and the answers that it makes untrue.

use std::fs::File;

use serde_json::{Map, Value, json};

use super::access::Keeper;
use super::store::{held, insert, one, relabel, set_deleted};
use super::{Document, Label, Owner, guess};
use crate::audit::{Action, Entry, diff, record};
use crate::cache::Tag;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing};
use crate::http::{Field, Fields, Precondition};
use crate::ids::Id;
use crate::message::message;
use crate::shown::Shows;

/// A file that has arrived whole and passed every check.
pub(crate) struct Arrived {
    pub name: String,
    pub mime: &'static str,
    pub size: i64,
    pub sha256: String,
    /// Its content, from the first byte.
    pub file: File,
}

/// What a body says of a document's label.
#[derive(Clone, Debug)]
pub(crate) struct Labelling {
    document_type: Field<&'static str>,
    title: Field<String>,
    description: Field<String>,
}

impl Labelling {
    /// Reads the fields; whoever calls finishes them.
    pub fn read(fields: &mut Fields) -> Self {
        let document_type = fields.choice("document_type", super::TYPES);
        let document_type = fields.not_null("document_type", document_type);
        let title = fields.line("title", 1..=200);
        let description = fields.text("description", 2000);
        Self { document_type, title, description }
    }

    /// The label of a new document.
    pub fn label(self) -> Label {
        Label {
            document_type: self.document_type.value().unwrap_or("other").to_owned(),
            title: self.title.value(),
            description: self.description.value(),
        }
    }

    fn apply_to(self, current: &Label) -> Label {
        let now = current.clone();
        Label {
            document_type: self.document_type.value().map_or(now.document_type, str::to_owned),
            title: self.title.or(now.title),
            description: self.description.or(now.description),
        }
    }
}

/// Stores files, all of them or none.
///
/// # Errors
/// 404 and 403 for the record that they are for; 507 when the disk is full, or what is set aside
/// for documents.
pub(crate) fn create(
    tx: &Tx<'_>,
    keeper: &Keeper,
    (owner, id): (Owner, Id),
    label: &Label,
    files: Vec<Arrived>,
    quota: u64,
) -> Result<Vec<Document>> {
    let patient = keeper.must_see(tx, owner, id)?;
    must_fit(tx, &files, quota)?;
    let mut stored = Vec::with_capacity(files.len());
    for mut arrived in files {
        let label = label_of(label, &arrived);
        keeper.must_read(owner, &label.document_type)?;
        let document = Document {
            id: Id::new(),
            resource_type: owner.name().to_owned(),
            resource_id: id,
            label,
            original_filename: arrived.name,
            mime_type: arrived.mime.to_owned(),
            file_size: arrived.size,
            sha256: arrived.sha256,
            created_by: Some(keeper.id),
            updated_by: Some(keeper.id),
            created_at: tx.now(),
            updated_at: tx.now(),
            version: 1,
        };
        insert(tx, &document, &mut arrived.file)?;
        record_and_invalidate(
            tx,
            keeper,
            Action::Create,
            document.id,
            patient,
            diff(&Value::Null, &document),
        )?;
        stored.push(document);
    }
    Ok(stored)
}

/// The label of a file: with what its name and kind suggest where nobody said what it is for.
fn label_of(label: &Label, file: &Arrived) -> Label {
    let mut label = label.clone();
    if label.document_type.is_empty() {
        guess::document_type(&file.name, file.mime).clone_into(&mut label.document_type);
    }
    label
}

/// Refuses what would not fit into what is set aside for documents; deleted ones count, for they can
/// be brought back.
fn must_fit(tx: &Tx<'_>, files: &[Arrived], quota: u64) -> Result<()> {
    const MIB: u64 = 1 << 20;
    let held = held(tx)?;
    let coming = files.iter().map(|file| file.size.unsigned_abs()).sum::<u64>();
    if held.saturating_add(coming) <= quota {
        return Ok(());
    }
    let wording = "All documents together take {held} MiB of the {quota} MiB that are set aside for them, and this would not fit. Nothing was stored. Whoever runs the server can set more aside (documents_quota_mib).";
    let message = message("refused-quota", wording);
    Err(Error::no_room(message.number("held", held.div_ceil(MIB)).number("quota", quota / MIB)))
}

/// Changes what the body names. A change that changes nothing leaves the version alone.
///
/// # Errors
/// 404; 403 for what the caller does not see; 409 for a stale version.
pub(crate) fn update(
    tx: &Tx<'_>,
    keeper: &Keeper,
    id: Id,
    labelling: Labelling,
    precondition: Precondition,
) -> Result<Document> {
    let (current, patient) = visible(tx, keeper, id, false)?;
    let label = labelling.apply_to(&current.label);
    if let Some(owner) = Owner::named(&current.resource_type) {
        keeper.must_read(owner, &label.document_type)?;
    }
    precondition.check(current.version, || {
        Ok((json!({ "document": current }).to_string(), Shows::record("document", id)))
    })?;
    if label == current.label {
        return Ok(current);
    }
    relabel(tx, id, &label, keeper.id)?;
    record_and_invalidate(tx, keeper, Action::Update, id, patient, diff(&current.label, &label))?;
    one(tx, id, false)?.ok_or_else(|| unknown(id))
}

/// Hides a document; it can be brought back. Answers what is gone.
///
/// # Errors
/// 404; 403 for what the caller does not see.
pub(crate) fn delete(tx: &Tx<'_>, keeper: &Keeper, id: Id) -> Result<Document> {
    switch(tx, keeper, id, Action::Delete, true)
}

/// Brings a deleted document back.
///
/// # Errors
/// 404 for one that is not deleted; 403 for what the caller does not see.
pub(crate) fn restore(tx: &Tx<'_>, keeper: &Keeper, id: Id) -> Result<Document> {
    switch(tx, keeper, id, Action::Restore, false)?;
    one(tx, id, false)?.ok_or_else(|| unknown(id))
}

fn switch(tx: &Tx<'_>, keeper: &Keeper, id: Id, action: Action, deleted: bool) -> Result<Document> {
    let (document, patient) = visible(tx, keeper, id, !deleted)?;
    set_deleted(tx, id, deleted, keeper.id)?;
    let told = diff(
        &json!({ "deleted": !deleted }),
        &json!({
            "deleted": deleted, "original_filename": document.original_filename,
            "sha256": document.sha256,
        }),
    );
    record_and_invalidate(tx, keeper, action, id, patient, told)?;
    Ok(document)
}

/// The document and the patient whose file it is in, if the keeper sees it.
///
/// # Errors
/// 404; 403.
pub(crate) fn visible(
    sql: &Sql<'_>,
    keeper: &Keeper,
    id: Id,
    deleted: bool,
) -> Result<(Document, Option<Id>)> {
    let document = one(sql, id, deleted)?.ok_or_else(|| unknown(id))?;
    let owner = Owner::named(&document.resource_type);
    let owner = owner.ok_or_else(|| Error::internal("a document of an unknown kind of record"))?;
    let patient = keeper.must_see(sql, owner, document.resource_id).map_err(|error| {
        // Its record is gone, and it with it.
        if error.status().code == 404 { unknown(id) } else { error }
    })?;
    keeper.must_read(owner, &document.label.document_type)?;
    Ok((document, patient))
}

fn unknown(id: Id) -> Error {
    Error::not_found(Thing::Document).about("document", id)
}

/// The audit row of a change, and the answers that it makes untrue.
fn record_and_invalidate(
    tx: &Tx<'_>,
    keeper: &Keeper,
    action: Action,
    id: Id,
    patient: Option<Id>,
    changes: Map<String, Value>,
) -> Result<()> {
    let mut entry = Entry::new(action, "document").on(id).changing(changes);
    entry.patient_id = patient;
    record(tx, &keeper.actor, &entry)?;
    tx.touch(Tag::Documents);
    if let Some(patient) = patient {
        tx.touch(Tag::Patient(patient));
    }
    Ok(())
}
