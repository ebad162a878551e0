use proptest::prelude::*;
use rusqlite::types::Value;
use serde_json::json;

use super::*;
use crate::audit::{Action, Actor, Entry, record};
use crate::clock::Clock;
use crate::config::Config;
use crate::ids::Id;

const ROWS_MADE: i64 = 12;

const COLUMNS: [(&str, &str); 25] = [
    ("audit_logs", "seq"),
    ("audit_logs", "id"),
    ("audit_logs", "timestamp"),
    ("audit_logs", "user_id"),
    ("audit_logs", "username"),
    ("audit_logs", "action"),
    ("audit_logs", "resource_type"),
    ("audit_logs", "resource_id"),
    ("audit_logs", "patient_id"),
    ("audit_logs", "ip_address"),
    ("audit_logs", "user_agent"),
    ("audit_logs", "request_method"),
    ("audit_logs", "request_path"),
    ("audit_logs", "values_digest"),
    ("audit_logs", "status"),
    ("audit_logs", "severity"),
    ("audit_logs", "error_message"),
    ("audit_logs", "session_id"),
    ("audit_logs", "api_key_id"),
    ("audit_logs", "imported"),
    ("audit_logs", "prev_hash"),
    ("audit_logs", "hash"),
    ("audit_values", "seq"),
    ("audit_values", "salt"),
    ("audit_values", "body"),
];

/// A clinic with a dozen audit rows: every column filled in the odd ones, the least in the even.
struct Trail {
    _folder: tempfile::TempDir,
    tamperer: Connection,
}

impl Trail {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::default().with_data(folder.path());
        let (database, _) = Database::open(&config, Clock::default()).unwrap();
        database
            .write_here(&Meter::default(), |tx| {
                for number in 1..=ROWS_MADE {
                    let (actor, entry) = if number % 2 == 1 { full(number) } else { bare() };
                    record(tx, &actor, &entry)?;
                }
                Ok(())
            })
            .unwrap();
        drop(database);
        let tamperer = Connection::open(config.database()).unwrap();
        tamperer
            .execute_batch(
                "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; \
                 DROP TRIGGER audit_logs_never_change; DROP TRIGGER audit_logs_never_go; \
                 DROP TRIGGER audit_values_only_erase; DROP TRIGGER audit_values_never_go;",
            )
            .unwrap();
        Self { _folder: folder, tamperer }
    }

    fn verdict(&self) -> (Walk, Option<Bad>) {
        let mut walk = Walk::default();
        match walk.step(&self.tamperer, 100).unwrap() {
            Progress::Broken(bad) => (walk, Some(bad)),
            progress => {
                assert_eq!(progress, Progress::Sound);
                (walk, None)
            }
        }
    }

    fn run(&self, sql: &str) {
        self.tamperer.execute_batch(sql).unwrap();
    }

    fn id_of(&self, seq: i64) -> Option<String> {
        let sql = "SELECT id FROM audit_logs WHERE seq = ?1";
        self.tamperer.query_row(sql, [seq], |row| row.get(0)).unwrap()
    }

    /// Appends the row of an erasure, of the patient whom that row is about.
    fn tells_of_an_erasure(&self, seq: i64) {
        let patient = "SELECT patient_id FROM audit_logs WHERE seq = ?1";
        let patient: String = self.tamperer.query_row(patient, [seq], |row| row.get(0)).unwrap();
        let config = Config::default().with_data(self._folder.path());
        let (database, _) = Database::open(&config, Clock::default()).unwrap();
        let id = Id::new().to_string();
        let link = Link {
            id: &id,
            timestamp: "2026-11-26T10:00:00.000Z",
            action: "ERASE",
            resource_type: "patient",
            patient_id: Some(&patient),
            status: "SUCCESS",
            severity: "INFO",
            ..Link::default()
        };
        let append = |tx: &crate::db::Tx<'_>| {
            let mut chain = crate::audit::chain::Chain::load(tx)?;
            chain.append(tx, &link)?;
            chain.save(tx)
        };
        database.write_here(&Meter::default(), append).unwrap();
    }

    fn names(&self, seq: i64) -> bool {
        self.verdict().1.is_some_and(|bad| bad.seq == seq)
    }
}

fn full(number: i64) -> (Actor, Entry) {
    let actor = Actor {
        user_id: Some(Id::new()),
        username: Some(format!("user{number}")),
        ip_address: Some([192, 0, 2, 7].into()),
        user_agent: Some("Browser/1.0".into()),
        request_method: Some("PUT"),
        request_path: Some("/api/patients".into()),
        session_id: Some(Id::new()),
        api_key_id: Some(Id::new()),
    };
    let changes = json!({ "city": { "old": "Łódź", "new": number } });
    let mut entry = Entry::new(Action::Update, "patient").on(Id::new()).of_patient(Id::new());
    entry = entry.changing(changes.as_object().unwrap().clone()).refused("because");
    (actor, entry)
}

fn bare() -> (Actor, Entry) {
    (Actor::default(), Entry::new(Action::Logout, "session"))
}

