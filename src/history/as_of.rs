//! `?as_of=` of a patient, a visit and an invoice: the record as it stood at an instant; with `include`
//! a patient's whole file.

use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, Route, async_trait, get, routes};
use serde_json::json;

use super::past::{self, Glance, Parts};
use super::store;
use crate::auth::{Caller, May, Permission, may};
use crate::clock::Moment;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::{Answer, Parameters, PathId};
use crate::settings::InForce;
use crate::shown::Shows;

pub(super) fn routes() -> Vec<Route> {
    routes![patient_then, visit_then, invoice_then]
}

/// The instant of `as_of`, as it was sent; a request without one is another route's, which ranks after
/// these: its path below its own mount has no word of its own.
pub(crate) struct AsOf(String);

#[async_trait]
impl<'r> FromRequest<'r> for AsOf {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let sent = request.uri().query().into_iter().flat_map(|query| query.segments());
        match sent.into_iter().find(|(name, _)| *name == "as_of") {
            Some((_, instant)) => Outcome::Success(Self(instant.replace(' ', "+"))),
            None => Outcome::Forward(Status::NotFound),
        }
    }
}

impl AsOf {
    /// As it was sent.
    pub fn sent(&self) -> &str {
        &self.0
    }

    /// # Errors
    /// 400 for what is no instant.
    pub fn glance(&self, caller: &Caller, settings: &InForce, now: Moment) -> Result<Glance> {
        let zone = &settings.0.zone;
        let instant = zone.parse(&self.0).map_err(|must| Error::field("as_of", must))?;
        let (scope, notes) = (caller.scope(), caller.notes());
        Ok(Glance { instant, day: zone.day_of(instant), scope, notes, now })
    }
}

/// The parts that `include` names, each of those who may read it.
fn parts(parameters: &Parameters, caller: &Caller) -> Result<Parts> {
    let mut parts = Parts::default();
    let named = parameters.get("include").unwrap_or_default().split(',').map(str::trim);
    for name in named.filter(|name| !name.is_empty()) {
        match name {
            "visits" => parts.visits = true,
            "billing" => parts.billing = true,
            _ => return Err(Error::field("include", "must be a comma list of visits, billing")),
        }
    }
    for (is_asked, permission) in
        [(parts.visits, Permission::VisitsRead), (parts.billing, Permission::BillingRead)]
    {
        if is_asked {
            caller.must(permission)?;
        }
    }
    Ok(parts)
}

/// A patient's own fields at that instant, and the visits and invoices that there were.
#[get("/patients/<id>")]
async fn patient_then(
    as_of: AsOf,
    caller: May<may::PatientsRead>,
    id: PathId,
    parameters: Parameters,
    settings: InForce,
    db: Db,
) -> Result<Answer> {
    let parts = parts(&parameters, &caller)?;
    let id = id.get()?;
    let at = as_of.glance(&caller, &settings, db.database().clock().now())?;
    let file = db.read_much(move |sql| past::file(sql, id, at, parts)).await?;
    let visits = file.visits.iter().flatten().map(|visit| visit.id);
    let invoices = file.billing.iter().flatten().map(|invoice| invoice.id);
    let shows = Shows::record("patient", id)
        .and(Shows::texts("visit", visits))
        .and(Shows::texts("billing", invoices));
    Ok(Answer::record(json!(file), shows))
}

/// A visit's own fields and its measurements at that instant.
#[get("/visits/<id>")]
async fn visit_then(
    as_of: AsOf,
    caller: May<may::VisitsRead>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Answer> {
    let id = id.get()?;
    let at = as_of.glance(&caller, &settings, db.database().clock().now())?;
    let read =
        db.read(move |sql| Ok((past::visit(sql, id, at)?, store::known_since(sql)?))).await?;
    let (visit, since) = read;
    let data = json!({
        "visit": visit, "as_of": at.instant, "known_since": since,
        "incomplete": visit.is_incomplete,
    });
    Ok(Answer::record(data, Shows::record("visit", id)))
}

/// An invoice's own fields and lines at that instant.
#[get("/billing/<id>")]
async fn invoice_then(
    as_of: AsOf,
    caller: May<may::BillingRead>,
    id: PathId,
    settings: InForce,
    db: Db,
) -> Result<Answer> {
    let id = id.get()?;
    let at = as_of.glance(&caller, &settings, db.database().clock().now())?;
    let read =
        db.read(move |sql| Ok((past::invoice(sql, id, at)?, store::known_since(sql)?))).await?;
    let (invoice, since) = read;
    let data = json!({
        "billing": invoice, "as_of": at.instant, "known_since": since,
        "incomplete": invoice.is_incomplete,
    });
    Ok(Answer::record(data, Shows::record("billing", id)))
}
