//! `/api/export`.

use rocket::fairing::AdHoc;
use rocket::{get, routes};

use super::desk::{Desk, Turns};
use super::payments;
use super::store::{BILLING, PATIENTS, VISITS};
use crate::auth::{May, may};
use crate::error::Result;
use crate::http::{Download, Parameters};

/// The routes of this feature.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("exports", |rocket| async {
        rocket.manage(Turns::all()).mount(
            "/api/export",
            routes![of_patients, of_visits, of_billing, of_payments, of_journal],
        )
    })
}

macro_rules! exports {
    ($($handler:ident $path:literal $permission:ident $subject:path;)+) => {
        $(
            #[get($path)]
            async fn $handler(
                caller: May<may::$permission>,
                parameters: Parameters,
                desk: Desk<'_>,
            ) -> Result<Download> {
                let asked = desk.asked_by_program(parameters)?;
                desk.list(&caller, &$subject, asked).await
            }
        )+
    };
}

exports! {
    of_patients "/patients" ExportPatients PATIENTS;
    of_visits "/visits" ExportVisits VISITS;
    of_billing "/billing" ExportBilling BILLING;
}

#[get("/payments")]
async fn of_payments(
    caller: May<may::ExportBilling>,
    parameters: Parameters,
    desk: Desk<'_>,
) -> Result<Download> {
    let asked = desk.asked_by_program(parameters)?;
    desk.file(&caller, asked, payments::order).await
}

#[get("/journal")]
async fn of_journal(
    caller: May<may::ExportBilling>,
    parameters: Parameters,
    desk: Desk<'_>,
) -> Result<Download> {
    let asked = desk.asked_by_program(parameters)?;
    desk.journal(&caller, asked).await
}