/// The value with one bit of one byte flipped, or another value where there is no byte.
fn changed(value: Value, byte: usize, bit: u8) -> Value {
    let flip = |mut bytes: Vec<u8>| {
        let at = byte % bytes.len();
        bytes[at] ^= 1 << bit;
        bytes
    };
    match value {
        Value::Null => Value::Text(String::new()),
        Value::Integer(number) => Value::Integer(number ^ (1 << (bit % 3))),
        Value::Real(number) => Value::Real(number + 1.0),
        Value::Blob(bytes) if bytes.is_empty() => Value::Blob(vec![0]),
        Value::Text(text) if text.is_empty() => Value::Null,
        Value::Blob(bytes) => Value::Blob(flip(bytes)),
        // Bits of ASCII letters flipped below the top one stay text.
        Value::Text(text) => {
            let flipped: String = text
                .chars()
                .enumerate()
                .map(|(at, letter)| {
                    let hit = at == byte % text.chars().count();
                    if hit {
                        char::from_u32(u32::from(letter) ^ (1 << (bit % 5))).unwrap()
                    } else {
                        letter
                    }
                })
                .collect();
            Value::Text(flipped)
        }
    }
}

#[test]
fn an_untouched_chain_holds_and_names_its_head() {
    let trail = Trail::new();
    let (walk, bad) = trail.verdict();
    assert_eq!((walk.checked, walk.erased, bad), (ROWS_MADE, 0, None));
    let head = "SELECT hash FROM audit_head";
    let head: Hash = trail.tamperer.query_row(head, [], |row| row.get(0)).unwrap();
    assert_eq!(walk.head(), head);
}

#[test]
fn steps_of_any_length_come_to_the_same_end() {
    let trail = Trail::new();
    for rows in 1..=ROWS_MADE + 1 {
        let mut walk = Walk::default();
        let mut progress = Progress::More;
        while progress == Progress::More {
            progress = walk.step(&trail.tamperer, rows).unwrap();
        }
        assert_eq!((progress, walk.checked), (Progress::Sound, ROWS_MADE));
    }
    assert_eq!(Walk::default().finish(&trail.tamperer), Ok(None));
}

