use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::audit::{Action, Actor, Entry, record};
use crate::clock::Clock;
use crate::db::{Database, Meter};

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
    set_mode(&config.database(), 0o600);
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

#[test]
fn a_sound_clinic_is_fine_in_every_respect() {
    let (_folder, config) = clinic();
    let findings = examine(&config);
    let not_fine: Vec<_> = findings.iter().filter(|f| f.level != Level::Fine).collect();
    assert!(not_fine.is_empty(), "{not_fine:?}");
    assert_eq!(findings.len(), 9);
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
        ("PRAGMA user_version = 1", "schema version", Level::Warning, "older"),
        ("PRAGMA application_id = 7", "file", Level::Damage, "not one of NutriVault's"),
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
        assert!(finding.what.contains(word) && finding.todo.is_some(), "{sql}: {finding:?}");
    }
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
    assert!(finding.what.starts_with("Row 2 (id "), "{finding:?}");
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
    assert!(examine(&config)[0].what.starts_with("There is no database"));
    for (content, word) in [(&b"short"[..], "cut off"), (&[b'x'; 5000][..], "no SQLite database")] {
        std::fs::write(config.database(), content).unwrap();
        let findings = examine(&config);
        assert_eq!((findings.len(), findings[0].level), (1, Level::Damage));
        assert!(findings[0].what.contains(word), "{findings:?}");
        assert_eq!(std::fs::read(config.database()).unwrap(), content);
    }
}

#[test]
fn files_that_others_can_read_are_warned_of() {
    let (_folder, config) = clinic();
    set_mode(&config.database(), 0o644);
    let finding = found(&config, "permissions");
    assert_eq!(finding.level, Level::Warning);
    assert!(finding.what.contains("(644)"), "{finding:?}");
}
