use std::sync::atomic::AtomicBool;
use std::time::Instant;

use serde_json::Map;
use tempfile::TempDir;

use super::*;
use crate::audit::verify_here;
use crate::config::Config;
use crate::db::Meter;
use crate::ids::Id;

fn clinic() -> (TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::default().with_data(folder.path());
    let (database, _) = Database::open(&config, Clock::default()).unwrap();
    (folder, database)
}

fn alice() -> Arc<Actor> {
    let (user_id, session_id) = (Some(Id::new()), Some(Id::new()));
    Arc::new(Actor { user_id, session_id, username: Some("alice".into()), ..Actor::default() })
}

async fn open(log: &ReadLog, actor: &Arc<Actor>, kind: &'static str, id: Id) -> Result<()> {
    log.shown(actor, &[Arc::new(Shows::record(kind, id))]).await
}

async fn list(log: &ReadLog, actor: &Arc<Actor>, shows: Shows) {
    log.shown(actor, &[Arc::new(shows)]).await.unwrap();
}

fn rows(database: &Database, condition: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM audit_logs WHERE {condition}");
    database.read_here(&Meter::default(), |s| s.one(&sql, [], |row| row.get(0))).unwrap()
}

#[tokio::test]
async fn an_opened_record_is_one_row_a_minute_for_each_user_and_session() {
    let (_folder, database) = clinic();
    let log = ReadLog::start(database.clone());
    let (id, alice, bob) = (Id::new(), alice(), self::alice());
    for _ in 0..100 {
        open(&log, &alice, "visit", id).await.unwrap();
    }
    open(&log, &bob, "visit", id).await.unwrap();
    open(&log, &alice, "patient", id).await.unwrap();
    let elsewhere = Arc::new(Actor { session_id: Some(Id::new()), ..Actor::clone(&alice) });
    open(&log, &elsewhere, "visit", id).await.unwrap();
    log.flush().await;
    assert_eq!(rows(&database, "action = 'READ' AND status = 'SUCCESS'"), 4);
    assert_eq!(rows(&database, &format!("resource_id = '{id}'")), 4);
    database.clock().advance_ms(60_001);
    open(&log, &alice, "visit", id).await.unwrap();
    log.flush().await;
    assert_eq!(rows(&database, "resource_type = 'visit'"), 4);
    assert_eq!(verify_here(&database).unwrap().1, None);
}

#[tokio::test]
async fn a_list_is_one_row_with_the_ids_and_then_only_with_those_not_named_yet() {
    let (_folder, database) = clinic();
    let log = ReadLog::start(database.clone());
    let alice = alice();
    let mut ids: Vec<Id> = (0..4).map(|_| Id::new()).collect();
    ids.sort();
    for _ in 0..3 {
        list(&log, &alice, Shows::names("patient", ids[..2].iter().copied())).await;
    }
    list(&log, &alice, Shows::nothing()).await;
    log.flush().await;
    list(&log, &alice, Shows::names("patient", ids[..1].iter().copied())).await;
    list(&log, &alice, Shows::names("patient", ids.iter().copied())).await;
    log.flush().await;
    let bodies: Vec<Option<String>> = database
        .read_here(&Meter::default(), |sql| {
            let bodies = "SELECT id_values(ids) FROM audit_values JOIN audit_sets ON id = set_id \
                          ORDER BY seq";
            sql.all(bodies, [], |row| row.get(0))
        })
        .unwrap();
    let of = |ids: &[Id]| Some(format!("{{\"ids\":[\"{}\",\"{}\"]}}", ids[0], ids[1]));
    assert_eq!(bodies, [of(&ids[..2]), of(&ids[2..])]);
    assert_eq!(rows(&database, "action = 'LIST'"), 2);
    list(&log, &alice, Shows::texts("patient", [ids[0]])).await;
    log.flush().await;
    let one = format!("action = 'READ' AND resource_id = '{0}' AND patient_id = '{0}'", ids[0]);
    assert_eq!(rows(&database, &one), 1, "a list of one is its record's row");
    assert_eq!(verify_here(&database).unwrap().1, None);
}

