//! The shape of a schema: every object with its text, held against what our own migrations make.
//!
//! A trigger, a view or a generated column in a file from elsewhere acts in the clinic's name once
//! the file is the clinic's. So whatever the migrations did not make is told by name.

mod oddity;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

pub use oddity::Oddity;

use super::migrations::{CURRENT, INDEXES, MIGRATIONS};

/// No schema of ours has nearly as many objects.
const MOST: usize = 2_000;

/// What other programs and SQLite itself add, as they do: Litestream's two tables, what ANALYZE
/// learnt, and the manifest of a copy.
const GUESTS: [(&str, &str); 5] = [
    ("_litestream_seq", "create table _litestream_seq(id integer primary key,seq integer)"),
    ("_litestream_lock", "create table _litestream_lock(id integer)"),
    ("sqlite_stat1", "create table sqlite_stat1(tbl,idx,stat)"),
    ("sqlite_stat4", "create table sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)"),
    (
        "backup_manifest",
        "create table backup_manifest(digest text not null,manifest text not null) strict",
    ),
];

/// Type and name of an object.
pub(super) type Key = (String, String);

/// An object of a schema, as `sqlite_schema` has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Object {
    table: String,
    sql: Option<String>,
}

/// The objects of a schema by type and name, and those whose type and name come twice.
#[derive(Debug, Default)]
pub(super) struct Objects {
    by_key: BTreeMap<Key, Object>,
    twice: Vec<Key>,
}

/// What a schema is like beside ours.
#[derive(Debug, Default)]
pub struct Shape {
    /// What is foreign, missing or changed; nothing in a sound schema.
    pub oddities: Vec<Oddity>,
    /// Indexes that every start makes anew.
    pub missing_indexes: Vec<String>,
    /// How many objects there should be.
    pub expected: usize,
}

/// Holds the schema of this connection against the one of that version.
///
/// # Errors
/// What SQLite says.
pub fn of(connection: &Connection, version: usize) -> rusqlite::Result<Shape> {
    let found = Objects::of(connection)?;
    let known = history()?;
    let empty = BTreeMap::new();
    let expected = known.versions.get(version.wrapping_sub(1)).unwrap_or(&empty);
    let mut shape = Shape { expected: expected.len() + known.indexes.len(), ..Shape::default() };
    for key in &found.twice {
        shape.oddities.push(Oddity::foreign(key));
    }
    for (key, object) in &found.by_key {
        match expected.get(key) {
            Some(ours) if ours == object => {}
            Some(_) => shape.oddities.extend(oddity::of_changed(connection, key, version)?),
            None if known.indexes.get(key) == Some(object) || object.is_guest(key) => {}
            None if known.indexes.contains_key(key) => shape.oddities.push(Oddity::changed(key)),
            None => shape.oddities.push(Oddity::foreign(key)),
        }
    }
    let missing = expected.keys().filter(|key| !found.by_key.contains_key(*key));
    shape.oddities.extend(missing.map(Oddity::missing));
    shape.oddities.sort_by_key(Oddity::rank);
    if version == CURRENT {
        let missing = known.indexes.keys().filter(|key| !found.by_key.contains_key(*key));
        shape.missing_indexes = missing.map(|(_, name)| name.clone()).collect();
    }
    Ok(shape)
}

/// Whether every object is one of ours, of some version: then none acts by itself when it is asked.
///
/// # Errors
/// What SQLite says.
pub fn is_made_of_ours(connection: &Connection) -> rusqlite::Result<bool> {
    let (found, known) = (Objects::of(connection)?, history()?);
    let is_ours = |(key, object): (&Key, &Object)| {
        object.is_guest(key)
            || known.indexes.get(key) == Some(object)
            || known.versions.iter().any(|version| version.get(key) == Some(object))
    };
    Ok(found.twice.is_empty() && found.by_key.iter().all(is_ours))
}

impl Objects {
    fn of(connection: &Connection) -> rusqlite::Result<Self> {
        let mut statement = connection.prepare(&format!(
            "SELECT type, name, tbl_name, sql FROM main.sqlite_schema LIMIT {MOST}"
        ))?;
        let mut rows = statement.query([])?;
        let mut objects = Self::default();
        while let Some(row) = rows.next()? {
            let text = |column| Ok::<_, rusqlite::Error>(text_of(row.get_ref(column)?));
            let key = (text(0)?.unwrap_or_default(), text(1)?.unwrap_or_default());
            let object = Object { table: text(2)?.unwrap_or_default(), sql: text(3)? };
            if objects.by_key.insert(key.clone(), object).is_some() {
                objects.twice.push(key);
            }
        }
        Ok(objects)
    }
}

impl Object {
    fn is_guest(&self, (kind, name): &Key) -> bool {
        let Some(sql) = &self.sql else { return false };
        kind == "table"
            && self.table == *name
            && GUESTS.iter().any(|(guest, text)| guest == name && *text == plain(sql))
    }
}

