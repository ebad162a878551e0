//! `/export/<list>`: the file of a list, in the words of its reader.

use std::sync::Arc;

use rocket::{Route, get, routes};

use crate::auth::may;
use crate::error::Result;
use crate::exports::api::Desk;
use crate::exports::{BILLING, PATIENTS, VISITS, Words};
use crate::http::{Download, Parameters};
use crate::ui::language::Language;
use crate::ui::staff::Staff;

pub fn routes() -> Vec<Route> {
    routes![of_patients, of_visits, of_billing]
}

/// People read headings and choices in their language.
fn said_in(language: Language) -> Words {
    Arc::new(move |code| language.code(code))
}

#[get("/export/patients")]
async fn of_patients(
    caller: Staff<may::ExportPatients>,
    parameters: Parameters,
    desk: Desk<'_>,
) -> Result<Download> {
    desk.export(&caller, &PATIENTS, parameters, said_in(caller.look.language)).await
}

#[get("/export/visits")]
async fn of_visits(
    caller: Staff<may::ExportVisits>,
    parameters: Parameters,
    desk: Desk<'_>,
) -> Result<Download> {
    desk.export(&caller, &VISITS, parameters, said_in(caller.look.language)).await
}

#[get("/export/billing")]
async fn of_billing(
    caller: Staff<may::ExportBilling>,
    parameters: Parameters,
    desk: Desk<'_>,
) -> Result<Download> {
    desk.export(&caller, &BILLING, parameters, said_in(caller.look.language)).await
}
