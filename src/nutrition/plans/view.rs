//! What is answered about a plan.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

use super::model::{Item, Target};
use super::store::{Patient, Stored};
use super::sums::{DaySums, MealSums, PlanSums};
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::nutrition::energy::Energy;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::pantry::Pantry;
use crate::nutrition::recipes::view::{SharesView, totals};

/// A plan: the `plan` of every answer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PlanView {
    pub id: Id,
    pub patient_id: Option<Id>,
    pub patient: Option<Patient>,
    pub title: String,
    pub from_date: Option<String>,
    pub to_date: Option<String>,
    pub status: String,
    pub is_template: bool,
    pub notes: Option<String>,
    pub targets: Vec<TargetView>,
    pub energy: Option<Energy>,
    pub days: Vec<DayView>,
    pub mean_day: Box<RawValue>,
    pub energy_shares: Option<SharesView>,
    pub citations: Vec<String>,
    pub given_at: Option<Moment>,
    pub given_by: Option<Id>,
    pub ended_at: Option<Moment>,
    pub created_by: Option<Id>,
    pub updated_by: Option<Id>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i64,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct TargetView {
    #[serde(flatten)]
    pub target: Target,
    pub unit: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct DayView {
    pub label: String,
    pub date: Option<String>,
    pub is_complete: bool,
    /// Whether the mean day is of it too.
    pub is_counted: bool,
    pub meals: Vec<MealView>,
    pub totals: Box<RawValue>,
    pub energy_shares: Option<SharesView>,
    pub not_counted: usize,
    /// Exchanges of each group: their figures are the system's, rounded.
    pub exchanges: Vec<ExchangeCount>,
}

/// So many exchanges of a group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct ExchangeCount {
    pub exchange_id: Id,
    pub names: BTreeMap<String, String>,
    pub count: f64,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct MealView {
    pub name: String,
    pub time: Option<String>,
    pub note: Option<String>,
    pub items: Vec<ItemView>,
    pub totals: Box<RawValue>,
    pub not_counted: usize,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct ItemView {
    #[serde(flatten)]
    pub item: Item,
    /// The food's or the recipe's; the words themselves.
    pub name: String,
    pub names: BTreeMap<String, String>,
    /// None of words: they are not counted.
    pub totals: Option<Box<RawValue>>,
}

/// A plan with all of its sums.
///
/// # Errors
/// What SQLite says.
pub(crate) fn view(sql: &Sql<'_>, stored: Stored) -> Result<PlanView> {
    let pantry = stored.pantry(sql)?;
    view_of(stored, &pantry)
}

/// The same out of what was read already.
///
/// # Errors
/// None that is foreseen.
pub(crate) fn view_of(stored: Stored, pantry: &Pantry) -> Result<PlanView> {
    let worked = PlanSums::of(&stored.details.days, pantry);
    let tags = pantry.known();
    let details = stored.details;
    let target = |target: Target| {
        let unit = target.nutrient.nutrient().unit.symbol();
        TargetView { target, unit }
    };
    let mut days = Vec::with_capacity(details.days.len());
    for (day, sums) in details.days.into_iter().zip(&worked.days) {
        days.push(day_view(day, (sums, sums.counts()), &tags, pantry)?);
    }
    Ok(PlanView {
        id: stored.id,
        patient_id: stored.patient.as_ref().map(|patient| patient.id),
        is_template: stored.patient.is_none(),
        patient: stored.patient,
        title: details.title,
        from_date: details.from_date,
        to_date: details.to_date,
        status: stored.status,
        notes: details.notes,
        targets: details.targets.into_iter().map(target).collect(),
        energy: details.energy,
        days,
        mean_day: totals(&worked.mean, &tags)?,
        energy_shares: SharesView::of(&worked.mean),
        citations: pantry.citations(),
        given_at: stored.given_at,
        given_by: stored.given_by,
        ended_at: stored.ended_at,
        created_by: stored.created_by,
        updated_by: stored.updated_by,
        created_at: stored.created_at,
        updated_at: stored.updated_at,
        version: stored.version,
    })
}

/// A day with its sums, and whether the mean is of it too.
///
/// # Errors
/// None that is foreseen.
pub(crate) fn day_view(
    day: super::model::Day,
    (sums, is_counted): (&DaySums, bool),
    tags: &[Tag],
    pantry: &Pantry,
) -> Result<DayView> {
    let exchanges = exchanges(&day, pantry);
    let mut meals = Vec::with_capacity(day.meals.len());
    for (meal, sums) in day.meals.into_iter().zip(&sums.meals) {
        meals.push(meal_view(meal, sums, tags, pantry)?);
    }
    Ok(DayView {
        label: day.label,
        date: day.date,
        is_complete: day.is_complete,
        is_counted,
        meals,
        totals: totals(&sums.sums, tags)?,
        energy_shares: SharesView::of(&sums.sums),
        not_counted: sums.not_counted,
        exchanges,
    })
}

/// The exchanges of a day that count, group by group in the order in which they are eaten.
pub(crate) fn exchanges(day: &super::model::Day, pantry: &Pantry) -> Vec<ExchangeCount> {
    let mut counts: Vec<ExchangeCount> = Vec::new();
    let items = day.meals.iter().flat_map(|meal| &meal.items).filter(|item| item.is_chosen);
    for (id, count) in items.filter_map(|item| Some((item.exchange_id?, item.count?))) {
        match counts.iter_mut().find(|known| known.exchange_id == id) {
            Some(known) => known.count += count,
            None => {
                let names = pantry.exchanges.get(&id).map(|group| group.names.clone());
                let names = names.unwrap_or_default();
                counts.push(ExchangeCount { exchange_id: id, names, count });
            }
        }
    }
    counts
}

fn meal_view(
    meal: super::model::Meal,
    sums: &MealSums,
    tags: &[Tag],
    pantry: &Pantry,
) -> Result<MealView> {
    let mut items = Vec::with_capacity(meal.items.len());
    for (item, sums) in meal.items.into_iter().zip(&sums.items) {
        let (name, names) = named(&item, pantry);
        let of_item = sums.as_ref().map(|sums| totals(sums, tags)).transpose()?;
        items.push(ItemView { item, name, names, totals: of_item });
    }
    Ok(MealView {
        name: meal.name,
        time: meal.time,
        note: meal.note,
        items,
        totals: totals(&sums.sums, tags)?,
        not_counted: sums.not_counted,
    })
}

/// What an item is called.
fn named(item: &Item, pantry: &Pantry) -> (String, BTreeMap<String, String>) {
    if let Some(food) = item.food_id.and_then(|id| pantry.foods.get(&id)) {
        return (food.name.clone(), food.names.clone());
    }
    if let Some(group) = item.exchange_id.and_then(|id| pantry.exchanges.get(&id)) {
        return (group.name_in("en").to_owned(), group.names.clone());
    }
    let key = item.recipe_id.zip(item.recipe_version);
    let recipe = key.and_then(|key| pantry.recipes.get(&key)).map(|recipe| recipe.name.clone());
    (recipe.or_else(|| item.text.clone()).unwrap_or_default(), BTreeMap::new())
}
