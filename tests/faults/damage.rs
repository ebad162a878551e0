//! Bytes of the file change by themselves, DAMAGED_PAGES times (6): the server never hangs and
//! never shows its insides, and what is broken in the structure is named.

use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::at_length;
use crate::clinic::{Clinic, PASSWORD, Server, fine, out};
use crate::staff::demo;

const PAGE: u64 = 4096;

/// A number that looks drawn, the same at every run.
fn drawn(round: u64, salt: u64, below: u64) -> u64 {
    let mixed = (round * 31 + salt + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 31)) % below
}

/// Flips sixteen bytes of one page.
fn flip(file: &Path, round: u64) -> u64 {
    let mut file = fs::OpenOptions::new().read(true).write(true).open(file).unwrap();
    let pages = file.metadata().unwrap().len() / PAGE;
    // Every tenth time the first page, with the header and the schema.
    let page = if round.is_multiple_of(10) { 0 } else { drawn(round, 1, pages) };
    for number in 0..16 {
        let at = page * PAGE + drawn(round, number + 2, PAGE);
        let mut byte = [0];
        file.seek(SeekFrom::Start(at)).unwrap();
        file.read_exact(&mut byte).unwrap();
        file.seek(SeekFrom::Start(at)).unwrap();
        file.write_all(&[!byte[0]]).unwrap();
    }
    page + 1
}

/// What SQLite itself says.
fn is_sound(file: &Path) -> bool {
    Connection::open(file)
        .and_then(|database| {
            database.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0))
        })
        .is_ok_and(|verdict| verdict == "ok")
}

/// Starts the server if it starts; otherwise its last words.
fn started(mut command: Command) -> Result<Server, String> {
    command.stderr(Stdio::piped());
    let started = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| Server::start(command)));
    started.map_err(|words| words.downcast_ref::<String>().cloned().unwrap_or_default())
}

/// Whatever is asked is answered, in the contract's shape and without the program's insides.
fn ask_everything(server: &Server, page: u64) -> bool {
    let mut names_damage = false;
    let (status, login) = server.login("admin", PASSWORD);
    let token = login["data"]["accessToken"].as_str().map(str::to_owned);
    let mut answers = vec![(status, login)];
    for path in [
        "/api/patients?limit=100",
        "/api/patients?search=a",
        "/api/visits?limit=100",
        "/api/billing?limit=100",
        "/api/audit-logs?limit=100",
        "/api/reports/overview",
    ] {
        answers.push(server.call("GET", path, token.as_deref(), None));
    }
    for (status, answer) in answers {
        if status >= 500 {
            let error = &answer["error"];
            assert!(error["code"].is_string() && error["message"].is_string(), "{page}: {answer}");
            let text = answer.to_string();
            for inside in ["malformed", "SELECT", ".rs", "panicked", "rusqlite"] {
                assert!(!text.contains(inside), "page {page}: {text}");
            }
            names_damage |= text.contains("nutrivault doctor");
        }
    }
    names_damage
}

#[test]
fn damage_is_named_and_never_hangs_the_server() {
    let original = Clinic::new();
    fine(&demo(&original));
    let bytes = fs::read(original.file("nutrivault.db")).unwrap();
    let damaged = Clinic::new();
    fs::create_dir(damaged.data()).unwrap();
    let file = damaged.file("nutrivault.db");
    let (mut structural, mut refused, mut named_in_flight) = (0, 0, 0);
    for round in 0..at_length("DAMAGED_PAGES", 6) {
        for beside in ["-wal", "-shm"] {
            let _ = fs::remove_file(damaged.file(&format!("nutrivault.db{beside}")));
        }
        fs::write(&file, &bytes).unwrap();
        let page = flip(&file, round);
        let is_broken = !is_sound(&file);
        // Before the server: it may write around the damage.
        let doctor = damaged.run(&["doctor"]);
        if is_broken {
            structural += 1;
            assert_eq!(doctor.status.code(), Some(2), "page {page}: {}", out(&doctor));
            assert!(out(&doctor).contains("DAMAGE"), "page {page}: {}", out(&doctor));
        }
        match started(damaged.command(&["serve"])) {
            Ok(server) => named_in_flight += u32::from(ask_everything(&server, page)),
            Err(words) => {
                refused += 1;
                assert!(words.contains("nutrivault: "), "page {page}: {words}");
                assert!(!words.contains(".rs:"), "page {page}: {words}");
            }
        }
    }
    eprintln!(
        "{structural} broken, {refused} refused at the start, {named_in_flight} named by an answer"
    );
    assert!(structural > 0, "no page mattered");
}

#[test]
fn a_start_on_a_damaged_file_says_what_to_do() {
    let clinic = Clinic::new();
    fine(&demo(&clinic));
    let file = clinic.file("nutrivault.db");
    let mut bytes = fs::read(&file).unwrap();
    bytes[100..200].fill(0xff);
    fs::write(&file, bytes).unwrap();
    let sentence = crate::clinic::refusal(&clinic.run(&["serve"]));
    assert!(sentence.contains("damaged"), "{sentence}");
    assert!(sentence.contains("nutrivault restore"), "{sentence}");
}

#[test]
fn a_text_whose_bytes_have_changed_is_named_and_not_sent() {
    let clinic = Clinic::new();
    fine(&demo(&clinic));
    let garble = |statement: &str| {
        let database = Connection::open(clinic.file("nutrivault.db")).unwrap();
        // The trail refuses changes of its rows; a failing disk asks nobody.
        database.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).unwrap();
        assert!(database.execute(statement, []).unwrap() > 0, "{statement}");
    };
    garble("UPDATE patients SET city = CAST(x'ff41' AS TEXT) WHERE rowno = 3");
    garble("UPDATE audit_values SET body = CAST(x'7bff7d' AS TEXT) WHERE body IS NOT NULL");
    let server = Server::start(clinic.command(&["serve"]));
    let (_, login) = server.login("admin", PASSWORD);
    let token = login["data"]["accessToken"].as_str();
    for path in ["/api/patients?limit=100", "/api/audit-logs?limit=100"] {
        let (status, answer) = server.call("GET", path, token, None);
        assert_eq!(status, 500, "{path}: {answer}");
        assert!(answer.to_string().contains("nutrivault doctor"), "{path}: {answer}");
    }
}
