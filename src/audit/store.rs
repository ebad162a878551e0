//! The audit trail as the API shows it: list, figures. Writing is `record` and `journal`.

use rusqlite::types::Value;
use serde::Serialize;

pub(crate) mod sets;

use crate::db::Sql;
use crate::error::Result;
use crate::list::{Clauses, Column, Fetched, Kind, ListQuery, Listed, Spec, Whole};
use crate::notes::Notes;
use crate::shown::Shows;

const STATUSES: &[&str] = &["SUCCESS", "FAILURE", "ERROR"];
const SEVERITIES: &[&str] = &["INFO", "WARN", "ERROR", "CRITICAL"];

// Subqueries instead of joins: they run for the rows of the page, and never for the count.
const USER: &str = "(SELECT json_object('id', u.id, 'username', u.username, 'email', u.email) \
    FROM users u WHERE u.id = l.user_id)";
const CHANGES: &str = "(SELECT coalesce(v.body, id_values(s.ids)) FROM audit_values v \
    LEFT JOIN audit_sets s ON s.id = v.set_id WHERE v.seq = l.seq AND v.salt <> x'')";

static SPEC: Spec = Spec {
    plural: "logs",
    from: "audit_logs l",
    id: "l.id",
    columns: &[
        Column::shown("id", "l.id", Kind::Id),
        Column::shown("seq", "l.seq", Kind::Integer),
        Column::shown("timestamp", "l.timestamp", Kind::Moment).filter().sort("l.timestamp"),
        Column::shown("user_id", "l.user_id", Kind::Id).filter(),
        Column::shown("username", "l.username", Kind::Text),
        Column::shown("action", "l.action", Kind::Text).filter(),
        Column::shown("resource_type", "l.resource_type", Kind::Text).filter(),
        Column::shown("resource_id", "l.resource_id", Kind::Id).filter(),
        Column::shown("patient_id", "l.patient_id", Kind::Id).filter_also(sets::OF_PATIENT),
        Column::shown("ip_address", "l.ip_address", Kind::Text).filter(),
        Column::shown("user_agent", "l.user_agent", Kind::Text),
        Column::shown("request_method", "l.request_method", Kind::Text).filter(),
        Column::shown("request_path", "l.request_path", Kind::Text),
        // Null also when the values have been erased. Old and new values are of notes too.
        Column::shown("changes", CHANGES, Kind::Json).of_notes(Notes::All),
        Column::shown("status", "l.status", Kind::Choice(STATUSES)).filter(),
        Column::shown("severity", "l.severity", Kind::Choice(SEVERITIES)).filter(),
        Column::shown("error_message", "l.error_message", Kind::Text),
        Column::shown("session_id", "l.session_id", Kind::Id),
        Column::shown("api_key_id", "l.api_key_id", Kind::Id),
        Column::shown("prev_hash", "l.prev_hash", Kind::Text),
        Column::shown("hash", "l.hash", Kind::Text),
        Column::shown("user", USER, Kind::Object),
        // With these two, somebody else can compute the hashes from the API's answers.
        Column::shown("values_digest", "l.values_digest", Kind::Text).on_request(),
        Column::shown("imported", "l.imported", Kind::Flag).on_request(),
    ],
    default_sort: "timestamp",
    default_limit: 100,
    most: 500,
    // Rows come all the time, and touch no tag.
    counts: None,
    // The trail's numbers have no gaps: rows are never removed.
    whole: Some(Whole { given: &[], sql: "SELECT coalesce(max(seq), 0) FROM audit_logs" }),
    includes: &[],
    clinical: &[],
    dates: Some("timestamp"),
    extras: &[],
    search: |asked, clauses| search(asked.words.iter().map(|word| word.folded.as_str()), clauses),
};

/// The list of audit rows.
pub struct AuditLogs;

impl Listed for AuditLogs {
    const SPEC: &'static Spec = &SPEC;
}

/// Folded words. The index is asked once for all of them: each answer of its own would be a set as
/// large as the trail.
fn search<'w>(words: impl Iterator<Item = &'w str>, clauses: &mut Clauses) {
    let words: Vec<&str> = words.collect();
    let mut questions: Vec<String> = Vec::new();
    for word in &words {
        match question(word, words.len() == 1) {
            Some(question) if questions.contains(&question) => {}
            Some(question) => questions.push(question),
            // Signs alone, or a script that the index may cut elsewhere than we would.
            None => clauses.and_with(
                "instr(fold(concat_ws(char(10), l.username, l.action, l.resource_type, \
                 l.request_path, l.error_message)), ?) > 0",
                [Value::Text((*word).to_owned())],
            ),
        }
    }
    if !questions.is_empty() {
        clauses.and_with(
            "l.seq IN (SELECT rowid FROM audit_search WHERE audit_search MATCH ?)",
            [Value::Text(questions.join(" AND "))],
        );
    }
}

