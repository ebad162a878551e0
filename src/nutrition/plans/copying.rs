//! Copies: of a whole plan, to the same patient, another one or a template; of a week, day, meal or
//! item within a draft.
//!
//! What leaves a patient's file is food: what was planned, how much, in which meals and instead of what.
//! A template is read by the whole clinic, so notes, titles, names of days and dates stay with whom
//! they were written of, and their name goes out of what else was written.

use std::collections::{HashMap, HashSet};

use super::bounds::must_fit;
use super::disowning::disown;
use super::model::{Details, Item, MOST_DAYS, MOST_ITEMS, MOST_MEALS, Meal};
use super::resolve::tie_alternatives;
use super::service::{must_be_draft, replace, store_new};
use super::store::{Patient, Stored, load};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::http::{Field, Fields};
use crate::ids::Id;
use crate::message::message;
use crate::nutrition::input::each;
use crate::patients::Author;

/// What can be copied.
pub(crate) const WHAT: &[&str] = &["plan", "week", "day", "meal", "item"];

/// A copy as it is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Copy {
    what: &'static str,
    title: Option<String>,
    /// The title of what leaves a patient's file, in the language of whoever copies it.
    neutral_title: Option<String>,
    patient_id: Option<Id>,
    is_template: bool,
    from: Place,
    to: Vec<Place>,
}

/// A day, a meal of it, an item of that, each from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Place {
    pub day: usize,
    pub meal: usize,
    pub item: usize,
}

impl Copy {
    /// Of a day to others.
    pub fn of_day(from: usize, to: impl Iterator<Item = usize>) -> Self {
        let place = |day| Place { day, ..Place::default() };
        Self { what: "day", from: place(from), to: to.map(place).collect(), ..Self::whole(false) }
    }

    /// Of all of it: a draft of the same patient, or a template.
    pub fn whole(is_template: bool) -> Self {
        Self {
            what: "plan",
            title: None,
            neutral_title: None,
            patient_id: None,
            is_template,
            from: Place::default(),
            to: Vec::new(),
        }
    }

    /// Of all of it as a template, called so where it was a patient's.
    pub fn template(title: &str) -> Self {
        Self { neutral_title: Some(title.to_owned()), ..Self::whole(true) }
    }

    /// Of a template, for that patient and under that title.
    ///
    /// # Errors
    /// 400 for no title.
    pub fn to_patient(patient: Id, title: &str) -> Result<Self> {
        let mut map = serde_json::Map::new();
        map.insert("title".into(), title.into());
        let mut fields = Fields::of(map);
        let given = fields.line("title", 1..=200);
        let title = fields.required("title", given);
        fields.finish()?;
        Ok(Self { title, patient_id: Some(patient), ..Self::whole(false) })
    }

    /// Reads a body.
    ///
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields) -> Result<Self> {
        let what = fields.choice("what", WHAT).value().unwrap_or("plan");
        let copy = Self {
            what,
            title: fields.line("title", 1..=200).value(),
            neutral_title: None,
            patient_id: fields.id("patient_id").value(),
            is_template: fields.flag("is_template").value().unwrap_or(false),
            from: place(&mut fields),
            to: each(&mut fields, "to", MOST_DAYS * MOST_MEALS, place).value().unwrap_or_default(),
        };
        if what != "plan" && copy.to.is_empty() {
            fields.required::<Place>("to", Field::Absent);
        }
        fields.finish()?;
        Ok(copy)
    }
}

fn place(fields: &mut Fields) -> Place {
    let mut at = |name, most: usize| {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let place = fields.integer(name, 0..=most - 1).value().unwrap_or(0);
        usize::try_from(place).unwrap_or(0)
    };
    Place { day: at("day", MOST_DAYS), meal: at("meal", MOST_MEALS), item: at("item", MOST_ITEMS) }
}

/// Makes the copy. A whole plan becomes a new draft; whether one is new is said beside it.
///
/// # Errors
/// 404; 403 for another dietitian's patient; 409 for parts of a plan that was given; 400 for a place
/// that there is not.
pub(crate) fn copy(tx: &Tx<'_>, author: &Author, id: Id, copy: Copy) -> Result<(Stored, bool)> {
    let current = load(tx, id, author.scope)?;
    if copy.what == "plan" {
        return Ok((copy_plan(tx, author, &current, copy)?, true));
    }
    must_be_draft(&current)?;
    let mut details = current.details.clone();
    for to in places(&copy) {
        copy_part(&mut details, copy.what, copy.from, to).ok_or_else(|| no_place("to"))?;
        // Each may be as large as a plan is: the first that has no room ends it.
        must_fit(&details.days, &current.details.days)?;
    }
    Ok((replace(tx, author, current, &details)?, false))
}

