//! What the first consultation leaves, in SQL.

use rusqlite::params;

use super::model::{ConsentText, Contact, History};
use crate::clock::Moment;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;

/// Who was seen: the patients with a completed visit, and when the first one was.
pub fn first_visits(tx: &Tx<'_>) -> Result<Vec<(Id, Moment)>> {
    tx.all(
        "SELECT patient_id, min(visit_date) FROM visits WHERE status = 'COMPLETED' AND deleted_at IS NULL \
         GROUP BY patient_id ORDER BY patient_id",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

pub fn insert_text(tx: &Tx<'_>, id: Id, text: &ConsentText, (by, at): (Id, Moment)) -> Result<()> {
    tx.run(
        "INSERT INTO consent_texts (id, code, language, edition, title, body, created_by, created_at) \
         VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7)",
        params![id, text.code, text.language, text.title, text.body, by, at],
    )?;
    Ok(())
}

pub fn insert_consent(
    tx: &Tx<'_>,
    (id, patient, text): (Id, Id, Id),
    witness: Option<&str>,
    (given, withdrawn): (Moment, Option<Moment>),
    by: Id,
) -> Result<()> {
    tx.run(
        "INSERT INTO consents (id, patient_id, text_id, given_at, witness, withdrawn_at, created_by, \
         updated_by, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?4, coalesce(?6, ?4))",
        params![id, patient, text, given, witness, withdrawn, by],
    )?;
    Ok(())
}

/// In which language papers are printed for a patient.
pub fn set_language(tx: &Tx<'_>, patient: Id, language: &str) -> Result<()> {
    tx.run("UPDATE patients SET language = ?2 WHERE id = ?1", params![patient, language])?;
    Ok(())
}

pub fn set_history(tx: &Tx<'_>, patient: Id, told: &History) -> Result<()> {
    tx.run(
        "UPDATE patients SET diagnoses = ?2, medicines = ?3, family_history = ?4, sleep = ?5, \
         physical_activity = ?6, occupation = ?7, habits = ?8, motivation = ?9, alerts = ?10 WHERE id = ?1",
        params![
            patient, told.diagnoses, told.medicines, told.family, told.sleep, told.activity, told.occupation,
            told.habits, told.motivation, told.alert
        ],
    )?;
    Ok(())
}

pub fn insert_contact(
    tx: &Tx<'_>,
    (id, patient): (Id, Id),
    contact: &Contact,
    (by, at): (Id, Moment),
) -> Result<()> {
    tx.run(
        "INSERT INTO patient_contacts (id, patient_id, role, name, organisation, phone, created_by, \
         updated_by, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?8)",
        params![
            id, patient, contact.role, contact.name, contact.organisation, contact.phone, by, at
        ],
    )?;
    Ok(())
}
