//! The predecessor's audit rows: history, marked as imported, in our chain.

use super::Import;
use super::record::{Record, id_of};
use super::store;
use crate::audit::chain::{Chain, Link};
use crate::error::Result;
use crate::ids::Id;

const STATUSES: [&str; 3] = ["SUCCESS", "FAILURE", "ERROR"];
const SEVERITIES: [&str; 4] = ["INFO", "WARN", "ERROR", "CRITICAL"];

pub(super) fn bring(import: &Import<'_>) -> Result<()> {
    let mut chain = Chain::load(import.tx)?;
    import.each("audit_logs", "timestamp, id", |row| event(import, row, &mut chain))?;
    chain.save(import.tx)
}

fn event(import: &Import<'_>, row: &Record<'_>, chain: &mut Chain) -> Result<()> {
    if store::exists(import.tx, "audit_logs", row.id)? {
        import.already_there("audit_logs");
        return Ok(());
    }
    let timestamp = import.moment(row, "timestamp", import.now())?.to_string();
    let kind = row.text("resource_type").unwrap_or_else(|| "system".into());
    let kind = match kind.as_str() {
        "users" => "user",
        "patients" => "patient",
        "visits" => "visit",
        "documents" => "document",
        other => other,
    };
    let resource = row.text("resource_id").map(|text| id_of(&text));
    let patient = resource.and_then(|id| patient_of(import, kind, id)).map(|id| id.to_string());
    let resource = resource.map(|id| id.to_string());
    let text = |column: &str| row.text(column);
    let user = text("user_id").map(|text| id_of(&text).to_string());
    let changes = changes(import, row)?;
    chain.append(
        import.tx,
        &Link {
            id: &row.id.to_string(),
            timestamp: &timestamp,
            user_id: user.as_deref(),
            username: text("username").as_deref(),
            action: &text("action").unwrap_or_else(|| "READ".into()),
            resource_type: kind,
            resource_id: resource.as_deref(),
            patient_id: patient.as_deref(),
            ip_address: text("ip_address").as_deref(),
            user_agent: text("user_agent").as_deref(),
            request_method: text("request_method").as_deref(),
            request_path: text("request_path").as_deref(),
            changes: changes.as_deref(),
            set: None,
            status: known(import, row, "status", &STATUSES, "SUCCESS"),
            severity: known(import, row, "severity", &SEVERITIES, "INFO"),
            error_message: text("error_message").as_deref(),
            session_id: text("session_id").as_deref(),
            api_key_id: text("api_key_id").as_deref(),
            imported: true,
        },
    )?;
    import.arrived("audit_logs");
    Ok(())
}

/// Old and new values as JSON; what is none is kept as a text.
fn changes(import: &Import<'_>, row: &Record<'_>) -> Result<Option<String>> {
    let Some(text) = row.text("changes") else { return Ok(None) };
    if serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text).is_ok() {
        return Ok(Some(text));
    }
    import.remark(row, "changes", &text, "is no JSON object: kept as a text");
    Ok(Some(serde_json::json!({ "imported": { "old": null, "new": text } }).to_string()))
}

fn known(
    import: &Import<'_>,
    row: &Record<'_>,
    column: &str,
    words: &[&'static str],
    otherwise: &'static str,
) -> &'static str {
    let Some(text) = row.text(column) else { return otherwise };
    let upper = text.to_uppercase();
    words.iter().find(|word| **word == upper).copied().unwrap_or_else(|| {
        import.remark(row, column, &text, &format!("is not known here: {otherwise} stands in"));
        otherwise
    })
}

fn patient_of(import: &Import<'_>, kind: &str, id: Id) -> Option<Id> {
    match kind {
        "patient" => import.patients.borrow().contains(&id).then_some(id),
        "visit" => import.visits.borrow().get(&id).copied(),
        "billing" => store::patient_of_invoice(import.tx, id).ok().flatten(),
        _ => None,
    }
}
