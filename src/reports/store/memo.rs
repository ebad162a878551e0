//! The memo of the reports' questions: what each one found, kept while nothing that it reads has changed.
//!
//! A report asks a dozen of them, and a change of one area leaves the answers about the others true:
//! after a new address nobody counts the money again. Reports share what they ask alike.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::db::{Memory, Sql};
use crate::error::Result;
use crate::generations::{Born, Generations, Tag};

/// What a question found; shared with the memo.
pub(crate) type Rows<T> = Arc<Vec<T>>;

/// Longer answers are asked for anew: a few of them would fill the memory.
const LONGEST: usize = 2_000;
/// More answers than that are forgotten all at once.
const MOST: usize = 64;

/// The answers by their questions, beside the database. Dated like answers (see [`Generations`]).
pub(crate) struct Memo {
    generations: Arc<Generations>,
    known: Mutex<HashMap<String, (Born, Kept)>>,
}

/// Rows without their type.
type Kept = Arc<dyn Any + Send + Sync>;

impl Memo {
    /// Knows nothing yet.
    pub fn new(generations: &Arc<Generations>) -> Self {
        Self { generations: Arc::clone(generations), known: Mutex::default() }
    }

    /// The answer, if nothing of these areas has changed since it was read, nor since the snapshot
    /// of whoever asks was taken: so that it is that snapshot's.
    fn get<T: Send + Sync + 'static>(
        &self,
        question: &str,
        snapshot: Born,
        areas: &[Tag],
    ) -> Option<Rows<T>> {
        let (born, rows) = self.known.lock().get(question).cloned()?;
        let is_true = self.generations.is_current(born.min(snapshot), areas);
        is_true.then_some(rows)?.downcast().ok()
    }

    fn keep<T: Send + Sync + 'static>(&self, question: String, born: Born, rows: &Rows<T>) {
        if rows.len() > LONGEST {
            return;
        }
        let mut known = self.known.lock();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(question, (born, Arc::clone(rows) as Kept));
    }
}

impl Memory for Memo {
    /// Who asks next reads it.
    fn renew(&self, _: &Sql<'_>, _: Born, _: &[Tag]) {}
}

/// What was found for that question, which names all that its answer depends on beside the areas; else
/// it is read.
///
/// # Errors
/// What `read` says.
pub(super) fn remembered<T: Send + Sync + 'static>(
    sql: &Sql<'_>,
    question: String,
    areas: &[Tag],
    read: impl FnOnce() -> Result<Vec<T>>,
) -> Result<Rows<T>> {
    let Some((memo, born)) = sql.kept::<Memo>() else { return read().map(Arc::new) };
    // A snapshot is taken by the first statement that reads: before anything is remembered.
    sql.maybe("SELECT 1 FROM sqlite_schema LIMIT 1", [], |_| Ok(()))?;
    if let Some(rows) = memo.get(&question, born, areas) {
        return Ok(rows);
    }
    let rows = Arc::new(read()?);
    memo.keep(question, born, &rows);
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(memo: &Memo, born: Born, rows: usize) {
        memo.keep("q".into(), born, &Arc::new(vec![7_i64; rows]));
    }

    #[test]
    fn an_answer_stands_until_an_area_changes_and_for_no_older_snapshot_after_that() {
        let generations = Arc::new(Generations::default());
        let memo = Memo::new(&generations);
        let before = generations.now();
        kept(&memo, before, 1);
        let get = |snapshot| memo.get::<i64>("q", snapshot, &[Tag::Billing]).is_some();
        drop(generations.take_off(vec![Tag::Visits]));
        assert!(get(before) && get(generations.now()));
        drop(generations.take_off(vec![Tag::Billing]));
        assert!(!get(before) && !get(generations.now()));
        kept(&memo, generations.now(), 1);
        assert!(get(generations.now()));
        assert!(!get(before), "a snapshot of before the change has other rows");
    }

    #[test]
    fn what_is_kept_is_bounded_in_number_and_in_length() {
        let generations = Arc::new(Generations::default());
        let memo = Memo::new(&generations);
        kept(&memo, generations.now(), LONGEST + 1);
        assert!(memo.known.lock().is_empty());
        for n in 0..2 * MOST {
            memo.keep(n.to_string(), generations.now(), &Arc::new(vec![n]));
        }
        assert!(memo.known.lock().len() <= MOST);
    }
}
