//! What is wrong with a field.

use serde::Serialize;

use crate::message::Message;

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
