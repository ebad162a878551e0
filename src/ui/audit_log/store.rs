//! Whom the trail can be asked about and what its rows tell, in SQL.

use rusqlite::params;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::sentences::{Deed, Extent};
use crate::auth::Scope;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::notes::Notes;

/// A row of the trail for a sentence. Its people are as they are called now: erased names stay
/// erased.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub id: String,
    pub at: String,
    action: String,
    pub(super) kind: String,
    pub status: String,
    pub ip_address: String,
    who: Option<String>,
    /// The patient or the user whom the record belongs to.
    whom: Option<String>,
    is_of_oneself: bool,
    /// The patient, if the reader may see them.
    pub patient: Option<Id>,
    /// How many records it names.
    named: Option<i64>,
    /// How many rows a file has, or how many attempts were made.
    counted: Option<i64>,
    is_asked: bool,
}

impl Told {
    pub(super) fn deed(&self) -> Deed<'_> {
        let extent = match (self.named, self.counted, self.whom.as_deref()) {
            (Some(named), _, _) => Extent::Many(named),
            (None, Some(counted), _) => Extent::Rows(counted),
            (None, None, _) if self.is_asked => Extent::Asked,
            (None, None, _) if self.is_of_oneself => Extent::OfOneself,
            (None, None, Some(whom)) => Extent::Of(whom),
            (None, None, None) => Extent::One,
        };
        let (action, kind, status) = (&self.action, &self.kind, &self.status);
        Deed { action, kind, status, who: self.who.as_deref(), extent }
    }

    pub fn is_good(&self) -> bool {
        self.status == "SUCCESS"
    }
}

/// These rows, in the order of their ids. Patients whom the reader may not see have no name.
///
/// # Errors
/// What SQLite says.
pub(crate) fn told(sql: &Sql<'_>, ids_json: &str, scope: Scope) -> Result<Vec<Told>> {
    let statement = include_str!("../../../sql/queries/audit/told.sql");
    sql.all(statement, params![ids_json, scope.dietitian()], |row| {
        let text = |name: &str| -> rusqlite::Result<String> {
            Ok(row.get::<_, Option<String>>(name)?.unwrap_or_default())
        };
        let patient: Option<String> = row.get("patient")?;
        Ok(Told {
            id: row.get("id")?,
            at: row.get("timestamp")?,
            action: row.get("action")?,
            kind: row.get("resource_type")?,
            status: row.get("status")?,
            ip_address: text("ip_address")?,
            who: row.get("who")?,
            whom: match patient {
                Some(name) => Some(name),
                None => row.get("owner")?,
            },
            is_of_oneself: row.get("is_of_oneself")?,
            patient: row.get("patient_id")?,
            named: row.get("named")?,
            counted: row.get("counted")?,
            is_asked: row.get("is_asked")?,
        })
    })
}

/// A field before and after.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Change {
    #[serde(default)]
    pub old: Value,
    #[serde(default)]
    pub new: Value,
}

/// A row with all that is known of it.
#[derive(Clone, Debug)]
pub(super) struct Log {
    pub told: Told,
    pub seq: i64,
    pub username: Option<String>,
    pub user_agent: Option<String>,
    pub request_method: Option<String>,
    pub request_path: Option<String>,
    pub resource_id: Option<String>,
    pub error_message: Option<String>,
    pub hash: String,
    /// Whose it is, whether the reader may see them or not.
    pub patient: Option<Id>,
    /// Old and new values; none once they are erased.
    pub changes: Vec<(String, Change)>,
    /// The patients of its set.
    pub named: Vec<Person>,
}

/// The row of that id.
///
/// # Errors
/// What SQLite says.
pub(super) fn log(sql: &Sql<'_>, id: Id, (scope, notes): (Scope, Notes)) -> Result<Option<Log>> {
    let Some(told) = told(sql, &format!("[\"{id}\"]"), scope)?.pop() else { return Ok(None) };
    let named = named_by(sql, id, scope)?;
    let statement = "SELECT l.seq, l.username, l.user_agent, l.request_method, l.request_path, \
        l.resource_id, l.error_message, lower(hex(l.hash)) AS hash, l.patient_id, v.body \
        FROM audit_logs l LEFT JOIN audit_values v ON v.seq = l.seq WHERE l.id = ?1";
    sql.maybe(statement, [id], |row| {
        let body: Option<String> = row.get("body")?;
        Ok(Log {
            told,
            seq: row.get("seq")?,
            username: row.get("username")?,
            user_agent: row.get("user_agent")?,
            request_method: row.get("request_method")?,
            request_path: row.get("request_path")?,
            resource_id: row.get("resource_id")?,
            error_message: row.get("error_message")?,
            hash: row.get("hash")?,
            patient: row.get::<_, Option<String>>("patient_id")?.and_then(|id| id.parse().ok()),
            // Old and new values are of notes too.
            changes: body
                .filter(|_| notes.are_all())
                .map(|body| changes(&body))
                .unwrap_or_default(),
            named,
        })
    })
}

/// The fields of old and new values, in their order. What an import brought may have another shape.
fn changes(body: &str) -> Vec<(String, Change)> {
    let fields: Map<String, Value> = serde_json::from_str(body).unwrap_or_default();
    let change = |value| serde_json::from_value(value).unwrap_or_default();
    fields.into_iter().map(|(field, value)| (field, change(value))).collect()
}

/// Everybody with their user name, by id.
///
/// # Errors
/// What SQLite says.
pub(super) fn people(sql: &Sql<'_>) -> Result<Vec<(String, String)>> {
    sql.all("SELECT id, username FROM users ORDER BY username_folded", [], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// A patient whom a row names.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub id: Id,
    pub name: String,
}

/// The patients whom the set of a row names, as far as the reader may see them.
///
/// # Errors
/// What SQLite says.
pub(super) fn named_by(sql: &Sql<'_>, log: Id, scope: Scope) -> Result<Vec<Person>> {
    let bytes: Vec<[u8; 16]> = sql.all(
        "SELECT s.patient_id FROM audit_logs l JOIN audit_values v ON v.seq = l.seq \
         JOIN audit_set_patients s ON s.set_id = v.set_id WHERE l.id = ?1",
        [log],
        |row| row.get(0),
    )?;
    let ids: Vec<Id> = bytes.into_iter().map(Id::of_bytes).collect();
    people_of(sql, &ids, scope)
}

/// The patient of that id, if the reader may see them.
///
/// # Errors
/// What SQLite says.
pub(super) fn patient(sql: &Sql<'_>, id: Id, scope: Scope) -> Result<Option<Person>> {
    Ok(people_of(sql, &[id], scope)?.pop())
}

fn people_of(sql: &Sql<'_>, ids: &[Id], scope: Scope) -> Result<Vec<Person>> {
    let ids = serde_json::to_string(ids).unwrap_or_default();
    sql.all(
        "SELECT id, full_name FROM patients WHERE id IN (SELECT value FROM json_each(?1)) \
         AND (?2 IS NULL OR assigned_dietitian_id = ?2) ORDER BY full_name",
        params![ids, scope.dietitian()],
        |row| Ok(Person { id: row.get(0)?, name: row.get(1)? }),
    )
}