#[tokio::test]
async fn the_same_list_is_stored_once_and_every_look_is_found_by_its_patients() {
    let (_folder, database) = clinic();
    let log = ReadLog::start(database.clone());
    let ids: Vec<Id> = (0..20).map(|_| Id::new()).collect();
    for _ in 0..10 {
        list(&log, &alice(), Shows::names("patient", ids.iter().copied())).await;
        database.clock().advance_ms(60_001);
    }
    log.flush().await;
    let count = |sql: &'static str| {
        database.read_here(&Meter::default(), |s| s.one(sql, [], |row| row.get::<_, i64>(0)))
    };
    assert_eq!(count("SELECT count(*) FROM audit_sets").unwrap(), 1);
    assert_eq!(count("SELECT count(*) FROM audit_set_patients").unwrap(), 20);
    let found = format!(
        "SELECT count(*) FROM audit_logs l WHERE {}",
        crate::audit::store::sets::OF_PATIENT
    );
    let patient = ids[7].to_string();
    let found: i64 = database
        .read_here(&Meter::default(), |s| s.one(&found, [&patient, &patient], |row| row.get(0)))
        .unwrap();
    assert_eq!(found, 10);
    assert_eq!(verify_here(&database).unwrap().1, None);
}

#[tokio::test]
async fn a_file_of_a_hundred_thousand_records_names_each_and_holds_up_nobody_who_writes() {
    const RECORDS: usize = 100_000;
    let (_folder, database) = clinic();
    let log = ReadLog::start(database.clone());
    let (alice, mut ids) = (alice(), (0..RECORDS).map(|_| Id::new()).collect::<Vec<_>>());
    ids.sort_unstable();
    let taking = || Entry::new(Action::Export, "patient").changing(Map::from_iter([]));
    let (writer, done) = (database.clone(), Arc::new(AtomicBool::new(false)));
    let is_done = Arc::clone(&done);
    let others = tokio::task::spawn_blocking(move || {
        let mut slowest = Duration::ZERO;
        while !is_done.load(Ordering::Relaxed) {
            let begun = Instant::now();
            writer.write_here(&Meter::default(), |_| Ok(())).unwrap();
            slowest = slowest.max(begun.elapsed());
            std::thread::sleep(Duration::from_millis(2));
        }
        slowest
    });
    for _ in 0..2 {
        log.taken(&alice, taking(), "patient", &ids).await.unwrap();
        log.flush().await;
    }
    done.store(true, Ordering::Relaxed);
    let slowest = others.await.unwrap();
    println!("somebody else's change waited {slowest:?} at most");
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
    assert_eq!(rows(&database, "action = 'EXPORT'"), 2 * (RECORDS as i64 / 500 + 1));
    let stored = |sql: &'static str| {
        let count = database.read_here(&Meter::default(), |s| s.one(sql, [], |row| row.get(0)));
        count.unwrap_or(-1_i64)
    };
    // The second taking has named the same sets.
    assert_eq!(stored("SELECT count(*) FROM audit_sets"), RECORDS as i64 / 500);
    assert_eq!(stored("SELECT count(*) FROM audit_set_patients"), RECORDS as i64);
    assert_eq!(stored("SELECT max(length(ids)) FROM audit_sets"), 500 * 16);
    assert_eq!(verify_here(&database).unwrap().1, None);
}

