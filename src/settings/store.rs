//! The one row of `settings`.

use rusqlite::params;

use super::Settings;
use crate::clock::Zone;
use crate::config;
use crate::db::{Sql, Tx};
use crate::error::{Error, Result};

/// The stored settings.
///
/// # Errors
/// What SQLite says; a zone that this build does not know.
pub fn load(sql: &Sql<'_>) -> Result<Settings> {
    let (mut settings, zone) = sql.one(
        "SELECT name, address, registration_number, time_zone, currency, locale, invoice_header, \
         invoice_footer, tax_exemption_text, payment_terms_days, updated_at, version \
         FROM settings WHERE id = 1",
        [],
        |row| {
            let time_zone: String = row.get("time_zone")?;
            let zone = Zone::named(&time_zone);
            let settings = Settings {
                name: row.get("name")?,
                address: row.get("address")?,
                registration_number: row.get("registration_number")?,
                time_zone,
                currency: row.get("currency")?,
                locale: row.get("locale")?,
                invoice_header: row.get("invoice_header")?,
                invoice_footer: row.get("invoice_footer")?,
                tax_exemption_text: row.get("tax_exemption_text")?,
                payment_terms_days: row.get("payment_terms_days")?,
                updated_at: row.get("updated_at")?,
                version: row.get("version")?,
                zone: Zone::utc(),
            };
            Ok((settings, zone))
        },
    )?;
    settings.zone = zone.ok_or_else(|| {
        Error::internal(format!("the time zone {} is not known", settings.time_zone))
    })?;
    Ok(settings)
}

/// Gives a new clinic its first settings; an old one keeps its own.
///
/// # Errors
/// What SQLite says.
pub fn ensure(tx: &Tx<'_>, first: &config::Clinic) -> Result<()> {
    tx.run(
        "INSERT OR IGNORE INTO settings (id, name, time_zone, currency, locale, updated_at) \
         VALUES (1, ?1, ?2, ?3, ?4, ?5)",
        params![first.name, first.time_zone, first.currency, first.locale, tx.now()],
    )?;
    Ok(())
}
