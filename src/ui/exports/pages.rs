//! `/export/<list>`: the file of a list, in the words of its reader.

use std::sync::Arc;

use rocket::{Request, Route, get, routes};

use crate::auth::may;
use crate::error::Result;
use crate::exports::desk::Desk;
use crate::exports::reader::Reader;
use crate::exports::{BILLING, PATIENTS, VISITS, payments};
use crate::http::{Download, Parameters};
use crate::ui::language::Language;
use crate::ui::staff::Staff;

pub fn routes() -> Vec<Route> {
    routes![of_patients, of_visits, of_billing, of_payments, of_journal]
}

/// Whoever asked, in the language of their pages.
pub(in crate::ui) fn reader_of(request: &Request<'_>) -> Arc<dyn Reader> {
    Arc::new(Language::of(request))
}

#[get("/export/patients")]
async fn of_patients(
    caller: Staff<may::ExportPatients>,
    parameters: Parameters,
    desk: Desk<'_>,
) -> Result<Download> {
    let asked = desk.asked_by_person(parameters)?;
    desk.list(&caller, &PATIENTS, asked).await
}

#[get("/export/visits")]
async fn of_visits(
    caller: Staff<may::ExportVisits>,
    parameters: Parameters,
    desk: Desk<'_>,
) -> Result<Download> {
    let asked = desk.asked_by_person(parameters)?;
    desk.list(&caller, &VISITS, asked).await
}

#[get("/export/billing")]
async fn of_billing(
    caller: Staff<may::ExportBilling>,
    parameters: Parameters,
    desk: Desk<'_>,
) -> Result<Download> {
    let asked = desk.asked_by_person(parameters)?;
    desk.list(&caller, &BILLING, asked).await
}

#[get("/export/payments")]
async fn of_payments(
    caller: Staff<may::ExportBilling>,
    parameters: Parameters,
    desk: Desk<'_>,
) -> Result<Download> {
    let asked = desk.asked_by_person(parameters)?;
    desk.file(&caller, asked, payments::order).await
}

#[get("/export/journal")]
async fn of_journal(
    caller: Staff<may::ExportBilling>,
    parameters: Parameters,
    desk: Desk<'_>,
) -> Result<Download> {
    let asked = desk.asked_by_person(parameters)?;
    desk.journal(&caller, asked).await
}
