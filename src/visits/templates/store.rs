//! Templates of notes in SQL.

use rusqlite::{Row, named_params, params};

use super::{Details, Template};
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing};
use crate::ids::Id;

const COLUMNS: &str = "id, owner_id, kind, name, visit_type, language, chief_complaint, assessment, \
     nutrition_diagnosis, intervention, monitoring_evaluation, recommendations, text, created_at, \
     updated_at, version";

/// The texts of a template but that of a block, as columns are called.
const SECTIONS: [&str; 6] = [
    "chief_complaint",
    "assessment",
    "nutrition_diagnosis",
    "intervention",
    "monitoring_evaluation",
    "recommendations",
];

/// The clinic's templates and those of one person, by name.
///
/// # Errors
/// What SQLite says.
pub fn list(sql: &Sql<'_>, user: Id) -> Result<Vec<Template>> {
    let statement = format!(
        "SELECT {COLUMNS} FROM note_templates WHERE deleted_at IS NULL \
         AND (owner_id IS NULL OR owner_id = ?1) ORDER BY name COLLATE NOCASE, id"
    );
    sql.all(&statement, [user], template_of)
}

/// A template as a consultation offers it.
pub struct Offer {
    pub id: Id,
    pub name: String,
    pub is_shared: bool,
    pub visit_type: Option<String>,
    pub language: Option<String>,
    /// The text of a block; of sections none, which are read when they are chosen.
    pub block: Option<String>,
}

/// The clinic's templates and those of one person that suit a visit of that type, by name.
///
/// # Errors
/// What SQLite says.
pub fn offered(sql: &Sql<'_>, user: Id, visit_type: Option<&str>) -> Result<Vec<Offer>> {
    let statement = "SELECT id, name, owner_id IS NULL, visit_type, language, \
         CASE kind WHEN 'block' THEN text END FROM note_templates WHERE deleted_at IS NULL \
         AND (owner_id IS NULL OR owner_id = ?1) AND (visit_type IS NULL OR visit_type = ?2) \
         ORDER BY name COLLATE NOCASE, id";
    sql.all(statement, params![user, visit_type], |row| {
        Ok(Offer {
            id: row.get(0)?,
            name: row.get(1)?,
            is_shared: row.get(2)?,
            visit_type: row.get(3)?,
            language: row.get(4)?,
            block: row.get(5)?,
        })
    })
}

/// How much the clinic, or one person, has of templates.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    pub templates: i64,
    /// Characters of text blocks, and of everything.
    pub of_blocks: i64,
    pub of_all: i64,
}

/// What there is of templates beside that one, of its owner; none owns the clinic's.
///
/// # Errors
/// What SQLite says.
pub fn kept_beside(sql: &Sql<'_>, id: Id, owner: Option<Id>) -> Result<Kept> {
    let sections = SECTIONS.map(|section| format!("coalesce(length({section}), 0)")).join(" + ");
    let statement = format!(
        "SELECT count(*), coalesce(sum(length(text)), 0), coalesce(sum({sections} + \
         coalesce(length(text), 0)), 0) FROM note_templates \
         WHERE deleted_at IS NULL AND owner_id IS ?1 AND id <> ?2"
    );
    sql.one(&statement, params![owner, id], |row| {
        Ok(Kept { templates: row.get(0)?, of_blocks: row.get(1)?, of_all: row.get(2)? })
    })
}

/// One of them: with `deleted` one that was taken away, else one that was not.
///
/// # Errors
/// 404, for somebody else's own too.
pub fn load(sql: &Sql<'_>, id: Id, user: Id, deleted: bool) -> Result<Template> {
    let statement = format!(
        "SELECT {COLUMNS} FROM note_templates WHERE id = ?1 AND (deleted_at IS NOT NULL) = ?3 \
         AND (owner_id IS NULL OR owner_id = ?2)"
    );
    let found = sql.maybe(&statement, params![id, user, deleted], template_of)?;
    found.ok_or_else(|| Error::not_found(Thing::NoteTemplate))
}

