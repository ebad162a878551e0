//! Optimistic concurrency: the version that a change builds on.

use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};

use super::accept::if_match_version;
use super::fields::Fields;
use crate::error::{Error, Result};
use crate::shown::Shows;

/// The version in `If-Match`, if the request has one.
pub struct IfMatch(Option<i64>);

impl IfMatch {
    /// The versions that the change builds on: the header's and the body's `version`.
    pub fn and(self, fields: &mut Fields) -> Precondition {
        Precondition::read(self.0, fields)
    }

    /// The version that a change without a body builds on.
    pub fn alone(self) -> Precondition {
        Precondition { versions: [self.0, None] }
    }
}

/// What must still be true for a change to happen.
#[derive(Clone, Copy, Debug)]
pub struct Precondition {
    versions: [Option<i64>; 2],
}

impl Precondition {
    /// Nothing: the last write wins.
    pub fn none() -> Self {
        Self { versions: [None; 2] }
    }

    /// These versions: one from a header, if any, and the body's `version`.
    pub fn read(header: Option<i64>, fields: &mut Fields) -> Self {
        let body = fields.integer("version", i64::MIN..=i64::MAX).value();
        Self { versions: [header, body] }
    }

    /// # Errors
    /// 409 `STALE_WRITE` when a given version is not the current one; `current` makes the JSON of
    /// `data`, `{"patient":{…}}` as it is now, and says what that shows.
    pub fn check(
        self,
        version: i64,
        current: impl FnOnce() -> Result<(String, Shows)>,
    ) -> Result<()> {
        if self.versions.into_iter().flatten().all(|given| given == version) {
            return Ok(());
        }
        let (current, shows) = current()?;
        Err(Error::stale(current, shows))
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for IfMatch {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        Outcome::Success(IfMatch(if_match_version(request)))
    }
}
