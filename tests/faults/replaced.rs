//! The database's file, its log or its folder replaced, renamed, removed or cut off under the
//! running server, SWAP_ROUNDS times each (1): nothing is acknowledged afterwards, and what was
//! acknowledged before is there.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::json;

use crate::at_length;
use crate::clinic::{Clinic, fine};
use crate::staff::{Practice, demo};

/// What happens to the files.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Event {
    /// `mv other nutrivault.db`
    RenamedOver,
    /// `cp other nutrivault.db`
    CopiedOver,
    /// `cp backup nutrivault.db`, of the server's own backup
    BackupCopiedOver,
    /// `mv nutrivault.db elsewhere`
    RenamedAway,
    /// `rm nutrivault.db`
    Removed,
    /// `: > nutrivault.db`
    Emptied,
    /// `truncate`
    CutOff,
    /// `rm nutrivault.db-wal`
    LogRemoved,
    /// `mv other-wal nutrivault.db-wal`
    LogReplaced,
    /// `mv data elsewhere`
    FolderRenamed,
}

const EVENTS: [Event; 10] = [
    Event::RenamedOver,
    Event::CopiedOver,
    Event::BackupCopiedOver,
    Event::RenamedAway,
    Event::Removed,
    Event::Emptied,
    Event::CutOff,
    Event::LogRemoved,
    Event::LogReplaced,
    Event::FolderRenamed,
];

struct Stage {
    practice: Practice,
    /// The patient that is changed.
    path: String,
    acknowledged: i64,
    /// A whole database of another clinic.
    other: PathBuf,
    /// A backup of this one.
    backup: PathBuf,
}

impl Stage {
    fn new() -> Self {
        let practice = Practice::new();
        let path = practice.register("Swap");
        let strangers = Clinic::new();
        fine(&demo(&strangers));
        let other = practice.clinic.folder.path().join("other.db");
        fs::copy(strangers.file("nutrivault.db"), &other).unwrap();
        let mut stage = Self { practice, path, acknowledged: 1, other, backup: PathBuf::new() };
        stage.change(3);
        stage.backup = stage.practice.clinic.folder.path().join("backup.db");
        let to = stage.backup.to_str().unwrap();
        fine(&stage.practice.clinic.run(&["backup", "--to", to]));
        stage.change(5);
        stage
    }

    fn change(&mut self, times: i64) {
        for _ in 0..times {
            let body = json!({ "city": format!("n:{}", self.acknowledged) });
            self.practice.ask("PUT", &self.path, Some(&body)).fine();
            self.acknowledged += 1;
        }
    }

    fn happen(&self, event: Event) {
        let clinic = &self.practice.clinic;
        let (file, log) = (clinic.file("nutrivault.db"), clinic.file("nutrivault.db-wal"));
        let away = clinic.folder.path().join("away");
        let shorten = |to: u64| {
            OpenOptions::new().write(true).open(&file).unwrap().set_len(to).unwrap();
        };
        match event {
            Event::RenamedOver => fs::rename(&self.other, &file).unwrap(),
            Event::CopiedOver => drop(fs::copy(&self.other, &file).unwrap()),
            Event::BackupCopiedOver => drop(fs::copy(&self.backup, &file).unwrap()),
            Event::RenamedAway => fs::rename(&file, away).unwrap(),
            Event::Removed => fs::remove_file(&file).unwrap(),
            Event::Emptied => shorten(0),
            Event::CutOff => shorten(file.metadata().unwrap().len() / 2),
            Event::LogRemoved => fs::remove_file(&log).unwrap(),
            Event::LogReplaced => {
                fs::write(&away, b"not this one").unwrap();
                fs::rename(&away, &log).unwrap();
            }
            Event::FolderRenamed => fs::rename(clinic.data(), away).unwrap(),
        }
    }

    fn is_refused(&self) {
        let body = json!({ "city": "lost" });
        let reply = self.practice.ask("PUT", &self.path, Some(&body));
        assert_eq!((reply.status, reply.code().as_str()), (503, "BUSY"), "{}", reply.text());
        assert!(reply.text().contains("no change is taken"), "{}", reply.text());
    }

    /// The first file of the data folder whose name begins so.
    fn found(&self, beginning: &str) -> Option<PathBuf> {
        let mut files: Vec<_> = fs::read_dir(self.practice.clinic.data())
            .unwrap()
            .map(|file| file.unwrap().path())
            .collect();
        files.retain(|file| file.file_name().unwrap().to_str().unwrap().starts_with(beginning));
        files.into_iter().next()
    }
}

