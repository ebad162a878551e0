//! The tabs of a patient's file: the same on every page of it, by what the reader may see.

use crate::auth::{Caller, Permission};
use crate::ids::Id;
use crate::ui::language::say;

/// A page of the file, by the last part of its address; the overview has none.
pub(in crate::ui) struct Tab {
    pub href: String,
    pub label: &'static str,
    pub is_here: bool,
}

/// The tabs of those who read notes.
const CLINICAL: [&str; 5] = ["/measurements", "/medical-history", "/goals", "/energy", "/plans"];

/// Those that `caller` may open, with the one that is shown.
pub(in crate::ui) fn tabs(caller: &Caller, id: Id, here: &str) -> Vec<Tab> {
    use Permission as P;
    let all = [
        ("", say("Overview"), P::PatientsRead),
        ("/measurements", say("Measurements"), P::PatientsRead),
        ("/medical-history", say("Medical history"), P::PatientsRead),
        ("/goals", say("Goals"), P::VisitsRead),
        ("/energy", say("Energy"), P::VisitsRead),
        ("/consents", say("Consents"), P::PatientsRead),
        ("/plans", say("Meal plans"), P::NutritionRead),
        ("/documents", say("Documents"), P::DocumentsRead),
        ("/access", say("Who opened this file"), P::AuditLogsRead),
    ];
    let is_clinical = |part: &str| CLINICAL.contains(&part) && !caller.notes().are_shown();
    let open = all.into_iter().filter(|(part, _, need)| caller.may(*need) && !is_clinical(part));
    open.map(|(part, label, _)| Tab {
        href: format!("{}/{id}{part}", super::ROOM),
        label,
        is_here: part == here,
    })
    .collect()
}