/// The question to the index for a word; none where it may not be the index's to answer. It knows no
/// positions, so a word of several tokens (an e-mail, a path, an id) must match all of them, the last
/// one by its beginning. A letter begins half of all rows: among other words it is a whole word.
fn question(word: &str, is_alone: bool) -> Option<String> {
    let tokens = word.split(|c: char| !c.is_ascii_alphanumeric()).filter(|token| !token.is_empty());
    let tokens: Vec<&str> = tokens.collect();
    let (last, whole) = tokens.split_last().filter(|_| word.is_ascii())?;
    let mut question: String = whole.iter().map(|token| format!("\"{token}\" AND ")).collect();
    // A word that ends with a separator ends its last token too.
    let is_telling = last.len() > 1 || is_alone && whole.is_empty();
    let is_open = is_telling && word.ends_with(|c: char| c.is_ascii_alphanumeric());
    question.push_str(&format!("\"{last}\"{}", if is_open { " *" } else { "" }));
    Some(question)
}

/// The figures of the whole trail.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Stats {
    pub total: i64,
    pub by_action: Vec<Counted>,
    pub by_status: Vec<Counted>,
    pub by_severity: Vec<Counted>,
    pub by_resource_type: Vec<Counted>,
}

/// How many rows have one value. Its key in JSON is the name of the column.
#[derive(Debug, PartialEq)]
pub struct Counted {
    column: &'static str,
    value: String,
    count: i64,
}

impl Serialize for Counted {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry(self.column, &self.value)?;
        map.serialize_entry("count", &self.count)?;
        map.end()
    }
}

/// Counts the rows by action, status, severity and resource type: one pass over the table.
///
/// # Errors
/// What SQLite says.
pub fn stats(sql: &Sql<'_>) -> Result<Stats> {
    let mut stats = Stats::default();
    sql.each(
        "SELECT action, status, severity, resource_type, count(*) FROM audit_logs GROUP BY 1, 2, 3, 4",
        [],
        |row| {
            let count: i64 = row.get(4)?;
            stats.total += count;
            add(&mut stats.by_action, "action", row.get(0)?, count);
            add(&mut stats.by_status, "status", row.get(1)?, count);
            add(&mut stats.by_severity, "severity", row.get(2)?, count);
            add(&mut stats.by_resource_type, "resource_type", row.get(3)?, count);
            Ok(())
        },
    )?;
    for figures in [
        &mut stats.by_action,
        &mut stats.by_status,
        &mut stats.by_severity,
        &mut stats.by_resource_type,
    ] {
        figures.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    }
    Ok(stats)
}

fn add(figures: &mut Vec<Counted>, column: &'static str, value: String, count: i64) {
    match figures.iter_mut().find(|known| known.value == value) {
        Some(known) => known.count += count,
        None => figures.push(Counted { column, value, count }),
    }
}

/// The patients of whom these rows of the trail show old and new values. Which records a list has
/// shown is none of their text.
///
/// # Errors
/// What SQLite says.
pub(crate) fn told_of(sql: &Sql<'_>, query: &ListQuery, rows: &Fetched) -> Result<Shows> {
    if !query.shows("changes") {
        return Ok(Shows::nothing());
    }
    let patients: Vec<String> = sql.all(
        "SELECT DISTINCT l.patient_id FROM audit_logs l JOIN audit_values v ON v.seq = l.seq \
         WHERE l.id IN (SELECT value FROM json_each(?1)) AND l.patient_id IS NOT NULL \
         AND v.body IS NOT NULL",
        [rows.ids_json()],
        |row| row.get(0),
    )?;
    Ok(Shows::texts("patient", patients.iter().filter_map(|id| id.parse().ok())))
}

/// The number of the newest row.
///
/// # Errors
/// What SQLite says.
pub fn newest(sql: &Sql<'_>) -> Result<i64> {
    sql.one("SELECT seq FROM audit_head WHERE id = 1", [], |row| row.get(0))
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
