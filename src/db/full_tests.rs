//! The disk is full: the one error that says so, and everything else goes on.

use std::sync::Arc;

use super::*;

/// A database that may not grow beyond what it has.
fn full() -> (tempfile::TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::default().with_data(folder.path());
    let (database, _) = Database::open(&config, Clock::default()).unwrap();
    limit(&database, 1);
    (folder, database)
}

/// SQLite lets no limit be below the present size.
fn limit(database: &Database, pages: i64) {
    let writer = database.inner.writer.lock();
    writer.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
}

async fn write(database: &Database, notes: usize) -> Result<()> {
    let work = move |tx: &Tx<'_>| {
        for number in 0..notes {
            let id = crate::ids::Id::new();
            tx.run(
                "INSERT INTO creations (id, resource, digest, user_id, created_at) \
                 SELECT ?1, ?2, zeroblob(4000), ?1, ?3 WHERE 1",
                rusqlite::params![id, format!("note {number}"), tx.now()],
            )?;
        }
        Ok(())
    };
    database.write(&Arc::new(Meter::default()), work).await
}

async fn count(database: &Database) -> i64 {
    let question = |sql: &Sql<'_>| sql.one("SELECT count(*) FROM creations", [], |row| row.get(0));
    database.read(&Arc::new(Meter::default()), question).await.unwrap()
}

#[rocket::async_test]
async fn a_full_disk_refuses_the_whole_change_and_takes_the_next_one_when_there_is_room() {
    let (_folder, database) = full();
    let refused = write(&database, 50).await.unwrap_err();
    assert_eq!((refused.status().code, refused.code()), (507, "STORAGE_FULL"));
    assert_eq!(count(&database).await, 0, "nothing half is stored, and reads go on");
    limit(&database, 100_000);
    write(&database, 50).await.unwrap();
    assert_eq!(count(&database).await, 50);
}
