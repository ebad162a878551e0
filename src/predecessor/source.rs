//! The predecessor's file: opened for reading, and refused in a sentence when it is none.

mod guard;

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::db::nature::{self, Wanted};
use crate::db::untrusted;

/// The newest migration of the predecessor that this import knows.
const NEWEST: &str = "20260107000001-add-performance-indexes.js";
/// Tables without which it is no such clinic.
const NEEDED: [&str; 5] = ["users", "roles", "patients", "visits", "billing"];
/// Tables that an import reads row by row.
const READ: [&str; 6] =
    ["users", "patients", "visits", "visit_measurements", "billing", "audit_logs"];

/// A database of the predecessor.
#[derive(Debug)]
pub struct Source {
    connection: Connection,
}

impl Source {
    /// Opens the file for reading and looks whether it is whole and known.
    ///
    /// # Errors
    /// A sentence.
    pub fn open(file: &Path) -> Result<Self, String> {
        let name = file.display();
        let unchanged = |why: String| format!("{why} Nothing was changed.");
        let length = untrusted::plain_file(file).map_err(unchanged)?.len();
        if let Some(advice) = nature::advice(file, Wanted::Import) {
            return Err(advice);
        }
        untrusted::head(file).map_err(unchanged)?;
        let in_words = |error: rusqlite::Error| refusal(&name.to_string(), &error);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags).map_err(in_words)?;
        connection.busy_timeout(Duration::from_secs(2)).map_err(in_words)?;
        if !guard::harden(&connection, length).map_err(in_words)? {
            return Err(format!(
                "{name} cannot be read: {}. Nothing was changed.",
                untrusted::ENDLESS
            ));
        }
        let source = Self { connection };
        // One snapshot for everything that follows.
        source.connection.execute_batch("BEGIN").map_err(in_words)?;
        let missing: Vec<&str> = NEEDED
            .into_iter()
            .filter_map(|table| match source.has(table) {
                Ok(true) => None,
                Ok(false) => Some(Ok(table)),
                Err(error) => Some(Err(error)),
            })
            .collect::<rusqlite::Result<_>>()
            .map_err(in_words)?;
        if !missing.is_empty() {
            return Err(format!(
                "{name} is a database, but not one of the predecessor: it has no table {}. Nothing was changed.",
                missing.join(", ")
            ));
        }
        guard::must_be_plain(&source.connection)
            .map_err(|why| format!("{name} {why} Nothing was changed."))?;
        source.must_be_known().map_err(|why| format!("{name} {why} Nothing was changed."))?;
        source.must_be_whole().map_err(|why| format!("{name} {why} Nothing was changed."))?;
        guard::let_go_on(&source.connection, length).map_err(in_words)?;
        Ok(source)
    }

    /// The connection, in one snapshot.
    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// How many rows an import reads.
    pub(super) fn rows(&self) -> Result<u64, String> {
        let mut rows = 0;
        for table in READ {
            if self.has(table).unwrap_or(false) {
                let count = format!("SELECT count(*) FROM \"{table}\"");
                let counted: rusqlite::Result<i64> =
                    self.connection.query_row(&count, [], |row| row.get(0));
                rows += counted
                    .map(i64::unsigned_abs)
                    .map_err(|error| format!("The file cannot be read: {error}"))?;
            }
        }
        Ok(rows)
    }

    fn has(&self, table: &str) -> rusqlite::Result<bool> {
        let question =
            "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)";
        self.connection.query_row(question, [table], |row| row.get(0))
    }

    fn must_be_known(&self) -> Result<(), String> {
        let broken = |error: rusqlite::Error| format!("cannot be read: {error}.");
        if !self.has("SequelizeMeta").map_err(broken)? {
            return Ok(());
        }
        let newest: Option<String> = self
            .connection
            .query_row("SELECT max(name) FROM SequelizeMeta", [], |row| row.get(0))
            .map_err(broken)?;
        match newest {
            Some(newest) if newest.as_str() > NEWEST => Err(format!(
                "was written by a newer release of the predecessor than this import knows ({newest}). Use a newer NutriVault."
            )),
            _ => Ok(()),
        }
    }

    fn must_be_whole(&self) -> Result<(), String> {
        let found: rusqlite::Result<String> =
            self.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0));
        match found {
            Ok(verdict) if verdict == "ok" => Ok(()),
            Ok(verdict) => Err(format!("is damaged ({verdict}). Take a sound copy of it.")),
            Err(error) => Err(format!("is damaged ({error}). Take a sound copy of it.")),
        }
    }
}

fn refusal(name: &str, error: &rusqlite::Error) -> String {
    let why = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "is in use by another program. Stop the predecessor's server first.".to_owned()
        }
        Some(ErrorCode::OperationInterrupted) => {
            "could not be read in the time that its size asks for: it holds what no database of the predecessor holds."
                .to_owned()
        }
        Some(ErrorCode::NotADatabase) => "is no SQLite database.".to_owned(),
        Some(ErrorCode::DatabaseCorrupt) => {
            "is damaged or cut off. Take a sound copy of it.".to_owned()
        }
        _ => format!("cannot be opened: {error}."),
    };
    format!("{name} {why} Nothing was changed.")
}
