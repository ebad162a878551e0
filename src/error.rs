//! What can go wrong, said once: a status, a code of the contract and a sentence for a person.
//!
//! Constructors read as words at the place that fails (`Error::not_found(Thing::Patient)`);
//! `http::catchers` turns the value into JSON or a page.

use std::fmt;
use std::io::ErrorKind;
use std::sync::Arc;

use rocket::http::Status;
use rusqlite::ErrorCode;
use rusqlite::types::FromSqlError;
use serde::Serialize;

use crate::ids::Id;
use crate::message::{Argument, Message, message};
use crate::shown::Shows;

/// The result of anything that a request can cause.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure as its caller is told of it.
#[derive(Debug)]
pub struct Error(Box<Failure>);

#[derive(Debug)]
struct Failure {
    status: Status,
    code: &'static str,
    message: Message,
    details: Vec<FieldError>,
    retry_after_s: Option<u64>,
    allow: Option<String>,
    location: Option<String>,
    data: Option<String>,
    /// What the message or `data` shows.
    shows: Arc<Shows>,
    about: Option<(&'static str, Id)>,
    /// For the log only: never sent.
    cause: Option<String>,
}

/// What is wrong with one field. The rejected value is never repeated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldError {
    /// The field as the caller named it.
    pub field: String,
    /// What it must be.
    pub message: Message,
}

impl FieldError {
    /// What that field must be.
    pub fn new(field: impl Into<String>, message: impl Into<Message>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// A kind of record, for codes, sentences and the audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    User,
    Dietitian,
    Patient,
    Visit,
    Measurement,
    Billing,
    Payment,
    Service,
    Document,
    ApiKey,
    Session,
    AuditLog,
}

impl Thing {
    fn not_found_code(self) -> &'static str {
        match self {
            Self::User => "USER_NOT_FOUND",
            Self::Dietitian => "DIETITIAN_NOT_FOUND",
            Self::Patient => "PATIENT_NOT_FOUND",
            Self::Visit => "VISIT_NOT_FOUND",
            Self::Billing => "BILLING_NOT_FOUND",
            Self::Document => "DOCUMENT_NOT_FOUND",
            Self::ApiKey => "API_KEY_NOT_FOUND",
            Self::Measurement | Self::Payment | Self::Service | Self::Session | Self::AuditLog => {
                "NOT_FOUND"
            }
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Dietitian => "active dietitian",
            Self::Patient => "patient",
            Self::Visit => "visit",
            Self::Measurement => "measurement",
            Self::Billing => "invoice",
            Self::Payment => "payment",
            Self::Service => "entry of the price list",
            Self::Document => "document",
            Self::ApiKey => "API key",
            Self::Session => "session",
            Self::AuditLog => "audit entry",
        }
    }
}

impl Error {
    /// A failure with that status, code of the contract and sentence.
    pub fn new(status: Status, code: &'static str, message: impl Into<Message>) -> Self {
        Self(Box::new(Failure {
            status,
            code,
            message: message.into(),
            details: Vec::new(),
            retry_after_s: None,
            allow: None,
            location: None,
            data: None,
            shows: Arc::default(),
            about: None,
            cause: None,
        }))
    }

    /// 400 with every bad field named.
    pub fn invalid(details: Vec<FieldError>) -> Self {
        let wording = match details.as_slice() {
            [one] => format!("{} {}.", one.field, one.message),
            many => {
                let names: Vec<&str> = many.iter().map(|bad| bad.field.as_str()).collect();
                format!("These fields are not valid: {}.", names.join(", "))
            }
        };
        let message = message("refused-fields", "").worded(wording);
        Self::new(Status::BadRequest, "VALIDATION_ERROR", message).with_details(details)
    }

    /// 400 for one field.
    pub fn field(field: &str, message: impl Into<Message>) -> Self {
        Self::invalid(vec![FieldError::new(field, message)])
    }