fn template_of(row: &Row<'_>) -> rusqlite::Result<Template> {
    let owner_id: Option<Id> = row.get("owner_id")?;
    Ok(Template {
        id: row.get("id")?,
        owner_id,
        details: Details {
            kind: row.get("kind")?,
            name: row.get("name")?,
            is_shared: owner_id.is_none(),
            visit_type: row.get("visit_type")?,
            language: row.get("language")?,
            chief_complaint: row.get("chief_complaint")?,
            assessment: row.get("assessment")?,
            nutrition_diagnosis: row.get("nutrition_diagnosis")?,
            intervention: row.get("intervention")?,
            monitoring_evaluation: row.get("monitoring_evaluation")?,
            recommendations: row.get("recommendations")?,
            text: row.get("text")?,
        },
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        version: row.get("version")?,
    })
}

/// Stores a new template.
///
/// # Errors
/// 400 for an id in use.
pub fn insert(tx: &Tx<'_>, id: Id, details: &Details, by: Id) -> Result<()> {
    let statement = "INSERT INTO note_templates (id, kind, name, owner_id, visit_type, language, \
         chief_complaint, assessment, nutrition_diagnosis, intervention, monitoring_evaluation, \
         recommendations, text, created_by, updated_by, created_at, updated_at) \
         VALUES (:id, :kind, :name, :owner, :visit_type, :language, :chief_complaint, :assessment, \
         :nutrition_diagnosis, :intervention, :monitoring_evaluation, :recommendations, :text, :by, \
         :by, :now, :now)";
    write(tx, statement, id, details, by)
}

/// Puts these details in the place of a template's, as the next version.
///
/// # Errors
/// What SQLite says.
pub fn rewrite(tx: &Tx<'_>, id: Id, details: &Details, by: Id) -> Result<()> {
    let statement = "UPDATE note_templates SET kind = :kind, name = :name, owner_id = :owner, \
         visit_type = :visit_type, language = :language, chief_complaint = :chief_complaint, \
         assessment = :assessment, nutrition_diagnosis = :nutrition_diagnosis, \
         intervention = :intervention, monitoring_evaluation = :monitoring_evaluation, \
         recommendations = :recommendations, text = :text, updated_by = :by, updated_at = :now, \
         version = version + 1 WHERE id = :id";
    write(tx, statement, id, details, by)
}

/// Takes a template away, or brings it back.
///
/// # Errors
/// What SQLite says.
pub fn set_deleted(tx: &Tx<'_>, id: Id, deleted: bool, by: Id) -> Result<()> {
    tx.run(
        "UPDATE note_templates SET deleted_at = CASE WHEN ?2 THEN ?3 END, \
         deleted_by = CASE WHEN ?2 THEN ?4 END, version = version + 1 WHERE id = ?1",
        params![id, deleted, tx.now(), by],
    )?;
    Ok(())
}

fn write(tx: &Tx<'_>, statement: &str, id: Id, details: &Details, by: Id) -> Result<()> {
    let owner = (!details.is_shared).then_some(by);
    let written = tx.run(
        statement,
        named_params! {
            ":id": id,
            ":kind": details.kind,
            ":name": details.name,
            ":owner": owner,
            ":visit_type": details.visit_type,
            ":language": details.language,
            ":chief_complaint": details.chief_complaint,
            ":assessment": details.assessment,
            ":nutrition_diagnosis": details.nutrition_diagnosis,
            ":intervention": details.intervention,
            ":monitoring_evaluation": details.monitoring_evaluation,
            ":recommendations": details.recommendations,
            ":text": details.text,
            ":by": by,
            ":now": tx.now(),
        },
    );
    written.map(drop).map_err(|error| Error::of_insert(error, "note_templates.id"))
}
