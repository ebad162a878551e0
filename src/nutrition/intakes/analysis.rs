//! What an intake comes to: the sums of its days, the mean of those that count, and how they stand
//! beside the plan that was given last.

use super::TOLD_TOO_LITTLE;
use super::resting::Beside;
use super::store::Stored;
use crate::db::Sql;
use crate::error::Result;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::pantry::load::load as stock;
use crate::nutrition::pantry::{Ingredient, Pantry, Sums};
use crate::nutrition::plans::model::Day;
use crate::nutrition::plans::sums::{DaySums, PlanSums};
use crate::nutrition::totals::Tally;

/// An intake worked out.
pub(crate) struct Analysis {
    pub pantry: Pantry,
    pub days: Vec<DaySums>,
    /// Of the days that are complete; of all where none is. A day of which nothing counts is none.
    pub mean: Sums,
    /// The places of the days that the mean is of.
    pub counted: Vec<usize>,
    pub beside: Beside,
    /// Energy eaten over energy at rest; none where nobody knows either.
    pub energy_over_bmr: Option<f64>,
}

/// The days of the mean, from the least that was eaten to the most.
pub(crate) struct Range {
    /// None where nothing is known of one of them: what nobody knows is not nothing.
    pub least: Option<f64>,
    pub most: f64,
    pub is_at_least: bool,
}

/// What an intake was made of, as far as it has values.
pub(super) fn ingredients(stored: &Stored) -> impl Iterator<Item = Ingredient> {
    let items = stored.days.iter().flat_map(|day| &day.meals).flat_map(|meal| &meal.items);
    items.filter_map(|item| Some(item.eaten()?.0))
}

impl Analysis {
    /// # Errors
    /// What SQLite says.
    pub fn of(sql: &Sql<'_>, stored: &Stored) -> Result<Self> {
        let (pantry, beside) = Self::read(sql, stored)?;
        Ok(Self::with(stored, pantry, beside))
    }

    /// What it is made of.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn read(sql: &Sql<'_>, stored: &Stored) -> Result<(Pantry, Beside)> {
        let pantry = stock(sql, ingredients(stored))?;
        Ok((pantry, Beside::of(sql, stored.patient_id, stored.taken_on())?))
    }

    /// Of what was read already.
    pub fn with(stored: &Stored, pantry: Pantry, beside: Beside) -> Self {
        let worked = PlanSums::of(&stored.days, &pantry);
        let counted = counted(&stored.days, &worked.days);
        let mean = Sums::mean(counted.iter().map(|at| &worked.days[*at].sums));
        let energy = mean.get(Tag::ENERC_KCAL);
        let kcal = (!energy.is_unknown()).then(|| energy.amount.nearest());
        let at_rest = beside.at_rest.as_ref().map(|rest| rest.kcal);
        let energy_over_bmr = kcal.zip(at_rest).map(|(kcal, rest)| kcal / rest);
        Self { pantry, days: worked.days, mean, counted, beside, energy_over_bmr }
    }

    /// Whether the energy is known of everything that was told of the days that count.
    pub fn knows_all_energy(&self) -> bool {
        let has_words = self.counted.iter().any(|at| self.days[*at].not_counted > 0);
        let energy = self.mean.get(Tag::ENERC_KCAL);
        !has_words && energy.of > 0 && !energy.is_at_least()
    }

    /// Whether the energy is so low that more was probably eaten than was told. Nobody can say where
    /// it is not known of all that was, or the energy at rest is not.
    pub fn may_be_under_reported(&self) -> Option<bool> {
        let ratio = self.energy_over_bmr.filter(|_| self.knows_all_energy());
        ratio.map(|ratio| ratio < TOLD_TOO_LITTLE)
    }

    /// The least and the most of a nutrient on a day that counts; none where nothing is known.
    pub fn range(&self, tag: Tag) -> Option<Range> {
        let days: Vec<&Tally> =
            self.counted.iter().map(|at| self.days[*at].sums.get(tag)).collect();
        let known = days.iter().filter(|tally| !tally.is_unknown());
        let amounts: Vec<f64> = known.map(|tally| tally.amount.nearest()).collect();
        let most = amounts.iter().copied().reduce(f64::max)?;
        let least = amounts.iter().copied().reduce(f64::min);
        let least = least.filter(|_| amounts.len() == days.len());
        let is_at_least = days.iter().any(|tally| tally.is_at_least());
        Some(Range { least, most, is_at_least })
    }
}

/// The days that count: the complete ones; all of them where none is. Of each something has values.
fn counted(days: &[Day], sums: &[DaySums]) -> Vec<usize> {
    let with = |only_complete: bool| -> Vec<usize> {
        let all = days.iter().zip(sums).enumerate();
        let kept =
            all.filter(|(_, (day, sums))| sums.counts() && (day.is_complete || !only_complete));
        kept.map(|(at, _)| at).collect()
    };
    let complete = with(true);
    if complete.is_empty() { with(false) } else { complete }
}
