//! How a connection is opened: every pragma, in the order that matters.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags};

use crate::text;

/// What `PRAGMA application_id` says of our files: the letters NVLT.
pub const APPLICATION_ID: i32 = 0x4e56_4c54;

/// Older versions can corrupt a WAL when two connections checkpoint at once (fixed in 3.51.3).
const OLDEST_SAFE: i32 = 3_051_003;

const READER_CACHE_KIB: u32 = 1_600;
const WRITER_CACHE_KIB: u32 = 3_000;

/// Refuses to run on a SQLite that can corrupt the file.
///
/// # Errors
/// A sentence with both versions.
pub fn check_version() -> Result<(), String> {
    if rusqlite::version_number() >= OLDEST_SAFE {
        return Ok(());
    }
    Err(format!("This build carries SQLite {}; 3.51.3 or newer is needed.", rusqlite::version()))
}

/// Opens the one connection that writes; creates the file if there is none.
///
/// # Errors
/// What SQLite says of the file.
pub fn writer(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    prepare(&mut connection, WRITER_CACHE_KIB, Some("WAL"))?;
    Ok(connection)
}

/// Flags of a reader: it may take part in WAL recovery, so the file opens read-write.
pub fn reader_flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

/// Makes a fresh connection a reader.
///
/// # Errors
/// What SQLite says of the file.
pub fn make_reader(connection: &mut Connection) -> rusqlite::Result<()> {
    // A file that was put in the place of ours stays as it is: it is neither made one with a log,
    // nor has what it finds beside it folded in.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    prepare(connection, READER_CACHE_KIB, None)?;
    connection.pragma_update(None, "query_only", true)
}

fn prepare(
    connection: &mut Connection,
    cache_kib: u32,
    journal: Option<&str>,
) -> rusqlite::Result<()> {
    // First: the next pragmas themselves may meet a lock.
    connection.busy_timeout(Duration::from_secs(5))?;
    if let Some(journal) = journal {
        connection.pragma_update(None, "journal_mode", journal)?;
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -i64::from(cache_kib))?;
    connection.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    // Else SQLite looks at bound values when it plans, and plans anew whenever one is bound again:
    // a tenth of a list's time went into LIMIT's.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(128);
    let pure = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    // For filters on columns that have no folded twin. Queries only: the schema never calls it.
    connection.create_scalar_function("fold", 1, pure, |call| {
        let value = call.get_raw(0);
        Ok(value.as_str_or_null().ok().flatten().map(text::fold))
    })?;
    // Minor units in one unit of a currency, to compare stored money with decimals.
    connection.create_scalar_function("minor_units", 1, pure, |call| {
        let currency = call.get_raw(0).as_str().unwrap_or_default();
        Ok(f64::from(10_u32.pow(crate::money::decimals(currency))))
    })?;
    // The ids of a set of the audit, as the values of the rows that name it.
    connection.create_scalar_function("id_values", 1, pure, |call| {
        let ids = call.get_raw(0).as_blob_or_null().ok().flatten();
        Ok(ids.and_then(crate::ids::set_to_json))
    })?;
    connection.progress_handler(4_000, Some(deadline::is_over))
}

/// The deadline of the statement that runs on this thread.
pub mod deadline {
    use std::cell::Cell;

    use super::{Duration, Instant};

    thread_local! {
        static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
    }

    /// Runs `work` with that budget: SQLite interrupts what takes longer.
    pub fn within<T>(budget: Duration, work: impl FnOnce() -> T) -> T {
        struct Clear;
        impl Drop for Clear {
            fn drop(&mut self) {
                DEADLINE.set(None);
            }
        }
        DEADLINE.set(Instant::now().checked_add(budget));
        let _clear = Clear;
        work()
    }

    pub(super) fn is_over() -> bool {
        DEADLINE.get().is_some_and(|deadline| Instant::now() > deadline)
    }
}
