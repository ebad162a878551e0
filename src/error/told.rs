//! What is told of a failure: to the caller, to the audit, to the log.

use std::sync::Arc;

use rocket::http::Status;

use super::{Error, FieldError};
use crate::ids::Id;
use crate::message::Message;
use crate::shown::Shows;

impl Error {
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
