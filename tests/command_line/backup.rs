//! A clinic is backed up while it works, spoiled, and brought back.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::Value;

use crate::clinic::{Clinic, Server, fine};

pub fn demo() -> Clinic {
    Clinic::of_demo(&["--patients", "40", "--visits", "120", "--invoices", "60", "--audit", "100"])
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Makes a backup and returns its file.
pub fn backed_up(clinic: &Clinic) -> PathBuf {
    let output = clinic.run(&["backup", "--json"]);
    fine(&output);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["ok"], true);
    PathBuf::from(told["file"].as_str().unwrap())
}

pub fn number(file: &Path, sql: &str) -> i64 {
    Connection::open(file).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_backup_of_a_running_clinic_is_whole_private_and_noted() {
    let clinic = demo();
    let server = Server::start(clinic.command(&["serve"]));
    let file = backed_up(&clinic);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(number(&file, "SELECT count(*) FROM patients"), 40);
    for ending in ["-wal", "-shm", "-journal"] {
        assert!(!PathBuf::from(format!("{}{ending}", file.display())).exists());
    }
    let live = clinic.file("nutrivault.db");
    assert_eq!(number(&live, "SELECT count(*) FROM backup_runs WHERE verified = 1"), 1);
    assert_eq!(number(&live, "SELECT count(*) FROM audit_logs WHERE action = 'BACKUP'"), 1);
    let doctor = text(&clinic.run(&["doctor"]).stdout);
    assert!(doctor.contains("ok       backup: The newest is of"), "{doctor}");
    // A file of that name is not replaced.
    let again = clinic.run(&["backup", "--to", file.to_str().unwrap()]);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("is there already"));
    drop(server);
}

/// Has the clinic's copies go to this folder too.
fn plan_second(clinic: &Clinic, folder: &Path) {
    let database = Connection::open(clinic.file("nutrivault.db")).unwrap();
    let plan = "UPDATE backup_plan SET second_folder = ?1";
    assert_eq!(database.execute(plan, [folder.to_str().unwrap()]).unwrap(), 1);
}

#[test]
fn a_backup_goes_to_the_second_folder_too_and_says_loudly_when_it_cannot() {
    let clinic = demo();
    let second = clinic.folder.path().join("stick");
    fs::create_dir(&second).unwrap();
    plan_second(&clinic, &second);
    let output = clinic.run(&["backup", "--json"]);
    fine(&output);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let (first, other) = (told["file"].as_str().unwrap(), told["second"].as_str().unwrap());
    assert!(Path::new(other).starts_with(&second), "{told}");
    assert_eq!(fs::read(first).unwrap(), fs::read(other).unwrap());
    assert_eq!(fs::metadata(other).unwrap().permissions().mode() & 0o777, 0o600);

    // A place of one's own is the only one.
    let elsewhere = clinic.folder.path().join("elsewhere.db");
    fine(&clinic.run(&["backup", "--to", elsewhere.to_str().unwrap()]));
    assert_eq!(fs::read_dir(&second).unwrap().count(), 1);

    // The disk is not connected: beside a server and without one.
    fs::remove_dir_all(&second).unwrap();
    let count = || fs::read_dir(clinic.file("backups")).unwrap().count();
    let server = Server::start(clinic.command(&["serve"]));
    for ending in [&["backup"][..], &["backup", "--json"]] {
        let before = count();
        let output = clinic.run(ending);
        assert_eq!(output.status.code(), Some(1), "{ending:?}");
        assert_eq!(count(), before + 1, "the first copy is kept");
        if ending.len() == 1 {
            let loud = text(&output.stderr);
            assert!(loud.contains("ONE COPY ONLY") && loud.contains("is not there"), "{loud}");
            assert!(text(&output.stdout).contains("read back and compared"));
        } else {
            let told: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(told["ok"], false);
            assert!(Path::new(told["file"].as_str().unwrap()).exists(), "{told}");
            assert!(told["error"].as_str().unwrap().contains("is not there"), "{told}");
        }
    }
    drop(server);
    let live = clinic.file("nutrivault.db");
    let noted = "SELECT count(*) FROM backup_runs WHERE verified = 1 AND second_error IS NOT NULL";
    assert_eq!(number(&live, noted), 2);
    assert!(
        fs::read_dir(clinic.file("backups"))
            .unwrap()
            .all(|copy| { nutrivault::backups::examine(&copy.unwrap().path()).is_ok() })
    );
}

