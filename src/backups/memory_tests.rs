use super::*;
use crate::audit::{Action, Actor, Entry, record};
use crate::backups::{Course, Made, Origin, Run, note, take};
use crate::clock::{Clock, Moment};

struct Clinic {
    _folder: tempfile::TempDir,
    config: Config,
    clock: Clock,
}

impl Clinic {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::default().with_data(folder.path());
        let clinic = Self { _folder: folder, config, clock: Clock::default() };
        clinic.work(20);
        std::fs::create_dir_all(clinic.config.backups()).unwrap();
        clinic
    }

    fn open(&self) -> Database {
        Database::open(&self.config, self.clock.clone()).unwrap().0
    }

    /// So many rows of the trail, with values.
    fn work(&self, rows: usize) {
        let values = serde_json::json!({ "city": { "old": "Lyon", "new": "Nice" } });
        let entry = Entry::new(Action::Update, "patient");
        let entry = entry.changing(values.as_object().unwrap().clone());
        self.open()
            .write_here(&Meter::default(), |tx| {
                (0..rows).try_for_each(|_| record(tx, &Actor::server(), &entry))
            })
            .unwrap();
    }

    fn copy_at(&self, at: Moment) -> Made {
        let (tell, stop) = (|_| {}, crate::backups::Stop::default());
        let course = Course { tell: &tell, stop };
        let made =
            take(&self.config.database(), &self.config.backups(), at, Origin::Manual, &course);
        let made = made.unwrap();
        let run = Run {
            started_at: at.to_string(),
            finished_at: at.to_string(),
            path: made.file.display().to_string(),
            bytes: None,
            error: None,
            origin: Origin::Manual,
            second_error: None,
            is_made_here: true,
        };
        self.open().write_here(&Meter::default(), |tx| note(tx, &Actor::server(), &run)).unwrap();
        made
    }

    fn copy(&self) -> Made {
        self.copy_at(self.clock.now())
    }

    fn tamper(&self, sql: &str) {
        let connection = Connection::open(self.config.database()).unwrap();
        let guards = "PRAGMA foreign_keys = OFF; DROP TRIGGER IF EXISTS audit_logs_never_change; \
            DROP TRIGGER IF EXISTS audit_logs_never_go; DROP TRIGGER IF EXISTS audit_values_never_go;";
        connection.execute_batch(guards).unwrap();
        connection.execute_batch(sql).unwrap();
    }

    /// Writes the trail anew from that row on, every hash as it must be.
    fn forge(&self, from: i64) {
        let sql = format!(
            "DELETE FROM audit_values WHERE seq >= {from}; DELETE FROM audit_logs WHERE seq >= {from}; \
             UPDATE audit_head SET seq = {from} - 1, \
             hash = coalesce((SELECT hash FROM audit_logs WHERE seq = {from} - 1), zeroblob(32));"
        );
        self.tamper(&sql);
        self.work(40);
    }

    fn verdict(&self) -> (usize, Option<i64>) {
        let connection = Connection::open(self.config.database()).unwrap();
        let found = recollect(&connection, &self.config).unwrap();
        (found.copies, found.bad.map(|bad| bad.seq))
    }

    fn chain_holds(&self) -> bool {
        crate::audit::verify_here(&self.open()).unwrap().1.is_none()
    }
}

#[test]
fn a_copy_of_before_the_first_row_remembers_none() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::default().with_data(folder.path());
    let clinic = Clinic { _folder: folder, config, clock: Clock::default() };
    drop(clinic.open());
    std::fs::create_dir_all(clinic.config.backups()).unwrap();
    clinic.copy();
    assert_eq!(clinic.verdict(), (0, None));
    clinic.work(3);
    assert_eq!(clinic.verdict(), (0, None));
}

#[test]
fn a_trail_that_goes_on_is_what_its_copies_remember() {
    let clinic = Clinic::new();
    assert_eq!(clinic.verdict(), (0, None));
    clinic.copy();
    clinic.work(5);
    std::thread::sleep(std::time::Duration::from_millis(5));
    clinic.copy();
    clinic.work(5);
    assert_eq!(clinic.verdict(), (2, None));
}

#[test]
fn rows_cut_off_the_end_are_missed_although_the_chain_holds() {
    let clinic = Clinic::new();
    let seq = clinic.copy().manifest.audit_seq;
    clinic.tamper(
        "DELETE FROM audit_values WHERE seq > 10; DELETE FROM audit_logs WHERE seq > 10; \
         UPDATE audit_head SET seq = 10, hash = (SELECT hash FROM audit_logs WHERE seq = 10);",
    );
    assert!(clinic.chain_holds());
    assert_eq!(clinic.verdict(), (1, Some(seq)));
    clinic.work(30);
    assert_eq!(clinic.verdict(), (1, Some(seq)), "new rows do not hide the cut");
}

#[test]
fn a_trail_written_anew_is_known_by_its_copies_from_any_row_on() {
    for from in [15, 2, 1] {
        let clinic = Clinic::new();
        let seq = clinic.copy().manifest.audit_seq;
        clinic.forge(from);
        assert!(clinic.chain_holds());
        assert_eq!(clinic.verdict(), (1, Some(seq)), "forged from row {from}");
    }
}

#[test]
fn a_copy_in_the_second_folder_remembers_too() {
    let clinic = Clinic::new();
    let made = clinic.copy();
    let second = clinic.config.data.join("stick");
    std::fs::create_dir(&second).unwrap();
    let name = made.file.file_name().unwrap();
    std::fs::rename(&made.file, second.join(name)).unwrap();
    clinic.tamper(&format!("UPDATE backup_plan SET second_folder = '{}'", second.display()));
    assert_eq!(clinic.verdict(), (1, None));
    clinic.forge(12);
    assert_eq!(clinic.verdict(), (1, Some(made.manifest.audit_seq)));
}

#[test]
fn a_copy_that_is_damaged_itself_accuses_nobody() {
    let clinic = Clinic::new();
    let made = clinic.copy();
    clinic.forge(12);
    let mut bytes = std::fs::read(&made.file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&made.file, bytes).unwrap();
    assert_eq!(clinic.verdict().1, None);
}

#[test]
fn what_a_restore_has_replaced_is_told_by_its_row() {
    let clinic = Clinic::new();
    let older = clinic.copy();
    std::thread::sleep(std::time::Duration::from_millis(5));
    clinic.work(10);
    clinic.copy();
    std::thread::sleep(std::time::Duration::from_millis(5));
    let candidate = examine_here(&clinic.config, &older.file).unwrap();
    let sound = |_: &Config| Ok(());
    crate::backups::restore(&clinic.config, &candidate, &Actor::command_line(), &sound).unwrap();
    let (copies, bad) = clinic.verdict();
    assert_eq!(bad, None);
    assert!(copies >= 1);
    clinic.forge(older.manifest.audit_seq);
    assert_eq!(clinic.verdict().1, Some(older.manifest.audit_seq));
}
