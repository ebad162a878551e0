//! The rooms of the sidebar and what can be made anew from anywhere: whoever is shown an entry may
//! open its page, for the guard of the page is the condition of the entry.

use super::language::say;
use crate::auth::{Caller, Permission, Required};

/// Who enters each room: the guards of their pages.
pub mod guard {
    use crate::auth::{Clinical, may};

    pub type Calendar = may::VisitsList;
    pub type Patients = may::PatientsList;
    pub type Visits = may::VisitsList;
    /// Plans are clinical text.
    pub type Plans = Clinical<may::NutritionRead>;
    pub type Invoices = may::BillingList;
    pub type Foods = may::NutritionRead;
    /// And one report at least.
    pub type Reports = may::ReportsRead;
    pub type Users = may::UsersRead;
    pub type Audit = may::AuditLogsRead;
    pub type System = may::SystemRead;
    pub type Settings = may::SystemSettings;
    /// The search of patients, which bookings and invoices begin with.
    pub type Search = may::PatientsList;
    pub type NewPatient = may::PatientsCreate;
    pub type NewVisit = may::VisitsCreate;
    pub type NewUser = may::UsersCreate;
}

/// The permissions of the single reports.
pub const REPORTS: [Permission; 4] = [
    Permission::ReportsOverview,
    Permission::ReportsVisits,
    Permission::ReportsPatients,
    Permission::ReportsBilling,
];

/// A room of the sidebar.
pub struct Room {
    pub href: &'static str,
    pub name: &'static str,
    pub icon: &'static str,
    pub is_here: bool,
    /// Kept off the bar of a phone, where five fit.
    pub is_minor: bool,
}

/// Whether that guard lets somebody in.
pub fn enters<P: Required>(caller: &Caller) -> bool {
    caller.must_hold::<P>().is_ok()
}

fn reads_a_report(caller: &Caller) -> bool {
    enters::<guard::Reports>(caller) && REPORTS.iter().any(|one| caller.may(*one))
}

/// The rooms that are open to `caller`, with the one at `here` marked.
pub fn open_to(caller: &Caller, here: &str) -> Vec<Room> {
    let all = [
        ("/", say("Today"), "today", true, false),
        ("/calendar", say("Calendar"), "calendar", enters::<guard::Calendar>(caller), false),
        ("/patients", say("Patients"), "patients", enters::<guard::Patients>(caller), false),
        ("/visits", say("Consultations"), "visits", enters::<guard::Visits>(caller), true),
        ("/plans", say("Meal plans"), "plans", enters::<guard::Plans>(caller), true),
        ("/invoices", say("Invoices"), "invoices", enters::<guard::Invoices>(caller), false),
        ("/foods", say("Foods"), "foods", enters::<guard::Foods>(caller), true),
        ("/reports", say("Reports"), "reports", reads_a_report(caller), false),
        ("/users", say("Users"), "users", enters::<guard::Users>(caller), true),
        ("/audit", say("Audit trail"), "audit", enters::<guard::Audit>(caller), true),
        ("/system", say("System"), "system", enters::<guard::System>(caller), true),
        ("/settings", say("Settings"), "settings", enters::<guard::Settings>(caller), true),
    ];
    let open = all.into_iter().filter(|(.., is_open, _)| *is_open);
    open.map(|(href, name, icon, _, is_minor)| Room {
        href,
        name,
        icon,
        is_here: href == here,
        is_minor,
    })
    .collect()
}

/// Whether `caller` may book, which begins with the search of a patient.
pub fn books(caller: &Caller) -> bool {
    enters::<guard::Search>(caller) && enters::<guard::NewVisit>(caller)
}

/// Whether `caller` may draw an invoice up, which begins with that search too.
pub fn bills(caller: &Caller) -> bool {
    enters::<guard::Search>(caller) && caller.may(Permission::BillingCreate)
}

/// What `caller` can make anew: address and words.
pub fn new_to(caller: &Caller) -> Vec<(&'static str, &'static str)> {
    let all = [
        ("/patients/new", say("New patient"), enters::<guard::NewPatient>(caller)),
        ("/visits/new", say("New appointment"), books(caller)),
        ("/search?bill=yes", say("New invoice"), bills(caller)),
        ("/users/new", say("New user"), enters::<guard::NewUser>(caller)),
    ];
    let open = all.into_iter().filter(|(.., is_open)| *is_open);
    open.map(|(href, label, _)| (href, label)).collect()
}
