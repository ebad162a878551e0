//! Every 403 under /api by somebody known is a row of its own: a caller who tries doors is seen.

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Status;
use rocket::{Request, Response, async_trait};

use super::{Action, Entry, ReadLog};
use crate::auth::caller_of;
use crate::http::failure_of;
use crate::ids::Id;

/// Notes the denials of all routes, so that no handler can forget to.
pub(super) struct Denials;

#[async_trait]
impl Fairing for Denials {
    fn info(&self) -> Info {
        Info { name: "denials", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        if response.status() != Status::Forbidden {
            return;
        }
        let Some(log) = request.rocket().state::<ReadLog>() else { return };
        let Some(caller) = caller_of(request) else { return };
        let path = request.uri().path();
        let Some(mut entry) = entry_for(path.as_str()) else { return };
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

/// The denial on the record that a path under /api names.
fn entry_for(path: &str) -> Option<Entry> {
    let mut segments = path.strip_prefix("/api/")?.split('/');
    let resource_type = match segments.next()? {
        "users" => "user",
        "patients" => "patient",
        "visits" => "visit",
        "billing" => "billing",
        "documents" => "document",
        "services" => "service",
        "payments" => "payment",
        "roles" => "role",
        "settings" => "settings",
        "reports" => "report",
        "export" => "export",
        "audit-logs" => "audit_log",
        "auth" => "auth",
        "system" => "system",
        _ => "api",
    };
    Some(about(resource_type, segments.next().and_then(|id| id.parse().ok())))
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
    fn a_path_names_the_record_that_was_denied() {
        let id = Id::new();
        let entry = entry_for(&format!("/api/patients/{id}/timeline")).unwrap();
        assert_eq!((entry.resource_type, entry.resource_id), ("patient", Some(id)));
        assert_eq!(entry.patient_id, Some(id));
        let entry = entry_for("/api/audit-logs/verify").unwrap();
        assert_eq!((entry.resource_type, entry.resource_id), ("audit_log", None));
        assert!(entry_for("/patients").is_none());
    }
}
