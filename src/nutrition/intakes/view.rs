//! What is answered about an intake.

use serde::Serialize;

use super::store::Stored;
use super::{TOLD_TOO_LITTLE, USUAL_DAYS};
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::pantry::load::load as stock;
use crate::nutrition::pantry::{Pantry, Sums};
use crate::nutrition::plans::model::{Day, Target};
use crate::nutrition::plans::view::{DayView, day_view};
use crate::nutrition::plans::worked::Worked;
use crate::nutrition::recipes::view::{SharesView, totals};

/// An intake with its sums: the `intake` of every answer.
#[derive(Debug, Serialize)]
pub(super) struct IntakeView {
    pub id: Id,
    pub patient_id: Id,
    pub kind: String,
    pub notes: Option<String>,
    pub days: Vec<DayView>,
    /// Of the days that are complete; of all where none is.
    pub mean: Box<serde_json::value::RawValue>,
    pub energy_shares: Option<SharesView>,
    pub range: Vec<Range>,
    pub share_of_target: Vec<Share>,
    pub days_counted: usize,
    /// Fewer days than say what somebody usually eats.
    pub is_too_few_days: bool,
    /// Energy eaten over energy at rest, and whether it is so low that more was probably eaten.
    pub energy_over_bmr: Option<f64>,
    pub may_be_under_reported: bool,
    pub citations: Vec<String>,
    pub created_by: Option<Id>,
    pub created_at: Moment,
    pub version: i64,
}

/// The least and the most of a day.
#[derive(Debug, Serialize)]
pub(super) struct Range {
    pub nutrient: &'static str,
    pub unit: &'static str,
    pub min: f64,
    pub max: f64,
}

/// How much of a target the mean day has.
#[derive(Debug, Serialize)]
pub(super) struct Share {
    pub nutrient: &'static str,
    pub unit: &'static str,
    #[serde(flatten)]
    pub of: Bounds,
    /// Percent of the aim, else of the least, else of the most; none where nothing is known.
    pub percent: Option<f64>,
    /// Whether foods are unknown or have traces: it is at least so much.
    pub is_at_least: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Bounds {
    pub min: Option<f64>,
    pub aim: Option<f64>,
    pub max: Option<f64>,
}

/// An intake with all of its sums.
///
/// # Errors
/// What SQLite says.
pub(super) fn view(sql: &Sql<'_>, stored: Stored) -> Result<IntakeView> {
    let items = stored.days.iter().flat_map(|day| &day.meals).flat_map(|meal| &meal.items);
    let pantry = stock(sql, items.filter_map(|item| Some(item.eaten()?.0)))?;
    let (targets, energy) = super::store::aims(sql, stored.patient_id)?;
    let worked = Worked::of(&stored.days, &pantry);
    let tags = pantry.known();
    let counted = counted(&stored.days, &worked);
    let mean = Sums::mean(counted.iter().copied());
    let kcal = mean.get(Tag::ENERC_KCAL).amount.nearest();
    let ratio = at_rest(energy.as_ref()).map(|rest| kcal / rest);
    let range = tags.iter().filter_map(|tag| range(*tag, &counted)).collect();
    let (days_counted, mut days) = (counted.len(), Vec::with_capacity(stored.days.len()));
    for (day, sums) in stored.days.iter().zip(&worked.days) {
        days.push(day_view(day.clone(), sums, &tags, &pantry)?);
    }
    Ok(IntakeView {
        id: stored.id,
        patient_id: stored.patient_id,
        kind: stored.kind,
        notes: stored.notes,
        days,
        mean: totals(&mean, &tags)?,
        energy_shares: SharesView::of(&mean),
        range,
        share_of_target: targets.iter().map(|target| share(target, &mean)).collect(),
        days_counted,
        is_too_few_days: days_counted < USUAL_DAYS,
        energy_over_bmr: ratio,
        may_be_under_reported: ratio.is_some_and(|ratio| ratio < TOLD_TOO_LITTLE),
        citations: Pantry::citations(&pantry),
        created_by: stored.created_by,
        created_at: stored.created_at,
        version: stored.version,
    })
}

/// The sums of the days that count: the complete ones; all of them where none is.
fn counted<'w>(days: &[Day], worked: &'w Worked) -> Vec<&'w Sums> {
    let with = |only_complete: bool| -> Vec<&'w Sums> {
        let both = days.iter().zip(&worked.days);
        let kept = both.filter(|(day, _)| !day.is_empty() && (day.is_complete || !only_complete));
        kept.map(|(_, worked)| &worked.sums).collect()
    };
    let complete = with(true);
    if complete.is_empty() { with(false) } else { complete }
}

/// The energy at rest that the plan was made with.
fn at_rest(energy: Option<&serde_json::Value>) -> Option<f64> {
    let energy = energy.filter(|energy| energy["is_whole_day"] == false)?;
    energy["kcal"].as_f64().filter(|kcal| *kcal > 0.0)
}

fn range(tag: Tag, days: &[&Sums]) -> Option<Range> {
    let amounts = days.iter().map(|sums| sums.get(tag)).filter(|tally| !tally.is_unknown());
    let amounts: Vec<f64> = amounts.map(|tally| tally.amount.nearest()).collect();
    let min = amounts.iter().copied().reduce(f64::min)?;
    let max = amounts.iter().copied().reduce(f64::max)?;
    let nutrient = tag.nutrient();
    Some(Range { nutrient: nutrient.name, unit: nutrient.unit.symbol(), min, max })
}

fn share(target: &Target, mean: &Sums) -> Share {
    let nutrient = target.nutrient.nutrient();
    let tally = match target.nutrient {
        Tag::CHOAVL => &mean.available,
        tag => mean.get(tag),
    };
    let goal = target.aim.or(target.min).or(target.max).filter(|goal| *goal > 0.0);
    let known = (!tally.is_unknown()).then(|| tally.amount.nearest());
    Share {
        nutrient: nutrient.name,
        unit: nutrient.unit.symbol(),
        of: Bounds { min: target.min, aim: target.aim, max: target.max },
        percent: known.zip(goal).map(|(amount, goal)| amount / goal * 100.0),
        is_at_least: tally.is_at_least(),
    }
}
