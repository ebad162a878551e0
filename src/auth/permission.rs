//! What a role may do. One enum, one marker type each: a handler's parameter types are its policy.

use std::marker::PhantomData;

/// A set of permissions, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PermissionSet(u64);

impl PermissionSet {
    /// The set of these names, as stored; names that this build does not know grant nothing.
    pub fn of_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let known = names.into_iter().filter_map(Permission::named);
        Self(known.fold(0, |set, permission| set | permission.bit()))
    }

    /// Whether the permission is in the set.
    pub fn contains(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// Whether the set is enough for that guard.
    pub fn grants<P: Required>(self) -> bool {
        self.contains(P::PERMISSION) && (!P::NOTES || self.contains(Permission::VisitsNotes))
    }
}

/// A permission that a guard asks for: `May<may::PatientsRead>`.
pub trait Required: Send + Sync + 'static {
    /// The permission.
    const PERMISSION: Permission;
    /// Whether the caller must read clinical text besides.
    const NOTES: bool = false;
}

/// The same permission for somebody who reads clinical text: `May<Clinical<may::VisitsRead>>`.
pub struct Clinical<P>(PhantomData<P>);

impl<P: Required> Required for Clinical<P> {
    const PERMISSION: Permission = P::PERMISSION;
    const NOTES: bool = true;
}

macro_rules! permissions {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// A permission of the contract.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Permission { $($variant),+ }

        impl Permission {
            /// Every permission.
            pub const ALL: &'static [Permission] = &[$(Permission::$variant),+];

            /// The name, as stored and as the contract writes it.
            pub fn name(self) -> &'static str {
                match self { $(Permission::$variant => $name),+ }
            }

            /// The permission of that name.
            pub fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Permission::$variant),)+ _ => None }
            }

            fn bit(self) -> u64 {
                1 << (self as u64)
            }
        }

        /// The same as types, for guards.
        pub mod may {
            $(
                #[doc = concat!("Holds `", $name, "`.")]
                pub struct $variant;

                impl super::Required for $variant {
                    const PERMISSION: super::Permission = super::Permission::$variant;
                }
            )+
        }
    };
}

permissions! {
    PatientsCreate = "patients.create",
    PatientsRead = "patients.read",
    PatientsUpdate = "patients.update",
    PatientsDelete = "patients.delete",
    PatientsList = "patients.list",
    VisitsCreate = "visits.create",
    VisitsRead = "visits.read",
    VisitsUpdate = "visits.update",
    VisitsDelete = "visits.delete",
    VisitsList = "visits.list",
    VisitsPrivateNotes = "visits.private_notes",
    VisitsNotes = "visits.notes",
    BillingCreate = "billing.create",
    BillingRead = "billing.read",
    BillingUpdate = "billing.update",
    BillingDelete = "billing.delete",
    BillingList = "billing.list",
    UsersCreate = "users.create",
    UsersRead = "users.read",
    UsersUpdate = "users.update",
    UsersDelete = "users.delete",
    UsersList = "users.list",
    UsersManage = "users.manage",
    RolesRead = "roles.read",
    RolesManage = "roles.manage",
    AuditLogsRead = "audit_logs.read",
    AuditLogsList = "audit_logs.list",
    ApiKeysCreate = "api_keys.create",
    ApiKeysRead = "api_keys.read",
    ApiKeysDelete = "api_keys.delete",
    ReportsRead = "reports.read",
    ReportsPatients = "reports.patients",
    ReportsVisits = "reports.visits",
    ReportsBilling = "reports.billing",
    ReportsOverview = "reports.overview",
    DocumentsUpload = "documents.upload",
    DocumentsRead = "documents.read",
    DocumentsUpdate = "documents.update",
    DocumentsDelete = "documents.delete",
    ExportPatients = "export.patients",
    ExportVisits = "export.visits",
    ExportBilling = "export.billing",
    NutritionRead = "nutrition.read",
    NutritionPlan = "nutrition.plan",
    NutritionManage = "nutrition.manage",
    SystemRead = "system.read",
    SystemBackup = "system.backup",
    SystemRestore = "system.restore",
    SystemSettings = "system.settings",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_it_was_made_of() {
        let set = PermissionSet::of_names(["patients.read", "system.settings", "unknown"]);
        assert!(set.contains(Permission::PatientsRead) && set.contains(Permission::SystemSettings));
        assert!(!set.contains(Permission::PatientsList));
        assert!(Permission::ALL.len() <= 64);
    }

    #[test]
    fn the_schema_grants_exactly_the_permissions_that_this_build_knows() {
        let first = include_str!("../../sql/migrations/0002_roles.sql");
        let later = [
            include_str!("../../sql/migrations/0022_foods.sql"),
            include_str!("../../sql/migrations/0035_notes_permission.sql"),
        ]
        .concat();
        for permission in Permission::ALL {
            let (resource, action) = permission.name().split_once('.').unwrap();
            let is_first =
                first.contains(&format!("('{resource}'")) && first.contains(&format!("'{action}'"));
            assert!(is_first || later.contains(&format!("'{}'", permission.name())));
        }
    }
}
