//! The tabs of the settings.

use crate::ui::language::say;
use crate::ui::tabs::Tabs;

/// The pages of the settings, with the one at `here` marked.
pub fn tabs(here: &str) -> Tabs {
    let all = [
        ("/settings", say("Clinic")),
        ("/settings/prices", say("Price list")),
        ("/settings/visit-types", say("Appointment types")),
        ("/settings/consent-texts", say("Consent texts")),
        ("/settings/hours", say("Opening hours")),
        ("/settings/logo", say("Logo")),
        ("/settings/accounts", say("Accounts of the journal")),
        ("/reach", say("Network access")),
    ];
    Tabs::new(say("Settings"), &all, here)
}
