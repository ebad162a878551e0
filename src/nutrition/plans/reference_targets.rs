//! Reference intakes as the targets of a plan, by what the patient's file knows of the body.

use jiff::civil::{Date, DateDifference};

use super::editing::set_targets;
use super::model::Details;
use super::store::{Stored, load};
use crate::clinical::energy::Sex;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::http::Precondition;
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::energy::Energy;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::references::{Person, System, targets};
use crate::nutrition::target_sets::store as sets;
use crate::patients::{Author, store as patients};

/// The reference whose targets are filled in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reference {
    Published(System),
    /// A set of the clinic's own.
    Own(Id),
}

/// Fills in the targets of that reference for the plan's patient, at the age of the plan's first day.
///
/// # Errors
/// 404; 403; 409 for a plan that was given; 400 for a template, a patient whose sex nobody knows, or a
/// set that is for others.
pub(crate) fn fill_in(
    tx: &Tx<'_>,
    author: &Author,
    id: Id,
    precondition: Precondition,
    (reference, today): (Reference, Date),
) -> Result<Stored> {
    let plan = load(tx, id, author.scope)?;
    let unknown = || {
        let must = message("no-sex-known", "is needed for this: the file does not say which");
        Error::field("sex", must)
    };
    let patient = plan.patient.as_ref().map(|patient| patient.id).ok_or_else(unknown)?;
    let file =
        patients::detail(tx, patient, tx.now())?.ok_or_else(|| patients::unknown(patient))?;
    let details = &file.patient.details;
    let sex =
        Sex::of(details.equation_sex.as_deref(), details.gender.as_deref()).ok_or_else(unknown)?;
    let first = plan.details.from_date.as_deref().and_then(|day| day.parse().ok()).unwrap_or(today);
    let person = Person {
        sex,
        age_months: months(details.date_of_birth, first),
        states: Vec::new(),
        weight_kg: file.summary.weighed.and_then(|weighed| weighed.last_weight_kg),
        kcal: kcal(&plan.details),
    };
    let targets = match reference {
        Reference::Published(system) => targets(system, &person),
        Reference::Own(set) => {
            let set = sets::load(tx, set, false)?;
            if !set.details.fits(&person) {
                let must = message("set-for-others", "is for others: look at its sex and ages");
                return Err(Error::field("set", must).and_nothing_changed());
            }
            set.details.targets(&person)
        }
    };
    set_targets(tx, author, id, precondition, targets)
}

/// Whole months of age on that day.
fn months(birth: Date, day: Date) -> u32 {
    let lived = day.max(birth).since(DateDifference::from(birth).largest(jiff::Unit::Month));
    lived.ok().and_then(|span| u32::try_from(span.get_months()).ok()).unwrap_or(0)
}

/// The energy of a day: aimed at, else as prescribed.
fn kcal(details: &Details) -> Option<f64> {
    let aimed = details.targets.iter().find(|target| target.nutrient == Tag::ENERC_KCAL);
    let prescribed = details.energy.as_ref().and_then(Energy::of_a_day);
    aimed.and_then(|target| target.aim).or(prescribed)
}
