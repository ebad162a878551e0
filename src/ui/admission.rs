//! The addresses that let a user in: what the guards of their pages ask for, by the address. Whoever
//! may not open a page is shown no link to it; `tests/contract/offers.rs` follows every link.

use super::rooms::{REPORTS, guard};
use crate::auth::{Caller, Clinical, Permission, PermissionSet, Required, may};

/// What somebody's role lets them open.
#[derive(Clone, Copy)]
pub struct Admission(PermissionSet);

impl Admission {
    /// The admission of `caller`.
    pub fn of(caller: &Caller) -> Self {
        Self(caller.account.permissions)
    }

    fn passes<P: Required>(self) -> bool {
        self.0.grants::<P>()
    }

    /// Whether the page of this address is open; `<id>` and the like stand for any record.
    pub fn admits(self, href: &str) -> bool {
        let path = href.split(['?', '#']).next().unwrap_or_default();
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        match parts.as_slice() {
            ["patients", rest @ ..] => self.admits_to_patients(rest),
            ["visits", rest @ ..] => self.admits_to_visits(rest),
            ["calendar" | "attention", rest @ ..] => self.admits_to_days(rest),
            ["invoices" | "payments" | "credits" | "credit-notes" | "receipts", ..] => {
                self.admits_to_money(&parts)
            }
            ["foods" | "recipes" | "exchanges", rest @ ..] => self.admits_to_foods(rest),
            ["target-sets"] => self.passes::<guard::Foods>(),
            ["target-sets", _, ..] => self.passes::<may::NutritionManage>(),
            ["plans", "foods"] => self.passes::<may::NutritionRead>(),
            ["plans", ..] => self.passes::<guard::Plans>(),
            ["intakes", _, "edit"] => self.passes::<Clinical<may::NutritionPlan>>(),
            ["intakes", ..] => self.passes::<Clinical<may::NutritionRead>>(),
            ["goals" | "note-templates", ..] => self.passes::<Clinical<may::VisitsUpdate>>(),
            ["consents" | "contacts", ..] => self.passes::<may::PatientsUpdate>(),
            ["documents", ..] => self.passes::<may::DocumentsRead>(),
            ["reports", rest @ ..] => self.admits_to_reports(rest),
            ["export", "patients"] => self.passes::<may::ExportPatients>(),
            ["export", "visits"] => self.passes::<may::ExportVisits>(),
            ["export", ..] => self.passes::<may::ExportBilling>(),
            ["search", ..] => self.passes::<guard::Search>(),
            ["audit", ..] => self.passes::<guard::Audit>(),
            _ => self.admits_to_the_office(&parts),
        }
    }

    fn admits_to_the_office(self, parts: &[&str]) -> bool {
        match parts {
            ["users", "new"] => self.passes::<guard::NewUser>(),
            ["users", ..] => self.passes::<guard::Users>(),
            ["settings" | "reach", ..] => self.passes::<guard::Settings>(),
            ["system", "backups", _, "restore"] => self.passes::<may::SystemRestore>(),
            ["system", "backups", ..] => self.passes::<may::SystemBackup>(),
            ["system", ..] => self.passes::<guard::System>(),
            _ => true,
        }
    }

    fn admits_to_patients(self, rest: &[&str]) -> bool {
        match rest {
            [] => self.passes::<guard::Patients>(),
            ["new"] => self.passes::<guard::NewPatient>(),
            [_, "access"] => self.passes::<may::AuditLogsRead>(),
            [_, "documents"] => self.passes::<may::DocumentsRead>(),
            [_, "documents", ..] => self.passes::<may::DocumentsUpdate>(),
            [_, "photos"] => self.passes::<Clinical<may::DocumentsRead>>(),
            [_, "edit"] | [_, "contacts", ..] => self.passes::<may::PatientsUpdate>(),
            [_, "energy" | "goals"] => self.passes::<Clinical<may::VisitsRead>>(),
            [_, "energy" | "goals", ..] => self.passes::<Clinical<may::VisitsUpdate>>(),
            [_, "plans" | "frequencies"] => self.passes::<Clinical<may::NutritionRead>>(),
            [_, "frequencies" | "intakes", ..] => self.passes::<Clinical<may::NutritionPlan>>(),
            [_, "medical-history", "edit"] => self.passes::<Clinical<may::PatientsUpdate>>(),
            [_, "measurements" | "medical-history" | "summary"] => {
                self.passes::<Clinical<may::PatientsRead>>()
            }
            [_, "invoices", ..] => self.passes::<may::BillingCreate>(),
            [_, "pay"] => self.passes::<may::BillingUpdate>(),
            [_, "visits", ..] => self.passes::<may::VisitsCreate>(),
            _ => self.passes::<may::PatientsRead>(),
        }
    }

