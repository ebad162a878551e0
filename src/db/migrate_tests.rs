use super::*;
use crate::clock::Clock;
use crate::db::connect;

#[test]
fn an_older_database_is_copied_checked_and_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let (file, backups) = (folder.path().join("nutrivault.db"), folder.path().join("backups"));
    let mut connection = connect::writer(&file).unwrap();
    run(&mut connection, 1, MIGRATIONS[0].1).unwrap();
    let now = Clock::default().now();
    let Outcome::Migrated { from, copy } = migrate(&mut connection, &backups, now).unwrap() else {
        panic!("nothing was migrated")
    };
    assert_eq!(from, 1);
    assert_eq!(version_of(&connection), Ok(CURRENT));
    let copied = Connection::open(copy).unwrap();
    assert_eq!(version_of(&copied), Ok(1));
    assert_eq!(migrate(&mut connection, &backups, now), Ok(Outcome::Current));
}

#[test]
fn full_text_merges_find_their_pages_however_small_the_clinic_once_was() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = connect::writer(&folder.path().join("nutrivault.db")).unwrap();
    migrate(&mut connection, folder.path(), Clock::default().now()).unwrap();
    for round in 0..2 {
        if round == 1 {
            learn_sizes(&connection).unwrap();
        }
        for index in [
            "audit_search",
            "patients_search",
            "patients_lookup",
            "patients_contacts",
            "visits_search",
            "billing_search",
            "foods_search",
        ] {
            let merge =
                format!("EXPLAIN QUERY PLAN DELETE FROM {index}_data WHERE id >= ?1 AND id <= ?2");
            let plan: String =
                connection.query_row(&merge, [1, 2], |row| row.get("detail")).unwrap();
            assert!(plan.starts_with("SEARCH"), "{plan}");
        }
    }
}

#[test]
fn a_step_that_fails_leaves_the_database_as_it_was() {
    let mut connection = Connection::open_in_memory().unwrap();
    run(&mut connection, 1, "CREATE TABLE kept (id INTEGER)").unwrap();
    assert!(
        run(&mut connection, 2, "CREATE TABLE half (id INTEGER); CREATE TABLE kept (id INTEGER)")
            .is_err()
    );
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!((tables, version), (1, 1));
}

#[test]
fn a_newer_or_foreign_database_is_refused_with_what_to_do() {
    let mut connection = Connection::open_in_memory().unwrap();
    run(&mut connection, CURRENT + 1, "CREATE TABLE later (id INTEGER)").unwrap();
    assert!(version_of(&connection).unwrap_err().contains("newer NutriVault"));
    let foreign = Connection::open_in_memory().unwrap();
    foreign.execute_batch("CREATE TABLE other (id INTEGER)").unwrap();
    assert!(version_of(&foreign).unwrap_err().contains("NUTRIVAULT_DATA"));
}
