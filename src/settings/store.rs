//! The one row of `settings`.

use rusqlite::params;
use serde_json::json;

use super::accounts::Accounts;
use super::visit_types::{self, VisitTypes};
use super::{Change, Settings};
use crate::audit::{self, Action, Actor, Entry, diff};
use crate::cache::Tag;
use crate::clock::{Moment, Zone};
use crate::config;
use crate::db::{Sql, Tx};
use crate::derivation::rederive_children;
use crate::error::{Error, Result};
use crate::http::Precondition;
use crate::shown::Shows;

/// The stored settings.
///
/// # Errors
/// What SQLite says; a zone that this build does not know.
pub fn load(sql: &Sql<'_>) -> Result<Settings> {
    let (mut settings, zone) = sql.one(
        "SELECT name, address, registration_number, time_zone, currency, locale, invoice_header, \
         invoice_footer, tax_exemption_text, iban, payment_terms, logo_sha256, payment_terms_days, \
         active_months, signing_required_since, accounts, updated_at, version, \
         confirmed_at IS NOT NULL AS is_confirmed FROM settings WHERE id = 1",
        [],
        |row| {
            let time_zone: String = row.get("time_zone")?;
            let zone = Zone::named(&time_zone);
            let locale: String = row.get("locale")?;
            let accounts: Option<String> = row.get("accounts")?;
            let settings = Settings {
                accounts: Accounts::of(accounts.as_deref(), &locale),
                name: row.get("name")?,
                address: row.get("address")?,
                registration_number: row.get("registration_number")?,
                time_zone,
                currency: row.get("currency")?,
                locale,
                invoice_header: row.get("invoice_header")?,
                invoice_footer: row.get("invoice_footer")?,
                tax_exemption_text: row.get("tax_exemption_text")?,
                iban: row.get("iban")?,
                payment_terms: row.get("payment_terms")?,
                logo_sha256: row.get("logo_sha256")?,
                payment_terms_days: row.get("payment_terms_days")?,
                active_months: row.get("active_months")?,
                signing_required: row.get::<_, Option<Moment>>("signing_required_since")?.is_some(),
                signing_required_since: row.get("signing_required_since")?,
                updated_at: row.get("updated_at")?,
                version: row.get("version")?,
                is_confirmed: row.get("is_confirmed")?,
                zone: Zone::utc(),
                visit_types: VisitTypes::default(),
            };
            Ok((settings, zone))
        },
    )?;
    settings.zone = zone.ok_or_else(|| {
        Error::internal(format!("the time zone {} is not known", settings.time_zone))
    })?;
    settings.visit_types = visit_types::store::load(sql)?;
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

/// Changes the settings. A change of nothing writes nothing.
///
/// # Errors
/// 409 with the settings as they are when they are not the ones that the change builds on.
pub fn update(
    tx: &Tx<'_>,
    actor: &Actor,
    change: Change,
    precondition: Precondition,
) -> Result<Settings> {
    let old = load(tx)?;
    precondition
        .check(old.version, || Ok((json!({ "settings": old }).to_string(), Shows::nothing())))?;
    let changed = change.apply(&old);
    let differences = diff(&old, &changed);
    if differences.is_empty() {
        return Ok(old);
    }
    tx.run(
        "UPDATE settings SET name = ?1, address = ?2, registration_number = ?3, time_zone = ?4, \
         currency = ?5, locale = ?6, invoice_header = ?7, invoice_footer = ?8, \
         tax_exemption_text = ?9, payment_terms_days = ?10, updated_by = ?11, updated_at = ?12, \
         active_months = ?13, accounts = ?14, iban = ?16, payment_terms = ?17, \
         signing_required_since = CASE WHEN ?15 THEN coalesce(signing_required_since, ?12) END, \
         confirmed_at = coalesce(confirmed_at, ?12), version = version + 1 WHERE id = 1",
        params![
            changed.name,
            changed.address,
            changed.registration_number,
            changed.time_zone,
            changed.currency,
            changed.locale,
            changed.invoice_header,
            changed.invoice_footer,
            changed.tax_exemption_text,
            changed.payment_terms_days,
            actor.user_id,
            tx.now(),
            changed.active_months,
            changed.accounts.stored(),
            changed.signing_required,
            changed.iban,
            changed.payment_terms,
        ],
    )?;
    if changed.time_zone != old.time_zone {
        rederive_children(tx)?;
    }
    audit::record(tx, actor, &Entry::new(Action::Update, "settings").changing(differences))?;
    tx.touch(Tag::Settings);
    load(tx)
}

/// Notes that somebody takes the settings as they are. The first time only.
///
/// # Errors
/// What SQLite says.
pub fn confirm(tx: &Tx<'_>, actor: &Actor) -> Result<Settings> {
    let noted = "UPDATE settings SET confirmed_at = ?1 WHERE id = 1 AND confirmed_at IS NULL";
    if tx.run(noted, [tx.now()])? == 1 {
        let changes = diff(&json!({ "confirmed": false }), &json!({ "confirmed": true }));
        audit::record(tx, actor, &Entry::new(Action::Update, "settings").changing(changes))?;
        tx.touch(Tag::Settings);
    }
    load(tx)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::clock::Clock;
    use crate::config::Config;
    use crate::db::{Database, Meter};
    use crate::http::Fields;
    use crate::settings::Current;

    fn clinic(folder: &std::path::Path) -> Database {
        let config = Config::default().with_data(folder);
        let (database, _) = Database::open(&config, Clock::default()).unwrap();
        database.write_here(&Meter::default(), |tx| ensure(tx, &config.clinic)).unwrap();
        database
    }

    fn change(database: &Database, body: &Value) -> Result<Settings> {
        let mut fields = Fields::of(body.as_object().unwrap().clone());
        let precondition = Precondition::read(None, &mut fields);
        let change = Change::read(&mut fields);
        fields.finish()?;
        database.write_here(&Meter::default(), |tx| {
            update(tx, &Actor::command_line(), change, precondition)
        })
    }

    #[test]
    fn a_change_is_partial_and_null_clears() {
        let folder = tempfile::tempdir().unwrap();
        let clinic = clinic(folder.path());
        let body = json!({"name": "Santé", "address": "1 rue", "time_zone": "Europe/Paris"});
        assert_eq!(change(&clinic, &body).unwrap().version, 2);
        let settings = change(&clinic, &json!({"address": null, "version": 2})).unwrap();
        assert_eq!((settings.name.as_str(), settings.address), ("Santé", None));
        assert_eq!(settings.zone, Zone::named("Europe/Paris").unwrap());
    }

    #[test]
    fn a_change_of_nothing_makes_no_version_and_no_audit_row() {
        let folder = tempfile::tempdir().unwrap();
        let clinic = clinic(folder.path());
        assert_eq!(change(&clinic, &json!({"currency": "EUR"})).unwrap().version, 1);
        let count = "SELECT count(*) FROM audit_logs WHERE resource_type = 'settings'";
        let rows = clinic
            .read_here(&Meter::default(), |sql| sql.one(count, [], |row| row.get::<_, i64>(0)));
        assert_eq!(rows.unwrap(), 0);
    }

    #[test]
    fn a_stale_change_answers_with_the_settings_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let clinic = clinic(folder.path());
        let error = change(&clinic, &json!({"name": "Other", "version": 7})).unwrap_err();
        assert_eq!(error.code(), "STALE_WRITE");
        let data: Value = serde_json::from_str(error.data().unwrap()).unwrap();
        assert_eq!(data["settings"]["version"], 1);
    }

    #[test]
    fn every_bad_field_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let clinic = clinic(folder.path());
        let body = json!({
            "name": "", "time_zone": "Mars/Olympus", "currency": "eur", "locale": "de",
            "payment_terms_days": 366, "invoice_footer": "x".repeat(2001), "address": 7,
        });
        let error = change(&clinic, &body).unwrap_err();
        let mut named: Vec<_> = error.details().iter().map(|d| d.field.as_str()).collect();
        named.sort_unstable();
        let bad = "address currency invoice_footer locale name payment_terms_days time_zone";
        assert_eq!(named.join(" "), bad);
    }

    #[test]
    fn new_settings_are_in_force_before_any_answer_can_be_kept_again() {
        let folder = tempfile::tempdir().unwrap();
        let clinic = clinic(folder.path());
        let meter = Meter::default();
        let current = Current::new(clinic.read_here(&meter, load).unwrap());
        let in_force = current.clone();
        let generations = clinic.generations().clone();
        clinic
            .write_here(&meter, |tx| {
                tx.touch(Tag::Settings);
                let mut next = load(tx)?;
                next.version += 1;
                tx.on_commit(move || {
                    assert!(!generations.is_current(generations.now(), &[Tag::Settings]));
                    in_force.set(next);
                });
                Ok(())
            })
            .unwrap();
        assert_eq!(current.get().version, 2);
    }
}
