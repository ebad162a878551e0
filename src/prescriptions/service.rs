//! The acts on energy prescriptions.

use serde_json::{Map, Value};

use super::store::{self, load};
use super::{NewPrescription, Prescribed, Prescription};
use crate::clock::Zone;
use crate::db::{Sql, Tx};
use crate::error::Result;
use crate::http::Fields;
use crate::ids::Id;
use crate::nutrition::worked_out;
use crate::patients::Author;
use crate::patients::beside::{self, Beside};

impl Beside for Prescription {
    const KIND: &'static str = "energy_prescription";
    type Facts = Prescribed;

    fn id(&self) -> Id {
        self.id
    }

    fn patient(&self) -> Id {
        self.patient_id
    }

    fn facts(&self) -> Prescribed {
        self.prescribed.clone()
    }

    fn load(sql: &Sql<'_>, id: Id, deleted: bool) -> Result<Self> {
        load(sql, id, deleted)
    }

    fn set_deleted(tx: &Tx<'_>, id: Id, deleted: bool, by: Id) -> Result<()> {
        store::set_deleted(tx, id, deleted, by)
    }
}

/// Prescribes, or answers with what the same request has prescribed. What the body does not say of the
/// patient is taken from the file: sex, age, what was measured last.
///
/// # Errors
/// As [`beside::create`]; 400 for what the equation lacks and for what nobody lives on.
pub(crate) fn create(
    tx: &Tx<'_>,
    author: &Author,
    new: NewPrescription,
    (body, zone): (&Map<String, Value>, &Zone),
) -> Result<Prescription> {
    let patient = new.patient_id;
    beside::create(tx, author, (new.id, patient), body, |id| {
        let mut asked = store::body(tx, patient, zone.day_of(tx.now()))?;
        asked.extend(new.asked.clone());
        let energy = worked_out(Fields::of(asked)).map_err(|error| error.and_nothing_changed())?;
        store::insert(tx, id, patient, &new.prescribed(energy)?, author.id)
    })
}
