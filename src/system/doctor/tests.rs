use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::audit::{Action, Actor, Entry, record};
use crate::clock::{Clock, Moment};
use crate::db::{Database, Meter, migrate};

mod money;

/// A closed clinic with a few audit rows and settings.
fn clinic() -> (tempfile::TempDir, Config) {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::default().with_data(folder.path());
    let (database, _) = Database::open(&config, Clock::default()).unwrap();
    database
        .write_here(&Meter::default(), |tx| {
            crate::settings::store::ensure(tx, &config.clinic)?;
            (0..3).try_for_each(|_| record(tx, &Actor::server(), &Entry::new(Action::Demo, "demo")))
        })
        .unwrap();
    database.checkpoint().unwrap();
    drop(database);
    set_mode(folder.path(), 0o700);
    set_mode(&config.database(), 0o600);
    set_mode(&config.data, 0o700);
    (folder, config)
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn tamper(config: &Config, sql: &str) {
    Connection::open(config.database()).unwrap().execute_batch(sql).unwrap();
}

fn found(config: &Config, check: &str) -> Finding {
    examine(config).into_iter().find(|finding| finding.check == check).unwrap()
}

/// Notes a verified copy of that instant; the file that it names is there.
fn back_up(config: &Config, at: Moment) {
    let file = config.database();
    tamper(
        config,
        &format!(
            "INSERT INTO backup_runs (id, started_at, path, verified) VALUES ('{at}', '{at}', '{}', 1)",
            file.display()
        ),
    );
}

#[test]
fn a_backup_that_is_missing_or_old_is_told() {
    let (_folder, config) = clinic();
    assert!(found(&config, "backup").what.to_string().contains("There is no verified backup"));
    back_up(&config, "2026-01-01T00:00:00.000Z".parse().unwrap());
    let old = found(&config, "backup");
    assert_eq!(old.level, Level::Warning);
    assert!(old.todo.unwrap().to_string().contains("nutrivault backup"));
    back_up(&config, Clock::default().now());
    assert_eq!(found(&config, "backup").level, Level::Fine);
}

#[test]
fn a_sound_clinic_is_fine_in_every_respect() {
    let (_folder, config) = clinic();
    back_up(&config, Clock::default().now());
    let findings = examine(&config);
    let not_fine: Vec<_> = findings.iter().filter(|f| f.level != Level::Fine).collect();
    assert!(not_fine.is_empty(), "{not_fine:?}");
    assert_eq!(findings.len(), 23);
}

#[test]
fn a_clinic_that_is_open_elsewhere_can_be_examined() {
    let (_folder, config) = clinic();
    let (_open, _) = Database::open(&config, Clock::default()).unwrap();
    assert!(examine(&config).iter().all(|finding| finding.level < Level::Damage));
}

#[test]
fn each_kind_of_trouble_is_named() {
    let guard = "DROP TRIGGER audit_logs_never_change;";
    let cases = [
        (
            "DROP INDEX idx_billing_patient_date",
            "schema",
            Level::Warning,
            "idx_billing_patient_date",
        ),
        (guard, "schema", Level::Damage, "audit_logs_never_change"),
        ("DELETE FROM settings", "settings", Level::Warning, "no settings"),
        ("UPDATE settings SET time_zone = 'Moon/Base'", "settings", Level::Damage, "Moon/Base"),
        ("PRAGMA user_version = 999", "schema version", Level::Damage, "999"),
        ("PRAGMA user_version = 1", "schema version", Level::Damage, "head of"),
        ("PRAGMA application_id = 7", "file", Level::Damage, "head of"),
        (
            "PRAGMA foreign_keys = OFF; INSERT INTO role_permissions (role_id, permission_id, created_at) \
             VALUES ('nobody', 'nothing', '2026-01-01T00:00:00.000Z')",
            "references",
            Level::Damage,
            "role_permissions",
        ),
    ];
    for (sql, check, level, word) in cases {
        let (_folder, config) = clinic();
        tamper(&config, sql);
        let finding = found(&config, check);
        assert_eq!(finding.level, level, "{sql}: {finding:?}");
        assert!(
            finding.what.to_string().contains(word) && finding.todo.is_some(),
            "{sql}: {finding:?}"
        );
    }
}

#[test]
fn an_older_schema_is_no_damage() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::default().with_data(folder.path());
    let older = rusqlite::Connection::open(config.database()).unwrap();
    for (_, sql) in &migrate::MIGRATIONS[..migrate::CURRENT - 1] {
        older.execute_batch(sql).unwrap();
    }
    older.pragma_update(None, "application_id", connect::APPLICATION_ID).unwrap();
    older.pragma_update(None, "user_version", migrate::CURRENT as i64 - 1).unwrap();
    let finding = found(&config, "schema version");
    assert_eq!(finding.level, Level::Warning, "{finding:?}");
    assert!(finding.what.to_string().contains("older"), "{finding:?}");
}

