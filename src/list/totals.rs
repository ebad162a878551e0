//! Totals of lists, kept while nothing that they count has changed.
//!
//! Paging through a list asks for the same total at every page, and counting costs more than a
//! page does. A total is dated like an answer (see [`Generations`]): it stands until one of the
//! areas that it counts is touched.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::generations::{Born, Generations, Tag};

/// Totals by their question. Cheap to clone.
#[derive(Clone)]
pub(super) struct Totals {
    generations: Arc<Generations>,
    known: Arc<Mutex<HashMap<String, (Born, i64)>>>,
}

/// More questions than that are forgotten all at once.
const MOST: usize = 2_000;
/// Longer questions are counted anew: nobody fills the memory with them.
const LONGEST: usize = 1_000;

impl Totals {
    /// Knows nothing yet.
    pub(super) fn new(generations: Arc<Generations>) -> Self {
        Self { generations, known: Arc::default() }
    }

    /// The total of that question, if nothing in these areas has changed since it was counted.
    /// Asked after the rows were read, it belongs to the same state as they do.
    pub(super) fn get(&self, question: &str, areas: &[Tag]) -> Option<i64> {
        let (born, total) = *self.known.lock().get(question)?;
        self.generations.is_current(born, areas).then_some(total)
    }

    /// Keeps a total that was counted in a snapshot taken after `born`.
    pub(super) fn keep(&self, question: String, born: Born, total: i64) {
        if question.len() > LONGEST {
            return;
        }
        let mut known = self.known.lock();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(question, (born, total));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_bounded_in_number_and_in_length() {
        let generations = Arc::new(Generations::default());
        let totals = Totals::new(Arc::clone(&generations));
        totals.keep("x".repeat(LONGEST + 1), generations.now(), 7);
        assert_eq!(totals.known.lock().len(), 0);
        for n in 0..2 * MOST {
            totals.keep(n.to_string(), generations.now(), 7);
        }
        assert!(totals.known.lock().len() <= MOST);
    }

    #[test]
    fn a_total_stands_until_what_it_counts_changes() {
        let generations = Arc::new(Generations::default());
        let totals = Totals::new(Arc::clone(&generations));
        totals.keep("all".into(), generations.now(), 7);
        assert_eq!(totals.get("all", &[Tag::Visits]), Some(7));
        drop(generations.take_off(vec![Tag::Users]));
        assert_eq!(totals.get("all", &[Tag::Visits]), Some(7));
        drop(generations.take_off(vec![Tag::Visits]));
        assert_eq!(totals.get("all", &[Tag::Visits]), None);
    }
}
