//! What lists remember between requests; each part is dated like an answer (see [`Generations`]).

use std::sync::Arc;

use super::people::People;
use super::totals::Totals;
use crate::cache::{Born, Generations};
use crate::db::Sql;
use crate::error::Result;

/// Cheap to clone.
#[derive(Clone)]
pub struct Kept {
    pub(super) totals: Totals,
    pub(super) people: People,
}

impl Kept {
    /// Nothing yet.
    pub fn new(generations: &Arc<Generations>) -> Self {
        Self {
            totals: Totals::new(Arc::clone(generations)),
            people: People::new(Arc::clone(generations)),
        }
    }

    /// Reads the users, unless they are known already. `born` was noted before.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn read_users(&self, sql: &Sql<'_>, born: Born) -> Result<()> {
        self.people.of(sql, born).map(drop)
    }
}