/// Where the parts come. What takes the place of another is there once, however often it is asked for.
fn places(copy: &Copy) -> Vec<Place> {
    let place = |to: &Place| match copy.what {
        "item" => *to,
        "meal" => Place { item: 0, ..*to },
        _ => Place { day: to.day, ..Place::default() },
    };
    let mut places: Vec<Place> = copy.to.iter().map(place).collect();
    if copy.what != "item" {
        let mut seen = HashSet::new();
        places.retain(|place| seen.insert((place.day, place.meal)));
    }
    places
}

/// 400 at that field: a place that a plan does not have.
pub(super) fn no_place(field: &str) -> Error {
    let must =
        message("copy-nowhere", "must be a day, meal and item of this plan, with room for more");
    Error::field(field, must).and_nothing_changed()
}

/// A new draft of the whole plan.
fn copy_plan(tx: &Tx<'_>, author: &Author, current: &Stored, copy: Copy) -> Result<Stored> {
    let own = current.patient.as_ref().map(|patient| patient.id);
    let patient = match copy.is_template {
        true => None,
        false => copy.patient_id.or(own),
    };
    let mut details = current.details.clone();
    if patient != own {
        // Targets are of a body, and dates of a time: they do not go with the food.
        details.targets.clear();
        details.energy = None;
        (details.from_date, details.to_date) = (None, None);
        if own.is_some() {
            let names = current.patient.as_ref().map(Patient::name_words).unwrap_or_default();
            disown(&mut details, &names);
            let usual = if patient.is_none() { "Template" } else { "Plan" };
            details.title = copy.neutral_title.unwrap_or_else(|| usual.to_owned());
        }
        details.days.iter_mut().for_each(|day| day.date = None);
    }
    details.title = copy.title.unwrap_or(details.title);
    details.days.iter_mut().flat_map(|day| &mut day.meals).for_each(|meal| *meal = fresh(meal));
    store_new(tx, author, Id::new(), patient, &details)
}

/// Copies a part to a place; none where there is no such part or no room.
fn copy_part(details: &mut Details, what: &str, from: Place, to: Place) -> Option<()> {
    let days = &mut details.days;
    match what {
        "week" => {
            for offset in 0..7 {
                let Some(day) = days.get(from.day + offset).cloned() else { break };
                days.get_mut(to.day + offset)?.meals = day.meals.iter().map(fresh).collect();
            }
        }
        "day" => {
            let meals = days.get(from.day)?.meals.iter().map(fresh).collect();
            days.get_mut(to.day)?.meals = meals;
        }
        "meal" => {
            let meal = fresh(days.get(from.day)?.meals.get(from.meal)?);
            days.get_mut(to.day)?.meals.get_mut(to.meal)?.items = meal.items;
        }
        _ => {
            let item = days.get(from.day)?.meals.get(from.meal)?.items.get(from.item)?.clone();
            let items = &mut days.get_mut(to.day)?.meals.get_mut(to.meal)?.items;
            if items.len() >= MOST_ITEMS {
                return None;
            }
            items.push(Item { id: Id::new(), alternative_of: None, is_chosen: true, ..item });
            tie_alternatives(items);
        }
    }
    Some(())
}

/// The same meal of items with ids of their own.
fn fresh(meal: &Meal) -> Meal {
    let mut new: HashMap<Id, Id> = HashMap::with_capacity(meal.items.len());
    let own = |item: &Item| {
        let id = Id::new();
        // An alternative is of the first that has its id.
        new.entry(item.id).or_insert(id);
        id
    };
    let ids: Vec<Id> = meal.items.iter().map(own).collect();
    let items = meal.items.iter().zip(ids).map(|(item, id)| Item {
        id,
        alternative_of: item.alternative_of.and_then(|other| new.get(&other).copied()),
        ..item.clone()
    });
    Meal { items: items.collect(), ..meal.clone() }
}
