//! Which answers are still true: a generation for every area and record.
//!
//! A reader notes the global counter *before* it reads anything (`Db::born`); an answer built then
//! is current as long as none of its tags has a newer generation. A writer marks its tags in
//! flight before COMMIT and gives them a new generation after it: while in flight there is neither
//! a hit nor a store, so nobody sees the new state and then the old one. The cost of a change is
//! that of its tags, however many answers there are.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use crate::ids::Id;

/// What an answer depends on and a change touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    /// Any user's visible fields.
    Users,
    /// What any role may do.
    Roles,
    /// Any patient's own fields.
    Patients,
    /// Any visit or measurement.
    Visits,
    /// Any invoice or payment, or the price list.
    Billing,
    /// Any document.
    Documents,
    /// The clinic's settings.
    Settings,
    /// Any food or table of foods.
    Foods,
    /// Any recipe.
    Recipes,
    /// Any plan.
    Plans,
    /// One patient with all that belongs to them: visits, measurements, invoices, documents.
    Patient(Id),
    /// The sessions, keys and rights of one user.
    Access(Id),
}

/// Records share this many slots by hash. A collision only forgets more than it must.
const SLOTS: usize = 1 << 14;
const AREAS: usize = 10;

#[derive(Default)]
struct Slot {
    generation: AtomicU64,
    in_flight: AtomicU32,
}

/// The generations of all tags.
pub struct Generations {
    counter: AtomicU64,
    slots: Box<[Slot]>,
    changes: AtomicU64,
}

/// A generation noted before a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Born(u64);

impl Default for Generations {
    fn default() -> Self {
        let slots = std::iter::repeat_with(Slot::default).take(AREAS + SLOTS).collect();
        Self { counter: AtomicU64::new(1), slots, changes: AtomicU64::new(0) }
    }
}

impl Generations {
    /// To be called before the query whose answer it dates.
    pub fn now(&self) -> Born {
        Born(self.counter.load(Ordering::SeqCst))
    }

    /// Whether an answer born then and built from these tags is still true.
    pub fn is_current(&self, born: Born, tags: &[Tag]) -> bool {
        tags.iter().all(|tag| {
            let slot = self.slot(*tag);
            // In flight first: a landing writes the generation before it lowers the flag.
            slot.in_flight.load(Ordering::SeqCst) == 0
                && slot.generation.load(Ordering::SeqCst) <= born.0
        })
    }

    /// Marks tags in flight; the guard gives them a new generation when it goes.
    pub fn take_off(self: &Arc<Self>, tags: Vec<Tag>) -> Flight {
        for tag in &tags {
            self.slot(*tag).in_flight.fetch_add(1, Ordering::SeqCst);
        }
        Flight { generations: Arc::clone(self), tags }
    }

    /// How many changes have made answers untrue.
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Relaxed)
    }

    fn slot(&self, tag: Tag) -> &Slot {
        let index = match tag {
            Tag::Users => 0,
            Tag::Roles => 1,
            Tag::Patients => 2,
            Tag::Visits => 3,
            Tag::Billing => 4,
            Tag::Documents => 5,
            Tag::Settings => 6,
            Tag::Foods => 7,
            Tag::Recipes => 8,
            Tag::Plans => 9,
            Tag::Patient(id) => AREAS + (id.spread() >> 33) as usize % SLOTS,
            Tag::Access(id) => AREAS + (!id.spread() >> 33) as usize % SLOTS,
        };
        &self.slots[index]
    }
}

/// A change between just before its COMMIT and just after it.
pub struct Flight {
    generations: Arc<Generations>,
    tags: Vec<Tag>,
}

impl Flight {
    /// Ends the change; the tags that it touched.
    pub fn land(self) -> Vec<Tag> {
        self.tags.clone()
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        if self.tags.is_empty() {
            return;
        }
        let next = self.generations.counter.fetch_add(1, Ordering::SeqCst) + 1;
        for tag in &self.tags {
            let slot = self.generations.slot(*tag);
            slot.generation.fetch_max(next, Ordering::SeqCst);
            slot.in_flight.fetch_sub(1, Ordering::SeqCst);
        }
        self.generations.changes.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_current_until_one_of_its_tags_changes() {
        let generations = Arc::new(Generations::default());
        let patient = Tag::Patient(Id::new());
        let born = generations.now();
        assert!(generations.is_current(born, &[patient, Tag::Users]));
        drop(generations.take_off(vec![Tag::Visits]));
        assert!(generations.is_current(born, &[patient, Tag::Users]));
        drop(generations.take_off(vec![patient]));
        assert!(!generations.is_current(born, &[patient, Tag::Users]));
        assert!(generations.is_current(generations.now(), &[patient, Tag::Users]));
    }

    #[test]
    fn nothing_is_current_while_a_change_is_in_flight() {
        let generations = Arc::new(Generations::default());
        let flight = generations.take_off(vec![Tag::Patients]);
        assert!(!generations.is_current(generations.now(), &[Tag::Patients]));
        let born_in_flight = generations.now();
        drop(flight);
        assert!(!generations.is_current(born_in_flight, &[Tag::Patients]));
    }
}
