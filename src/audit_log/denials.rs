//! Every 403 to somebody known is a row of its own, of the API's routes and of the pages: a caller
//! who tries doors is seen. Whoever tries thousands is answered 429 from then on, and those are
//! counted: a trail that nobody may shorten is not theirs to fill.

use parking_lot::Mutex;
use rocket::{Request, Response};

use crate::audit::{Action, Entry, ReadLog};
use crate::auth::{Attempted, Buckets, Caller, Refusals, caller_of, cookie};
use crate::clock::{Clock, Moment};
use crate::error::Error;
use crate::http::{answer_of, failure_of};
use crate::ids::Id;
use crate::message::message;

/// Denials of one user that are rows of their own, at once …
const BURST: f64 = 3_000.0;
/// … and one more after that time.
const LEAK_MS: i64 = 2_000;

/// The denials of all routes.
pub(super) struct Denials(Mutex<Buckets>);

impl Default for Denials {
    fn default() -> Self {
        Self(Mutex::new(Buckets::new(LEAK_MS, BURST)))
    }
}

impl Denials {
    /// How many seconds this caller has to leave off; none while each denial is a row.
    fn rest_of(&self, caller: &Caller, now: Moment) -> Option<u64> {
        let counted = self.0.lock().add_below(caller.id().spread(), BURST, now);
        counted.err().map(|wait_ms| (wait_ms / 1000.0).ceil().max(1.0) as u64)
    }

    /// Notes that the caller of this request was denied what it asked for.
    pub(super) async fn note<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let Some(log) = request.rocket().state::<ReadLog>() else { return };
        let Some(caller) = known(request).await else { return };
        let Some(clock) = request.rocket().state::<Clock>() else { return };
        if let Some(seconds) = self.rest_of(&caller, clock.now()) {
            let told = message(
                "refused-denied-too-often",
                "You were refused too often. Nothing was done: wait {seconds} s.",
            );
            let error = Error::too_soon(seconds, told.count("seconds", seconds));
            response.remove_header("Content-Encoding");
            response.merge(answer_of(&error, request));
            let refusals = request.rocket().state::<Refusals>();
            let has_row = refusals
                .is_none_or(|all| all.has_row(&caller.actor(), Attempted::Access, clock.now()));
            if !has_row {
                return;
            }
        }
        let mut entry = entry_for(request.uri().path().as_str());
        let error = failure_of(request);
        if let Some((resource_type, id)) = error.and_then(|error| error.subject()) {
            entry = about(resource_type, Some(id));
        }
        let code = error.map_or("ACCESS_DENIED", |error| error.code());
        if let Err(error) = log.note(&caller.actor(), entry.refused(code)).await {
            log::error!("a denial could not be audited: {error}");
        }
    }
}

/// Who was denied: as the route's guard knew them, or by the cookie of the pages.
async fn known(request: &Request<'_>) -> Option<Caller> {
    if let Some(caller) = caller_of(request) {
        return Some(caller.clone());
    }
    // Under /api the cookie is nobody's.
    if is_of_the_api(request.uri().path().as_str()) {
        return None;
    }
    cookie::visitor(request).await.ok().flatten()
}

fn is_of_the_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// The denial on the record that a path names.
fn entry_for(path: &str) -> Entry {
    let is_api = is_of_the_api(path);
    let path = if is_api { &path["/api".len()..] } else { path };
    let mut segments = path.split('/').skip(1);
    let resource_type = match segments.next().unwrap_or_default() {
        "users" | "account" => "user",
        "patients" => "patient",
        "visits" | "calendar" | "drafts" => "visit",
        "billing" | "invoices" => "billing",
        "documents" => "document",
        "waiting-list" => "waiting_entry",
        "visit-types" => "visit_type",
        "services" => "service",
        "foods" => "food",
        "food-sources" => "food_source",
        "plans" => "meal_plan",
        "recipes" => "recipe",
        "intakes" => "intake",
        "exchange-systems" | "exchanges" => "exchange_system",
        "opening-hours" => "opening_hours",
        "absences" => "absence",
        "free-times" => "visit",
        "payments" => "payment",
        "roles" => "role",
        "settings" => "settings",
        "reports" => "report",
        "export" => "export",
        "audit-logs" | "audit" => "audit_log",
        "auth" => "auth",
        "system" | "reach" => "system",
        _ if is_api => "api",
        _ => "page",
    };
    about(resource_type, segments.next().and_then(|id| id.parse().ok()))
}

fn about(resource_type: &'static str, id: Option<Id>) -> Entry {
    let mut entry = Entry::new(Action::PermissionCheck, resource_type);
    entry.resource_id = id;
    entry.patient_id = id.filter(|_| resource_type == "patient");
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_who_is_refused_thousands_of_times_waits_and_nobody_else() {
        let denials = Denials::default();
        let buckets = &denials.0;
        let now = Moment::from_ms(1_800_000_000_000);
        let own = (0..10_000).filter(|_| buckets.lock().add_below(7, BURST, now).is_ok()).count();
        assert_eq!(own, 3_000);
        assert!(buckets.lock().add_below(8, BURST, now).is_ok());
        let later = Moment::from_ms(now.ms() + LEAK_MS);
        assert!(buckets.lock().add_below(7, BURST, later).is_ok());
        assert!(buckets.lock().add_below(7, BURST, later).is_err());
    }

    #[test]
    fn a_path_names_the_record_that_was_denied() {
        let id = Id::new();
        let entry = entry_for(&format!("/api/patients/{id}/timeline"));
        assert_eq!((entry.resource_type, entry.resource_id), ("patient", Some(id)));
        assert_eq!(entry.patient_id, Some(id));
        let entry = entry_for("/api/audit-logs/verify");
        assert_eq!((entry.resource_type, entry.resource_id), ("audit_log", None));
        let entry = entry_for(&format!("/invoices/{id}/edit"));
        assert_eq!((entry.resource_type, entry.resource_id), ("billing", Some(id)));
        assert_eq!(entry_for("/").resource_type, "page");
        assert_eq!(entry_for("/api").resource_type, "api");
    }
}