#[test]
fn one_changed_byte_of_an_audit_row_is_named_with_its_row() {
    let (_folder, config) = clinic();
    tamper(
        &config,
        "DROP TRIGGER audit_logs_never_change; \
         UPDATE audit_logs SET username = 'servir' WHERE seq = 2",
    );
    let finding = found(&config, "audit chain");
    assert_eq!(finding.level, Level::Damage);
    assert!(finding.what.to_string().starts_with("Row 2 (id "), "{finding:?}");
}

#[test]
fn a_damaged_page_is_found() {
    let (_folder, config) = clinic();
    let mut bytes = std::fs::read(config.database()).unwrap();
    for byte in bytes.iter_mut().skip(8 * 4096).take(64 * 4096).step_by(7) {
        *byte ^= 0x55;
    }
    std::fs::write(config.database(), bytes).unwrap();
    assert!(examine(&config).iter().any(|finding| finding.level == Level::Damage));
}

#[test]
fn what_is_no_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::default().with_data(folder.path());
    assert!(examine(&config)[0].what.to_string().starts_with("There is no database"));
    for (content, word) in [(&b"short"[..], "cut off"), (&[b'x'; 5000][..], "no SQLite database")] {
        std::fs::write(config.database(), content).unwrap();
        let findings = examine(&config);
        assert_eq!((findings.len(), findings[0].level), (1, Level::Damage));
        assert!(findings[0].what.to_string().contains(word), "{findings:?}");
        assert_eq!(std::fs::read(config.database()).unwrap(), content);
    }
}

#[test]
fn files_that_others_can_read_are_warned_of() {
    let (_folder, config) = clinic();
    set_mode(&config.database(), 0o644);
    let finding = found(&config, "permissions");
    assert_eq!(finding.level, Level::Warning);
    assert!(finding.what.to_string().contains("(644)"), "{finding:?}");
}

#[test]
fn a_clock_that_jumped_back_is_told_by_the_newest_row_of_the_trail() {
    let (_folder, config) = clinic();
    tamper(
        &config,
        "DROP TRIGGER audit_logs_never_change; \
         UPDATE audit_logs SET timestamp = '2199-01-01T00:00:00.000Z' WHERE seq = 2",
    );
    let finding = found(&config, "clock");
    assert_eq!(finding.level, Level::Warning);
    assert!(
        finding.what.to_string().contains("2199")
            && finding.todo.unwrap().to_string().contains("NTP")
    );
}

#[test]
fn an_index_that_no_question_finds_is_named() {
    let (_folder, config) = clinic();
    assert_eq!(found(&config, "indexes").level, Level::Fine);
    tamper(&config, "DROP INDEX idx_visits_patient_date");
    let finding = found(&config, "indexes");
    assert!(finding.what.to_string().contains("idx_visits_patient_date"), "{finding:?}");
}

#[test]
fn damage_names_the_newest_backup_that_is_good() {
    use crate::backups::{Course, Origin, take};
    let (_folder, config) = clinic();
    std::fs::create_dir(config.backups()).unwrap();
    let make = |at: &str| {
        let made = take(
            &config.database(),
            &config.backups(),
            at.parse().unwrap(),
            Origin::Manual,
            &Course::unwatched(),
        );
        made.unwrap().file
    };
    let good = make("2026-05-01T01:00:00Z");
    let spoiled = make("2026-05-02T01:00:00Z");
    let mut bytes = std::fs::read(&spoiled).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&spoiled, bytes).unwrap();
    tamper(
        &config,
        "PRAGMA foreign_keys = OFF; INSERT INTO role_permissions (role_id, permission_id, created_at) \
         VALUES ('nobody', 'nothing', '2026-01-01T00:00:00.000Z')",
    );
    let todo = found(&config, "references").todo.unwrap().to_string();
    assert!(todo.contains(good.to_str().unwrap()), "{todo}");
}
