//! `POST /api/{patients,visits,billing}/<id>/history/<version>/restore`.

use rocket::{Route, post, routes};

use super::{
    Asked, KeptInvoice, KeptMeasurement, KeptPatient, KeptVisit, Registrar, Wanted,
    no_such_version, put_back,
};
use crate::auth::{May, may};
use crate::billing::api as billing_api;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::history::store;
use crate::http::{Answer, Fields, IfMatch, OptionalBody, PathId};
use crate::ids::Id;
use crate::patients::{self, Author};
use crate::settings::InForce;
use crate::visits::change::{Writer, visible};
use crate::visits::{self, VisitRecord, api as visit_api};

pub(in crate::history) fn routes() -> Vec<Route> {
    routes![patient, visit, invoice]
}

/// What a body asks of the version in the address.
fn asked(
    version: &str,
    if_match: IfMatch,
    mut fields: Fields,
    allow_overlap: bool,
) -> Result<(Wanted, Asked)> {
    let seq = version.parse().map_err(|_| no_such_version())?;
    let precondition = if_match.and(&mut fields);
    let field = fields.line("field", 1..=100).value();
    fields.finish()?;
    let wanted = field.map_or(Wanted::Version(seq), |field| Wanted::Field(seq, field));
    Ok((wanted, Asked { precondition, allow_overlap }))
}

/// Puts back a version of a visit, or of what was measured at it.
///
/// # Errors
/// As [`put_back`].
pub(crate) fn visit_back(
    tx: &Tx<'_>,
    writer: &Writer,
    id: Id,
    wanted: &Wanted,
    asked: Asked,
) -> Result<VisitRecord> {
    visible(tx, writer, id, false)?;
    match store::measurement_of(tx, id, wanted.seq())? {
        None => put_back::<KeptVisit>(tx, writer, id, wanted, asked),
        Some(measurement) => {
            put_back::<KeptMeasurement>(tx, writer, (id, measurement), wanted, asked)?;
            visible(tx, writer, id, false)
        }
    }
}

#[post("/patients/<id>/history/<version>/restore", data = "<body>")]
async fn patient(
    caller: May<may::PatientsUpdate>,
    id: PathId,
    version: &str,
    if_match: IfMatch,
    settings: InForce,
    db: Db,
    body: OptionalBody,
) -> Result<Answer> {
    let id = id.get()?;
    let (wanted, asked) = asked(version, if_match, body.fields(), false)?;
    let today = settings.0.zone.day_of(db.database().clock().now());
    let author = Registrar { author: Author::from(&*caller), today };
    let back = db.write(move |tx| put_back::<KeptPatient>(tx, &author, id, &wanted, asked)).await?;
    Ok(patients::api::answer(&back))
}

#[post("/visits/<id>/history/<version>/restore", data = "<body>")]
async fn visit(
    caller: May<may::VisitsUpdate>,
    id: PathId,
    version: &str,
    if_match: IfMatch,
    settings: InForce,
    db: Db,
    body: OptionalBody,
) -> Result<Answer> {
    let id = id.get()?;
    let mut fields = body.fields();
    let allow_overlap = fields.flag("allow_overlap").value().unwrap_or(false);
    let (wanted, asked) = asked(version, if_match, fields, allow_overlap)?;
    let writer = visits::writer::writer_of(&caller, &settings);
    let back = db.write(move |tx| {
        let detail = visit_back(tx, &writer, id, &wanted, asked)?;
        visit_api::shown(tx, &writer, detail)
    });
    Ok(visit_api::answer(back.await?))
}

#[post("/billing/<id>/history/<version>/restore", data = "<body>")]
async fn invoice(
    caller: May<may::BillingUpdate>,
    id: PathId,
    version: &str,
    if_match: IfMatch,
    settings: InForce,
    db: Db,
    body: OptionalBody,
) -> Result<Answer> {
    let id = id.get()?;
    let (wanted, asked) = asked(version, if_match, body.fields(), false)?;
    let clerk = billing_api::clerk_of(&caller, &settings);
    let back = db.write(move |tx| put_back::<KeptInvoice>(tx, &clerk, id, &wanted, asked)).await?;
    Ok(billing_api::answer(&back))
}
