//! Contacts in SQL.

use rusqlite::{Row, named_params, params};

use super::{Contact, Details, REFERRING_DOCTOR};
use crate::db::{Sql, Tx};
use crate::error::{Error, Result, Thing};
use crate::ids::Id;

/// The contacts of a patient: who refers first, then in the order in which they were noted.
///
/// # Errors
/// What SQLite says.
pub fn of_patient(sql: &Sql<'_>, patient: Id) -> Result<Vec<Contact>> {
    sql.all(
        "SELECT * FROM patient_contacts WHERE patient_id = ?1 AND deleted_at IS NULL \
         ORDER BY role <> ?2, created_at, id LIMIT 100",
        params![patient, REFERRING_DOCTOR],
        read,
    )
}

/// One contact, deleted or not.
///
/// # Errors
/// 404.
pub fn load(sql: &Sql<'_>, id: Id, deleted: bool) -> Result<Contact> {
    let found = sql.maybe(
        "SELECT * FROM patient_contacts WHERE id = ?1 AND (deleted_at IS NOT NULL) = ?2",
        params![id, deleted],
        read,
    )?;
    found.ok_or_else(|| Error::not_found(Thing::Contact).about("contact", id))
}

/// Stores a new contact.
///
/// # Errors
/// 400 for an id in use.
pub fn insert(tx: &Tx<'_>, id: Id, patient: Id, details: &Details, by: Id) -> Result<()> {
    let statement = "INSERT INTO patient_contacts (id, patient_id, role, name, organisation, phone, email, \
         address, created_by, updated_by, created_at, updated_at) VALUES (:id, :patient_id, :role, :name, \
         :organisation, :phone, :email, :address, :by, :by, :now, :now)";
    write(tx, statement, (id, patient), details, by)
}

/// Puts these details in the place of a contact's, as the next version.
///
/// # Errors
/// What SQLite says.
pub fn rewrite(tx: &Tx<'_>, id: Id, patient: Id, details: &Details, by: Id) -> Result<()> {
    let statement = "UPDATE patient_contacts SET role = :role, name = :name, organisation = :organisation, \
         phone = :phone, email = :email, address = :address, updated_by = :by, updated_at = :now, \
         version = version + 1 WHERE id = :id AND patient_id = :patient_id";
    write(tx, statement, (id, patient), details, by)
}

/// Takes a contact away, or brings it back.
///
/// # Errors
/// What SQLite says.
pub fn set_deleted(tx: &Tx<'_>, id: Id, deleted: bool, by: Id) -> Result<()> {
    tx.run(
        "UPDATE patient_contacts SET deleted_at = CASE WHEN ?2 THEN ?3 END, \
         deleted_by = CASE WHEN ?2 THEN ?4 END, updated_by = ?4, updated_at = ?3, \
         version = version + 1 WHERE id = ?1",
        params![id, deleted, tx.now(), by],
    )?;
    Ok(())
}

fn write(
    tx: &Tx<'_>,
    statement: &str,
    (id, patient): (Id, Id),
    details: &Details,
    by: Id,
) -> Result<()> {
    let written = tx.run(
        statement,
        named_params! {
            ":id": id,
            ":patient_id": patient,
            ":role": details.role,
            ":name": details.name,
            ":organisation": details.organisation,
            ":phone": details.phone,
            ":email": details.email,
            ":address": details.address,
            ":by": by,
            ":now": tx.now(),
        },
    );
    written.map(drop).map_err(|error| Error::of_insert(error, "patient_contacts.id"))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Contact> {
    Ok(Contact {
        id: row.get("id")?,
        patient_id: row.get("patient_id")?,
        details: Details {
            role: row.get("role")?,
            name: row.get("name")?,
            organisation: row.get("organisation")?,
            phone: row.get("phone")?,
            email: row.get("email")?,
            address: row.get("address")?,
        },
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        version: row.get("version")?,
    })
}