    fn admits_to_visits(self, rest: &[&str]) -> bool {
        match rest {
            [] => self.passes::<guard::Visits>(),
            // It leads on to the search of a patient.
            ["new"] => self.passes::<guard::NewVisit>() && self.passes::<guard::Search>(),
            [_, "move"] => self.passes::<may::VisitsUpdate>(),
            [_, "figures" | "print" | "signatures", ..] => {
                self.passes::<Clinical<may::VisitsRead>>()
            }
            _ => self.passes::<may::VisitsRead>(),
        }
    }

    fn admits_to_days(self, rest: &[&str]) -> bool {
        match rest {
            ["visits", ..] => self.passes::<may::VisitsRead>(),
            ["absences"] => self.passes::<may::VisitsUpdate>(),
            ["unseen"] => self.passes::<guard::Patients>(),
            ["unwritten" | "unsigned"] => self.passes::<Clinical<may::VisitsList>>(),
            _ => self.passes::<guard::Calendar>(),
        }
    }

    fn admits_to_money(self, parts: &[&str]) -> bool {
        match parts {
            ["invoices", _, "edit"] => self.passes::<may::BillingUpdate>(),
            ["invoices" | "credit-notes" | "receipts", _, ..] => self.passes::<may::BillingRead>(),
            _ => self.passes::<guard::Invoices>(),
        }
    }

    fn admits_to_foods(self, rest: &[&str]) -> bool {
        match rest {
            ["new"] | [_, "edit" | "groups", ..] => self.passes::<may::NutritionManage>(),
            _ => self.passes::<guard::Foods>(),
        }
    }

    /// A report asks for its own permission besides, which its tabs know.
    fn admits_to_reports(self, rest: &[&str]) -> bool {
        let reads = self.passes::<guard::Reports>();
        match rest {
            ["journal"] => self.passes::<may::ExportBilling>(),
            ["visits", ..] => reads && self.0.contains(Permission::ReportsVisits),
            ["patients", ..] => reads && self.0.contains(Permission::ReportsPatients),
            ["money", ..] => reads && self.0.contains(Permission::ReportsBilling),
            [] => reads && REPORTS.iter().any(|one| self.0.contains(*one)),
            _ => reads && self.0.contains(Permission::ReportsOverview),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admission(names: &[&str]) -> Admission {
        Admission(PermissionSet::of_names(names.iter().copied()))
    }

    #[test]
    fn a_record_is_open_to_whoever_reads_its_kind_and_a_list_to_whoever_lists_it() {
        let reads = admission(&["patients.read", "visits.read"]);
        for open in ["/patients/7", "/patients/7?show=invoice#timeline", "/visits/<id>/booked"] {
            assert!(reads.admits(open), "{open}");
        }
        for shut in ["/patients", "/patients/7/edit", "/visits/7/move", "/invoices/7", "/users/7"] {
            assert!(!reads.admits(shut), "{shut}");
        }
        assert!(!admission(&["patients.list", "visits.list"]).admits("/patients/7"));
    }

    #[test]
    fn clinical_pages_ask_for_the_notes_besides() {
        let reads = admission(&["patients.read", "visits.read", "nutrition.read"]);
        let clinical = ["/patients/7/goals", "/visits/7/print/sheet", "/plans/7", "/intakes/7"];
        for page in clinical {
            assert!(!reads.admits(page), "{page}");
        }
        let names = ["patients.read", "visits.read", "nutrition.read", "visits.notes"];
        for page in clinical {
            assert!(admission(&names).admits(page), "{page}");
        }
    }

    #[test]
    fn what_belongs_to_everybody_is_open_to_a_role_without_anything() {
        for open in ["/", "", "#content", "?before=7", "/account", "https://example.org/patients/7"]
        {
            assert!(admission(&[]).admits(open), "{open}");
        }
    }
}
