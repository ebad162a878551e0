//! Every statement of the generator.

use rusqlite::params;

use super::body::Figures;
use super::model::{Invoice, Line, Member, Patient, Payment, Record, Service, Template, Visit};
use super::person::Form;
use super::{Scene, calendar};
use super::{letterhead, logo};
use crate::clock::Moment;
use crate::db::migrate::learn_sizes;
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::ids::Id;
use crate::patients::store::learn_name_terms;
use crate::text;

pub fn is_empty(sql: &Sql<'_>) -> Result<bool> {
    sql.one(
        "SELECT NOT EXISTS (SELECT 1 FROM users) AND NOT EXISTS (SELECT 1 FROM patients) \
         AND NOT EXISTS (SELECT 1 FROM visits) AND NOT EXISTS (SELECT 1 FROM services) \
         AND NOT EXISTS (SELECT 1 FROM billing) AND NOT EXISTS (SELECT 1 FROM documents)",
        [],
        |row| row.get(0),
    )
}

pub fn insert_user(
    tx: &Tx<'_>,
    member: &Member,
    password_hash: &str,
    hired: Moment,
    last_login: Moment,
    creator: Option<Id>,
) -> Result<()> {
    let email = format!("{}@nutrivault.example", member.username.replace('_', "."));
    let search = text::name_words([member.username, member.first_name, member.last_name]);
    tx.run(
        "INSERT INTO users (id, username, username_folded, email, email_folded, password_hash, password_changed_at, \
         first_name, last_name, last_name_folded, search_folded, role_id, locale, last_login_at, created_by, updated_by, \
         created_at, updated_at, registration_number) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, (SELECT id FROM roles WHERE name = ?12), ?13, ?14, ?15, \
         ?15, ?7, ?7, ?16)",
        params![
            member.id, member.username, text::fold(member.username), email, text::fold(&email), password_hash, hired,
            member.first_name, member.last_name, text::fold(member.last_name), search, member.role, member.locale,
            last_login, creator, member.registration_number
        ],
    )?;
    Ok(())
}

pub fn put_settings(tx: &Tx<'_>, opened: Moment, admin: Id) -> Result<()> {
    let logo = logo::draw()?;
    tx.run(
        "INSERT OR IGNORE INTO logos (sha256, mime_type, width, height, content, created_by, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![logo.sha256, logo.mime, logo.width, logo.height, logo.bytes, admin, opened],
    )?;
    tx.run(
        "INSERT INTO settings (id, name, address, registration_number, time_zone, currency, locale, invoice_header, \
         invoice_footer, tax_exemption_text, payment_terms_days, updated_by, updated_at, confirmed_at, iban, payment_terms, \
         logo_sha256) \
         VALUES (1, ?1, ?2, ?3, ?4, ?5, 'en', ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12, ?13, ?14) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, address = excluded.address, \
         registration_number = excluded.registration_number, time_zone = excluded.time_zone, \
         currency = excluded.currency, locale = excluded.locale, invoice_header = excluded.invoice_header, \
         invoice_footer = excluded.invoice_footer, tax_exemption_text = excluded.tax_exemption_text, \
         payment_terms_days = excluded.payment_terms_days, updated_by = excluded.updated_by, \
         iban = excluded.iban, payment_terms = excluded.payment_terms, logo_sha256 = excluded.logo_sha256, \
         updated_at = excluded.updated_at, confirmed_at = excluded.confirmed_at, version = version + 1",
        params![
            letterhead::NAME, letterhead::ADDRESS, letterhead::REGISTRATION, calendar::ZONE, letterhead::CURRENCY, letterhead::HEADER,
            letterhead::FOOTER, letterhead::TAX_EXEMPTION, letterhead::TERMS_DAYS, admin, opened, letterhead::IBAN,
            letterhead::PAYMENT_TERMS, logo.sha256
        ],
    )?;
    Ok(())
}

pub fn insert_service(tx: &Tx<'_>, service: &Service, opened: Moment, admin: Id) -> Result<()> {
    tx.run(
        "INSERT INTO services (id, name, visit_type, duration_minutes, currency, unit_price, tax_rate_milli, is_active, \
         created_by, updated_by, created_at, updated_at, exemption_reason) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?10, ?11)",
        params![
            service.id, service.name, service.visit_type, service.minutes, letterhead::CURRENCY, service.price,
            service.tax_rate, service.is_active, admin, opened,
            (service.tax_rate == 0).then_some(letterhead::EXEMPTION_REASON)
        ],
    )?;
    Ok(())
}