#[tokio::test]
async fn rows_are_on_disk_within_a_second_without_a_flush() {
    let (_folder, database) = clinic();
    let log = ReadLog::start(database.clone());
    open(&log, &alice(), "patient", Id::new()).await.unwrap();
    let begun = Instant::now();
    while rows(&database, "1") == 0 {
        assert!(begun.elapsed() < Duration::from_secs(1), "nothing was written");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn denials_are_never_coalesced_and_keep_their_order() {
    let (_folder, database) = clinic();
    let log = ReadLog::start(database.clone());
    let alice = alice();
    for number in 0..CAPACITY + 100 {
        let entry = Entry::new(Action::PermissionCheck, "patient").refused(number.to_string());
        log.note(&alice, entry).await.unwrap();
    }
    log.flush().await;
    let kept = format!("CAST(error_message AS INTEGER) = seq - 1 AND seq <= {}", CAPACITY + 100);
    assert_eq!(rows(&database, &kept), CAPACITY as i64 + 100);
    assert_eq!(log.state().waiting, 0);
}

#[tokio::test]
async fn rows_that_a_full_disk_lost_are_told_of_and_the_next_reads_are_written() {
    let (_folder, database) = clinic();
    let log = ReadLog::start(database.clone());
    let (alice, id) = (alice(), Id::new());
    let set = |pages: i64| {
        let database = database.clone();
        move || {
            database.write_here(&Meter::default(), |tx| {
                tx.connection().pragma_update(None, "max_page_count", pages)?;
                Ok(())
            })
        }
    };
    set(1)().unwrap();
    // Rows enough to need new pages: a full disk, as SQLite sees it.
    let mut lost = 0;
    while log.state().lost == 0 {
        let entry = Entry::new(Action::Export, "patient").refused("x".repeat(3000));
        log.note(&alice, entry).await.unwrap();
        open(&log, &alice, "patient", id).await.unwrap();
        log.flush().await;
        lost += 1;
        assert!(lost < 100, "the disk never filled");
    }
    set(1_000_000)().unwrap();
    open(&log, &alice, "patient", id).await.unwrap();
    log.flush().await;
    let told: String = database
        .read_here(&Meter::default(), |sql| {
            sql.one(
                "SELECT body FROM audit_logs JOIN audit_values USING (seq) \
                 WHERE action = 'AUDIT_GAP' AND severity = 'CRITICAL'",
                [],
                |row| row.get(0),
            )
        })
        .unwrap();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["lost"], log.state().lost);
    assert!(told["from"].as_str() <= told["to"].as_str());
    assert_eq!(
        rows(
            &database,
            "action = 'READ' AND seq > (SELECT max(seq) FROM audit_logs WHERE action = 'AUDIT_GAP')"
        ),
        1
    );
    assert_eq!(verify_here(&database).unwrap().1, None);
}

#[tokio::test]
async fn a_repeated_read_costs_next_to_nothing() {
    let (_folder, database) = clinic();
    let log = ReadLog::start(database);
    let (alice, id) = (alice(), Id::new());
    open(&log, &alice, "patient", id).await.unwrap();
    let begun = Instant::now();
    for _ in 0..100_000 {
        open(&log, &alice, "patient", id).await.unwrap();
    }
    let each = begun.elapsed() / 100_000;
    println!("a repeated read: {each:?}");
    assert!(each < Duration::from_micros(20), "{each:?}");
}

#[tokio::test]
async fn a_read_waits_while_the_queue_is_full_and_counts_only_once_it_is_in() {
    let (_folder, database) = clinic();
    let log = ReadLog::start(database.clone());
    let (alice, id, moment) = (alice(), Id::new(), Duration::from_millis(50));
    let (release, held) = std::sync::mpsc::channel::<()>();
    let writer = database.clone();
    let holding = tokio::task::spawn_blocking(move || {
        // Ends when the other end is dropped.
        writer.write_here(&Meter::default(), |_| Ok(held.recv().is_err()))
    });
    let denial = || Entry::new(Action::PermissionCheck, "patient").refused("NO");
    let mut queued = 0;
    // On a busy machine a note may be late before the queue is full: it is then not in.
    while queued < 3 * CAPACITY {
        match timeout(moment, log.note(&alice, denial())).await {
            Ok(_) => queued += 1,
            Err(_) if log.state().waiting == CAPACITY => break,
            Err(_) => {}
        }
    }
    assert!((CAPACITY..3 * CAPACITY).contains(&queued), "{queued}");
    assert!(timeout(moment, open(&log, &alice, "patient", id)).await.is_err());
    drop(release);
    assert!(holding.await.unwrap().unwrap());
    open(&log, &alice, "patient", id).await.unwrap();
    log.flush().await;
    assert_eq!(rows(&database, "action = 'READ'"), 1);
    assert_eq!(rows(&database, "action = 'PERMISSION_CHECK'"), queued as i64);
}