#[test]
fn a_restore_brings_back_what_was_lost_and_keeps_what_was_there() {
    let clinic = demo();
    let file = backed_up(&clinic);
    let live = clinic.file("nutrivault.db");
    fs::rename(&file, clinic.folder.path().join("moved.db")).unwrap();
    let doctor = text(&clinic.run(&["doctor"]).stdout);
    assert!(doctor.contains("WARNING  backup: There is no verified backup"), "{doctor}");
    let file = clinic.folder.path().join("moved.db");
    let invoices = "SELECT max(last_number) FROM number_series WHERE series = 'INV'";
    let known = number(&live, invoices);
    let spoil = Connection::open(&live).unwrap();
    spoil.execute("UPDATE patients SET city = 'Nowhere'", []).unwrap();
    spoil.execute("UPDATE number_series SET last_number = last_number + 5", []).unwrap();
    drop(spoil);

    let rehearsal = clinic.run(&["restore", file.to_str().unwrap(), "--dry-run"]);
    fine(&rehearsal);
    assert_eq!(number(&live, "SELECT count(*) FROM patients WHERE city = 'Nowhere'"), 40);
    // Without a terminal, nobody can confirm.
    let unasked = clinic.run(&["restore", file.to_str().unwrap()]);
    assert_eq!(unasked.status.code(), Some(1));

    let output = clinic.run(&["restore", file.to_str().unwrap(), "--yes"]);
    fine(&output);
    assert_eq!(number(&live, "SELECT count(*) FROM patients WHERE city = 'Nowhere'"), 0);
    assert_eq!(number(&live, invoices), known + 5, "a number is never given out twice");
    assert_eq!(number(&live, "SELECT count(*) FROM audit_logs WHERE action = 'RESTORE'"), 1);
    assert_eq!(number(&live, "SELECT count(*) FROM sessions"), 0);
    let kept = fs::read_dir(clinic.file("backups")).unwrap().map(|entry| entry.unwrap().path());
    let kept: Vec<PathBuf> =
        kept.filter(|path| path.to_string_lossy().contains("before-restore")).collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(number(&kept[0], "SELECT count(*) FROM patients WHERE city = 'Nowhere'"), 40);
    fine(&clinic.run(&["doctor"]));
    assert!(!clinic.file("restoring").exists());
    let server = Server::start(clinic.command(&["serve"]));
    drop(server);
}

