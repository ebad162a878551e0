//! The act itself: every record is changed as if it were changed by hand, with an audit row of its
//! own, and the whole has one on the user it came from.

use serde::Serialize;
use serde_json::{Map, json};

use super::store::{self, Belongings, belongings};
use super::{Clashes, Handover};
use crate::audit::{self, Action, Entry};
use crate::db::Tx;
use crate::error::{Error, FieldError, Result, Thing};
use crate::http::{Fields, Precondition};
use crate::ids::Id;
use crate::message::message;
use crate::patients::{self, service as of_patients};
use crate::shown::Shows;
use crate::users::store::{load, must_be_dietitian};
use crate::visits::Changes;
use crate::visits::change::{self as of_visits, Writer};

/// Clashes that a refusal names.
const MOST_NAMED: usize = 10;

/// What was handed over, and what still belongs to whom it came from.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Outcome {
    pub visits: usize,
    pub patients: usize,
    pub left: Belongings,
}

/// Hands over what belongs to `from`, as far as somebody is named for it.
///
/// # Errors
/// 404 for an unknown user or somebody who treats no patients; 400 for handing over to oneself;
/// 409 `VISIT_OVERLAP` naming the visits that the new dietitian has no time for. Nothing is handed
/// over then.
pub(crate) fn hand_over(tx: &Tx<'_>, writer: &Writer, from: Id, to: Handover) -> Result<Outcome> {
    load(tx, from)?.ok_or_else(|| Error::not_found(Thing::User))?;
    for (name, id) in [("visits_to", to.visits_to), ("patients_to", to.patients_to)] {
        let Some(id) = id else { continue };
        if id == from {
            return Err(Error::field(name, message("somebody-else", "must be somebody else")));
        }
        must_be_dietitian(tx, id)?;
    }
    let visits = match to.visits_to {
        Some(id) => visits(tx, writer, from, id, to.clashes)?,
        None => 0,
    };
    let patients = match to.patients_to {
        Some(id) => patients(tx, writer, from, id)?,
        None => 0,
    };
    if to.moves() {
        let gone = |to: Option<Id>, count: usize| json!({ "old": null, "new": { "to": to, "count": count } });
        let told = Map::from_iter([
            ("visits_to_come".to_owned(), gone(to.visits_to, visits)),
            ("patients".to_owned(), gone(to.patients_to, patients)),
        ]);
        let entry = Entry::new(Action::Update, "user").on(from).changing(told);
        audit::record(tx, &writer.author.actor, &entry)?;
    }
    Ok(Outcome { visits, patients, left: belongings(tx, from, tx.now())? })
}

fn visits(tx: &Tx<'_>, writer: &Writer, from: Id, to: Id, clashes: Clashes) -> Result<usize> {
    let all = store::visits_to_come(tx, from, tx.now())?;
    let mut refused: Vec<Error> = Vec::new();
    for id in &all {
        let body = json!({ "dietitian_id": to, "allow_overlap": clashes == Clashes::Allowed });
        let mut fields = Fields::of(body.as_object().cloned().unwrap_or_default());
        let changes = Changes::read(&mut fields, &writer.clinic);
        let none = Precondition::read(None, &mut fields);
        fields.finish()?;
        match of_visits::update(tx, writer, *id, changes, none) {
            Ok(_) => {}
            Err(error) if error.code() == "VISIT_OVERLAP" => refused.push(error),
            Err(error) => return Err(error),
        }
    }
    if !refused.is_empty() && clashes == Clashes::Refused {
        return Err(no_time(&refused, all.len()));
    }
    Ok(all.len() - refused.len())
}

/// 409: what is in the way, each visit by itself as far as there is room.
fn no_time(refused: &[Error], all: usize) -> Error {
    let count = refused.len();
    let wording = "{count} of {all} visits to come meet another visit of the new dietitian. Nothing \
                   was changed: choose somebody else, or say what becomes of them.";
    let message = message("refused-handover", wording).count("count", count).count("all", all);
    let named = refused.iter().flat_map(Error::details).take(MOST_NAMED);
    let named =
        named.map(|clash| FieldError { field: "visits_to".into(), message: clash.message.clone() });
    let shows = refused.iter().take(MOST_NAMED).map(|error| error.shows().as_ref().clone());
    let shows = shows.fold(Shows::nothing(), Shows::and);
    Error::conflict("VISIT_OVERLAP", message).with_details(named.collect()).showing(shows)
}

fn patients(tx: &Tx<'_>, writer: &Writer, from: Id, to: Id) -> Result<usize> {
    let all = store::patients(tx, from)?;
    let today = writer.clinic.zone.day_of(tx.now());
    for id in &all {
        let body = json!({ "assigned_dietitian_id": to });
        let mut fields = Fields::of(body.as_object().cloned().unwrap_or_default());
        let changes = patients::Changes::read(&mut fields, today);
        let none = Precondition::read(None, &mut fields);
        fields.finish()?;
        of_patients::update(tx, &writer.author, *id, changes, none)?;
    }
    Ok(all.len())
}
