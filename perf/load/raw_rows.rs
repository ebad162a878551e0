//! SQLite itself, without anything around it: the rows of a list, read through rusqlite.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, params};

use crate::latency::Latencies;

/// The columns that a row of the patients' list shows.
const COLUMNS: &str = "p.id, p.file_number, p.first_name, p.last_name, p.date_of_birth, p.gender, \
    p.equation_sex, p.email, p.phone, p.city, p.postal_code, p.country, p.is_active, \
    p.assigned_dietitian_id, \
    (SELECT json_object('id', d.id, 'username', d.username, 'first_name', d.first_name, \
     'last_name', d.last_name) FROM users d WHERE d.id = p.assigned_dietitian_id), \
    p.created_by, p.updated_by, p.created_at, p.updated_at, p.version";

/// `sort_by` of the API and the column that it stands for.
pub const SORTS: [(&str, &str); 5] = [
    ("created_at", "p.created_at"),
    ("updated_at", "p.updated_at"),
    ("first_name", "p.first_name_folded"),
    ("last_name", "p.last_name_folded"),
    ("date_of_birth", "p.date_of_birth"),
];

/// A page of the list, one of so many different ones that no cache holds them.
#[derive(Clone, Copy, Debug)]
pub struct PageOfList {
    sort: (&'static str, &'static str),
    direction: &'static str,
    offset: u64,
}

impl PageOfList {
    pub const DIFFERENT: u64 = 3_000;

    pub fn of(turn: u64) -> Self {
        let kind = (turn % 10) as usize;
        let direction = if kind < 5 { "DESC" } else { "ASC" };
        Self { sort: SORTS[kind % 5], direction, offset: turn % Self::DIFFERENT / 10 }
    }

    pub fn path(self) -> String {
        let Self { sort: (name, _), direction, offset } = self;
        format!("/api/patients?limit=20&offset={offset}&sort_by={name}&sort_order={direction}")
    }

    fn statement(self) -> String {
        let Self { sort: (_, column), direction, .. } = self;
        format!(
            "SELECT {COLUMNS} FROM patients p ORDER BY {column} {direction}, p.id {direction} \
             LIMIT 20 OFFSET ?1"
        )
    }
}

/// A connection as the server's readers are.
pub fn reader(database: &Path) -> Connection {
    let connection = Connection::open(database).expect("the clinic's file opens");
    for (name, value) in [("cache_size", "-1600"), ("temp_store", "MEMORY"), ("query_only", "ON")] {
        connection.pragma_update(None, name, value).expect("a pragma");
    }
    // Else it plans anew whenever a value is bound, and the yardstick would be too short.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).expect("a stable plan");
    connection.set_prepared_statement_cache_capacity(128);
    connection
}

/// Reads every value of every row; how many rows there were.
pub fn drain(connection: &Connection, statement: &str, values: impl rusqlite::Params) -> usize {
    let mut statement = connection.prepare_cached(statement).expect("SQL");
    let columns = statement.column_count();
    let mut rows = statement.query(values).expect("an answer");
    let mut count = 0;
    while let Some(row) = rows.next().expect("a row") {
        for column in 0..columns {
            let _ = black_box(row.get_ref(column));
        }
        count += 1;
    }
    count
}

/// The rows of `many` pages, each with its total, which is counted once.
pub fn pages(connection: &Connection, many: u64) -> Latencies {
    let total: i64 = connection
        .query_row("SELECT count(*) FROM patients", [], |row| row.get(0))
        .expect("a total");
    let mut latencies = Latencies::default();
    for turn in 0..many {
        let page = PageOfList::of(turn);
        let statement = page.statement();
        let took = timed(|| drain(connection, &statement, params![page.offset as i64]));
        black_box(total);
        latencies.note(took);
    }
    latencies
}

pub fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let begun = Instant::now();
    black_box(work());
    begun.elapsed()
}