pub fn insert_patient(scene: &Scene<'_>, patient: &Patient, form: &Form) -> Result<()> {
    let clerk = scene.staff.id(patient.clerk);
    let dietitian = patient.dietitian.map(|place| scene.staff.id(place));
    let contacts =
        text::contacts(form.email.as_deref(), form.phone.as_deref(), form.file_number.as_deref());
    scene.tx.run(
        "INSERT INTO patients (id, file_number, first_name, last_name, first_name_folded, last_name_folded, name_words, \
         contact_folded, number_parts, contact_parts, date_of_birth, gender, equation_sex, email, phone, address, city, postal_code, country, \
         emergency_contact_name, emergency_contact_phone, medical_notes, dietary_preferences, allergies, is_active, \
         assigned_dietitian_id, created_by, updated_by, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, \
         ?23, ?24, ?25, ?26, ?27, ?27, ?28, ?29)",
        params![
            patient.id, form.file_number, form.first_name, form.last_name, text::fold(&form.first_name),
            text::fold(&form.last_name), text::names::index(Some(&form.first_name), &form.last_name, None),
            contacts,
            text::contact_terms::of(form.email.as_deref(), form.phone.as_deref(), form.file_number.as_deref()),
            text::contact_terms::of_letters(&contacts),
            patient.born.to_string(), form.gender, form.equation_sex, form.email, form.phone,
            form.address, form.city, form.postal_code, form.country, form.emergency_name, form.emergency_phone,
            form.medical_notes, form.diet, form.allergies, form.is_active, dietitian, clerk,
            patient.registered, form.updated_at
        ],
    )?;
    let terms = text::names::name_terms(Some(&form.first_name), &form.last_name, None);
    learn_name_terms(scene.tx, &terms)
}

pub fn insert_visit(scene: &Scene<'_>, visit: &Visit, patient: Id, record: &Record) -> Result<()> {
    let clerk = scene.staff.id(visit.clerk);
    let ends = visit.begins.plus_minutes(visit.minutes);
    let (updated, version) = match visit.is_completed() {
        true => (ends.plus_minutes(7), 2),
        false => (visit.booked, 1),
    };
    scene.tx.run(
        "INSERT INTO visits (id, patient_id, dietitian_id, visit_date, ends_at, duration_minutes, visit_type, status, \
         arrived_at, chief_complaint, assessment, nutrition_diagnosis, intervention, monitoring_evaluation, \
         recommendations, private_notes, next_visit_date, created_by, updated_by, created_at, updated_at, version) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?18, ?19, ?20, ?21)",
        params![
            visit.id, patient, scene.staff.id(visit.dietitian), visit.begins, ends, visit.minutes, visit.kind,
            visit.status, record.arrived, record.complaint, record.assessment, record.diagnosis, record.intervention,
            record.monitoring, record.recommendations, record.private_notes, record.next_visit, clerk, visit.booked,
            updated, version
        ],
    )?;
    Ok(())
}

pub fn insert_measurement(
    scene: &Scene<'_>,
    id: Id,
    visit: &Visit,
    patient: Id,
    figures: &Figures,
) -> Result<()> {
    let dietitian = scene.staff.id(visit.dietitian);
    scene.tx.run(
        "INSERT INTO visit_measurements (id, visit_id, patient_id, measured_at, weight_kg, height_cm, \
         waist_circumference_cm, hip_circumference_cm, body_fat_percentage, blood_pressure_systolic, \
         blood_pressure_diastolic, height_used_cm, bmi, whr, whtr, created_by, updated_by, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?16, ?17, ?17)",
        params![
            id, visit.id, patient, visit.begins.plus_minutes(5), figures.weight_kg, figures.height_cm,
            figures.waist_cm, figures.hip_cm, figures.body_fat, figures.systolic, figures.diastolic,
            figures.height_used_cm, figures.bmi, figures.whr, figures.whtr, dietitian,
            visit.begins.plus_minutes(10)
        ],
    )?;
    Ok(())
}

pub fn insert_invoice(scene: &Scene<'_>, invoice: &Invoice) -> Result<()> {
    let (tx, clerk) = (scene.tx, scene.staff.id(invoice.clerk));
    let last = invoice.payments.last();
    tx.run(
        "INSERT INTO billing (id, patient_id, visit_id, invoice_number, invoice_date, due_date, currency, amount, \
         tax_amount, total_amount, amount_paid, balance, status, payment_method, payment_date, notes, issued_at, \
         snapshot, created_by, updated_by, created_at, updated_at, version) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?10 - ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?18, ?19, \
         ?20, ?21)",
        params![
            invoice.id, invoice.patient, invoice.visit, invoice.number, invoice.date, invoice.due, invoice.currency,
            invoice.net(), invoice.tax(), invoice.total(), invoice.paid(), invoice.status,
            last.map(|payment| payment.method), last.map(|payment| payment.date.as_str()), invoice.notes,
            invoice.snapshot.as_ref().map(|_| invoice.written), invoice.snapshot, clerk, invoice.written,
            last.map_or(invoice.written, |payment| payment.taken), 1 + invoice.payments.len() as i64
        ],
    )?;
    for (position, line) in (1..).zip(&invoice.lines) {
        insert_line(tx, invoice.id, position, line)?;
    }
    for payment in &invoice.payments {
        insert_payment(tx, invoice.id, payment, clerk)?;
    }
    Ok(())
}

