//! Saving a visit with its measurements, finishing it, and drawing up its invoice: one press, one
//! transaction.

use rocket::http::RawStr;
use rocket::response::Redirect;
use rocket::{Route, post, routes};
use serde_json::{Map, Value, json};

use super::billing::invoice;
use super::measures::MEASURES;
use super::notes::NOTES;
use super::opened::{Beside, open};
use super::page::SWAPPED;
use super::pages::ROOM;
use super::steps::{self, Step};
use super::{next, store};
use crate::auth::{Clinical, Permission, may};
use crate::billing::api::clerk_of;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::http::{Fields, PathId, Precondition};
use crate::ids::Id;
use crate::settings::InForce;
use crate::ui::drafts;
use crate::ui::form::{Html, Sent, html};
use crate::ui::staff::{Shell, Staff};
use crate::visits::change::{self, Writer};
use crate::visits::consultation::{self, Consultation, Measured};
use crate::visits::signing;
use crate::visits::signing::note::Note;
use crate::visits::writer::writer_of;
use crate::visits::{Changes, VisitRecord, measurements};

pub fn routes() -> Vec<Route> {
    routes![save, restore, unfinish]
}

/// What a press of the editor asks for.
struct Asked {
    consultation: Consultation,
    /// When the next appointment is to be.
    next: Option<String>,
    /// Whether the note is to be signed with the end.
    signs: bool,
    /// The address of the same choice of the next appointment, where it is not booked yet.
    still_chosen: Option<String>,
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
        let (next, waits) = match then {
            Then::Save => (None, next::wanted(sent)),
            _ => (next::wanted(sent), None),
        };
        if then != Then::Save {
            body.insert("status".into(), json!("COMPLETED"));
        }
        let zone = &settings.0.zone;
        if let Some(at) = next.as_deref().and_then(|next| zone.parse(next).ok()) {
            body.insert("next_visit_date".into(), json!(zone.day_of(at).to_string()));
        }
        let mut fields = Fields::of(body);
        let visit = Changes::read(&mut fields, &settings.0);
        let precondition = Precondition::read(None, &mut fields);
        let (measured, wrong) = measured(sent, settings);
        // All that is wrong is told at once.
        match (fields.finish(), wrong) {
            (Ok(()), None) => Ok(Self {
                consultation: Consultation { visit, precondition, measured },
                next,
                signs: then != Then::Save && sent.get("sign") == "yes",
                still_chosen: waits.map(|at| {
                    let at = RawStr::new(&at).percent_encode().to_string();
                    format!("edit=1&weeks={}&next={at}", next::weeks(sent.get("next_weeks")))
                }),
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
    caller: Staff<Clinical<may::VisitsUpdate>>,
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
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<std::result::Result<Redirect, Html>> {
    let id = id.get()?;
    if let Some(step) = Step::read(sent.get("then")) {
        return steps::take(&caller, id, &settings, &db, step, &sent).await.map(Ok);
    }
    let saved = match Asked::read(&sent, &settings) {
        Ok(asked) => write(&caller, id, &settings, &db, asked).await,
        Err(error) => Err(error),
    };
    let error = match saved {
        Ok(next) => return Ok(Ok(next)),
        Err(error) if !matches!(error.status().code, 400 | 409) => return Err(error),
        Err(error) => error,
    };
    let who = (caller.scope(), caller.id(), db.database().clock().now());
    let (clinic, beside) = (InForce(settings.0.clone()), Beside::again(&sent));
    let opened = db.read(move |sql| open(sql, id, who, &clinic, beside)).await?;
    let shell = Shell::new(&caller, caller.look, &settings, ROOM);
    let page = opened.page(&caller, shell, &settings);
    let page = match error.code() {
        "SIGNED" => {
            // What was typed waits as a draft until the note is open again.
            steps::keep(&caller, id, &settings, &db, sent.all().to_vec()).await?;
            page.signed_meanwhile(&sent, &error)
        }
        _ => page.refused(&sent, &error),
    };
    html(error.status(), &page).map(Err)
}

async fn write(
    caller: &Staff<Clinical<may::VisitsUpdate>>,
    id: Id,
    settings: &InForce,
    db: &Db,
    asked: Asked,
) -> Result<Redirect> {
    if asked.then == Then::Invoice {
        caller.must(Permission::BillingCreate)?;
    }
    if asked.next.is_some() {
        caller.must(Permission::VisitsCreate)?;
    }
    let may_sign = caller.notes().are_all();
    let signs =
        asked.then != Then::Save && (asked.signs || settings.0.signing_required) && may_sign;
    let (writer, clerk) = (writer_of(caller, settings), clerk_of(caller, settings));
    let (user, clinic) = (caller.id(), InForce(settings.0.clone()));
    let next = db
        .write(move |tx| {
            let Asked { then, next, consultation, still_chosen, .. } = asked;
            let (detail, removed) = consultation::save(tx, &writer, id, consultation)?;
            drafts::store::forget(tx, user, drafts::pages::VISIT, id)?;
            if let Some(at) = next {
                book(tx, &writer, &detail, &at, &clinic)?;
            }
            let is_signed = signs && sign(tx, &writer, &detail)?;
            if let Some(removed) = removed.filter(|_| then != Then::Invoice) {
                return Ok(format!("{ROOM}/{id}?done=emptied&undo={removed}"));
            }
            let told = match (then, still_chosen) {
                (Then::Save, Some(chosen)) => format!("measured-next&{chosen}"),
                (Then::Save, None) => "measured".to_owned(),
                (Then::Finish, _) if is_signed => format!("signed-off&undo={id}"),
                (Then::Finish, _) => format!("completed&undo={id}"),
                (Then::Invoice, _) => {
                    return invoice(tx, &clerk, &detail, &clinic.0.currency);
                }
            };
            Ok(format!("{ROOM}/{id}?done={told}"))
        })
        .await?;
    Ok(Redirect::to(next))
}

/// Books the next appointment of the patient, as a part of this end.
fn book(
    tx: &Tx<'_>,
    writer: &Writer,
    held: &VisitRecord,
    at: &str,
    settings: &InForce,
) -> Result<()> {
    let patient = held.visit.patient_id;
    let new = next::appointment(at, (patient, &held.visit.details), settings)?;
    let booked = change::create(tx, writer, new, &Map::new())?;
    store::booked_with(tx, booked.visit.id, held.visit.id)
}

/// Signs the note where something is written and it is not signed already; whether it is signed now.
fn sign(tx: &Tx<'_>, writer: &Writer, held: &VisitRecord) -> Result<bool> {
    let visit = &held.visit;
    if visit.signed_at.is_some() || Note::of(&visit.details).is_empty() {
        return Ok(false);
    }
    signing::service::sign(tx, writer, visit.id, Precondition::none())?;
    Ok(true)
}

/// Takes the end of a consultation back, with the appointment that was booked with it: unless
/// somebody has changed the one or the other since.
#[post("/visits/<id>/unfinish", data = "<sent>")]
async fn unfinish(
    caller: Staff<Clinical<may::VisitsUpdate>>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Result<Redirect> {
    let (id, writer, seen) = (id.get()?, writer_of(&caller, &settings), sent.seen()?);
    let mut fields = Fields::of(super::pages::as_map(json!({ "status": "SCHEDULED" })));
    let changes = Changes::read(&mut fields, &settings.0);
    fields.finish()?;
    let reopened = db.write(move |tx| {
        let detail = change::update(tx, &writer, id, changes, seen)?;
        let booked = store::booked_at(tx, detail.visit.patient_id, id)?;
        let (as_booked, changed): (Vec<_>, Vec<_>) =
            booked.into_iter().partition(|(_, version)| *version == 1);
        for (appointment, _) in as_booked {
            change::delete(tx, &writer, appointment)?;
        }
        Ok(if changed.is_empty() { "reopened" } else { "reopened-kept" })
    });
    let done = match reopened.await {
        Err(error) if error.code() == "STALE_WRITE" => "stays-finished",
        reopened => reopened?,
    };
    Ok(Redirect::to(format!("{ROOM}/{id}?done={done}")))
}
