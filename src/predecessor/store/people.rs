//! Users and patients as they are stored.

use rusqlite::params;

use crate::clock::Moment;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;
use crate::patients::store::learn_name_terms;
use crate::text::{contact_terms, contacts, fold, names};
use crate::users::store::search_text;

pub(crate) struct UserRow<'a> {
    pub id: Id,
    pub username: &'a str,
    pub email: &'a str,
    pub password_hash: &'a str,
    pub first_name: &'a str,
    pub last_name: &'a str,
    pub role: &'a str,
    pub is_active: bool,
    pub last_login_at: Option<Moment>,
    pub created_by: Option<Id>,
    pub updated_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
}

pub(crate) fn insert_user(tx: &Tx<'_>, user: &UserRow<'_>) -> Result<()> {
    let search = search_text(user.username, user.first_name, user.last_name);
    tx.run(
        "INSERT INTO users (id, username, username_folded, email, email_folded, password_hash, \
         first_name, last_name, last_name_folded, search_folded, role_id, is_active, last_login_at, \
         created_by, updated_by, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, (SELECT id FROM roles WHERE name = ?11), \
         ?12, ?13, ?14, ?15, ?16, ?17)",
        params![
            user.id,
            user.username,
            fold(user.username),
            user.email,
            fold(user.email),
            user.password_hash,
            user.first_name,
            user.last_name,
            fold(user.last_name),
            search,
            user.role,
            user.is_active,
            user.last_login_at,
            user.created_by,
            user.updated_by,
            user.created_at,
            user.updated_at
        ],
    )?;
    Ok(())
}

pub(crate) struct PatientRow<'a> {
    pub id: Id,
    pub first_name: &'a str,
    pub last_name: &'a str,
    pub date_of_birth: &'a str,
    pub gender: Option<&'static str>,
    /// email, phone, address, city, postal_code, country, emergency contact's name and phone,
    /// medical_notes, dietary_preferences, allergies.
    pub texts: [Option<String>; 11],
    pub is_active: bool,
    pub assigned_dietitian: Option<Id>,
    pub created_by: Option<Id>,
    pub updated_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
}

pub(crate) fn insert_patient(tx: &Tx<'_>, patient: &PatientRow<'_>) -> Result<()> {
    let [email, phone, rest @ ..] = &patient.texts;
    let first = Some(patient.first_name).filter(|name| !name.is_empty());
    let folded = contacts(email.as_deref(), phone.as_deref(), None);
    tx.run(
        "INSERT INTO patients (id, first_name, last_name, first_name_folded, last_name_folded, \
         name_words, contact_folded, number_parts, contact_parts, date_of_birth, gender, email, phone, address, city, postal_code, \
         country, emergency_contact_name, emergency_contact_phone, medical_notes, \
         dietary_preferences, allergies, is_active, assigned_dietitian_id, created_by, updated_by, \
         created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, \
         ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)",
        params![
            patient.id,
            patient.first_name,
            patient.last_name,
            fold(patient.first_name),
            fold(patient.last_name),
            names::index(first, patient.last_name, None),
            folded,
            contact_terms::of(email.as_deref(), phone.as_deref(), None),
            contact_terms::of_letters(&folded),
            patient.date_of_birth,
            patient.gender,
            email,
            phone,
            rest[0],
            rest[1],
            rest[2],
            rest[3],
            rest[4],
            rest[5],
            rest[6],
            rest[7],
            rest[8],
            patient.is_active,
            patient.assigned_dietitian,
            patient.created_by,
            patient.updated_by,
            patient.created_at,
            patient.updated_at
        ],
    )?;
    learn_name_terms(tx, &names::name_terms(first, patient.last_name, None))
}
