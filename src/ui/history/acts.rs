//! A field of a record put back to what a version found, or all of it to what a version left.

use rocket::response::Redirect;
use rocket::{Route, post, routes};
use serde_json::Map;

use super::pages::{Refusal, page};
use super::record::{self, Of};
use crate::auth::{Caller, may};
use crate::billing::api::clerk_of;
use crate::db::Db;
use crate::error::Result;
use crate::history::restoring::{
    Asked, Kept, KeptInvoice, KeptPatient, KeptVisit, Registrar, Wanted, no_such_version, put_back,
    visit_back,
};
use crate::http::{Fields, PathId, Precondition};
use crate::ids::Id;
use crate::list::Leaf;
use crate::patients::Author;
use crate::settings::InForce;
use crate::ui::form::{Html, Sent};
use crate::ui::look::Look;
use crate::ui::staff::Staff;
use crate::visits::writer::writer_of;

pub fn routes() -> Vec<Route> {
    routes![put_back_patient, put_back_visit, put_back_invoice]
}

type Done = Result<std::result::Result<Redirect, Html>>;

/// What a press asks for: a field as it is, or all of it of the record as the page showed it.
///
/// # Errors
/// 400 for a version that is no number.
fn read(sent: &Sent) -> Result<(Wanted, Asked)> {
    let seq = sent.get("version").parse().map_err(|_| no_such_version())?;
    let allow_overlap = sent.get("allow_overlap") == "true";
    if !sent.get("field").is_empty() {
        let precondition = Precondition::none();
        let wanted = Wanted::Field(seq, sent.get("field").to_owned());
        return Ok((wanted, Asked { precondition, allow_overlap }));
    }
    let known = sent.get("known").parse().map_err(|_| no_such_version())?;
    let precondition = Precondition::read(Some(known), &mut Fields::of(Map::new()));
    Ok((Wanted::Version(seq), Asked { precondition, allow_overlap }))
}

/// Puts back what was asked for, and shows the history with what went back, or with why not.
async fn put_back_of(
    of: Of,
    (caller, look): (&Caller, Look),
    id: Id,
    (settings, db): (&InForce, &Db),
    sent: &Sent,
) -> Done {
    let pressed = read(sent);
    let wanted = pressed.as_ref().ok().map(|(wanted, _)| wanted.clone());
    let today = settings.0.zone.day_of(db.database().clock().now());
    let registrar = Registrar { author: Author::from(caller), today };
    let (writer, clerk) = (writer_of(caller, settings), clerk_of(caller, settings));
    // Whose record it is comes before what is asked of it.
    let back = db.write(move |tx| match of {
        Of::Patient => {
            KeptPatient::read(tx, &registrar, id, tx.now())?;
            let (wanted, asked) = pressed?;
            put_back::<KeptPatient>(tx, &registrar, id, &wanted, asked).map(|_| ())
        }
        Of::Visit => {
            KeptVisit::read(tx, &writer, id, tx.now())?;
            let (wanted, asked) = pressed?;
            visit_back(tx, &writer, id, &wanted, asked).map(|_| ())
        }
        Of::Invoice => {
            KeptInvoice::read(tx, &clerk, id, tx.now())?;
            let (wanted, asked) = pressed?;
            put_back::<KeptInvoice>(tx, &clerk, id, &wanted, asked).map(|_| ())
        }
    });
    let back = back.await;
    let Some(wanted) = wanted else {
        back?;
        return Err(no_such_version());
    };
    let seq = wanted.seq();
    match (back, wanted) {
        (Ok(()), Wanted::Version(_)) => Ok(Ok(to(of, id, format!("back={seq}")))),
        (Ok(()), Wanted::Field(_, field)) => {
            Ok(Ok(to(of, id, format!("back={seq}&field={field}"))))
        }
        (Err(error), wanted)
            if matches!(error.status().code, 400 | 409) && caller.may(of.permissions().0) =>
        {
            let record =
                record::read(of, id, (caller, look), Leaf::default(), (settings, db)).await?;
            let refused = Refusal { error, wanted };
            page(record, (caller, look, settings), None, Some(refused)).map(Err)
        }
        (Err(error), _) => Err(error),
    }
}

/// The history of a record with what was just done.
fn to(of: Of, id: Id, said: String) -> Redirect {
    Redirect::to(format!("{}/{id}/history?{said}", of.room()))
}

#[post("/patients/<id>/history", data = "<sent>")]
async fn put_back_patient(
    caller: Staff<may::PatientsUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Done {
    put_back_of(Of::Patient, (&caller, caller.look), id.get()?, (&settings, &db), &sent).await
}

#[post("/visits/<id>/history", data = "<sent>")]
async fn put_back_visit(
    caller: Staff<may::VisitsUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Done {
    put_back_of(Of::Visit, (&caller, caller.look), id.get()?, (&settings, &db), &sent).await
}

#[post("/invoices/<id>/history", data = "<sent>")]
async fn put_back_invoice(
    caller: Staff<may::BillingUpdate>,
    id: PathId,
    settings: InForce,
    db: Db,
    sent: Sent,
) -> Done {
    put_back_of(Of::Invoice, (&caller, caller.look), id.get()?, (&settings, &db), &sent).await
}
