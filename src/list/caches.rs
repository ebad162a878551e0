//! What lists remember between requests; each part is dated like an answer (see [`Generations`]).

use std::sync::Arc;

use super::people::People;
use super::totals::Totals;
use crate::db::{Memory, Sql};
use crate::generations::{Born, Generations, Tag};

/// Cheap to clone.
#[derive(Clone)]
pub struct ListCaches {
    pub(super) totals: Totals,
    pub(super) people: People,
}

impl ListCaches {
    /// Nothing yet.
    pub fn new(generations: &Arc<Generations>) -> Self {
        Self {
            totals: Totals::new(Arc::clone(generations)),
            people: People::new(Arc::clone(generations)),
        }
    }
}

impl Memory for ListCaches {
    fn renew(&self, sql: &Sql<'_>, born: Born, touched: &[Tag]) {
        if touched.is_empty() || touched.contains(&Tag::Users) {
            // A list that finds none reads them itself.
            let _ = self.people.of(sql, born);
        }
    }
}
