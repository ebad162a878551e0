//! Who changes an invoice, and what every change of one has in common: the invoice before and after
//! it, its audit row, the answers that it makes untrue.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::Invoice;
use super::dates::must_be_dated;
use super::payment_input::PaymentDetails;
use super::store::{self, Shown};
use crate::audit::{Action, Entry, diff, record};
use crate::cache::Tag;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;
use crate::patients::Author;
use crate::settings::Settings;

/// Whoever changes an invoice, with the settings that were in force when the request came.
#[derive(Clone, Debug)]
pub struct Clerk {
    pub author: Author,
    pub clinic: Arc<Settings>,
}

impl Clerk {
    /// Today in the clinic's zone.
    pub fn today(&self, tx: &Tx<'_>) -> Date {
        self.clinic.zone.day_of(tx.now())
    }

    /// The day of a payment: today unless it names another.
    ///
    /// # Errors
    /// 400 for one that no payment can have.
    pub fn booked_on(&self, tx: &Tx<'_>, details: &PaymentDetails) -> Result<Date> {
        let today = self.today(tx);
        must_be_dated(&[(details.date_field, details.date)], today)?;
        Ok(details.date.unwrap_or(today))
    }

    /// When an invoice of that day is due by the clinic's terms of payment.
    pub fn due_after(&self, day: Date) -> Date {
        day.checked_add(self.clinic.payment_terms_days.days()).unwrap_or(day)
    }
}

/// The invoice, if the clerk may see it.
pub(crate) fn visible(tx: &Tx<'_>, clerk: &Clerk, id: Id) -> Result<Invoice> {
    let found = store::load(tx, id)?;
    found.must_be_in(clerk.author.scope)?;
    Ok(found)
}

/// The invoice as answers show it.
pub(crate) fn stored(tx: &Tx<'_>, clerk: &Clerk, id: Id) -> Result<Shown> {
    store::shown(tx, id, clerk.today(tx))?.ok_or_else(|| store::unknown(id))
}

/// The audit row of a change, and the answers that it makes untrue.
pub(crate) fn record_and_invalidate(
    tx: &Tx<'_>,
    clerk: &Clerk,
    action: Action,
    invoice: &Invoice,
    changes: Map<String, Value>,
) -> Result<()> {
    let patient = invoice.head.patient_id;
    let entry = Entry::new(action, "billing").on(invoice.id).of_patient(patient).changing(changes);
    record(tx, &clerk.author.actor, &entry)?;
    tx.touch(Tag::Billing);
    tx.touch(Tag::Patient(patient));
    Ok(())
}

/// The audit row of a deposit that came, was used or was taken back, and the answers that it makes
/// untrue.
pub(super) fn record_deposit(
    tx: &Tx<'_>,
    clerk: &Clerk,
    action: Action,
    (deposit, patient): (Id, Id),
    told: Told,
) -> Result<()> {
    let entry = Entry::new(action, "payment").on(deposit).of_patient(patient);
    record(tx, &clerk.author.actor, &entry.changing(told.beside(Map::new())))?;
    tx.touch(Tag::Billing);
    tx.touch(Tag::Patient(patient));
    Ok(())
}

/// The documents that moved something on an invoice, for its audit row: whoever is given them writes
/// them there.
#[derive(Debug, Default)]
#[must_use = "what moved stands in the audit row"]
pub(crate) struct Told(Map<String, Value>);

impl Told {
    /// One document under its name.
    pub fn of(name: &str, document: Value) -> Self {
        Self(Map::from_iter([(name.to_owned(), json!({ "old": null, "new": document }))]))
    }

    /// This and what moved besides.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Whether nothing moved.
    pub fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }

    /// The changes of a row, with what caused them.
    pub fn beside(self, mut changes: Map<String, Value>) -> Map<String, Value> {
        changes.extend(self.0);
        changes
    }
}

/// A change of the figures, with what caused it.
pub(crate) fn changes_with(old: &Invoice, new: &Invoice, told: Told) -> Map<String, Value> {
    told.beside(diff(&old.facts(), &new.facts()))
}
