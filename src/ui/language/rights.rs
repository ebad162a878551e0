//! What each permission lets somebody do, as its administrator reads it.

use super::say;
use crate::auth::Permission;

/// The words for a permission.
pub fn right(permission: Permission) -> &'static str {
    match permission {
        Permission::PatientsCreate => say("Register patients"),
        Permission::PatientsRead => say("Open patients' files"),
        Permission::PatientsUpdate => say("Edit patients"),
        Permission::PatientsDelete => say("Archive and erase patients"),
        Permission::PatientsList => say("Look for patients and see their list"),
        Permission::VisitsCreate => say("Book appointments"),
        Permission::VisitsRead => say("Open consultations"),
        Permission::VisitsUpdate => say("Move appointments, write consultations"),
        Permission::VisitsDelete => say("Delete appointments and consultations"),
        Permission::VisitsList => say("See the calendar and the list of consultations"),
        Permission::VisitsPrivateNotes => say("Read and write private notes, sign consultations"),
        Permission::VisitsNotes => say("Read everything clinical"),
        Permission::BillingCreate => say("Draw up invoices"),
        Permission::BillingRead => say("Open invoices"),
        Permission::BillingUpdate => say("Issue invoices, record payments"),
        Permission::BillingDelete => say("Delete drafts of invoices"),
        Permission::BillingList => say("See the lists of invoices and payments"),
        Permission::UsersCreate => say("Add users"),
        Permission::UsersRead => say("Open users"),
        Permission::UsersUpdate => say("Edit users"),
        Permission::UsersDelete => say("Remove users"),
        Permission::UsersList => say("See the list of users"),
        Permission::UsersManage => say("Give roles, reset passwords, end sessions"),
        Permission::RolesRead => say("See what each role may do"),
        Permission::RolesManage => say("Change what a role may do"),
        Permission::AuditLogsRead => say("Open the audit trail"),
        Permission::AuditLogsList => say("See the list of the audit trail"),
        Permission::ApiKeysCreate => say("Make keys for other programs"),
        Permission::ApiKeysRead => say("See the keys of other programs"),
        Permission::ApiKeysDelete => say("End the keys of other programs"),
        Permission::ReportsRead => say("Open the reports"),
        Permission::ReportsPatients => say("Report of patients"),
        Permission::ReportsVisits => say("Report of consultations"),
        Permission::ReportsBilling => say("Report of money"),
        Permission::ReportsOverview => say("Report of the whole clinic"),
        Permission::DocumentsUpload => say("Add documents"),
        Permission::DocumentsRead => say("Open documents"),
        Permission::DocumentsUpdate => say("Rename and sort documents"),
        Permission::DocumentsDelete => say("Delete documents"),
        Permission::ExportPatients => say("Take patients out as a file"),
        Permission::ExportVisits => say("Take consultations out as a file"),
        Permission::ExportBilling => say("Take invoices out as a file"),
        Permission::NutritionRead => say("See foods, recipes and meal plans"),
        Permission::NutritionPlan => say("Write meal plans, recalls and diaries"),
        Permission::NutritionManage => {
            say("Keep food tables, and the clinic's recipes and templates")
        }
        Permission::SystemRead => say("See the state of the system"),
        Permission::SystemBackup => say("Make and fetch backups"),
        Permission::SystemRestore => say("Restore a backup"),
        Permission::SystemSettings => say("Change the clinic's settings"),
    }
}
