//! Saving a visit with its measurements, finishing it, and drawing up its invoice: one press, one
//! transaction.

use rocket::response::Redirect;
use rocket::{Route, post, routes};
use serde_json::{Map, Value, json};

use super::measures::MEASURES;
use super::notes::NOTES;
use super::opened::open;
use super::page::SWAPPED;
use super::pages::ROOM;
use super::store;
use crate::auth::{Permission, may};
use crate::billing::api::clerk_of;
use crate::billing::clerk::Clerk;
use crate::billing::input::NewInvoice;
use crate::billing::service as billing;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::http::{Fields, PathId, Precondition};
use crate::ids::Id;
use crate::settings::InForce;
use crate::ui::drafts;
use crate::ui::form::{Html, Sent, html};
use crate::ui::staff::{Shell, Staff};
use crate::visits::api::writer_of;
use crate::visits::consultation::{self, Consultation, Measured};
use crate::visits::{Changes, Detail, measurements, store as of_visits};

pub fn routes() -> Vec<Route> {
    routes![save, restore, bill]
}

/// What a press of the editor asks for.
struct Asked {
    consultation: Consultation,
    /// Whether it says something of the private notes.
    has_private_notes: bool,
    then: Then,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Save,
    Finish,
    Invoice,
}

impl Asked {
    fn read(sent: &Sent, settings: &InForce) -> Result<Self> {
        let then = match sent.get("then") {
            "finish" => Then::Finish,
            "invoice" => Then::Invoice,
            _ => Then::Save,
        };
        let mut names: Vec<&str> = NOTES.iter().map(|note| note.name).collect();
        names.extend(["visit_type", "private_notes", "next_visit_date", "version"]);
        let mut body = sent.only(&names).body(&["version"]);
        if then != Then::Save {
            body.insert("status".into(), json!("COMPLETED"));
        }
        let mut fields = Fields::of(body);
        let visit = Changes::read(&mut fields, &settings.0);
        let precondition = Precondition::read(None, &mut fields);
        let (measured, wrong) = measured(sent, settings);
        // All that is wrong is told at once.
        match (fields.finish(), wrong) {
            (Ok(()), None) => Ok(Self {
                has_private_notes: visit.private_notes.is_present(),
                consultation: Consultation { visit, precondition, measured },
                then,
            }),
            (Err(error), None) | (Ok(()), Some(error)) => Err(error),
            (Err(error), Some(further)) => {
                let details = [error.details(), further.details()].concat();
                Err(Error::invalid(details))
            }
        }
    }
}

/// The measurement as typed, and what is wrong with it.
fn measured(sent: &Sent, settings: &InForce) -> (Option<Measured>, Option<Error>) {
    let names = MEASURES.map(|kind| kind.name);
    let existing = sent.get("measurement_id").parse::<Id>().ok();
    let typed = sent.only(&names);
    let mut body = if existing.is_some() { typed.body(&names) } else { typed.filled(&names) };
    let is_emptied =
        existing.is_some() && names.iter().all(|name| body.get(*name).is_some_and(Value::is_null));
    if body.values().all(Value::is_null) && !is_emptied {
        return (None, None);
    }
    if let (Some(_), Ok(version)) = (existing, sent.get("measurement_version").parse::<i64>()) {
        body.insert("version".into(), json!(version));
    }
    let mut fields = Fields::of(body.clone());
    let changes = measurements::Changes::read(&mut fields, &settings.0.zone);
    let precondition = Precondition::read(None, &mut fields);
    if is_swapped(&body) && sent.get(SURE_OF_PRESSURE).is_empty() {
        fields.refuse("blood_pressure_systolic", SWAPPED);
    }
    let wrong = fields.finish().err();
    (Some(Measured { existing, precondition, changes, body, is_emptied }), wrong)
}

/// The hidden field by which somebody confirms a pressure that looks swapped.
const SURE_OF_PRESSURE: &str = "sure_of_pressure";
/// Whether the upper pressure is below the lower one.
fn is_swapped(body: &Map<String, Value>) -> bool {
    let of = |name: &str| body.get(name).and_then(Value::as_f64);
    let both = of("blood_pressure_systolic").zip(of("blood_pressure_diastolic"));
    both.is_some_and(|(upper, lower)| upper < lower)
}

