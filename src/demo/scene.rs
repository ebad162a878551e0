//! The scene: what every part of the generator works with.

use std::cell::Cell;

use super::calendar::Calendar;
use super::model::Staff;
use crate::clock::Moment;
use crate::db::Tx;

/// How far the filling is; told every few hundred rows.
pub(super) struct Progress<'a> {
    pub(super) done: Cell<u64>,
    pub(super) all: u64,
    pub(super) tell: &'a dyn Fn(u64, u64),
}

impl Progress<'_> {
    const EVERY: u64 = 250;

    pub(super) fn step(&self) {
        let done = self.done.get() + 1;
        self.done.set(done);
        if done.is_multiple_of(Self::EVERY) {
            (self.tell)(done, self.all);
        }
    }
}

/// What every part of the generator works with.
pub(super) struct Scene<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) calendar: &'a Calendar,
    pub(super) staff: &'a Staff,
    /// The day on which the clinic opened.
    pub(super) opened: Moment,
    pub(super) progress: &'a Progress<'a>,
}
