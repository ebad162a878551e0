//! Files in the predecessor's form that somebody has prepared: what they hold beyond rows is refused
//! by name or comes to nothing, in seconds.

use std::fs;
use std::path::Path;
use std::time::Instant;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::PATIENCE;
use crate::clinic::{Clinic, fine, refusal};
use crate::import::{import, small};

/// Stands for twelve thousand statements.
const MANY_TABLES: &str = "many tables";

/// What somebody does to the file, and a word of the sentence that refuses it.
const REFUSED: [(&str, &str, &str); 11] = [
    (
        "a view for users",
        "ALTER TABLE users RENAME TO u; CREATE VIEW users AS SELECT * FROM u",
        "no table users",
    ),
    (
        "an endless view for visits",
        "DROP TABLE visits; CREATE VIEW visits AS WITH RECURSIVE n (id) AS \
         (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT * FROM n",
        "no table visits",
    ),
    (
        "an endless view for what a file may lack",
        "DROP TABLE documents; CREATE VIEW documents AS WITH RECURSIVE n (id) AS \
         (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT * FROM n",
        "documents is a view",
    ),
    (
        "a virtual table for billing",
        "DROP TABLE billing; CREATE VIRTUAL TABLE billing USING fts5 (id, patient_id)",
        "billing is a virtual table",
    ),
    (
        "a generated column",
        "ALTER TABLE patients ADD COLUMN leak AS (first_name || last_name) VIRTUAL",
        "patients.leak is computed",
    ),
    (
        "a generated column in the place of a hash",
        "ALTER TABLE users DROP COLUMN password_hash; \
         ALTER TABLE users ADD COLUMN password_hash AS (upper(username)) VIRTUAL",
        "users.password_hash is computed",
    ),
    (
        "a generated column of a foreign table",
        "CREATE TABLE z (a, b AS (a || a || a) VIRTUAL)",
        "z.b is computed",
    ),
    ("twelve thousand tables", MANY_TABLES, "cannot be read"),
    (
        "a table that starts in another one's pages",
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'roles') \
         WHERE name = 'users'",
        "damaged",
    ),
    (
        "a table that starts nowhere",
        "UPDATE sqlite_schema SET rootpage = 9999 WHERE name = 'billing'",
        "damaged",
    ),
    (
        "no text of a schema",
        "UPDATE sqlite_schema SET sql = 'CREATE' WHERE name = 'billing'",
        "Nothing was changed",
    ),
];

/// What comes to nothing: the clinic that arrives is the one without it.
const WITHOUT_EFFECT: [(&str, &str); 6] = [
    (
        "a trigger that promotes",
        "CREATE TRIGGER promote AFTER INSERT ON users BEGIN UPDATE users SET role_id = 'r0'; END",
    ),
    (
        "a trigger on the trail",
        "CREATE TRIGGER hush BEFORE INSERT ON audit_logs BEGIN SELECT RAISE(IGNORE); END",
    ),
    (
        "an endless view that nobody asks for",
        "CREATE VIEW forever AS WITH RECURSIVE n (id) AS \
         (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT count(*) FROM n",
    ),
    ("a foreign table", "CREATE TABLE loot AS SELECT * FROM users"),
    ("an index over what is computed", "CREATE INDEX slow ON patients (lower(last_name))"),
    (
        "tables with the names of ours",
        "CREATE TABLE sessions (id, user_id); INSERT INTO sessions VALUES ('s', 'admin')",
    ),
];

fn changed(file: &Path, sql: &str) {
    let connection = Connection::open(file).unwrap();
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
    connection.pragma_update(None, "writable_schema", true).unwrap();
    if sql == MANY_TABLES {
        let tables: String = (0..12_000).map(|n| format!("CREATE TABLE t{n} (a, b, c);")).collect();
        connection.execute_batch(&format!("BEGIN; {tables} COMMIT")).unwrap();
    } else {
        connection.execute_batch(sql).unwrap();
    }
}

/// The clinic's rows that came out of the file, and what the schema is made of.
fn arrived(clinic: &Clinic) -> Vec<String> {
    let ours = clinic.database();
    let facts = "SELECT 'user ' || username || ' ' || role_id || ' ' || is_active FROM users \
        UNION ALL SELECT 'patient ' || id || last_name FROM patients \
        UNION ALL SELECT type || ' ' || name || coalesce(sql, '') FROM sqlite_schema \
        UNION ALL SELECT 'sessions ' || count(*) FROM sessions ORDER BY 1";
    let mut statement = ours.prepare(facts).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

#[test]
fn a_prepared_file_of_the_predecessor_is_refused_by_name() {
    for (name, sql, word) in REFUSED {
        let clinic = Clinic::new();
        let file = small(&clinic);
        changed(&file, sql);
        let begun = Instant::now();
        let said = refusal(&import(&clinic, &file, &[]));
        assert!(begun.elapsed() < PATIENCE, "{name}: {:?}", begun.elapsed());
        assert!(said.contains(word) && said.contains("Nothing was changed"), "{name}: {said}");
        assert!(!clinic.file("nutrivault.db").exists(), "{name}");
    }
}

#[test]
fn what_a_prepared_file_holds_beside_its_rows_comes_to_nothing() {
    let plain = Clinic::new();
    let file = small(&plain);
    fine(&import(&plain, &file, &[]));
    let expected = arrived(&plain);
    for (name, sql) in WITHOUT_EFFECT {
        let clinic = Clinic::new();
        let file = small(&clinic);
        changed(&file, sql);
        let before = fs::read(&file).unwrap();
        let begun = Instant::now();
        fine(&import(&clinic, &file, &[]));
        assert!(begun.elapsed() < PATIENCE, "{name}: {:?}", begun.elapsed());
        assert_eq!(arrived(&clinic), expected, "{name}");
        assert_eq!(fs::read(&file).unwrap(), before, "{name}");
    }
}

#[test]
fn a_costly_hash_in_a_file_of_the_predecessor_stops_nobodys_login() {
    let clinic = Clinic::new();
    let file = small(&clinic);
    let costly = "$2b$31$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234";
    changed(&file, &format!("UPDATE users SET password_hash = '{costly}'"));
    let report = fine(&import(&clinic, &file, &[]));
    assert!(report.contains("of a cost that is not from 4 to 14"), "{report}");
    let kept: i64 = clinic
        .database()
        .query_row("SELECT count(*) FROM users WHERE password_hash LIKE '$2b$31%'", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(kept, 0);
}
