//! What an import asks of our tables and writes into them.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use rusqlite::params;

use crate::clock::{Moment, parse_day};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;
use crate::patients::store::learn_terms;
use crate::text::{contacts, fold, names, parts};
use crate::users::store::search_text;

/// Whether that table has a row of that id. `table` is one of ours.
pub(super) fn exists(tx: &Tx<'_>, table: &str, id: Id) -> Result<bool> {
    let statement = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE id = ?1)");
    tx.one(&statement, [id], |row| row.get(0))
}

pub(super) fn ids(tx: &Tx<'_>, table: &str) -> Result<HashSet<Id>> {
    Ok(tx.all(&format!("SELECT id FROM {table}"), [], |row| row.get(0))?.into_iter().collect())
}

pub(super) fn visits(tx: &Tx<'_>) -> Result<HashMap<Id, Id>> {
    let visits =
        tx.all("SELECT id, patient_id FROM visits", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(visits.into_iter().collect())
}

/// Whether a user has that folded name or e-mail.
pub(super) fn is_taken(tx: &Tx<'_>, column: &str, folded: &str) -> Result<bool> {
    let statement = format!("SELECT EXISTS (SELECT 1 FROM users WHERE {column} = ?1)");
    tx.one(&statement, [folded], |row| row.get(0))
}

pub(super) fn is_number_taken(tx: &Tx<'_>, number: &str) -> Result<bool> {
    let statement = "SELECT EXISTS (SELECT 1 FROM billing WHERE invoice_number = ?1)";
    tx.one(statement, [number], |row| row.get(0))
}

pub(super) fn patient_of_invoice(tx: &Tx<'_>, id: Id) -> Result<Option<Id>> {
    tx.maybe("SELECT patient_id FROM billing WHERE id = ?1", [id], |row| row.get(0))
}

/// Keeps a value word for word; the first note of a column stays.
pub(super) fn insert_note(
    tx: &Tx<'_>,
    table: &str,
    id: Id,
    column: &str,
    value: &str,
    note: &str,
) -> Result<()> {
    tx.run(
        "INSERT OR IGNORE INTO import_notes (resource_type, resource_id, column_name, value, note, \
         created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![table, id, column, value, note, tx.now()],
    )?;
    Ok(())
}

pub(super) struct UserRow<'a> {
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

pub(super) fn insert_user(tx: &Tx<'_>, user: &UserRow<'_>) -> Result<()> {
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

pub(super) struct PatientRow<'a> {
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

pub(super) fn insert_patient(tx: &Tx<'_>, patient: &PatientRow<'_>) -> Result<()> {
    let [email, phone, rest @ ..] = &patient.texts;
    let first = Some(patient.first_name).filter(|name| !name.is_empty());
    tx.run(
        "INSERT INTO patients (id, first_name, last_name, first_name_folded, last_name_folded, \
         name_words, contact_folded, number_parts, date_of_birth, gender, email, phone, address, city, postal_code, \
         country, emergency_contact_name, emergency_contact_phone, medical_notes, \
         dietary_preferences, allergies, is_active, assigned_dietitian_id, created_by, updated_by, \
         created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, \
         ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27)",
        params![
            patient.id,
            patient.first_name,
            patient.last_name,
            fold(patient.first_name),
            fold(patient.last_name),
            names::index(first, patient.last_name, None),
            contacts(email.as_deref(), phone.as_deref(), None),
            parts::of(email.as_deref(), phone.as_deref(), None),
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
    learn_terms(tx, &names::terms(first, patient.last_name, None))
}

pub(super) struct VisitRow {
    pub id: Id,
    pub patient: Id,
    pub dietitian: Id,
    pub visit_date: Moment,
    pub duration_minutes: i64,
    pub visit_type: Option<&'static str>,
    pub status: &'static str,
    /// chief_complaint, assessment, recommendations, private_notes.
    pub texts: [Option<String>; 4],
    pub next_visit_date: Option<String>,
    pub created_by: Option<Id>,
    pub updated_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
}

pub(super) fn insert_visit(tx: &Tx<'_>, visit: &VisitRow) -> Result<()> {
    tx.run(
        "INSERT INTO visits (id, patient_id, dietitian_id, visit_date, ends_at, duration_minutes, \
         visit_type, status, chief_complaint, assessment, recommendations, private_notes, \
         next_visit_date, created_by, updated_by, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        params![
            visit.id,
            visit.patient,
            visit.dietitian,
            visit.visit_date,
            visit.visit_date.plus_minutes(visit.duration_minutes),
            visit.duration_minutes,
            visit.visit_type,
            visit.status,
            visit.texts[0],
            visit.texts[1],
            visit.texts[2],
            visit.texts[3],
            visit.next_visit_date,
            visit.created_by,
            visit.updated_by,
            visit.created_at,
            visit.updated_at
        ],
    )?;
    Ok(())
}

pub(super) struct MeasurementRow {
    pub id: Id,
    pub visit: Id,
    pub patient: Id,
    pub measured_at: Moment,
    pub weight: Option<f64>,
    pub height: Option<f64>,
    pub waist: Option<f64>,
    pub fat: Option<f64>,
    pub systolic: Option<i64>,
    pub diastolic: Option<i64>,
    pub height_used: Option<f64>,
    pub bmi: Option<f64>,
    pub whtr: Option<f64>,
    pub notes: Option<String>,
}

pub(super) fn insert_measurement(tx: &Tx<'_>, row: &MeasurementRow) -> Result<()> {
    tx.run(
        "INSERT INTO visit_measurements (id, visit_id, patient_id, measured_at, weight_kg, height_cm, \
         waist_circumference_cm, body_fat_percentage, blood_pressure_systolic, \
         blood_pressure_diastolic, height_used_cm, bmi, whtr, notes, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?4, ?4)",
        params![
            row.id,
            row.visit,
            row.patient,
            row.measured_at,
            row.weight,
            row.height,
            row.waist,
            row.fat,
            row.systolic,
            row.diastolic,
            row.height_used,
            row.bmi,
            row.whtr,
            row.notes
        ],
    )?;
    Ok(())
}

/// An invoice, its money in minor units.
pub(super) struct InvoiceRow {
    pub id: Id,
    pub patient: Id,
    pub visit: Option<Id>,
    pub number: Option<String>,
    pub invoice_date: String,
    pub due_date: String,
    pub currency: String,
    pub amount: i64,
    pub tax: i64,
    pub paid: i64,
    pub credited: i64,
    pub status: &'static str,
    pub method: Option<&'static str>,
    pub payment_date: Option<String>,
    pub notes: Option<String>,
    pub created_by: Option<Id>,
    pub updated_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// Writes an invoice with its one line.
pub(super) fn insert_invoice(tx: &Tx<'_>, new: &InvoiceRow) -> Result<()> {
    let total = new.amount + new.tax;
    tx.run(
        "INSERT INTO billing (id, patient_id, visit_id, invoice_number, invoice_date, due_date, \
         currency, amount, tax_amount, total_amount, amount_paid, amount_credited, balance, status, \
         payment_method, payment_date, notes, issued_at, created_by, updated_by, created_at, \
         updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, \
         ?17, ?18, ?19, ?20, ?21, ?22)",
        params![
            new.id,
            new.patient,
            new.visit,
            new.number,
            new.invoice_date,
            new.due_date,
            new.currency,
            new.amount,
            new.tax,
            total,
            new.paid,
            new.credited,
            total - new.paid - new.credited,
            new.status,
            new.method,
            new.payment_date,
            new.notes,
            new.number.as_ref().map(|_| new.created_at),
            new.created_by,
            new.updated_by,
            new.created_at,
            new.updated_at
        ],
    )?;
    tx.run(
        "INSERT INTO billing_lines (id, billing_id, position, description, quantity_milli, \
         unit_price, amount, tax_amount) VALUES (?1, ?2, 1, 'Services', 1000, ?3, ?3, ?4)",
        params![Id::new(), new.id, new.amount, new.tax],
    )?;
    Ok(())
}

/// Writes money that moved on the invoice's payment date.
pub(super) fn insert_payment(tx: &Tx<'_>, new: &InvoiceRow, kind: &str, amount: i64) -> Result<()> {
    tx.run(
        "INSERT INTO payments (id, billing_id, kind, amount, method, payment_date, created_by, \
         created_at, patient_id, currency) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, b.patient_id, \
         b.currency FROM billing b WHERE b.id = ?2",
        params![
            Id::new(),
            new.id,
            kind,
            amount,
            new.method,
            new.payment_date,
            new.created_by,
            new.updated_at
        ],
    )?;
    Ok(())
}

/// Writes what a refunded invoice went through: paid, credited in full, given back.
pub(super) fn insert_refund(tx: &Tx<'_>, new: &InvoiceRow) -> Result<()> {
    let total = new.amount + new.tax;
    insert_payment(tx, new, "PAYMENT", total)?;
    let day = new.payment_date.as_deref().unwrap_or(&new.invoice_date);
    let year = year_of(day);
    let last: i64 = tx.one(
        "INSERT INTO number_series (series, year, last_number) VALUES ('CN', ?1, 1) \
         ON CONFLICT DO UPDATE SET last_number = last_number + 1 RETURNING last_number",
        [year],
        |row| row.get(0),
    )?;
    let note = Id::new();
    let reason = "Refunded in the system used before";
    tx.run(
        "INSERT INTO credit_notes (id, number, billing_id, note_date, currency, amount, tax_amount, \
         total_amount, reason, snapshot, created_by, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, '{}', ?10, ?11)",
        params![
            note,
            format!("CN-{year:04}-{last:06}"),
            new.id,
            day,
            new.currency,
            new.amount,
            new.tax,
            total,
            reason,
            new.created_by,
            new.updated_at
        ],
    )?;
    tx.run(
        "INSERT INTO credit_note_lines (id, credit_note_id, position, description, quantity_milli, \
         unit_price, amount, tax_amount) VALUES (?1, ?2, 1, ?3, 1000, ?4, ?4, ?5)",
        params![Id::new(), note, reason, new.amount, new.tax],
    )?;
    insert_payment(tx, new, "REFUND", -total)
}

/// The counters start after the highest imported number of their year.
pub(super) fn raise_counters(tx: &Tx<'_>) -> Result<()> {
    tx.run(
        "INSERT INTO number_series (series, year, last_number) \
         SELECT 'INV', CAST(substr(invoice_number, 5, 4) AS INTEGER), \
           max(CAST(substr(invoice_number, 10) AS INTEGER)) FROM billing \
         WHERE invoice_number GLOB 'INV-[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9]' \
         GROUP BY 2 \
         ON CONFLICT DO UPDATE SET last_number = max(last_number, excluded.last_number)",
        [],
    )?;
    Ok(())
}

/// The year of a day as stored.
fn year_of(day: &str) -> i16 {
    parse_day(day).map_or(0, Date::year)
}
