//! Errors of SQLite and of the disk as failures of ours.

use std::io::ErrorKind;

use rusqlite::ErrorCode;
use rusqlite::types::FromSqlError;

use super::Error;
use crate::message::message;

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::storage_full(),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::busy(message(
                "refused-database-busy",
                "The database is busy; nothing was changed. Try again in a moment.",
            )),
            Some(ErrorCode::OperationInterrupted) => Self::busy(message(
                "refused-too-slow",
                "This question took longer than the server allows and was stopped; nothing was \
                 changed. Ask for less at once, or try again later.",
            )),
            // The file of shared memory beside the database could not grow.
            _ if is_shared_memory_full(&error) => Self::storage_full(),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::damaged(error),
            _ if is_garbled(&error) => Self::damaged(error),
            _ => Self::internal(error),
        }
    }
}

/// Whether a stored text is none: nothing of ours wrote it so.
fn is_garbled(error: &rusqlite::Error) -> bool {
    match error {
        rusqlite::Error::Utf8Error(..) => true,
        rusqlite::Error::FromSqlConversionFailure(.., why) => {
            let is_no_text = matches!(why.downcast_ref(), Some(FromSqlError::Utf8Error(_)));
            is_no_text || why.is::<serde_json::Error>()
        }
        _ => false,
    }
}

fn is_shared_memory_full(error: &rusqlite::Error) -> bool {
    error
        .sqlite_error()
        .is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::storage_full(),
            _ => Self::internal(error),
        }
    }
}

impl Error {
    /// 400: another record has that id.
    pub fn id_taken() -> Self {
        Self::field("id", message("taken-by-record", "is taken by another record"))
    }

    /// 400: what came with that id before said something else, or was of somebody else.
    pub fn sent_before() -> Self {
        let message = message(
            "refused-sent-before",
            "This was sent before, and is stored as it was then. Nothing was changed now: look at \
             what is stored, and send this once more if it is to be stored too.",
        );
        let details = Self::id_taken().details().to_vec();
        Self::bad("VALIDATION_ERROR", message).with_details(details)
    }

    /// Why a row was not written: 400 where that unique column has its id already.
    pub fn of_insert(error: rusqlite::Error, unique: &str) -> Self {
        match violated_constraint(&error).is_some_and(|broken| broken.contains(unique)) {
            true => Self::id_taken(),
            false => error.into(),
        }
    }
}

/// The name of the constraint or column that refused a row, if one did: a store turns it into a
/// field's error at the statement that can cause it.
pub fn violated_constraint(error: &rusqlite::Error) -> Option<&str> {
    match error {
        rusqlite::Error::SqliteFailure(code, Some(message))
            if code.code == ErrorCode::ConstraintViolation =>
        {
            Some(message)
        }
        _ => None,
    }
}
