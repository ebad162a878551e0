//! What is answered about an intake.

use serde::Serialize;

use super::analysis::ingredients;
use super::resting::{AtRest, Beside};
use super::store::Stored;
use super::{Analysis, USUAL_DAYS};
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::pantry::Sums;
use crate::nutrition::pantry::load::load as stock;
use crate::nutrition::plans::model::Target;
use crate::nutrition::plans::view::{DayView, day_view};
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
    /// What a body spends at rest, with its equation and source; none where nobody knows.
    pub energy_at_rest: Option<AtRest>,
    /// Energy eaten over energy at rest, and whether it is so low that more was probably eaten: none
    /// where nobody can say.
    pub energy_over_bmr: Option<f64>,
    pub may_be_under_reported: Option<bool>,
    /// Whether the energy is known of all that was eaten on the days that count.
    pub is_energy_known: bool,
    pub citations: Vec<String>,
    pub created_by: Option<Id>,
    pub created_at: Moment,
    pub version: i64,
}

/// The least and the most of a day that counts.
#[derive(Debug, Serialize)]
pub(super) struct Range {
    pub nutrient: &'static str,
    pub unit: &'static str,
    /// None where nothing is known of one of the days.
    pub min: Option<f64>,
    pub max: f64,
    pub is_at_least: bool,
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

/// Intakes of one patient with their sums: foods, plan and body are read once for all of them.
///
/// # Errors
/// What SQLite says.
pub(super) fn views(sql: &Sql<'_>, patient: Id, all: Vec<Stored>) -> Result<Vec<IntakeView>> {
    let Some(newest) = all.first() else { return Ok(Vec::new()) };
    let beside = Beside::of(sql, patient, newest.taken_on())?;
    let pantry = stock(sql, all.iter().flat_map(ingredients))?;
    let worked = |stored: Stored| {
        let own = pantry.part(ingredients(&stored));
        let analysis = Analysis::with(&stored, own, beside.on(stored.taken_on()));
        view_of(stored, analysis)
    };
    all.into_iter().map(worked).collect()
}

/// An intake with its sums as they were worked out.
///
/// # Errors
/// None that is foreseen.
pub(super) fn view_of(stored: Stored, analysis: Analysis) -> Result<IntakeView> {
    let tags = analysis.pantry.known();
    let range = tags.iter().filter_map(|tag| range(*tag, &analysis)).collect();
    let mut days = Vec::with_capacity(stored.days.len());
    for (at, (day, sums)) in stored.days.iter().zip(&analysis.days).enumerate() {
        let is_counted = analysis.counted.contains(&at);
        days.push(day_view(day.clone(), (sums, is_counted), &tags, &analysis.pantry)?);
    }
    let (mean, days_counted) = (&analysis.mean, analysis.counted.len());
    Ok(IntakeView {
        id: stored.id,
        patient_id: stored.patient_id,
        kind: stored.kind,
        notes: stored.notes,
        days,
        mean: totals(mean, &tags)?,
        energy_shares: SharesView::of(mean),
        range,
        share_of_target: analysis.beside.targets.iter().map(|target| share(target, mean)).collect(),
        days_counted,
        is_too_few_days: days_counted < USUAL_DAYS,
        energy_over_bmr: analysis.energy_over_bmr,
        may_be_under_reported: analysis.may_be_under_reported(),
        is_energy_known: analysis.knows_all_energy(),
        energy_at_rest: analysis.beside.at_rest,
        citations: analysis.pantry.citations(),
        created_by: stored.created_by,
        created_at: stored.created_at,
        version: stored.version,
    })
}

fn range(tag: Tag, analysis: &Analysis) -> Option<Range> {
    let found = analysis.range(tag)?;
    let nutrient = tag.nutrient();
    Some(Range {
        nutrient: nutrient.name,
        unit: nutrient.unit.symbol(),
        min: found.least,
        max: found.most,
        is_at_least: found.is_at_least,
    })
}

fn share(target: &Target, mean: &Sums) -> Share {
    let nutrient = target.nutrient.nutrient();
    let tally = mean.get(target.nutrient);
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
