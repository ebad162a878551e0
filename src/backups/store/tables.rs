//! The tables of a database: how many rows, and a digest of what stands in them.

use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

/// Rows of every table.
pub type Counts = BTreeMap<String, i64>;
/// The SHA-256 of every table.
pub type Digests = BTreeMap<String, String>;

/// Bytes that are hashed at once.
const CHUNK: usize = 64 * 1024;

/// The clinic's own tables, each with the order that its rows are read in.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = connection.prepare(
        "SELECT t.name, CASE t.wr WHEN 0 THEN 'rowid' ELSE \
           (SELECT group_concat('\"' || i.name || '\"') FROM \
             (SELECT name FROM pragma_table_info(t.name) WHERE pk > 0 ORDER BY pk) i) END \
         FROM pragma_table_list t WHERE t.schema = 'main' AND t.type = 'table' \
         AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name <> 'backup_manifest' \
         ORDER BY t.name",
    )?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// The rows of every table of the clinic's own.
pub(in crate::backups) fn counts(connection: &Connection) -> rusqlite::Result<Counts> {
    let count = |(name, _): (String, String)| {
        let question = format!("SELECT count(*) FROM \"{name}\"");
        Ok((name, connection.query_row(&question, [], |row| row.get(0))?))
    };
    tables(connection)?.into_iter().map(count).collect()
}

/// The digest of every table of the clinic's own: of each value in the order of rows and columns,
/// with its type and length, so that no two contents have the same bytes.
pub(in crate::backups) fn digests(connection: &Connection) -> rusqlite::Result<Digests> {
    let digest = |(name, order): (String, String)| {
        let digest = digest(connection, &name, &order)?;
        Ok((name, digest))
    };
    tables(connection)?.into_iter().map(digest).collect()
}

fn digest(connection: &Connection, name: &str, order: &str) -> rusqlite::Result<String> {
    let mut statement =
        connection.prepare(&format!("SELECT * FROM \"{name}\" ORDER BY {order}"))?;
    let columns = statement.column_count();
    let mut hasher = Sha256::new();
    let mut bytes = Vec::with_capacity(2 * CHUNK);
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            append(&mut bytes, row.get_ref(column)?);
        }
        if bytes.len() >= CHUNK {
            hasher.update(&bytes);
            bytes.clear();
        }
    }
    hasher.update(&bytes);
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn append(bytes: &mut Vec<u8>, value: ValueRef<'_>) {
    let mut sized = |kind: u8, content: &[u8]| {
        bytes.push(kind);
        bytes.extend_from_slice(&(content.len() as u64).to_le_bytes());
        bytes.extend_from_slice(content);
    };
    match value {
        ValueRef::Null => bytes.push(b'n'),
        ValueRef::Integer(number) => sized(b'i', &number.to_le_bytes()),
        ValueRef::Real(number) => sized(b'r', &number.to_bits().to_le_bytes()),
        ValueRef::Text(text) => sized(b't', text),
        ValueRef::Blob(blob) => sized(b'b', blob),
    }
}

/// The tables that differ, by their digests.
pub(in crate::backups) fn differing(written: &Digests, found: &Digests) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> = written.keys().chain(found.keys()).collect();
    names.into_iter().filter(|name| written.get(*name) != found.get(*name)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digests_of(sql: &str) -> Digests {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(sql).unwrap();
        digests(&connection).unwrap()
    }

    #[test]
    fn a_digest_is_of_values_and_not_of_their_place_in_the_file() {
        let tables =
            "CREATE TABLE a (x, y); CREATE TABLE b (k TEXT, v, PRIMARY KEY (v, k)) WITHOUT ROWID;";
        let first = digests_of(&format!(
            "{tables} INSERT INTO b VALUES ('p', 1), ('q', 2); INSERT INTO a VALUES (1, 'one');"
        ));
        let second = digests_of(&format!(
            "{tables} INSERT INTO a VALUES (1, 'one'); INSERT INTO b VALUES ('q', 2), ('p', 1);"
        ));
        assert_eq!(first, second);
        assert_eq!(first.len(), 2);
    }

    #[test]
    fn any_changed_value_or_type_names_its_table_alone() {
        let base = "CREATE TABLE a (x, y); CREATE TABLE b (z); INSERT INTO b VALUES (7);";
        let written = digests_of(&format!("{base} INSERT INTO a VALUES ('ab', 'c')"));
        for row in ["'a', 'bc'", "'ab', x'63'", "'ab', NULL", "'ab', 'C'", "'ab', 1", "'ab', 1.0"] {
            let found = digests_of(&format!("{base} INSERT INTO a VALUES ({row})"));
            assert_eq!(differing(&written, &found), ["a"], "{row}");
        }
        let gone = digests_of("CREATE TABLE a (x, y); INSERT INTO a VALUES ('ab', 'c')");
        assert_eq!(differing(&written, &gone), ["b"]);
    }
}
