//! What can go wrong, said once: a status, a code of the contract and a sentence for a person.
//!
//! Constructors read as words at the place that fails (`Error::not_found(Thing::Patient)`);
//! `http::catchers` turns the value into JSON or a page.

mod causes;
mod field;
mod thing;
mod told;

use std::fmt;
use std::sync::Arc;

use rocket::http::Status;

pub use self::causes::violated_constraint;
pub use self::field::FieldError;
pub use self::thing::Thing;
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

    /// The same of a press on a page, which typed nothing.
    pub fn of_an_act(mut self) -> Self {
        if self.code() == "STALE_WRITE" {
            self.0.message = message(
                "refused-overtaken",
                "Somebody else has changed this meanwhile, and nothing was done. Look at it as it \
                 is now, and press again if that is right.",
            );
        }
        self
    }

    /// The same with the JSON of `data` beside the error.
    pub fn with_data(mut self, data: String) -> Self {
        self.0.data = Some(data);
        self
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
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.message)?;
        self.0.cause.as_ref().map_or(Ok(()), |cause| write!(f, " ({cause})"))
    }
}

impl std::error::Error for Error {}
