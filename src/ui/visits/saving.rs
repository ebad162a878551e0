//! Saving a visit with its measurements, finishing it, and drawing up its invoice: one press, one
//! transaction.

use rocket::response::Redirect;
use rocket::{Route, post, routes};
use serde_json::{Map, Value, json};

use super::editor::{NOTES, open};
use super::measures::MEASURES;
use super::pages::ROOM;
use super::store;
use crate::auth::{Permission, may};
use crate::billing::api::clerk_of;
use crate::billing::input::NewInvoice;
use crate::billing::service as billing;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::http::{Fields, PathId, Precondition};
use crate::ids::Id;
use crate::message::{Message, message};
use crate::settings::InForce;
use crate::shown::Shows;
use crate::ui::drafts;
use crate::ui::form::{Html, Sent, html};
use crate::ui::staff::{Shell, Staff};
use crate::visits::api::writer_of;
use crate::visits::change::{self, Writer};
use crate::visits::{Changes, measurements};

pub fn routes() -> Vec<Route> {
    routes![save, restore]
}

/// What a press of the editor asks for.
struct Asked {
    visit: Changes,
    precondition: Precondition,
    measured: Option<Measured>,
    then: Then,
}

/// The measurement as typed: a new one, or the visit's own changed.
struct Measured {
    existing: Option<Id>,
    precondition: Precondition,
    changes: measurements::Changes,
    body: Map<String, Value>,
    /// Whether every value was taken out.
    is_emptied: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Save,
    Finish,
    Invoice,
}

impl Asked {
    fn read(sent: &Sent, settings: &InForce) -> Result<Self> {
        let zone = &settings.0.zone;
        let then = match sent.get("then") {
            "finish" => Then::Finish,
            "invoice" => Then::Invoice,
            _ => Then::Save,
        };
        let mut names: Vec<&str> = NOTES.iter().map(|(name, _)| *name).collect();
        names.extend(["visit_type", "private_notes", "next_visit_date", "version"]);
        let mut body = sent.only(&names).body(&["version"]);
        if then != Then::Save {
            body.insert("status".into(), json!("COMPLETED"));
        }
        let mut fields = Fields::of(body);
        let visit = Changes::read(&mut fields, zone);
        let precondition = Precondition::read(None, &mut fields);
        let (measured, wrong) = Measured::read(sent, settings);
        // All that is wrong is told at once.
        match (fields.finish(), wrong) {
            (Ok(()), None) => Ok(Self { visit, precondition, measured, then }),
            (Err(error), None) | (Ok(()), Some(error)) => Err(error),
            (Err(error), Some(further)) => {
                let details = [error.details(), further.details()].concat();
                Err(Error::invalid(details))
            }
        }
    }
}

impl Measured {
    fn read(sent: &Sent, settings: &InForce) -> (Option<Self>, Option<Error>) {
        let names = MEASURES.map(|(name, _, _)| name);
        let existing = sent.get("measurement_id").parse::<Id>().ok();
        let typed = sent.only(&names);
        let mut body = if existing.is_some() { typed.body(&names) } else { typed.filled(&names) };
        let is_emptied = existing.is_some()
            && MEASURES.iter().all(|(name, _, _)| body.get(*name).is_some_and(Value::is_null));
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
        (Some(Self { existing, precondition, changes, body, is_emptied }), wrong)
    }

    /// Stores the values; answers with the measurement that was removed, if all were taken out.
    fn write(self, tx: &Tx<'_>, writer: &Writer, visit: Id) -> Result<Option<Id>> {
        let Self { existing, precondition, changes, body, is_emptied } = self;
        match existing {
            Some(id) if is_emptied => {
                measurements::change::delete(tx, writer, (visit, id), precondition)?;
                return Ok(Some(id));
            }
            Some(id) => {
                measurements::change::update(tx, writer, (visit, id), changes, precondition)?
            }
            // The page was opened before somebody else measured: a second set would hide theirs.
            None if store::is_measured(tx, visit)? => {
                return Err(Error::stale(r#"{"measurement":null}"#.into(), Shows::nothing()));
            }
            None => measurements::change::create(tx, writer, visit, None, changes, &body)?,
        };
        Ok(None)
    }
}

/// The hidden field by which somebody confirms a pressure that looks swapped.
const SURE_OF_PRESSURE: &str = "sure_of_pressure";
/// What a page asks of such a pressure.
pub(super) const SWAPPED: Message = message(
    "pressure-swapped",
    "is lower than the diastolic pressure: swap the two, or save again to keep both as they are",
);

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
    let opened = {
        let settings = InForce(settings.0.clone());
        db.read(move |sql| open(sql, id, scope, user, &settings, now)).await?
    };
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
    if asked.visit.private_notes.is_present() {
        caller.must(Permission::VisitsPrivateNotes)?;
    }
    let (writer, clerk) = (writer_of(caller, settings), clerk_of(caller, settings));
    let (user, currency) = (caller.id(), settings.0.currency.clone());
    let next = db
        .write(move |tx| {
            let then = asked.then;
            let detail = change::update(tx, &writer, id, asked.visit, asked.precondition)?;
            let removed = match asked.measured {
                Some(measured) => measured.write(tx, &writer, id)?,
                None => None,
            };
            drafts::store::forget(tx, user, drafts::pages::VISIT, id)?;
            if let Some(removed) = removed.filter(|_| then != Then::Invoice) {
                return Ok(format!("{ROOM}/{id}?done=emptied&undo={removed}"));
            }
            if then != Then::Invoice {
                let done = if then == Then::Finish { "completed" } else { "measured" };
                return Ok(format!("{ROOM}/{id}?done={done}"));
            }
            if let Some(invoice) = store::invoice_of(tx, id)? {
                return Ok(format!("/invoices/{invoice}"));
            }
            let patient = detail.visit.patient_id;
            let kind = detail.visit.details.visit_type.as_deref().unwrap_or_default();
            let Some(service) = store::priced(tx, kind, &currency)? else {
                return Ok(format!("/patients/{patient}/invoices/new?visit={id}"));
            };
            let body = json!({
                "patient_id": patient,
                "visit_id": id,
                "status": "DRAFT",
                "lines": [{ "service_id": service, "quantity": 1 }],
            });
            let body = super::pages::as_map(body);
            let new = NewInvoice::read(Fields::of(body.clone()))?;
            billing::create(tx, &clerk, new, &body)?;
            let invoice =
                store::invoice_of(tx, id)?.ok_or_else(|| Error::internal("no invoice"))?;
            Ok(format!("/invoices/{invoice}?done=finished"))
        })
        .await?;
    Ok(Redirect::to(next))
}
