//! A power cut tears the write-ahead log anywhere, TORN_CUTS times (40): what was acknowledged
//! before that place is there, whole, and nothing half is.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use serde_json::json;

use crate::at_length;
use crate::clinic::Clinic;
use crate::staff::Practice;

/// The length of the log when a change was acknowledged.
struct Acknowledged {
    length: u64,
    version: i64,
}

/// Changes one patient until the log is long; what the disk held at each acknowledgement.
fn changes(practice: &Practice, path: &str) -> Vec<Acknowledged> {
    let log = practice.clinic.file("nutrivault.db-wal");
    let mut acknowledged = Vec::<Acknowledged>::new();
    let mut line = practice.line();
    for number in 1..=40 {
        let body = json!({ "city": format!("n:{number}") });
        let reply = practice.ask_over(&mut line, "PUT", path, Some(&body)).unwrap().fine();
        let version = reply.json()["data"]["patient"]["version"].as_i64().unwrap();
        let length = fs::metadata(&log).unwrap().len();
        let before = acknowledged.last().map_or(0, |last| last.length);
        assert!(length > before, "the log starts over: too many changes for this test");
        acknowledged.push(Acknowledged { length, version });
    }
    acknowledged
}

/// A number that looks drawn, the same at every run.
fn drawn(round: u64, from: u64, to: u64) -> u64 {
    let mixed = (round + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    from + (mixed ^ (mixed >> 29)) % (to - from)
}

/// The log as a power cut leaves it: cut off, or with nonsense where the last sectors were.
fn tear(log: &Path, whole: &[u8], at: usize, with_nonsense: bool) {
    let mut torn = whole[..at].to_vec();
    if with_nonsense {
        let end = (at + 8192).min(whole.len());
        torn.extend(whole[at..end].iter().map(|byte| byte ^ 0x5a));
    }
    fs::write(log, torn).unwrap();
}

fn check(file: &Path, id: &str, least: i64, round: u64) {
    let database = Connection::open(file).unwrap();
    let integrity: String =
        database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(integrity, "ok", "cut {round}");
    let (version, city): (i64, String) = database
        .query_row("SELECT version, city FROM patients WHERE id = ?1", [id], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert!(version >= least, "cut {round}: {least} was acknowledged, {version} is there");
    assert_eq!(city, format!("n:{}", version - 1), "cut {round}");
    let rows: i64 = database
        .query_row(
            "SELECT count(*) FROM audit_logs WHERE resource_id = ?1 \
             AND action IN ('CREATE', 'UPDATE')",
            [id],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(rows, version, "cut {round}: a row for each change, none for what is not there");
}

#[test]
fn a_torn_log_loses_nothing_acknowledged_before_the_tear() {
    let practice = Practice::new();
    let path = practice.register("Torn");
    // The base is in the file, so that any part of the log may be missing.
    let emptied: i64 = practice
        .clinic
        .database()
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
        .unwrap();
    assert_eq!(emptied, 0, "the log was busy");
    let id = path.rsplit('/').next().unwrap();
    let acknowledged = changes(&practice, &path);
    let read = |name: &str| fs::read(practice.clinic.file(name)).unwrap();
    let (base, log) = (read("nutrivault.db"), read("nutrivault.db-wal"));
    let torn = Clinic::new();
    fs::create_dir(torn.data()).unwrap();
    let (first, last) = (acknowledged[0].length, acknowledged.last().unwrap().length);
    let cuts = at_length("TORN_CUTS", 40);
    for round in 0..cuts {
        let at = drawn(round, first, last);
        let _ = fs::remove_file(torn.file("nutrivault.db-shm"));
        fs::write(torn.file("nutrivault.db"), &base).unwrap();
        tear(&torn.file("nutrivault.db-wal"), &log, usize::try_from(at).unwrap(), round % 2 == 1);
        let least = acknowledged.iter().rev().find(|known| known.length <= at).unwrap();
        check(&torn.file("nutrivault.db"), id, least.version, round);
        if round % 20 == 0 {
            let doctor = torn.run(&["doctor"]);
            assert_eq!(doctor.status.code(), Some(0), "{}", crate::clinic::out(&doctor));
        }
    }
    eprintln!(
        "{cuts} cuts, half of them with nonsense behind: 0 acknowledged changes lost, 0 integrity errors"
    );
}