/// Brings back a measurement that was emptied.
#[post("/visits/<id>/measurements/<mid>/restore", data = "<_sent>")]
async fn restore(
    caller: Staff<may::VisitsUpdate>,
    id: PathId,
    mid: PathId,
    settings: InForce,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, mid, writer) = (id.get()?, mid.get()?, writer_of(&caller, &settings));
    db.write(move |tx| measurements::change::restore(tx, &writer, id, mid)).await?;
    Ok(Redirect::to(format!("{ROOM}/{id}?done=measured")))
}

#[post("/visits/<id>", data = "<sent>")]
async fn save(
    caller: Staff<may::VisitsUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let id = id.get()?;
    let saved = match Asked::read(&sent, &settings) {
        Ok(asked) => write(&caller, id, &settings, &db, asked).await,
        Err(error) => Err(error),
    };
    let error = match saved {
        Ok(next) => return Ok(Ok(next)),
        Err(error) if !matches!(error.status().code, 400 | 409) => return Err(error),
        Err(error) => error,
    };
    let (scope, user, now) = (caller.scope(), caller.id(), db.database().clock().now());
    let opened = db.read(move |sql| open(sql, id, scope, user, now)).await?;
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let page = opened.page(&caller, shell, &settings).refused(&sent, &error);
    html(error.status(), &page).map(Err)
}

async fn write(
    caller: &Staff<may::VisitsUpdate>,
    id: Id,
    settings: &InForce,
    db: &Db,
    asked: Asked,
) -> Result<Redirect> {
    if asked.then == Then::Invoice {
        caller.must(Permission::BillingCreate)?;
    }
    if asked.has_private_notes {
        caller.must(Permission::VisitsPrivateNotes)?;
    }
    let (writer, clerk) = (writer_of(caller, settings), clerk_of(caller, settings));
    let (user, currency) = (caller.id(), settings.0.currency.clone());
    let next = db
        .write(move |tx| {
            let then = asked.then;
            let (detail, removed) = consultation::save(tx, &writer, id, asked.consultation)?;
            drafts::store::forget(tx, user, drafts::pages::VISIT, id)?;
            if let Some(removed) = removed.filter(|_| then != Then::Invoice) {
                return Ok(format!("{ROOM}/{id}?done=emptied&undo={removed}"));
            }
            if then != Then::Invoice {
                let done = if then == Then::Finish { "completed" } else { "measured" };
                return Ok(format!("{ROOM}/{id}?done={done}"));
            }
            invoice(tx, &clerk, &detail, &currency)
        })
        .await?;
    Ok(Redirect::to(next))
}

/// From a visit to its invoice in one press.
#[post("/visits/<id>/invoice", data = "<_sent>")]
async fn bill(
    caller: Staff<may::BillingCreate>,
    id: PathId,
    settings: InForce,
    db: Db,
    _sent: Sent,
) -> Result<Redirect> {
    let (id, scope) = (id.get()?, caller.scope());
    let (clerk, currency) = (clerk_of(&caller, &settings), settings.0.currency.clone());
    let next = db.write(move |tx| {
        let detail = of_visits::detail(tx, id, false)?.ok_or_else(|| of_visits::unknown(id))?;
        detail.must_be_in(scope)?;
        invoice(tx, &clerk, &detail, &currency)
    });
    Ok(Redirect::to(next.await?))
}

/// The invoice of a visit: the one that it has, or a draft by the price list; else the form of a
/// new one.
fn invoice(tx: &Tx<'_>, clerk: &Clerk, detail: &Detail, currency: &str) -> Result<String> {
    let (id, patient) = (detail.visit.id, detail.visit.patient_id);
    if let Some(invoice) = store::invoice_of(tx, id)? {
        return Ok(format!("/invoices/{invoice}"));
    }
    let kind = detail.visit.details.visit_type.as_deref().unwrap_or_default();
    let Some(service) = store::priced(tx, kind, currency)? else {
        return Ok(format!("/patients/{patient}/invoices/new?visit={id}"));
    };
    let body = super::pages::as_map(json!({
        "patient_id": patient,
        "visit_id": id,
        "status": "DRAFT",
        "lines": [{ "service_id": service, "quantity": 1 }],
    }));
    let new = NewInvoice::read(Fields::of(body.clone()))?;
    billing::create(tx, clerk, new, &body)?;
    let invoice = store::invoice_of(tx, id)?.ok_or_else(|| Error::internal("no invoice"))?;
    Ok(format!("/invoices/{invoice}?done=finished"))
}
