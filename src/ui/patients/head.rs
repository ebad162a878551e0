//! The head of a patient's file: the same on every tab of it, by what the reader may see and do.

use super::tabs::{Tab, tabs};
use crate::auth::{Caller, Permission};
use crate::clinical::Age;
use crate::clock::{Moment, Zone};
use crate::ids::Id;
use crate::patients::PatientView;
use crate::ui::language::Language;

/// Who it is, what must not be overlooked, and what can be done with the file.
pub(in crate::ui) struct Head {
    pub id: Id,
    pub name: String,
    pub about: String,
    pub is_active: bool,
    pub allergies: Option<String>,
    /// Whether this is the overview, where booking is what is done first.
    pub is_overview: bool,
    pub tabs: Vec<Tab>,
    pub may_pay: bool,
    pub may_book: bool,
    pub may_bill: bool,
    pub may_edit: bool,
    pub may_archive: bool,
}

impl Head {
    /// The head of that file on the tab `here`; the overview has no name.
    pub fn of(
        detail: &PatientView,
        caller: &Caller,
        (zone, now): (&Zone, Moment),
        language: Language,
        here: &str,
    ) -> Self {
        let (patient, may) = (&detail.patient, |one| caller.may(one));
        let archives = match patient.is_active {
            true => Permission::PatientsDelete,
            false => Permission::PatientsUpdate,
        };
        Self {
            id: patient.id,
            name: patient.details.full_name(),
            about: about(detail, zone, now, language),
            is_active: patient.is_active,
            allergies: patient.details.texts.known_allergies(),
            is_overview: here.is_empty(),
            tabs: tabs(caller, patient.id, here),
            may_pay: may(Permission::BillingUpdate),
            may_book: may(Permission::VisitsCreate),
            may_bill: may(Permission::BillingCreate),
            may_edit: may(Permission::PatientsUpdate),
            may_archive: may(archives),
        }
    }
}

/// "38 years · Female · file 104".
pub(super) fn about(detail: &PatientView, zone: &Zone, now: Moment, language: Language) -> String {
    let details = &detail.patient.details;
    let mut parts = vec![language.age(Age::on(details.date_of_birth, zone.day_of(now)))];
    parts.extend(details.gender.as_deref().map(|gender| language.code(gender)));
    parts.extend(details.file_number.as_ref().map(|number| language.fill("file {}", &[number])));
    parts.join(" · ")
}
