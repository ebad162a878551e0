//! A short frequency questionnaire of our own: how often somebody usually eats of twenty kinds of food, in
//! portions. It tells habits that a recall of one day misses; it gives no amounts of nutrients, which
//! twenty questions cannot know.

pub(super) mod api;
mod input;
pub(crate) mod service;
pub(crate) mod store;

use std::collections::BTreeMap;

use serde::Serialize;

pub(crate) use input::NewFrequency;

use crate::clock::Moment;
use crate::ids::Id;

/// The kinds of food that are asked for, in their order, by group.
pub(crate) const KINDS: &[&str] = &[
    "vegetables",
    "fruit",
    "potatoes",
    "whole_grains",
    "white_bread",
    "legumes",
    "nuts",
    "milk",
    "cheese",
    "eggs",
    "fish",
    "poultry",
    "red_meat",
    "processed_meat",
    "fats",
    "sweets",
    "fast_food",
    "sweet_drinks",
    "water",
    "alcohol",
];

/// How often.
pub(crate) const OFTEN: [&str; 8] =
    ["never", "monthly", "weekly_1", "weekly_2_4", "weekly_5_6", "daily_1", "daily_2_3", "daily_4"];
/// What each comes to in portions a week: the middle of what it says.
const PORTIONS: [f64; OFTEN.len()] = [0.0, 0.5, 1.0, 3.0, 5.5, 7.0, 17.5, 28.0];

/// Portions of vegetables and fruit a week that are advised: 400 g a day, five portions of 80 g (WHO,
/// Healthy diet, fact sheet 394).
pub(crate) const PLANTS_ADVISED: f64 = 35.0;
/// Portions of red meat a week that are advised at most (World Cancer Research Fund, 2018).
pub(crate) const RED_MEAT_ADVISED: f64 = 3.0;

/// What somebody said, by the kind of food.
pub(crate) type Answers = BTreeMap<String, String>;

/// Portions a week of a kind; none where it was not answered.
pub(crate) fn per_week(answers: &Answers, kind: &str) -> Option<f64> {
    let said = answers.get(kind)?;
    OFTEN.iter().position(|code| code == said).map(|at| PORTIONS[at])
}

/// The answers of one day, as answers of the API show them.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Frequency {
    pub id: Id,
    pub patient_id: Id,
    pub answers: Answers,
    /// Portions a week by kind, of what was answered.
    pub per_week: BTreeMap<String, f64>,
    pub notes: Option<String>,
    pub created_by: Option<Id>,
    pub created_at: Moment,
}

impl Frequency {
    /// Portions of vegetables and fruit a week; none where not both were answered.
    pub fn plants(&self) -> Option<f64> {
        let of = |kind| per_week(&self.answers, kind);
        Some(of("vegetables")? + of("fruit")?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_becomes_portions_a_week() {
        let answers = Answers::from([
            ("vegetables".into(), "daily_2_3".into()),
            ("fruit".into(), "daily_1".into()),
        ]);
        assert_eq!(per_week(&answers, "vegetables"), Some(17.5));
        assert_eq!(per_week(&answers, "fish"), None, "what was not answered is not never");
        let one = Frequency {
            id: Id::new(),
            patient_id: Id::new(),
            per_week: BTreeMap::new(),
            answers,
            notes: None,
            created_by: None,
            created_at: Moment::from_ms(0),
        };
        assert_eq!(one.plants(), Some(24.5));
    }

    #[test]
    fn more_often_is_more_portions() {
        assert!(PORTIONS.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
