//! What an invoice or a credit note freezes: who issued it, to whom, and the texts of that day.

use rusqlite::params;
use serde_json::{Value, json};

use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;
use crate::settings;

/// Clinic, patient and texts as they are now, as JSON.
///
/// # Errors
/// What SQLite says.
pub fn take(tx: &Tx<'_>, patient: Id) -> Result<String> {
    let clinic = settings::store::load(tx)?;
    let statement = "SELECT json_object('first_name', nullif(first_name, ''), 'last_name', last_name, \
                     'address', address, 'postal_code', postal_code, 'city', city, \
                     'country', country) FROM patients WHERE id = ?1";
    let patient: String = tx.one(statement, params![patient], |row| row.get(0))?;
    let patient: Value = serde_json::from_str(&patient).unwrap_or_default();
    let frozen = json!({
        "clinic": {
            "name": clinic.name,
            "address": clinic.address,
            "registration_number": clinic.registration_number,
        },
        "patient": patient,
        "texts": {
            "header": clinic.invoice_header,
            "footer": clinic.invoice_footer,
            "tax_exemption": clinic.tax_exemption_text,
        },
    });
    Ok(frozen.to_string())
}
