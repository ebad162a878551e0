//! The versions of a record, out of the audit trail.

use std::collections::HashMap;

use super::replay::{Later, Told};
use super::{Author, Version};
use crate::auth::Scope;
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::{Error, Result};
use crate::ids::Id;
use crate::list::Leaf;
use rusqlite::{Row, params};

/// Acts that make a version.
const ACTS: &str = "('CREATE', 'UPDATE', 'DELETE', 'RESTORE', 'ACTIVATE', 'DEACTIVATE', 'SIGN', 'AMEND', 'IMPORT')";
/// Bytes of former values that an answer holds, of a file with all that is in it.
const ROOM: usize = 8 << 20;

fn statement(of: &str, rest: &str) -> String {
    format!(
        "SELECT l.seq, l.timestamp, l.action, l.resource_type, l.resource_id, l.user_id, l.username, \
         v.body, l.imported, v.seq IS NOT NULL AND v.body IS NULL AND v.set_id IS NULL AS is_erased \
         FROM audit_logs l LEFT JOIN audit_values v ON v.seq = l.seq \
         WHERE l.resource_id {of} AND l.status = 'SUCCESS' AND l.action IN {ACTS} {rest}"
    )
}

/// Versions of a record, the newest first, as many as an answer holds.
pub(crate) struct Versions {
    pub all: Vec<Version>,
    /// Before which the older ones stand; none where there are none.
    pub next: Option<i64>,
    /// Whether newer ones stand before.
    pub is_continued: bool,
}

