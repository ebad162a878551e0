//! The promises of backups, by numbers: in short here, in full by scripts/soak-backups.sh.
//!
//! BACKUP_ROUNDS (5) backups in a row under load, each restored; RESTORE_KILLS (6) SIGKILLs at
//! random instants of a restore; FLIPPED_PAGES (60) bytes changed in random pages of a backup.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nutrivault::backups::{examine, examine_here};
use nutrivault::config::Config;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

use crate::backup::{backed_up, demo, number};
use crate::clinic::{Clinic, Server, fine};
use crate::load::{Load, p95};

const PASSWORD: &str = "NutriVault-demo-1";

/// How often, by the environment.
pub fn rounds(name: &str, short: u64) -> u64 {
    std::env::var(name).map_or(short, |text| text.parse().expect(name))
}

/// Numbers that look random and can be had again (Marsaglia's xorshift).
pub struct Random(u64);

impl Random {
    pub fn seeded() -> Self {
        let seed = rounds("SEED", u64::from(std::process::id()) << 20 | 1);
        eprintln!("SEED={seed}");
        Self(seed)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// The rows of every table that the manifest names, counted in another file.
fn counts(file: &Path, tables: &BTreeMap<String, i64>) -> BTreeMap<String, i64> {
    let count = |name: &String| number(file, &format!("SELECT count(*) FROM \"{name}\""));
    tables.keys().map(|name| (name.clone(), count(name))).collect()
}

#[test]
fn every_backup_of_a_row_under_load_restores_to_its_snapshot() {
    let clinic = demo();
    let mut serve = clinic.command(&["serve"]);
    serve.env("NUTRIVAULT_LOG_LEVEL", "error");
    let server = Server::start(serve);
    let load = Load::start(&server, "admin", PASSWORD, 50);
    let rounds = rounds("BACKUP_ROUNDS", 5);
    for round in 0..rounds {
        let file = backed_up(&clinic);
        let other = Clinic::new();
        fine(&other.run(&["restore", file.to_str().unwrap(), "--yes"]));
        let manifest = examine(&file).unwrap().manifest.unwrap();
        assert_eq!(manifest.rows.keys().count(), manifest.digests.len());
        let mut expected = manifest.rows.clone();
        // A restore ends every session and writes one row that says so.
        *expected.get_mut("audit_logs").unwrap() += 1;
        *expected.get_mut("audit_values").unwrap() += 1;
        for ended in ["sessions", "session_tokens"] {
            expected.insert(ended.to_owned(), 0);
        }
        let restored = other.file("nutrivault.db");
        assert_eq!(counts(&restored, &expected), expected, "round {round}");
        let head = format!(
            "SELECT count(*) FROM audit_logs WHERE seq = {} AND lower(hex(hash)) = '{}'",
            manifest.audit_seq, manifest.audit_head
        );
        assert_eq!(number(&restored, &head), 1, "round {round}");
        fs::remove_file(file).unwrap();
    }
    let changes = load.end().len();
    assert!(changes > 0, "nobody worked");
    eprintln!(
        "{rounds} backups under {changes} changes: each restored, each equal to its snapshot"
    );
    fine(&clinic.run(&["doctor"]));
    drop(server);
}

#[test]
fn a_restore_that_is_killed_at_any_instant_leaves_the_old_or_the_new_database() {
    let clinic = demo();
    let file = backed_up(&clinic);
    let moved = clinic.folder.path().join("old.db");
    fs::rename(file, &moved).unwrap();
    let live = clinic.file("nutrivault.db");
    let restore = || {
        let mut command = clinic.command(&["restore", moved.to_str().unwrap(), "--yes"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let cities = "SELECT count(*) FROM patients WHERE city = 'Nowhere'";
    let spoil = || {
        let open = Connection::open(&live).unwrap();
        open.execute("UPDATE patients SET city = 'Nowhere'", []).unwrap();
    };
    spoil();
    // The first one tells how long it takes.
    let begun = Instant::now();
    assert!(restore().wait().unwrap().success());
    let whole = u64::try_from(begun.elapsed().as_micros()).unwrap();
    let mut random = Random::seeded();
    let (mut old, mut new) = (0, 0);
    let kills = rounds("RESTORE_KILLS", 6);
    for kill in 0..kills {
        spoil();
        let mut process = restore();
        std::thread::sleep(Duration::from_micros(random.below(whole * 21 / 20)));
        let _ = process.kill();
        process.wait().unwrap();
        match number(&live, cities) {
            40 => old += 1,
            0 => new += 1,
            neither => panic!("kill {kill}: {neither} of 40 patients"),
        }
        let sound = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'";
        assert_eq!(number(&live, sound), 1, "kill {kill}");
        let copies = fs::read_dir(clinic.file("backups")).unwrap();
        copies.for_each(|copy| fs::remove_file(copy.unwrap().path()).unwrap());
    }
    eprintln!("{kills} kills within {whole} µs: {old} old, {new} new, none neither");
    // What was interrupted is in nobody's way.
    assert!(restore().wait().unwrap().success());
    let doctor = clinic.run(&["doctor"]);
    assert_eq!(doctor.status.code(), Some(0), "{}", String::from_utf8_lossy(&doctor.stdout));
}

#[test]
fn any_changed_byte_of_a_backup_is_found_in_whatever_page_it_is() {
    let clinic = demo();
    let file = backed_up(&clinic);
    let whole = fs::read(&file).unwrap();
    let pages = whole.len() as u64 / 4096;
    let mut random = Random::seeded();
    let mut places: Vec<usize> = (0..rounds("FLIPPED_PAGES", 60))
        .map(|_| usize::try_from(random.below(pages) * 4096 + random.below(4096)).unwrap())
        .collect();
    // The manifest and the mark of the digest themselves, and how the file says that it has them.
    let mark = b"nutrivault-sha256:";
    let at = whole.windows(mark.len()).position(|window| window == mark).unwrap();
    places.extend((at - 8..at + 160).step_by(9));
    places.extend((whole.len() - 400..whole.len()).step_by(37));
    let named = b"backup_manifest";
    let named = whole.windows(named.len()).position(|window| window == named).unwrap();
    places.extend((named - 30..named + 60).step_by(5));
    let copy = clinic.folder.path().join("changed.db");
    let config = Config::default().with_data(&clinic.data());
    for at in &places {
        let mut changed = whole.clone();
        changed[*at] ^= 1 << random.below(8);
        fs::write(&copy, &changed).unwrap();
        // With the key beside the database: the proof's own bytes count too.
        let found = examine_here(&config, &copy);
        assert!(found.is_err(), "byte {at} of {}: {found:?}", whole.len());
    }
    fs::write(&copy, &whole).unwrap();
    examine(&copy).unwrap();
    eprintln!("{} changed bytes, all found", places.len());
}

#[test]
fn a_changed_value_names_its_table() {
    let clinic = demo();
    let file = backed_up(&clinic);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let open = Connection::open_with_flags(&file, flags).unwrap();
    open.execute("UPDATE patients SET city = 'Elsewhere' WHERE rowid = 3", []).unwrap();
    drop(open);
    let why = examine(&file).unwrap_err();
    assert!(why.contains("(tables patients)"), "{why}");
}

/// The outcome of a command with its time.
fn timed(command: &mut Command) -> Duration {
    let begun = Instant::now();
    assert!(command.stdout(Stdio::null()).status().unwrap().success(), "{command:?}");
    begun.elapsed()
}

/// By scripts/soak-backups.sh, with the released program: it takes minutes.
#[test]
#[ignore = "measures a clinic of 200 MB: scripts/soak-backups.sh"]
fn a_backup_of_a_large_clinic_keeps_its_times() {
    let clinic = Clinic::new();
    let visits = rounds("LARGE_VISITS", 120_000).to_string();
    let size =
        ["--patients", "5000", "--visits", &visits, "--invoices", "40000", "--audit", "150000"];
    fine(&clinic.run(&[&["demo"], &size[..]].concat()));
    let live = clinic.file("nutrivault.db");
    let megabytes = fs::metadata(&live).unwrap().len() as f64 / 1e6;
    let mut serve = clinic.command(&["serve"]);
    serve.env("NUTRIVAULT_LOG_LEVEL", "error");
    let server = Server::start(serve);
    let load = Load::start(&server, "admin", PASSWORD, 50);
    let begun = Instant::now();
    std::thread::sleep(Duration::from_secs(8));
    let quiet = Instant::now();
    let copied = clinic.folder.path().join("plain.db");
    let copy = timed(Command::new("sh").arg("-c").arg(format!(
        "cp {} {} && sync {}",
        live.display(),
        copied.display(),
        copied.display()
    )));
    let check = timed(Command::new("sqlite3").arg(&copied).arg("PRAGMA integrity_check"));
    fs::remove_file(&copied).unwrap();
    std::thread::sleep(Duration::from_secs(2));
    let from = Instant::now();
    let made = fine(&clinic.run(&["backup", "--json"]));
    let took = from.elapsed();
    let made: Value = serde_json::from_str(&made).unwrap();
    let to = Instant::now();
    let changes = load.end();
    let (before, during) = (p95(&changes, begun, quiet), p95(&changes, from, to));
    let value: Value = serde_json::json!({
        "megabytes": megabytes, "cp_and_sync_s": copy.as_secs_f64(),
        "integrity_check_s": check.as_secs_f64(), "backup_s": took.as_secs_f64(),
        "copied_s": made["copied_ms"].as_f64().unwrap() / 1e3,
        "copied_in_times_of_cp": made["copied_ms"].as_f64().unwrap() / 1e3 / copy.as_secs_f64(),
        "times_of_copy_and_check": took.as_secs_f64() / (copy + check).as_secs_f64(),
        "p95_before_ms": before.as_secs_f64() * 1e3, "p95_during_ms": during.as_secs_f64() * 1e3,
    });
    eprintln!("{value:#}");
    examine(Path::new(made["file"].as_str().unwrap())).unwrap();
    drop(server);
}