#[test]
fn the_least_change_of_every_column_of_every_kind_of_row_is_found() {
    let trail = Trail::new();
    for (table, column) in COLUMNS {
        for seq in [1, 6, 7, ROWS_MADE - 1, ROWS_MADE] {
            if table == "audit_values" && seq % 2 == 0 {
                continue;
            }
            trail.run("SAVEPOINT change");
            let read = format!("SELECT {column} FROM {table} WHERE seq = ?1");
            let old: Value = trail.tamperer.query_row(&read, [seq], |row| row.get(0)).unwrap();
            let new = match column {
                "values_digest" if old == Value::Null => Value::Blob(Vec::new()),
                "seq" => Value::Integer(seq + 1_000),
                _ => changed(old, 0, 0),
            };
            let write = format!("UPDATE {table} SET {column} = ?1 WHERE seq = ?2");
            trail.tamperer.execute(&write, params![new, seq]).unwrap();
            assert!(trail.names(seq), "{table}.{column} of row {seq}: {:?}", trail.verdict().1);
            trail.run("ROLLBACK TO change");
        }
    }
    assert_eq!(trail.verdict().1, None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn any_flipped_bit_of_any_column_is_found_with_its_row(
        changes in prop::collection::vec((0..COLUMNS.len(), 1..=ROWS_MADE, any::<usize>(), 0..8_u8), 150)
    ) {
        let trail = Trail::new();
        for (column, seq, byte, bit) in changes {
            let (table, column) = COLUMNS[column];
            if column == "seq" || (table == "audit_values" && seq % 2 == 0) {
                continue;
            }
            trail.run("SAVEPOINT change");
            let read = format!("SELECT {column} FROM {table} WHERE seq = ?1");
            let old: Value = trail.tamperer.query_row(&read, [seq], |row| row.get(0)).unwrap();
            let new = match (column, &old) {
                ("values_digest", Value::Null) => Value::Blob(vec![0; byte % 40]),
                _ => changed(old.clone(), byte, bit),
            };
            let write = format!("UPDATE {table} SET {column} = ?1 WHERE seq = ?2");
            trail.tamperer.execute(&write, params![new, seq]).unwrap();
            prop_assert!(trail.names(seq), "{table}.{column} of row {seq}: {old:?} to {new:?}");
            trail.run("ROLLBACK TO change");
        }
    }
}

#[test]
fn empty_is_not_null_and_an_imported_row_is_not_ours() {
    for change in [
        "UPDATE audit_logs SET resource_id = '' WHERE seq = 4",
        "UPDATE audit_logs SET imported = 1 WHERE seq = 4",
        "UPDATE audit_logs SET imported = 2 WHERE seq = 4",
        "UPDATE audit_logs SET username = CAST(x'ff' AS TEXT) WHERE seq = 4",
        "INSERT INTO audit_values (seq, salt, body) VALUES (4, x'00', '{}')",
        "INSERT INTO audit_values (seq, salt, body) VALUES (4, x'', NULL)",
    ] {
        let trail = Trail::new();
        trail.run(change);
        assert!(trail.names(4), "{change}: {:?}", trail.verdict().1);
    }
}

#[test]
fn a_value_of_another_type_is_found() {
    let trail = Trail::new();
    let as_any = "PRAGMA writable_schema = ON; \
        UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'audit_logs'; \
        PRAGMA writable_schema = RESET;";
    trail.run(as_any);
    assert_eq!(trail.verdict().1, None);
    trail.run("UPDATE audit_logs SET action = CAST(action AS BLOB) WHERE seq = 3");
    assert!(trail.names(3), "{:?}", trail.verdict().1);
}

#[test]
fn missing_inserted_and_swapped_rows_are_found() {
    let cases = [
        ("DELETE FROM audit_logs WHERE seq = 5", 5),
        ("DELETE FROM audit_logs WHERE seq = 1", 1),
        ("DELETE FROM audit_logs WHERE seq = 12", 12),
        ("DELETE FROM audit_logs WHERE seq > 8; DELETE FROM audit_values WHERE seq > 8", 9),
        ("DELETE FROM audit_logs", 1),
        ("DELETE FROM audit_values WHERE seq = 3", 3),
        ("DELETE FROM audit_head", 12),
        ("UPDATE audit_head SET seq = 11", 12),
        ("UPDATE audit_head SET hash = zeroblob(32)", 12),
        ("UPDATE audit_head SET hash = x''", 12),
        (
            "UPDATE audit_logs SET seq = -seq WHERE seq IN (4, 5); UPDATE audit_logs SET seq = 9 + seq WHERE seq < 0",
            4,
        ),
        ("UPDATE audit_logs SET seq = 0 WHERE seq = 1", 0),
        ("INSERT INTO audit_values (seq, salt, body) VALUES (99, x'00', '{}')", 99),
        ("INSERT INTO audit_values (seq, salt, body) VALUES (-3, x'00', '{}')", -3),
    ];
    for (change, seq) in cases {
        let trail = Trail::new();
        trail.run(change);
        assert!(trail.names(seq), "{change}: {:?}", trail.verdict().1);
    }
    for place in [-9_223_372_036_854_775_808_i64, 0, 13] {
        let trail = Trail::new();
        let copy = "INSERT INTO audit_logs SELECT ?1, 'x', timestamp, user_id, username, action, \
            resource_type, resource_id, patient_id, ip_address, user_agent, request_method, \
            request_path, values_digest, status, severity, error_message, session_id, api_key_id, \
            imported, prev_hash, hash FROM audit_logs WHERE seq = 12";
        trail.tamperer.execute(copy, [place]).unwrap();
        assert!(trail.names(place), "{place}: {:?}", trail.verdict().1);
    }
}

#[test]
fn the_row_is_named_by_its_id_too() {
    let trail = Trail::new();
    trail.run("UPDATE audit_logs SET action = 'READ' WHERE seq = 7");
    let bad = trail.verdict().1.unwrap();
    assert_eq!((bad.seq, bad.id, bad.reason), (7, trail.id_of(7), OF_THE_ROW));
}

#[test]
fn an_erasure_leaves_the_chain_whole_and_only_as_a_whole() {
    let trail = Trail::new();
    trail.run("UPDATE audit_values SET body = NULL, salt = x'' WHERE seq = 3");
    let bad = trail.verdict().1.map(|bad| (bad.seq, bad.reason));
    assert_eq!(bad, Some((3, WITHOUT_ERASURE)), "values were blanked, and no row says so");
    trail.tells_of_an_erasure(5);
    assert!(trail.names(3), "another patient's erasure");
    trail.tells_of_an_erasure(3);
    let (walk, bad) = trail.verdict();
    assert_eq!((walk.erased, bad), (1, None));
    trail.run("UPDATE audit_values SET body = '' WHERE seq = 3");
    assert!(trail.names(3));
    trail.run("UPDATE audit_values SET body = NULL, salt = x'01' WHERE seq = 3");
    assert!(trail.names(3));
}

#[test]
fn a_hundred_thousand_rows_take_a_moment() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::default().with_data(folder.path());
    let (database, _) = Database::open(&config, Clock::default()).unwrap();
    let rows = if cfg!(debug_assertions) { 5_000 } else { 100_000 };
    database
        .write_here(&Meter::default(), |tx| {
            crate::db::connect::deadline::within(std::time::Duration::MAX, || {
                let mut chain = crate::audit::chain::Chain::load(tx)?;
                let (actor, entry) = full(1);
                for _ in 0..rows {
                    let now = tx.now().to_string();
                    crate::audit::record::append(tx, &mut chain, &actor, &entry, &now)?;
                }
                chain.save(tx)
            })
        })
        .unwrap();
    let begun = std::time::Instant::now();
    let (walk, bad) = verify_here(&database).unwrap();
    assert_eq!((walk.checked, bad), (rows, None));
    assert!(begun.elapsed().as_secs_f64() < 1.0, "{:?}", begun.elapsed());
}
