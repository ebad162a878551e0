//! A copy put in the place of the database while the server was killed, with the old log beside it:
//! either it is served and what was found is kept, or nothing is touched and both ways are named.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::json;

use crate::clinic::{Clinic, fine, refusal};
use crate::staff::{Practice, demo};

/// How the copy came about.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Copy {
    /// `cp nutrivault.db`, while the server worked.
    Plain,
    /// `nutrivault backup`
    Backup,
    /// `sqlite3 nutrivault.db 'VACUUM INTO …'`
    Compacted,
    /// `sqlite3 nutrivault.db '.backup …'`
    ByTheTool,
    /// The file of another clinic.
    Another,
}

const COPIES: [Copy; 5] =
    [Copy::Plain, Copy::Backup, Copy::Compacted, Copy::ByTheTool, Copy::Another];

fn change(practice: &Practice, path: &str, times: u32) {
    for _ in 0..times {
        practice
            .ask("PUT", path, Some(&json!({ "city": uuid::Uuid::now_v7().to_string() })))
            .fine();
    }
}

fn copied(practice: &Practice, copy: Copy) -> PathBuf {
    let clinic = &practice.clinic;
    let to = clinic.folder.path().join("copy.db");
    match copy {
        Copy::Plain => {
            fold(clinic);
            fs::copy(clinic.file("nutrivault.db"), &to).unwrap();
        }
        Copy::Backup => drop(fine(&clinic.run(&["backup", "--to", to.to_str().unwrap()]))),
        Copy::Compacted => {
            clinic.database().execute("VACUUM INTO ?1", [to.to_str().unwrap()]).unwrap();
        }
        Copy::ByTheTool => {
            let mut made = Connection::open(&to).unwrap();
            let from = clinic.database();
            let backup = rusqlite::backup::Backup::new(&from, &mut made).unwrap();
            backup.run_to_completion(i32::MAX, std::time::Duration::ZERO, None).unwrap();
        }
        Copy::Another => {
            let strangers = Clinic::new();
            fine(&demo(&strangers));
            fs::copy(strangers.file("nutrivault.db"), &to).unwrap();
        }
    }
    to
}

fn fold(clinic: &Clinic) {
    clinic.database().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
}

fn killed(practice: Practice) -> Clinic {
    let Practice { mut server, clinic, .. } = practice;
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    clinic
}

fn set_aside(clinic: &Clinic) -> Option<PathBuf> {
    let mut folders = fs::read_dir(clinic.data()).unwrap().map(|entry| entry.unwrap().path());
    folders.find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("set-aside-"))
}

fn version(file: &Path, path: &str) -> Option<i64> {
    let id = path.rsplit('/').next().unwrap();
    let version = "SELECT version FROM patients WHERE id = ?1";
    Connection::open(file).unwrap().query_row(version, [id], |row| row.get(0)).ok()
}

#[test]
fn a_copy_beside_the_old_log_is_served_and_the_log_is_kept() {
    for copy in COPIES {
        let practice = Practice::new();
        let path = practice.register("Stale");
        change(&practice, &path, 3);
        let taken = copied(&practice, copy);
        change(&practice, &path, 5);
        // Another generation of the log, so that no copy is a state of its own file.
        fold(&practice.clinic);
        change(&practice, &path, 5);
        let clinic = killed(practice);
        let (file, log) = (clinic.file("nutrivault.db"), clinic.file("nutrivault.db-wal"));
        let old_log = fs::read(&log).unwrap();
        fs::copy(&taken, &file).unwrap();
        // Whatever looks at it first leaves both as they are.
        assert_eq!(clinic.run(&["doctor"]).status.code(), Some(2), "{copy:?}");
        let beside = clinic.folder.path().join("beside.db");
        refusal(&clinic.run(&["backup", "--to", beside.to_str().unwrap()]));
        assert_eq!(fs::read(&file).unwrap(), fs::read(&taken).unwrap(), "{copy:?}");
        assert_eq!(fs::read(&log).unwrap(), old_log, "{copy:?}");

        clinic.serve(&["serve"]).stop();
        let aside = set_aside(&clinic).unwrap_or_else(|| panic!("{copy:?}: nothing is set aside"));
        assert_eq!(fs::read(aside.join("the-log-of-another-file.wal")).unwrap(), old_log);
        let kept = fs::read(aside.join("the-file-as-it-was-found.db")).unwrap();
        assert_eq!(kept, fs::read(&taken).unwrap(), "{copy:?}");
        let expected = (copy != Copy::Another).then_some(4);
        assert_eq!(version(&file, &path), expected, "{copy:?}");
        fine(&clinic.run(&["doctor"]));
    }
}

#[test]
fn a_copy_of_the_same_state_of_the_log_takes_the_changes_in_it() {
    let practice = Practice::new();
    let path = practice.register("Same");
    fold(&practice.clinic);
    let taken = practice.clinic.folder.path().join("copy.db");
    fs::copy(practice.clinic.file("nutrivault.db"), &taken).unwrap();
    change(&practice, &path, 5);
    let clinic = killed(practice);
    fs::copy(&taken, clinic.file("nutrivault.db")).unwrap();
    fine(&clinic.run(&["doctor"]));
    clinic.serve(&["serve"]).stop();
    assert_eq!(set_aside(&clinic), None);
    assert_eq!(version(&clinic.file("nutrivault.db"), &path), Some(6));
}

#[test]
fn a_log_without_its_database_is_left_alone_and_both_ways_are_named() {
    let practice = Practice::new();
    let path = practice.register("Gone");
    let clinic = killed(practice);
    let (file, log) = (clinic.file("nutrivault.db"), clinic.file("nutrivault.db-wal"));
    let (bytes, changes) = (fs::read(&file).unwrap(), fs::read(&log).unwrap());
    for found in [None, Some(&b""[..]), Some(&b"something else, of some length"[..])] {
        match found {
            None => fs::remove_file(&file).unwrap(),
            Some(content) => fs::write(&file, content).unwrap(),
        }
        for command in [&["serve"][..], &["migrate"], &["user", "list"]] {
            let sentence = refusal(&clinic.run(command));
            assert!(sentence.contains("Nothing was changed"), "{sentence}");
            assert!(sentence.contains("mv ") && sentence.contains("put the file"), "{sentence}");
        }
        clinic.run(&["doctor"]);
        assert_eq!(fs::read(&log).unwrap(), changes);
        assert_eq!(fs::read(&file).ok().as_deref(), found);
        if found.is_none() {
            fs::write(&file, b"").unwrap();
        }
    }
    fs::write(&file, bytes).unwrap();
    clinic.serve(&["serve"]).stop();
    assert_eq!(version(&file, &path), Some(1));
}

#[test]
fn changes_of_another_program_are_no_reason_to_refuse_the_start() {
    let practice = Practice::new();
    let path = practice.register("Tool");
    fold(&practice.clinic);
    let clinic = killed(practice);
    // As a replication tool leaves it that was killed with the server.
    let tool = clinic.database();
    tool.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).unwrap();
    tool.execute_batch("CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)")
        .unwrap();
    drop(tool);
    assert!(clinic.file("nutrivault.db-wal").metadata().unwrap().len() > 0);
    clinic.serve(&["serve"]).stop();
    assert_eq!(set_aside(&clinic), None);
    assert_eq!(version(&clinic.file("nutrivault.db"), &path), Some(1));
}
