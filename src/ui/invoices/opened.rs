//! An invoice that somebody opens, and its page.

use serde_json::value::RawValue;

use super::ROOM;
use super::document::InvoicePage;
use crate::auth::{Caller, Scope};
use crate::billing::view::InvoiceView;
use crate::billing::{snapshot, store as billing};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::money::Amount;
use crate::settings::InForce;
use crate::ui::staff::{Look, Shell};

/// The invoice, if the scope shows it.
pub(super) async fn shown(
    db: &Db,
    id: Id,
    scope: Scope,
    settings: &InForce,
) -> Result<InvoiceView> {
    let today = settings.0.zone.day_of(db.database().clock().now());
    db.read(move |sql| {
        let shown = billing::shown(sql, id, today)?.ok_or_else(|| billing::unknown(id))?;
        shown.must_be_in(scope)?;
        Ok(shown.invoice)
    })
    .await
}

/// The page of the invoice, and what was wrong with what was asked of it.
pub(super) async fn page(
    caller: &Caller,
    look: Look,
    id: Id,
    settings: &InForce,
    db: &Db,
) -> Result<InvoicePage> {
    let mut invoice = shown(db, id, caller.scope(), settings).await?;
    if invoice.snapshot.is_none() {
        // A draft is shown as it would be issued now.
        let present = db.read(move |sql| snapshot::present(sql, id)).await?;
        invoice.snapshot = Some(RawValue::from_string(present).map_err(Error::internal)?);
    }
    let (patient, currency) = (invoice.patient_id, invoice.currency.clone());
    let credit = db.read(move |sql| billing::credit_sum(sql, patient, &currency)).await?;
    let credit = Amount::new(credit, invoice.currency.as_str());
    let today = settings.0.zone.day_of(db.database().clock().now());
    let shell = Shell::new(caller, look, settings, ROOM);
    let mut page = InvoicePage::of(&invoice, caller, shell, settings, today)?;
    page.credit = (credit.minor > 0).then(|| look.language.money_of(&credit));
    Ok(page)
}
