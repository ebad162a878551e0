//! Sets of targets of the clinic's own, beside those that EFSA and NASEM publish: what a day of a person
//! of some sex and age shall have, by day, by weight, by energy.

pub(super) mod api;
mod input;
pub(crate) mod service;
pub(crate) mod store;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub(crate) use input::{Changes, NewSet};

use super::nutrients::Tag;
use super::plans::model::Target;
use super::references::Person;
use crate::clinical::energy::{Sex, without_noise};
use crate::clock::Moment;
use crate::ids::Id;

/// What an amount is of: a day, a kilogram of body weight, a megajoule or a percentage of the energy.
pub(crate) const BASES: &[&str] = &["day", "kg", "MJ", "E%"];
/// For whom a set can be besides sex and age.
pub(crate) const STATES: &[&str] = &["pregnant", "lactating"];

/// What a day shall have of a nutrient, on some basis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub nutrient: String,
    pub min: Option<f64>,
    pub aim: Option<f64>,
    pub max: Option<f64>,
    pub basis: String,
}

/// What people write of a set.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Details {
    pub name: String,
    /// Where the figures are from: printed beside every target that they become.
    pub source: Option<String>,
    /// None: for both.
    pub sex: Option<String>,
    /// Years of age, the last included; none: from birth, to the end.
    pub from_years: Option<i64>,
    pub to_years: Option<i64>,
    pub state: Option<String>,
    pub targets: Vec<Row>,
}

/// A set as answers show it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TargetSet {
    pub id: Id,
    #[serde(flatten)]
    pub details: Details,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub version: i64,
}

impl Details {
    /// Whether the set is for a person of that sex and age.
    pub fn fits(&self, person: &Person<'_>) -> bool {
        let sex = match person.sex {
            Sex::Male => "MALE",
            Sex::Female => "FEMALE",
        };
        let years = i64::from(person.age_months / 12);
        self.sex.as_deref().is_none_or(|own| own == sex)
            && self.from_years.is_none_or(|from| from <= years)
            && self.to_years.is_none_or(|to| years <= to)
    }

    /// The targets of a day of that person. What is by weight or energy needs to know it, and has no
    /// target where nobody does.
    pub fn targets(&self, person: &Person<'_>) -> Vec<Target> {
        // What the set itself says of the energy goes before what the plan had.
        let energy = self.targets.iter().find(|row| row.nutrient == Tag::ENERC_KCAL.name());
        let own =
            energy.and_then(|row| Some(row.aim? * factor(Tag::ENERC_KCAL, &row.basis, person)?));
        let person = &Person { kcal: own.or(person.kcal), ..person.clone() };
        let source = self.source.clone().unwrap_or_else(|| self.name.clone());
        let target = |row: &Row| {
            let tag: Tag = row.nutrient.parse().ok()?;
            let factor = factor(tag, &row.basis, person)?;
            let of = |bound: Option<f64>| bound.map(|bound| without_noise(bound * factor));
            let (min, aim, max) = (of(row.min), of(row.aim), of(row.max));
            Some(Target { nutrient: tag, min, aim, max, source: Some(source.clone()) })
        };
        self.targets.iter().filter_map(target).collect()
    }
}

/// What one of a basis comes to in a day of that person, in the nutrient's own unit.
fn factor(tag: Tag, basis: &str, person: &Person<'_>) -> Option<f64> {
    match basis {
        "kg" => person.weight_kg,
        "MJ" => person.kcal.map(|kcal| kcal * 4.184 / 1000.0),
        "E%" => Some(person.kcal? / 100.0 / kcal_per_gram(tag)?),
        _ => Some(1.0),
    }
}

/// What a gram of a nutrient gives, kcal (EU 1169/2011, annex XIV); none of what gives no energy, or is
/// not counted in grams.
pub(crate) fn kcal_per_gram(tag: Tag) -> Option<f64> {
    match tag {
        Tag::PROCNT | Tag::CHOAVL | Tag::CHOCDF | Tag::SUGAR | Tag::STARCH => Some(4.0),
        Tag::FIBTG => Some(2.0),
        Tag::ALC => Some(7.0),
        Tag::FAT | Tag::FASAT | Tag::FAMS | Tag::FAPU => Some(9.0),
        _ => None,
    }
}
