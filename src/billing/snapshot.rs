//! What an invoice or a credit note freezes: who issued it and practised, to whom, and the texts of
//! that day.

use rusqlite::params;
use rusqlite::types::Type;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::{Invoice, store};
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::settings;

/// What is frozen when a document is issued. What was frozen before a part came to be lacks it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Frozen {
    pub clinic: Issuer,
    pub practitioner: Option<Practitioner>,
    pub patient: Addressee,
    pub texts: Texts,
    pub exemptions: Vec<Exemption>,
}

/// The clinic as it issued the document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Issuer {
    pub name: Option<String>,
    pub address: Option<String>,
    pub registration_number: Option<String>,
    pub iban: Option<String>,
    pub logo_sha256: Option<String>,
}

/// Who held the visit, or treats the patient where the invoice is of none.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Practitioner {
    pub name: Option<String>,
    pub registration_number: Option<String>,
}

/// The patient as on an envelope.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Addressee {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub address: Option<String>,
    pub postal_code: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub date_of_birth: Option<String>,
    pub file_number: Option<String>,
}

/// What the clinic prints around the lines.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Texts {
    pub header: Option<String>,
    pub footer: Option<String>,
    pub tax_exemption: Option<String>,
    pub payment_terms: Option<String>,
}

/// Why a line bears no tax.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Exemption {
    /// Of the line, from 1.
    pub position: usize,
    pub reason: String,
}

impl Frozen {
    /// What an invoice or a credit note has; nothing of one that has none.
    ///
    /// # Errors
    /// 500 for what nobody froze: a paper is not printed without what it was issued with.
    pub fn of(snapshot: Option<&RawValue>) -> Result<Self> {
        snapshot.map_or_else(|| Ok(Self::default()), |text| read(text.get()))
    }

    fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(Error::internal)
    }
}

/// What a credit note takes over from its invoice, as far as that has it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct TakenOver {
    #[serde(deserialize_with = "said")]
    practitioner: Option<Option<Practitioner>>,
    exemptions: Option<Vec<Exemption>>,
}

/// What is stored, read.
fn read<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T> {
    let broken = |error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error));
    Ok(serde_json::from_str(text).map_err(broken)?)
}

/// A part that is there, though it be null.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// What an invoice would freeze if it were issued now, as JSON: for a draft.
///
/// # Errors
/// 404 for an unknown invoice.
pub(crate) fn present(sql: &Sql<'_>, id: Id) -> Result<String> {
    of(sql, &store::load(sql, id)?)
}

/// Clinic, practitioner, patient, texts and reasons of exemption as they are now, as JSON.
///
/// # Errors
/// What SQLite says.
pub(super) fn of(sql: &Sql<'_>, invoice: &Invoice) -> Result<String> {
    frozen(sql, invoice)?.to_json()
}

/// What a credit note freezes: all as it is now, but who practised and why lines bore no tax, which are
/// those of its invoice, whatever has changed since; the reasons only where the note itself takes back
/// something untaxed.
///
/// # Errors
/// 500 where what the invoice froze cannot be read; what SQLite says.
pub(super) fn of_note(sql: &Sql<'_>, invoice: &Invoice, is_untaxed: bool) -> Result<String> {
    let mut frozen = frozen(sql, invoice)?;
    let statement = "SELECT snapshot FROM billing WHERE id = ?1";
    let stored: Option<String> = sql.one(statement, params![invoice.id], |row| row.get(0))?;
    let stored: TakenOver = stored.as_deref().map(read).transpose()?.unwrap_or_default();
    if let Some(known) = stored.practitioner {
        frozen.practitioner = known;
    }
    if let Some(known) = stored.exemptions {
        frozen.exemptions = known;
    }
    if !is_untaxed {
        frozen.exemptions.clear();
    }
    frozen.to_json()
}

fn frozen(sql: &Sql<'_>, invoice: &Invoice) -> Result<Frozen> {
    let clinic = settings::store::load(sql)?;
    let head = &invoice.head;
    Ok(Frozen {
        clinic: Issuer {
            name: Some(clinic.name),
            address: clinic.address,
            registration_number: clinic.registration_number,
            iban: clinic.iban,
            logo_sha256: clinic.logo_sha256,
        },
        practitioner: practitioner(sql, head.visit_id, head.patient_id)?,
        patient: addressee(sql, head.patient_id)?,
        texts: Texts {
            header: clinic.invoice_header,
            footer: clinic.invoice_footer,
            tax_exemption: clinic.tax_exemption_text,
            payment_terms: clinic.payment_terms,
        },
        exemptions: exemptions(sql, invoice)?,
    })
}

fn addressee(sql: &Sql<'_>, patient: Id) -> Result<Addressee> {
    let statement = "SELECT nullif(first_name, '') AS first_name, last_name, address, postal_code, city, \
                     country, date_of_birth, file_number FROM patients WHERE id = ?1";
    sql.one(statement, params![patient], |row| {
        Ok(Addressee {
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
            address: row.get("address")?,
            postal_code: row.get("postal_code")?,
            city: row.get("city")?,
            country: row.get("country")?,
            date_of_birth: row.get("date_of_birth")?,
            file_number: row.get("file_number")?,
        })
    })
}

fn practitioner(sql: &Sql<'_>, visit: Option<Id>, patient: Id) -> Result<Option<Practitioner>> {
    let statement = "SELECT u.first_name || ' ' || u.last_name, u.registration_number FROM users u \
                     WHERE u.id = coalesce((SELECT v.dietitian_id FROM visits v WHERE v.id = ?1), \
                     (SELECT p.assigned_dietitian_id FROM patients p WHERE p.id = ?2))";
    sql.maybe(statement, params![visit, patient], |row| {
        let name: String = row.get(0)?;
        let name = Some(name.trim().to_owned());
        Ok(Practitioner { name, registration_number: row.get(1)? })
    })
}

/// Why lines bear no tax, by their place from 1, as the price list says of their services.
fn exemptions(sql: &Sql<'_>, invoice: &Invoice) -> Result<Vec<Exemption>> {
    let mut reasons = Vec::new();
    for (line, position) in invoice.lines.iter().zip(1..) {
        let Some(service) = line.service_id.filter(|_| line.is_untaxed()) else { continue };
        let statement = "SELECT exemption_reason FROM services WHERE id = ?1";
        let reason: Option<Option<String>> = sql.maybe(statement, [service], |row| row.get(0))?;
        if let Some(reason) = reason.flatten() {
            reasons.push(Exemption { position, reason });
        }
    }
    Ok(reasons)
}