/// How often the patient was changed, as the file says.
fn version(database: &Path, patient: &str) -> i64 {
    let id = patient.rsplit('/').next().unwrap();
    let version = "SELECT version FROM patients WHERE id = ?1";
    Connection::open(database).unwrap().query_row(version, [id], |row| row.get(0)).unwrap()
}

/// Waits until the answer is that; how long it took.
fn wait_for(practice: &Practice, status: u16) -> Duration {
    let begun = Instant::now();
    while practice.ask("GET", "/health/ready", None).status != status {
        assert!(begun.elapsed() < Duration::from_secs(5), "{status} never came");
        sleep(Duration::from_millis(50));
    }
    begun.elapsed()
}

fn round(event: Event) {
    let stage = Stage::new();
    let file = stage.practice.clinic.file("nutrivault.db");
    stage.happen(event);
    for _ in 0..5 {
        stage.is_refused();
    }
    wait_for(&stage.practice, 503);
    let log = stage.practice.clinic.folder.path().join("log");
    let said = |words: &str| {
        let begun = Instant::now();
        while !fs::read_to_string(&log).unwrap().contains(words) {
            assert!(begun.elapsed() < Duration::from_secs(5), "{event:?}: {words} was not said");
            sleep(Duration::from_millis(50));
        }
    };
    said("No change is taken any more");
    let stored = match event {
        Event::RenamedOver | Event::Removed => {
            said("rescued-");
            let rescued = stage.found("rescued-").unwrap();
            Some(version(&rescued, &stage.path))
        }
        Event::LogRemoved | Event::LogReplaced => {
            said("folded into the database");
            fs::copy(&file, stage.practice.clinic.folder.path().join("folded.db")).unwrap();
            Some(version(&stage.practice.clinic.folder.path().join("folded.db"), &stage.path))
        }
        _ => None,
    };
    if let Some(stored) = stored {
        assert_eq!(stored, stage.acknowledged, "{event:?}");
    }
    let is_over = [Event::RenamedOver, Event::CopiedOver, Event::BackupCopiedOver].contains(&event);
    let put_there = is_over.then(|| fs::read(&file).unwrap());
    let folder = stage.practice.clinic.folder.path().to_owned();
    let (data, patient, acknowledged) =
        (stage.practice.clinic.data(), stage.path.clone(), stage.acknowledged);
    let Practice { server, clinic, .. } = stage.practice;
    assert_eq!(server.stop().0, Some(0), "{event:?}");
    match event {
        // The end wrote nothing over it; the next start serves it and keeps the log.
        _ if is_over => {
            assert_eq!(fs::read(&file).unwrap(), put_there.unwrap(), "{event:?}");
            clinic.serve(&["serve"]).stop();
            fine(&clinic.run(&["doctor"]));
            if event == Event::BackupCopiedOver {
                assert_eq!(version(&file, &patient), 4);
            }
        }
        Event::RenamedAway | Event::FolderRenamed => {
            let back = if event == Event::RenamedAway { file.clone() } else { data };
            fs::rename(folder.join("away"), back).unwrap();
            assert_eq!(version(&file, &patient), acknowledged, "{event:?}");
            fine(&clinic.run(&["doctor"]));
        }
        Event::LogRemoved | Event::LogReplaced => {
            clinic.serve(&["serve"]).stop();
            assert_eq!(version(&file, &patient), acknowledged, "{event:?}");
            fine(&clinic.run(&["doctor"]));
        }
        _ => {}
    }
}

#[test]
fn nothing_is_acknowledged_after_the_files_have_gone() {
    let rounds = at_length("SWAP_ROUNDS", 1);
    std::thread::scope(|scope| {
        for events in EVENTS.chunks(5) {
            scope.spawn(move || {
                for event in events {
                    for _ in 0..rounds {
                        round(*event);
                    }
                }
            });
        }
    });
    eprintln!(
        "{} kinds of events, {rounds} times each: no change acknowledged afterwards",
        EVENTS.len()
    );
}

#[test]
fn a_file_that_comes_back_is_served_again() {
    let mut stage = Stage::new();
    let (file, away) =
        (stage.practice.clinic.file("nutrivault.db"), stage.practice.clinic.file("away"));
    fs::rename(&file, &away).unwrap();
    stage.is_refused();
    fs::rename(&away, &file).unwrap();
    wait_for(&stage.practice, 200);
    stage.change(1);
    assert_eq!(version(&file, &stage.path), stage.acknowledged);
}