    /// 400 with a code of its own.
    pub fn bad(code: &'static str, message: impl Into<Message>) -> Self {
        Self::new(Status::BadRequest, code, message)
    }

    /// 404 for a kind of record.
    pub fn not_found(thing: Thing) -> Self {
        let wording = format!("There is no {} with this id.", thing.name());
        let message = message("refused-nothing-here", "").worded(wording);
        Self::new(Status::NotFound, thing.not_found_code(), message)
    }

    /// 401: no credentials.
    pub fn unauthenticated() -> Self {
        let message =
            message("refused-no-session", "Log in first: send a bearer token or an API key.");
        Self::new(Status::Unauthorized, "AUTHENTICATION_REQUIRED", message)
    }

    /// 401 with a code of its own.
    pub fn unauthorized(code: &'static str, message: impl Into<Message>) -> Self {
        Self::new(Status::Unauthorized, code, message)
    }

    /// 403: the role lacks that permission.
    pub fn permission_denied(permission: &str) -> Self {
        let wording = "Your role does not include {right}. An administrator can help.";
        let right = Argument::Permission(permission.to_owned());
        let message = message("refused-permission", wording).with("right", right);
        Self::new(Status::Forbidden, "PERMISSION_DENIED", message)
    }

    /// 403 with a code of its own.
    pub fn forbidden(code: &'static str, message: impl Into<Message>) -> Self {
        Self::new(Status::Forbidden, code, message)
    }

    /// 403: the patient is another dietitian's.
    pub fn not_assigned() -> Self {
        Self::forbidden(
            "NOT_ASSIGNED_PATIENT",
            message("refused-not-assigned", "This patient is not assigned to you."),
        )
    }

    /// 409 with a code of its own.
    pub fn conflict(code: &'static str, message: impl Into<Message>) -> Self {
        Self::new(Status::Conflict, code, message)
    }

    /// 409: the record has changed since the caller read it. `current` is the JSON of `data`,
    /// which shows this.
    pub fn stale(current: String, shows: Shows) -> Self {
        let message = message(
            "refused-stale",
            "Somebody else changed this record in the meantime. Nothing was changed; \
                       `data` has the record as it is now.",
        );
        let mut error = Self::conflict("STALE_WRITE", message);
        error.0.data = Some(current);
        error.0.shows = Arc::new(shows);
        error
    }

    /// The same, whose message names these records.
    pub fn showing(mut self, shows: Shows) -> Self {
        self.0.shows = Arc::new(self.0.shows.as_ref().clone().and(shows));
        self
    }

    /// 503: no connection, no lock or no time. Trying again helps.
    pub fn busy(message: impl Into<Message>) -> Self {
        let mut error = Self::new(Status::ServiceUnavailable, "BUSY", message);
        error.0.retry_after_s = Some(1);
        error
    }

    /// 429: wait that many seconds.
    pub fn too_many_requests(retry_after_s: u64) -> Self {
        let wording = "Too many failed attempts from here. Try again in {seconds} s.";
        let message = message("refused-attempts", wording).count("seconds", retry_after_s);
        Self::too_soon(retry_after_s, message)
    }

    /// 429 with a sentence of its own.
    pub fn too_soon(retry_after_s: u64, message: impl Into<Message>) -> Self {
        let mut error = Self::new(Status::TooManyRequests, "TOO_MANY_REQUESTS", message);
        error.0.retry_after_s = Some(retry_after_s);
        error
    }

    /// 405 with the methods that the path knows.
    pub fn method_not_allowed(allow: String) -> Self {
        let wording = format!("This address answers to {allow} only.");
        let message = message("refused-nothing-here", "").worded(wording);
        let mut error = Self::new(Status::MethodNotAllowed, "METHOD_NOT_ALLOWED", message);
        error.0.allow = Some(allow);
        error
    }