/// The versions of a record of that kind that its reader sees, the newest first; of a visit with those of its
/// measurements.
///
/// # Errors
/// What SQLite says.
pub(crate) fn versions(
    sql: &Sql<'_>,
    (kind, id): (&str, Id),
    scope: Scope,
    leaf: Leaf,
) -> Result<Versions> {
    let (of, kinds) = match kind {
        "visit" => (
            "IN (SELECT ?1 UNION ALL SELECT m.id FROM visit_measurements m WHERE m.visit_id = ?1)",
            "AND l.resource_type IN (?2, 'measurement')",
        ),
        _ => ("= ?1", "AND l.resource_type = ?2"),
    };
    let sight = Sight::of(sql, (kind, id), scope)?;
    // Weighed before any of them is read: each has whole texts, before and after.
    let weights = format!(
        "SELECT l.seq, coalesce(octet_length(v.body), 0) \
         FROM audit_logs l LEFT JOIN audit_values v ON v.seq = l.seq \
         WHERE l.resource_id {of} AND l.status = 'SUCCESS' AND l.action IN {ACTS} {kinds} \
         AND l.seq < ?3 AND l.seq > ?4 ORDER BY l.seq DESC LIMIT ?5"
    );
    let asked = params![id, kind, leaf.before(), sight.hidden_to, leaf.weighed()];
    let weights = sql.all(&weights, asked, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let is_continued = leaf.is_continued();
    let Some(cut) = leaf.cut(&weights) else {
        return Ok(Versions { all: Vec::new(), next: None, is_continued });
    };
    let rest = format!("{kinds} AND l.seq < ?3 AND l.seq >= ?4 ORDER BY l.seq DESC");
    let all = sql.all(&statement(of, &rest), params![id, kind, leaf.before(), cut.least], read)?;
    let all = all.into_iter().map(|version| sight.shown(version)).collect();
    Ok(Versions { all, next: cut.next, is_continued })
}

/// What of a record's past its reader sees: a draft of an invoice may have been drawn up for a patient of
/// somebody else, and what was written there is theirs.
#[derive(Clone, Copy, Debug, Default)]
struct Sight {
    /// The last version that is not shown.
    hidden_to: i64,
    /// The version that brought the record to a patient whom its reader sees.
    brought_by: i64,
}

impl Sight {
    fn of(sql: &Sql<'_>, (kind, id): (&str, Id), scope: Scope) -> Result<Self> {
        // No other kind of record changes its patient.
        let Some(own) = scope.dietitian().filter(|_| kind == "billing") else {
            return Ok(Self::default());
        };
        let foreign = |patient: &str| {
            format!(
                "{patient} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM patients p \
                 WHERE p.id = {patient} AND p.assigned_dietitian_id = ?3)"
            )
        };
        let left = "CASE WHEN json_valid(v.body) THEN json_extract(v.body, '$.patient_id.old') END";
        let of_it = format!(
            "FROM audit_logs l LEFT JOIN audit_values v ON v.seq = l.seq WHERE l.resource_id = ?1 \
             AND l.resource_type = ?2 AND l.status = 'SUCCESS' AND l.action IN {ACTS}"
        );
        let last = format!(
            "SELECT coalesce(max(CASE WHEN {} THEN l.seq WHEN {} THEN l.seq - 1 END), 0) {of_it}",
            foreign("l.patient_id"),
            foreign(left),
        );
        let hidden_to = sql.one(&last, params![id, kind, own], |row| row.get(0))?;
        if hidden_to == 0 {
            return Ok(Self::default());
        }
        let next = format!("SELECT coalesce(min(l.seq), 0) {of_it} AND l.seq > ?3");
        let brought_by = sql.one(&next, params![id, kind, hidden_to], |row| row.get(0))?;
        Ok(Self { hidden_to, brought_by })
    }

    /// A version that is shown: of that which brought the record no more than what it became.
    fn shown(self, version: Version) -> Version {
        if version.seq == self.brought_by { version.without_old() } else { version }
    }
}

/// Records of one statement, by their ids.
pub(super) fn keys(ids: &[Id]) -> Result<String> {
    serde_json::to_string(ids).map_err(Error::internal)
}

/// What happened after that instant to records of one kind. Of the last of many there may be no room.
///
/// # Errors
/// What SQLite says.
pub(crate) fn after(
    sql: &Sql<'_>,
    kind: &str,
    ids: &[Id],
    instant: Moment,
) -> Result<HashMap<Id, Later>> {
    let rest = "AND l.resource_type = ?2 AND l.timestamp > ?3";
    let statement = statement("IN (SELECT value FROM json_each(?1))", rest);
    let mut all: HashMap<Id, Later> = HashMap::new();
    let mut bytes = 0;
    sql.each(&statement, params![keys(ids)?, kind, instant], |row| {
        let later = all.entry(row.get("resource_id")?).or_default();
        bytes += told(row, later)?;
        if bytes > ROOM {
            later.give_up();
        }
        Ok(())
    })?;
    Ok(all)
}

/// What happened to one record after that version.
///
/// # Errors
/// What SQLite says.
pub(crate) fn after_version(sql: &Sql<'_>, kind: &str, id: Id, seq: i64) -> Result<Later> {
    let rest = "AND l.resource_type = ?2 AND l.seq > ?3";
    let mut later = Later::default();
    sql.each(&statement("= ?1", rest), params![id, kind, seq], |row| {
        told(row, &mut later).map(|_| ())
    })?;
    Ok(later)
}

/// Adds the version of a row; how many bytes more are held.
fn told(row: &Row<'_>, later: &mut Later) -> rusqlite::Result<usize> {
    let (action, body) = (row.get_ref("action")?, row.get_ref("body")?);
    let told = Told {
        seq: row.get("seq")?,
        action: action.as_str()?,
        changes: body.as_str_or_null()?,
        is_erased: row.get("is_erased")?,
    };
    Ok(later.add(&told))
}

/// That version of that record, as its reader sees it.
///
/// # Errors
/// What SQLite says.
pub(crate) fn version(
    sql: &Sql<'_>,
    (kind, id): (&str, Id),
    scope: Scope,
    seq: i64,
) -> Result<Option<Version>> {
    let sight = Sight::of(sql, (kind, id), scope)?;
    let rest = "AND l.resource_type = ?2 AND l.seq = ?3 AND l.seq > ?4";
    let asked = params![id, kind, seq, sight.hidden_to];
    let version = sql.maybe(&statement("= ?1", rest), asked, read)?;
    Ok(version.map(|version| sight.shown(version)))
}

/// The measurement of a visit that a version is of; none of a version of the visit itself.
///
/// # Errors
/// What SQLite says.
pub(crate) fn measurement_of(sql: &Sql<'_>, visit: Id, seq: i64) -> Result<Option<Id>> {
    sql.maybe(
        "SELECT m.id FROM audit_logs l JOIN visit_measurements m ON m.id = l.resource_id \
         WHERE l.seq = ?2 AND l.resource_type = 'measurement' AND m.visit_id = ?1",
        params![visit, seq],
        |row| row.get(0),
    )
}

/// Whether that row of the trail is a version of that record, and one that its reader sees.
///
/// # Errors
/// What SQLite says.
pub(crate) fn has_version(
    sql: &Sql<'_>,
    (kind, id): (&str, Id),
    scope: Scope,
    seq: i64,
) -> Result<bool> {
    let sight = Sight::of(sql, (kind, id), scope)?;
    let version = format!(
        "SELECT EXISTS (SELECT 1 FROM audit_logs WHERE seq = ?3 AND seq > ?4 AND resource_id = ?1 \
         AND resource_type = ?2 AND status = 'SUCCESS' AND action IN {ACTS})"
    );
    sql.one(&version, params![id, kind, seq, sight.hidden_to], |row| row.get(0))
}

/// Since when the trail has values.
///
/// # Errors
/// What SQLite says.
pub(crate) fn known_since(sql: &Sql<'_>) -> Result<Option<String>> {
    sql.maybe("SELECT timestamp FROM audit_logs ORDER BY seq LIMIT 1", [], |row| row.get(0))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Version> {
    let body: Option<String> = row.get("body")?;
    Ok(Version {
        seq: row.get("seq")?,
        at: row.get("timestamp")?,
        action: row.get("action")?,
        resource_type: row.get("resource_type")?,
        resource_id: row.get("resource_id")?,
        by: Author { id: row.get("user_id")?, username: row.get("username")? },
        changes: body.and_then(|body| serde_json::from_str(&body).ok()),
        is_erased: row.get("is_erased")?,
        is_imported: row.get("imported")?,
    })
}
