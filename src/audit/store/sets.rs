//! The records that rows of lists name, each set stored once: people look at the same day and the
//! same page again and again, and every look names all of it.

use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::db::{Sql, Tx};
use crate::error::{Error, Result};
use crate::ids::{self, Id};

/// The rows that tell of a patient: by the patient they name, or by a set of records of theirs.
/// The patient's id is bound twice.
pub(crate) const OF_PATIENT: &str = "(l.patient_id = ? OR l.seq IN (SELECT v.seq \
    FROM audit_set_patients s JOIN audit_values v ON v.set_id = s.set_id \
    WHERE s.patient_id = unhex(replace(?, '-', ''))))";

/// The number of the set of these records, stored if no earlier row has named the same.
///
/// # Errors
/// What SQLite says.
pub(in crate::audit) fn keep(tx: &Tx<'_>, kind: &str, ids: &[Id]) -> Result<i64> {
    let bytes: Vec<u8> = ids.iter().flat_map(|id| id.bytes()).collect();
    // Half a digest: it finds the set, and what the row's hash covers is the set itself.
    let digest = &Sha256::digest(&bytes)[..16];
    let known = "SELECT id FROM audit_sets WHERE digest = ?1 AND ids = ?2";
    if let Some(set) = tx.maybe(known, params![digest, bytes], |row| row.get(0))? {
        return Ok(set);
    }
    let insert = "INSERT INTO audit_sets (digest, ids) VALUES (?1, ?2) RETURNING id";
    let set: i64 = tx.one(insert, params![digest, bytes], |row| row.get(0))?;
    if let Some(patients) = patients_of(kind) {
        let insert = format!(
            "INSERT OR IGNORE INTO audit_set_patients (patient_id, set_id) \
             SELECT unhex(replace(patient_id, '-', '')), ?2 FROM ({patients}) \
             WHERE patient_id IS NOT NULL"
        );
        tx.run(&insert, params![serde_json::to_string(ids).map_err(Error::internal)?, set])?;
    }
    Ok(set)
}

/// The patient to whom a record belongs; none where it belongs to nobody, or is gone.
///
/// # Errors
/// What SQLite says.
pub(in crate::audit) fn patient_of(sql: &Sql<'_>, kind: &str, id: Id) -> Result<Option<Id>> {
    let Some(question) = patients_of(kind) else { return Ok(None) };
    let ids = serde_json::to_string(&[id]).map_err(Error::internal)?;
    Ok(sql.maybe(question, [ids], |row| row.get::<_, Option<Id>>(0))?.flatten())
}

/// The question for the patients (`patient_id`) of records of that kind, by the JSON of their ids.
fn patients_of(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "patient" => "SELECT value AS patient_id FROM json_each(?1)",
        "visit" => {
            "SELECT v.patient_id FROM json_each(?1) asked CROSS JOIN visits v ON v.id = asked.value"
        }
        "billing" => {
            "SELECT b.patient_id FROM json_each(?1) asked CROSS JOIN billing b ON b.id = asked.value"
        }
        "document" => {
            "SELECT CASE d.resource_type WHEN 'patient' THEN d.resource_id WHEN 'visit' THEN \
             (SELECT v.patient_id FROM visits v WHERE v.id = d.resource_id) END AS patient_id \
             FROM json_each(?1) asked CROSS JOIN documents d ON d.id = asked.value"
        }
        "consent" => {
            "SELECT c.patient_id FROM json_each(?1) asked CROSS JOIN consents c ON c.id = asked.value"
        }
        "contact" => {
            "SELECT c.patient_id FROM json_each(?1) asked CROSS JOIN patient_contacts c ON c.id = asked.value"
        }
        "energy_prescription" => {
            "SELECT e.patient_id FROM json_each(?1) asked CROSS JOIN energy_prescriptions e ON e.id = asked.value"
        }
        "goal" => {
            "SELECT g.patient_id FROM json_each(?1) asked CROSS JOIN goals g ON g.id = asked.value"
        }
        "food_frequency" => {
            "SELECT q.patient_id FROM json_each(?1) asked CROSS JOIN food_frequencies q ON q.id = asked.value"
        }
        "intake" => {
            "SELECT i.patient_id FROM json_each(?1) asked CROSS JOIN intakes i ON i.id = asked.value"
        }
        "meal_plan" => {
            "SELECT p.patient_id FROM json_each(?1) asked CROSS JOIN plans p ON p.id = asked.value"
        }
        _ => return None,
    })
}

/// The values of a row that names a set, for a column that may be null.
pub(in crate::audit) fn values_of(ids: ValueRef<'_>) -> Option<String> {
    ids.as_blob().ok().and_then(ids::set_to_json)
}

/// Whether this file has such sets: copies of an older schema have none.
///
/// # Errors
/// What SQLite says.
pub(in crate::audit) fn are_known(connection: &rusqlite::Connection) -> rusqlite::Result<bool> {
    let question = "SELECT 1 FROM pragma_table_info('audit_values') WHERE name = 'set_id'";
    let found = connection.prepare_cached(question)?.query_row([], |_| Ok(())).optional()?;
    Ok(found.is_some())
}