/// A statement in one spelling: lower case, without quotes, and with blanks only where words meet.
fn plain(sql: &str) -> String {
    let unquoted = sql.to_lowercase().replace(['"', '`', '[', ']'], "");
    let words: Vec<&str> = unquoted.split_whitespace().collect();
    let mut text = words.join(" ");
    for mark in ["(", ")", ","] {
        text = text.replace(&format!(" {mark}"), mark).replace(&format!("{mark} "), mark);
    }
    // What follows the columns is a word apart.
    text.replace(")strict", ") strict")
}

/// The value as text, whatever somebody has put there.
fn text_of(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
    }
}

/// What the migrations make, version by version, and the indexes of every start.
struct History {
    versions: Vec<BTreeMap<Key, Object>>,
    indexes: BTreeMap<Key, Object>,
}

fn history() -> rusqlite::Result<&'static History> {
    static HISTORY: OnceLock<History> = OnceLock::new();
    if let Some(known) = HISTORY.get() {
        return Ok(known);
    }
    let made = made()?;
    Ok(HISTORY.get_or_init(|| made))
}

fn made() -> rusqlite::Result<History> {
    let empty = Connection::open_in_memory()?;
    let mut versions = Vec::with_capacity(MIGRATIONS.len());
    for (_, sql) in MIGRATIONS {
        empty.execute_batch(sql)?;
        versions.push(Objects::of(&empty)?.by_key);
    }
    empty.execute_batch(INDEXES)?;
    let mut indexes = Objects::of(&empty)?.by_key;
    if let Some(last) = versions.last() {
        indexes.retain(|key, _| !last.contains_key(key));
    }
    Ok(History { versions, indexes })
}

/// An empty database of that version, in memory.
///
/// # Errors
/// What SQLite says.
pub fn fresh(version: usize) -> rusqlite::Result<Connection> {
    let connection = Connection::open_in_memory()?;
    for (_, sql) in MIGRATIONS.iter().take(version) {
        connection.execute_batch(sql)?;
    }
    Ok(connection)
}

/// Does to a database of that version what a restore of it would: the steps since.
///
/// # Errors
/// What SQLite says.
pub fn bring_up(connection: &Connection, version: usize) -> rusqlite::Result<()> {
    for (_, sql) in MIGRATIONS.iter().skip(version) {
        connection.execute_batch(sql)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(version: usize, more: &str) -> Vec<String> {
        let connection = fresh(version).unwrap();
        connection.execute_batch(more).unwrap();
        of(&connection, version).unwrap().oddities.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_the_migrations_make_is_known_and_so_are_the_guests() {
        for version in 1..=CURRENT {
            assert!(told(version, "").is_empty(), "{version}");
        }
        let guests = "CREATE TABLE IF NOT EXISTS _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER);
                      CREATE TABLE _litestream_lock (id INTEGER);
                      CREATE TABLE backup_manifest (digest TEXT NOT NULL, manifest TEXT NOT NULL) STRICT;
                      ANALYZE;";
        assert!(told(CURRENT, guests).is_empty());
        let connection = fresh(CURRENT).unwrap();
        connection.execute_batch(INDEXES).unwrap();
        let shape = of(&connection, CURRENT).unwrap();
        assert!(shape.oddities.is_empty() && shape.missing_indexes.is_empty());
        assert!(is_made_of_ours(&connection).unwrap());
    }

    #[test]
    fn whatever_else_there_is_is_told_by_name() {
        for (sql, word) in [
            ("CREATE TABLE extra (a)", "the table extra does not belong"),
            ("CREATE VIEW extra AS SELECT 1", "the view extra does not belong"),
            ("CREATE INDEX extra ON users (email)", "the index extra does not belong"),
            (
                "CREATE TRIGGER extra AFTER INSERT ON _litestream_lock BEGIN SELECT 1; END",
                "the trigger extra does not belong",
            ),
            ("ALTER TABLE users ADD COLUMN extra TEXT", "the column users.extra does not belong"),
            (
                "ALTER TABLE users ADD COLUMN extra TEXT AS (upper(email)) VIRTUAL",
                "the generated column users.extra does not belong",
            ),
            ("DROP TRIGGER payments_never_go", "the trigger payments_never_go is missing"),
            ("DROP TABLE permissions", "the table permissions is missing"),
            ("CREATE TABLE _litestream_locks (id INTEGER)", "the table _litestream_locks does not"),
            ("CREATE VIRTUAL TABLE extra USING fts5 (a)", "the table extra_data does not belong"),
        ] {
            let lock = "CREATE TABLE IF NOT EXISTS _litestream_lock (id INTEGER);";
            let told = told(CURRENT, &format!("{lock} PRAGMA foreign_keys = OFF; {sql};"));
            assert!(told.iter().any(|said| said.starts_with(word)), "{sql}: {told:?}");
        }
        let guest = "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER, more)";
        assert_eq!(
            told(CURRENT, guest),
            ["the table _litestream_seq does not belong to NutriVault"]
        );
    }
}