#[test]
fn a_backup_with_any_changed_byte_is_refused_and_nothing_is_touched() {
    let clinic = demo();
    let file = backed_up(&clinic);
    let whole = fs::read(&file).unwrap();
    let before = fs::read(clinic.file("nutrivault.db")).unwrap();
    let step = whole.len() / 12;
    for at in (20..whole.len()).step_by(step) {
        let mut changed = whole.clone();
        changed[at] ^= 0x10;
        fs::write(&file, &changed).unwrap();
        let refused = clinic.run(&["restore", file.to_str().unwrap(), "--yes"]);
        assert_eq!(refused.status.code(), Some(1), "byte {at}");
    }
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let refused = clinic.run(&["restore", file.to_str().unwrap(), "--yes"]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(fs::read(clinic.file("nutrivault.db")).unwrap(), before);
}

#[test]
fn nothing_is_restored_under_a_running_server() {
    let clinic = demo();
    let file = backed_up(&clinic);
    let server = Server::start(clinic.command(&["serve"]));
    let refused = clinic.run(&["restore", file.to_str().unwrap(), "--yes"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("Stop it first"));
    drop(server);
}

#[test]
fn a_damaged_clinic_is_brought_back_from_its_backup() {
    let clinic = demo();
    let file = backed_up(&clinic);
    let live = clinic.file("nutrivault.db");
    let mut bytes = fs::read(&live).unwrap();
    let middle = bytes.len() / 2;
    bytes[200..middle].fill(0xa5);
    fs::write(&live, &bytes).unwrap();
    fine(&clinic.run(&["restore", file.to_str().unwrap(), "--yes"]));
    assert_eq!(number(&live, "SELECT count(*) FROM patients"), 40);
    fine(&clinic.run(&["doctor"]));
}

#[test]
fn a_place_that_cannot_be_written_or_a_foreign_file_is_refused_with_a_sentence() {
    let clinic = demo();
    let nowhere = clinic.run(&["backup", "--to", "/nonexistent/folder/copy.db", "--json"]);
    assert_eq!(nowhere.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&nowhere.stdout).unwrap();
    assert_eq!(told["ok"], false);
    // What a place says of itself is not always so.
    let too_long = clinic.folder.path().join("x".repeat(300));
    let below_a_file = clinic.folder.path().join("nutrivault.db").join("copy.db");
    for slip in ["/proc", "/proc/copy.db", "/dev/null", "/sys", ""]
        .map(Path::new)
        .into_iter()
        .chain([too_long.as_path(), below_a_file.as_path()])
    {
        let refused = clinic.run(&["backup", "--to", slip.to_str().unwrap()]);
        assert_ne!(refused.status.code(), Some(0), "{}", slip.display());
    }
    let live = clinic.file("nutrivault.db");
    assert_eq!(
        number(&live, "SELECT count(*) FROM backup_runs WHERE error IS NOT NULL"),
        0,
        "a slip is no failed backup"
    );
    let foreign = clinic.folder.path().join("foreign.db");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    for file in [foreign.to_str().unwrap(), "Cargo.toml", "/nonexistent"] {
        let refused = clinic.run(&["restore", file, "--yes"]);
        assert_eq!(refused.status.code(), Some(1), "{file}");
    }
}

#[test]
fn nothing_is_swapped_under_a_program_that_has_the_database_open() {
    let clinic = demo();
    let copy = backed_up(&clinic);
    let live = clinic.file("nutrivault.db");
    let cities = "SELECT count(*) FROM patients WHERE city = 'Since'";
    let other = Connection::open(&live).unwrap();
    other.execute("UPDATE patients SET city = 'Since' WHERE rowno <= 3", []).unwrap();
    let reading = other.unchecked_transaction().unwrap();
    assert_eq!(reading.query_row(cities, [], |row| row.get::<_, i64>(0)).unwrap(), 3);

    let refused = clinic.run(&["restore", copy.to_str().unwrap(), "--yes"]);
    assert_eq!(refused.status.code(), Some(1));
    let why = text(&refused.stderr);
    assert!(why.contains("another program has the database open"), "{why}");
    drop(reading);
    assert_eq!(number(&live, cities), 3, "kept as it was");
    drop(other);

    fine(&clinic.run(&["restore", copy.to_str().unwrap(), "--yes"]));
    assert_eq!(number(&live, cities), 0);
}

#[test]
fn a_trail_that_a_copy_remembers_otherwise_is_told_with_every_backup_and_on_every_page() {
    let clinic = demo();
    let first = backed_up(&clinic);
    let cut = Connection::open(clinic.file("nutrivault.db")).unwrap();
    cut.execute_batch(
        "PRAGMA foreign_keys = OFF; DROP TRIGGER audit_logs_never_go; DROP TRIGGER audit_values_never_go; \
         DELETE FROM audit_values WHERE seq > 50; DELETE FROM audit_logs WHERE seq > 50; \
         UPDATE audit_head SET seq = 50, hash = (SELECT hash FROM audit_logs WHERE seq = 50);",
    )
    .unwrap();
    drop(cut);
    let name = first.file_name().unwrap().to_str().unwrap();
    let plain = clinic.run(&["backup"]);
    assert_eq!(plain.status.code(), Some(1));
    let said = text(&plain.stderr);
    assert!(said.contains("THE AUDIT TRAIL IS NOT WHAT") && said.contains(name), "{said}");
    let told: Value = serde_json::from_slice(&clinic.run(&["backup", "--json"]).stdout).unwrap();
    assert_eq!(told["ok"], false);
    assert!(told["error"].as_str().unwrap().contains(name), "{told}");
    assert!(Path::new(told["file"].as_str().unwrap()).exists(), "the copy is made all the same");
}

#[test]
fn a_copy_that_is_put_in_the_clinics_place_by_hand_is_a_clinic_like_another() {
    let manifest = "SELECT count(*) FROM sqlite_schema WHERE name = 'backup_manifest'";
    for is_served in [false, true] {
        let clinic = demo();
        let copy = backed_up(&clinic);
        let live = clinic.file("nutrivault.db");
        fs::copy(&copy, &live).unwrap();
        for ending in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{ending}", live.display()));
        }
        let server = is_served.then(|| Server::start(clinic.command(&["serve"])));
        // Twice: the first copy of it must be as good as the next.
        let (one, two) = (backed_up(&clinic), backed_up(&clinic));
        assert_eq!(number(&one, manifest), 1);
        drop(server);
        fine(&clinic.run(&["user", "list"]));
        assert_eq!(number(&live, manifest), 0, "it is no copy any more");
        let told = "SELECT count(*) FROM audit_logs WHERE action = 'RESTORE'";
        assert_eq!(number(&live, told), 1);
        fine(&clinic.run(&["restore", two.to_str().unwrap(), "--yes"]));
        fine(&clinic.run(&["doctor"]));
    }
}