    /// 500: ours to mend. `cause` goes to the log and nowhere else.
    pub fn internal(cause: impl fmt::Display) -> Self {
        let message = message(
            "refused-ours",
            "Something went wrong on our side; the request changed nothing. \
                       The request id finds it in the server's log.",
        );
        let mut error = Self::new(Status::InternalServerError, "INTERNAL_SERVER_ERROR", message);
        error.0.cause = Some(cause.to_string());
        error
    }

    /// 500: the file holds what nobody wrote. `cause` goes to the log and nowhere else.
    fn damaged(cause: impl fmt::Display) -> Self {
        let mut error = Self::internal(cause);
        error.0.message = message(
            "refused-damaged",
            "The database file is damaged; nothing was changed. An administrator finds \
                           out more with `nutrivault doctor`, which also names the newest good \
                           backup to go back to.",
        );
        error
    }

    /// 413: what was sent is larger than this server takes.
    pub fn too_large(message: impl Into<Message>) -> Self {
        Self::new(Status::PayloadTooLarge, "PAYLOAD_TOO_LARGE", message)
    }

    /// 415: what was sent is of a kind that this server does not take.
    pub fn unsupported(message: impl Into<Message>) -> Self {
        Self::new(Status::UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", message)
    }

    /// 507: the disk took no more.
    pub fn storage_full() -> Self {
        let message = message(
            "refused-disk-full",
            "The disk is full: nothing was changed, what is stored is safe. \
                       Free some space and try again.",
        );
        Self::no_room(message)
    }

    /// 507: there is no room for it, by the disk or by what is set aside.
    pub fn no_room(message: impl Into<Message>) -> Self {
        Self::new(Status::InsufficientStorage, "STORAGE_FULL", message)
    }

    /// With the address that has what was asked for.
    pub fn leading_to(mut self, location: String) -> Self {
        self.0.location = Some(location);
        self
    }

    /// 503: the database's files are not where they were opened. What is asked for is not stored
    /// for good.
    pub fn displaced() -> Self {
        Self::busy(message(
            "refused-displaced",
            "The database file was moved, replaced or removed while the server works on it: no \
             change is taken until an administrator has looked into it. The server's log says what \
             to do.",
        ))
    }

    /// Says that the request changed nothing: for those that would have changed something.
    pub fn and_nothing_changed(mut self) -> Self {
        self.0.message.push_str(" Nothing was changed.");
        self
    }

    /// The bad fields that belong to this failure.
    pub fn with_details(mut self, details: Vec<FieldError>) -> Self {
        self.0.details = details;
        self
    }

    /// The record that this failure is about, for the audit.
    pub fn about(mut self, resource_type: &'static str, id: Id) -> Self {
        self.0.about = Some((resource_type, id));
        self
    }

    /// The status to answer with.
    pub fn status(&self) -> Status {
        self.0.status
    }

    /// The code of the contract.
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// The sentence, as the API words it.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The sentence by its key, for the pages.
    pub fn said(&self) -> &Message {
        &self.0.message
    }

    /// The bad fields.
    pub fn details(&self) -> &[FieldError] {
        &self.0.details
    }

    /// Seconds for `Retry-After`.
    pub fn retry_after_s(&self) -> Option<u64> {
        self.0.retry_after_s
    }

    /// The methods for `Allow`.
    pub fn allow(&self) -> Option<&str> {
        self.0.allow.as_deref()
    }

    /// The address for `Location`.
    pub fn location(&self) -> Option<&str> {
        self.0.location.as_deref()
    }

    /// JSON that goes beside the error as `data`.
    pub fn data(&self) -> Option<&str> {
        self.0.data.as_deref()
    }

    /// The records that the message or `data` shows.
    pub fn shows(&self) -> &Arc<Shows> {
        &self.0.shows
    }

    /// The record this is about: its resource type and id.
    pub fn subject(&self) -> Option<(&'static str, Id)> {
        self.0.about
    }

    /// What happened, for the log.
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.message)?;
        self.0.cause.as_ref().map_or(Ok(()), |cause| write!(f, " ({cause})"))
    }
}

impl std::error::Error for Error {}

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
