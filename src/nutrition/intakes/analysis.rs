//! What an intake comes to: the sums of its days, the mean of those that count, and how they stand
//! beside the plan that was given last.

use super::TOLD_TOO_LITTLE;
use super::store::{Stored, aims};
use crate::db::Sql;
use crate::error::Result;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::pantry::load::load as stock;
use crate::nutrition::pantry::{Pantry, Sums};
use crate::nutrition::plans::model::{Day, Target};
use crate::nutrition::plans::worked::{DaySums, Worked};

/// An intake worked out.
pub(crate) struct Analysis {
    pub pantry: Pantry,
    pub days: Vec<DaySums>,
    /// Of the days that are complete; of all where none is.
    pub mean: Sums,
    /// The places of the days that the mean is of.
    pub counted: Vec<usize>,
    /// Of the plan that was given last.
    pub targets: Vec<Target>,
    /// Energy eaten over energy at rest; none where nobody has worked that out.
    pub energy_over_bmr: Option<f64>,
}

impl Analysis {
    /// # Errors
    /// What SQLite says.
    pub fn of(sql: &Sql<'_>, stored: &Stored) -> Result<Self> {
        let items = stored.days.iter().flat_map(|day| &day.meals).flat_map(|meal| &meal.items);
        let pantry = stock(sql, items.filter_map(|item| Some(item.eaten()?.0)))?;
        let (targets, energy) = aims(sql, stored.patient_id)?;
        let worked = Worked::of(&stored.days, &pantry);
        let counted = counted(&stored.days);
        let mean = Sums::mean(counted.iter().map(|at| &worked.days[*at].sums));
        let kcal = mean.get(Tag::ENERC_KCAL).amount.nearest();
        let energy_over_bmr = energy.and_then(|energy| energy.at_rest()).map(|rest| kcal / rest);
        Ok(Self { pantry, days: worked.days, mean, counted, targets, energy_over_bmr })
    }

    /// Whether the energy is so low that more was probably eaten than was told.
    pub fn may_be_under_reported(&self) -> bool {
        self.energy_over_bmr.is_some_and(|ratio| ratio < TOLD_TOO_LITTLE)
    }

    /// The least and the most of a nutrient on a day that counts; none where nothing is known.
    pub fn range(&self, tag: Tag) -> Option<(f64, f64)> {
        let of = |at: &usize| match tag {
            Tag::CHOAVL => self.days[*at].sums.available,
            tag => *self.days[*at].sums.get(tag),
        };
        let known = self.counted.iter().map(of).filter(|tally| !tally.is_unknown());
        let amounts: Vec<f64> = known.map(|tally| tally.amount.nearest()).collect();
        let least = amounts.iter().copied().reduce(f64::min)?;
        Some((least, amounts.into_iter().reduce(f64::max)?))
    }
}

/// The days that count: the complete ones; all of them where none is.
fn counted(days: &[Day]) -> Vec<usize> {
    let with = |only_complete: bool| -> Vec<usize> {
        let kept = days
            .iter()
            .enumerate()
            .filter(|(_, day)| !day.is_empty() && (day.is_complete || !only_complete));
        kept.map(|(at, _)| at).collect()
    };
    let complete = with(true);
    if complete.is_empty() { with(false) } else { complete }
}
