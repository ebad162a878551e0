//! A change of the settings: what its body may say.

use super::Settings;
use super::accounts::AccountsChange;
use super::iban;
use crate::clock::Zone;
use crate::http::NO_CURRENCY;
use crate::http::{Field, Fields};
use crate::message::message;
use crate::money::is_currency;

const LONGEST_TEXT: usize = 2000;

/// What an update names; the rest stays.
pub struct Change {
    name: Field<String>,
    address: Field<String>,
    registration_number: Field<String>,
    time_zone: Field<String>,
    currency: Field<String>,
    locale: Field<&'static str>,
    invoice_header: Field<String>,
    invoice_footer: Field<String>,
    tax_exemption_text: Field<String>,
    iban: Field<String>,
    payment_terms: Field<String>,
    payment_terms_days: Field<i64>,
    active_months: Field<i64>,
    signing_required: Field<bool>,
    accounts: AccountsChange,
}

impl Change {
    /// Reads the fields of a body; the bad ones are named when `fields` finishes.
    pub fn read(fields: &mut Fields) -> Self {
        let name = fields.line("name", 1..=200);
        let time_zone = fields.line("time_zone", 1..=64);
        if let Field::Set(zone) = &time_zone
            && Zone::named(zone).is_none()
        {
            fields.refuse("time_zone", message("is-zone", "must be a zone like Europe/Paris"));
        }
        let currency = fields.line("currency", 3..=3);
        if let Field::Set(code) = &currency
            && !is_currency(code)
        {
            fields.refuse("currency", NO_CURRENCY);
        }
        let locale = fields.choice("locale", &["en", "fr"]);
        let payment_terms_days = fields.integer("payment_terms_days", 0..=365);
        let active_months = fields.integer("active_months", 1..=120);
        let signing_required = fields.flag("signing_required");
        Self {
            name: fields.not_null("name", name),
            address: fields.text("address", LONGEST_TEXT),
            registration_number: fields.line("registration_number", 1..=200),
            time_zone: fields.not_null("time_zone", time_zone),
            currency: fields.not_null("currency", currency),
            locale: fields.not_null("locale", locale),
            invoice_header: fields.text("invoice_header", LONGEST_TEXT),
            invoice_footer: fields.text("invoice_footer", LONGEST_TEXT),
            tax_exemption_text: fields.text("tax_exemption_text", LONGEST_TEXT),
            iban: iban::read(fields),
            payment_terms: fields.text("payment_terms", LONGEST_TEXT),
            payment_terms_days: fields.not_null("payment_terms_days", payment_terms_days),
            active_months: fields.not_null("active_months", active_months),
            signing_required: fields.not_null("signing_required", signing_required),
            accounts: AccountsChange::read(fields),
        }
    }

    /// The settings with this change made.
    pub(super) fn apply(self, old: &Settings) -> Settings {
        let kept = |field: Field<String>, old: &String| field.value().unwrap_or(old.clone());
        let locale = kept(self.locale.map(str::to_owned), &old.locale);
        Settings {
            accounts: old.accounts.changed(self.accounts, &locale),
            name: kept(self.name, &old.name),
            address: self.address.or(old.address.clone()),
            registration_number: self.registration_number.or(old.registration_number.clone()),
            time_zone: kept(self.time_zone, &old.time_zone),
            currency: kept(self.currency, &old.currency),
            locale,
            invoice_header: self.invoice_header.or(old.invoice_header.clone()),
            invoice_footer: self.invoice_footer.or(old.invoice_footer.clone()),
            tax_exemption_text: self.tax_exemption_text.or(old.tax_exemption_text.clone()),
            iban: self.iban.or(old.iban.clone()),
            payment_terms: self.payment_terms.or(old.payment_terms.clone()),
            logo_sha256: old.logo_sha256.clone(),
            payment_terms_days: self.payment_terms_days.value().unwrap_or(old.payment_terms_days),
            active_months: self.active_months.value().unwrap_or(old.active_months),
            signing_required: self.signing_required.value().unwrap_or(old.signing_required),
            signing_required_since: old.signing_required_since,
            updated_at: old.updated_at.clone(),
            version: old.version,
            is_confirmed: old.is_confirmed,
            visit_types: old.visit_types.clone(),
            zone: old.zone.clone(),
        }
    }
}
