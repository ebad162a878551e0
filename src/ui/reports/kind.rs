//! The reports that there are: what each is called, and who may see it.

use crate::auth::Permission;
use crate::ui::language::say;

/// A report that the page knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Activity,
    Visits,
    Patients,
    Money,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Activity, Self::Visits, Self::Patients, Self::Money];

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Visits => "visits",
            Self::Patients => "patients",
            Self::Money => "money",
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Activity => say("Activity"),
            Self::Visits => say("Appointments"),
            Self::Patients => say("Patients"),
            Self::Money => say("Revenue"),
        }
    }

    pub(super) fn permission(self) -> Permission {
        match self {
            Self::Activity => Permission::ReportsOverview,
            Self::Visits => Permission::ReportsVisits,
            Self::Patients => Permission::ReportsPatients,
            Self::Money => Permission::ReportsBilling,
        }
    }
}