fn insert_line(tx: &Tx<'_>, invoice: Id, position: i64, line: &Line) -> Result<()> {
    tx.run(
        "INSERT INTO billing_lines (id, billing_id, position, service_id, description, quantity_milli, unit_price, \
         tax_rate_milli, amount, tax_amount) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            line.id, invoice, position, line.service, line.description, line.quantity_milli, line.unit_price,
            line.tax_rate, line.amount, line.tax
        ],
    )?;
    Ok(())
}

fn insert_payment(tx: &Tx<'_>, invoice: Id, payment: &Payment, clerk: Id) -> Result<()> {
    tx.run(
        "INSERT INTO payments (id, billing_id, kind, amount, method, payment_date, reference, created_by, created_at, \
         patient_id, currency) SELECT ?1, ?2, 'PAYMENT', ?3, ?4, ?5, ?6, ?7, ?8, b.patient_id, b.currency \
         FROM billing b WHERE b.id = ?2",
        params![
            payment.id, invoice, payment.amount, payment.method, payment.date, payment.reference, clerk,
            payment.taken
        ],
    )?;
    Ok(())
}

pub fn insert_series(tx: &Tx<'_>, year: i16, last_number: i64) -> Result<()> {
    tx.run(
        "INSERT INTO number_series (series, year, last_number) VALUES ('INV', ?1, ?2)",
        params![year, last_number],
    )?;
    Ok(())
}

pub fn insert_template(
    tx: &Tx<'_>,
    id: Id,
    template: &Template,
    opened: Moment,
    admin: Id,
) -> Result<()> {
    let [assessment, intervention, recommendations, text] = template.texts;
    tx.run(
        "INSERT INTO note_templates (id, kind, name, visit_type, language, assessment, intervention, recommendations, \
         text, created_by, updated_by, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11, ?11)",
        params![
            id, template.kind, template.name, template.visit_type, template.language, assessment, intervention,
            recommendations, text, admin, opened
        ],
    )?;
    Ok(())
}

/// The first weight of everybody who was heavy enough to want another, and when it was taken.
pub fn first_weights(tx: &Tx<'_>) -> Result<Vec<(Id, f64, Moment)>> {
    tx.all(
        "SELECT patient_id, weight_kg, min(measured_at) FROM visit_measurements WHERE weight_kg > 70 \
         GROUP BY patient_id ORDER BY patient_id",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

pub fn insert_weight_goal(
    tx: &Tx<'_>,
    (id, patient, title): (Id, Id, String),
    (start, target): (f64, f64),
    until: &str,
    (at, by): (Moment, Id),
) -> Result<()> {
    tx.run(
        "INSERT INTO goals (id, patient_id, kind, measure, title, start_value, target_value, target_date, created_by, \
         updated_by, created_at, updated_at) VALUES (?1, ?2, 'measure', 'weight_kg', ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?8)",
        params![id, patient, title, start, target, until, by, at],
    )?;
    Ok(())
}

pub fn insert_habit(
    tx: &Tx<'_>,
    (id, patient, title): (Id, Id, String),
    (now, target): (f64, f64),
    (at, by): (Moment, Id),
) -> Result<()> {
    tx.run(
        "INSERT INTO goals (id, patient_id, kind, title, target_value, current_value, created_by, updated_by, \
         created_at, updated_at) VALUES (?1, ?2, 'habit', ?3, ?4, ?5, ?6, ?6, ?7, ?7)",
        params![id, patient, title, target, now, by, at],
    )?;
    Ok(())
}

/// Tells the query planner what the tables hold now.
pub fn analyze(tx: &Tx<'_>) -> Result<()> {
    learn_sizes(tx.connection())?;
    Ok(())
}

/// Gives this connection a larger page cache, KiB, and answers the one it had: the tables filled
/// side by side do not fit into a clinic's.
pub fn resize_cache(tx: &Tx<'_>, kib: i64) -> Result<i64> {
    let connection = tx.connection();
    let before: i64 = connection.pragma_query_value(None, "cache_size", |row| row.get(0))?;
    connection.pragma_update(None, "cache_size", -kib)?;
    Ok(-before)
}
