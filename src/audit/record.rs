//! Writing one row: an actor, an action, a record.

use std::net::IpAddr;

use serde_json::{Map, Value};

use super::action::Action;
use super::chain::{Chain, Link};
use super::store::sets;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::Id;

/// Who acts, and from where.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actor {
    pub user_id: Option<Id>,
    pub username: Option<String>,
    pub ip_address: Option<IpAddr>,
    pub user_agent: Option<String>,
    pub request_method: Option<&'static str>,
    /// The path without its query: a search may hold a patient's name.
    pub request_path: Option<String>,
    pub session_id: Option<Id>,
    pub api_key_id: Option<Id>,
}

impl Actor {
    /// Somebody at the server's own command line.
    pub fn command_line() -> Self {
        Self { username: Some("command line".into()), ..Self::default() }
    }

    /// The server itself.
    pub fn server() -> Self {
        Self { username: Some("server".into()), ..Self::default() }
    }
}

/// What happened.
#[derive(Clone, Debug)]
pub struct Entry {
    pub action: Action,
    pub resource_type: &'static str,
    pub resource_id: Option<Id>,
    pub patient_id: Option<Id>,
    pub changes: Option<Map<String, Value>>,
    /// The records that a list has shown, in place of `changes`.
    pub listed: Vec<Id>,
    /// SUCCESS, FAILURE (refused) or ERROR (ours).
    pub status: &'static str,
    pub severity: &'static str,
    pub error_message: Option<String>,
}

impl Entry {
    /// A success on a kind of record.
    pub fn new(action: Action, resource_type: &'static str) -> Self {
        Self {
            action,
            resource_type,
            resource_id: None,
            patient_id: None,
            changes: None,
            listed: Vec::new(),
            status: "SUCCESS",
            severity: "INFO",
            error_message: None,
        }
    }

    /// On this record.
    pub fn on(mut self, id: Id) -> Self {
        self.resource_id = Some(id);
        self
    }

    /// Belonging to this patient's file.
    pub fn of_patient(mut self, id: Id) -> Self {
        self.patient_id = Some(id);
        self
    }

    /// With `{field:{old,new}}`; nothing when the map is empty.
    pub fn changing(mut self, changes: Map<String, Value>) -> Self {
        self.changes = (!changes.is_empty()).then_some(changes);
        self
    }

    /// Refused, and why.
    pub fn refused(mut self, why: impl Into<String>) -> Self {
        self.status = "FAILURE";
        self.severity = "WARN";
        self.error_message = Some(why.into());
        self
    }
}

/// Writes the row, in the transaction of what it tells of.
///
/// # Errors
/// What SQLite says; then the change does not happen either.
pub fn record(tx: &Tx<'_>, actor: &Actor, entry: &Entry) -> Result<()> {
    let mut chain = Chain::load(tx)?;
    append(tx, &mut chain, actor, entry, &tx.now().to_string())?;
    chain.save(tx)
}

/// Appends a row with its own instant; the caller saves the chain.
///
/// # Errors
/// What SQLite says.
pub(super) fn append(
    tx: &Tx<'_>,
    chain: &mut Chain,
    actor: &Actor,
    entry: &Entry,
    timestamp: &str,
) -> Result<()> {
    let Named { resource, set, ids } = named(tx, entry)?;
    // Whoever opened something knew its id, not always whose it is.
    let is_seen = matches!(entry.action, Action::Read | Action::List) || !entry.listed.is_empty();
    let patient = match (entry.patient_id, resource) {
        (None, Some(id)) if is_seen => sets::patient_of(tx, entry.resource_type, id)?,
        (patient, _) => patient,
    };
    let changes = entry.changes.as_ref().map(|c| serde_json::to_string(c).unwrap_or_default());
    let changes = ids.or(changes);
    let text = |id: Option<Id>| id.map(|id| id.to_string());
    let (user_id, session_id) = (text(actor.user_id), text(actor.session_id));
    let (api_key_id, resource_id) = (text(actor.api_key_id), text(resource));
    let patient_id = text(patient);
    let ip_address = actor.ip_address.map(|ip| ip.to_string());
    chain.append(
        tx,
        &Link {
            id: &Id::new().to_string(),
            timestamp,
            user_id: user_id.as_deref(),
            username: actor.username.as_deref(),
            action: entry.action.name(),
            resource_type: entry.resource_type,
            resource_id: resource_id.as_deref(),
            patient_id: patient_id.as_deref(),
            ip_address: ip_address.as_deref(),
            user_agent: actor.user_agent.as_deref(),
            request_method: actor.request_method,
            request_path: actor.request_path.as_deref(),
            changes: changes.as_deref(),
            set,
            status: entry.status,
            severity: entry.severity,
            error_message: entry.error_message.as_deref(),
            session_id: session_id.as_deref(),
            api_key_id: api_key_id.as_deref(),
            imported: false,
        },
    )?;
    Ok(())
}

/// What a row names: the record that it is about, or a set of records.
struct Named {
    resource: Option<Id>,
    set: Option<i64>,
    /// The JSON of the set's ids.
    ids: Option<String>,
}

/// What the row names, its set stored. A list of one record is that record's.
fn named(tx: &Tx<'_>, entry: &Entry) -> Result<Named> {
    let mut ids = entry.listed.clone();
    ids.sort_unstable();
    ids.dedup();
    match ids.as_slice() {
        [] => Ok(Named { resource: entry.resource_id, set: None, ids: None }),
        [one] => Ok(Named { resource: Some(*one), set: None, ids: None }),
        several => {
            let set = sets::keep(tx, entry.resource_type, several)?;
            let ids = Some(crate::ids::ids_to_json(several));
            Ok(Named { resource: entry.resource_id, set: Some(set), ids })
        }
    }
}
