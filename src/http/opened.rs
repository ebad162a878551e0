//! The way out of every answer: with it goes what it shows of the clinic's records.
//!
//! `Opened` is the only responder that JSON, pages, files and kept answers have, and none of them
//! is made without saying what it shows: whoever sends a record cannot forget its audit row. The
//! row is written by a fairing, before the first byte leaves.

use std::ops::Deref;
use std::sync::Arc;

use rocket::Request;
use rocket::response::{Responder, Result as Responded};

use super::passage::Passage;
use crate::shown::Shows;

/// An answer with what it shows.
pub struct Opened<T> {
    content: T,
    shows: Arc<Shows>,
}

impl<T> Opened<T> {
    /// An answer that shows this.
    pub fn new(content: T, shows: Shows) -> Self {
        Self::again(content, Arc::new(shows))
    }

    /// One that shows what another one has shown.
    pub fn again(content: T, shows: Arc<Shows>) -> Self {
        Self { content, shows }
    }

    /// The same shown in another form.
    pub fn map<U>(self, form: impl FnOnce(T) -> U) -> Opened<U> {
        Opened { content: form(self.content), shows: self.shows }
    }
}

impl<T> Deref for Opened<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.content
    }
}

impl<'r, 'o: 'r, T: Responder<'r, 'o>> Responder<'r, 'o> for Opened<T> {
    fn respond_to(self, request: &'r Request<'_>) -> Responded<'o> {
        show(request, &self.shows);
        self.content.respond_to(request)
    }
}

/// Notes that the answer to this request shows that.
pub(super) fn show(request: &Request<'_>, shows: &Arc<Shows>) {
    if !shows.is_empty() {
        Passage::of(request).shown.lock().push(Arc::clone(shows));
    }
}

/// What the answer to this request shows, for the audit: told once.
pub fn shown_by(request: &Request<'_>) -> Vec<Arc<Shows>> {
    std::mem::take(&mut *Passage::of(request).shown.lock())
}
