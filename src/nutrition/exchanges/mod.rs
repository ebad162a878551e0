//! Exchange systems: groups of foods of which one exchange has about the same carbohydrate, protein,
//! fat and energy, so that one food can be eaten instead of another.
//!
//! A plan may have exchanges instead of foods. Its sums are then the system's own figures, which are
//! rounded: that is said beside them.

pub(super) mod api;
pub(crate) mod input;
pub(crate) mod service;
pub(crate) mod store;
pub(crate) mod view;

use serde::{Deserialize, Serialize};

use crate::ids::Id;
use crate::nutrition::foods::value::{Composition, Value};
use crate::nutrition::foods::view::Names;
use crate::nutrition::nutrients::Tag;

/// Groups of a system at most.
pub const MOST_GROUPS: usize = 40;
/// Foods of a group at most.
pub const MOST_FOODS: usize = 200;
/// Grams of one exchange at most.
pub const MOST_GRAMS: f64 = 2000.0;
/// The amounts of foods are rounded to so many grams.
const ROUNDED_TO: f64 = 5.0;

/// What people write of a system.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Details {
    pub name: String,
    /// Whose figures they are.
    pub source: Option<String>,
    pub is_archived: bool,
    pub groups: Vec<Group>,
}

/// A group with the figures of one exchange: g, and kcal. None is what the system does not say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Group {
    pub id: Id,
    /// By language.
    pub names: Names,
    pub carried_by: Carrier,
    pub carbohydrate: Option<f64>,
    pub protein: Option<f64>,
    pub fat: Option<f64>,
    pub alcohol: Option<f64>,
    pub kcal: Option<f64>,
    pub foods: Vec<Swap>,
}

/// So much of a food is one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Swap {
    pub food_id: Id,
    pub grams: f64,
}

/// What makes two foods exchangeable: of this they have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Carrier {
    Carbohydrate,
    Protein,
    Fat,
    Alcohol,
    Energy,
}

/// The words for [`Carrier`], in its order.
pub(crate) const CARRIERS: &[&str] = &["carbohydrate", "protein", "fat", "alcohol", "energy"];

impl Carrier {
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Carbohydrate, Self::Protein, Self::Fat, Self::Alcohol, Self::Energy];
        CARRIERS.iter().position(|one| *one == name).map(|at| all[at])
    }

    pub fn name(self) -> &'static str {
        CARRIERS[self as usize]
    }

    fn tag(self) -> Tag {
        match self {
            Self::Carbohydrate => Tag::CHOAVL,
            Self::Protein => Tag::PROCNT,
            Self::Fat => Tag::FAT,
            Self::Alcohol => Tag::ALC,
            Self::Energy => Tag::ENERC_KCAL,
        }
    }
}

impl Group {
    /// The name in that language, else in any.
    pub fn name_in(&self, language: &str) -> &str {
        let name = self.names.get(language).or_else(|| self.names.values().next());
        name.map_or("", String::as_str)
    }

    /// What one exchange has. The system's carbohydrate is taken as available: it does not part fibre
    /// from it, and is rounded further than that matters.
    pub fn composition(&self) -> Composition {
        let mut composition = Composition::default();
        for (tag, figure) in [
            (Tag::CHOAVL, self.carbohydrate),
            (Tag::PROCNT, self.protein),
            (Tag::FAT, self.fat),
            (Tag::ALC, self.alcohol),
            (Tag::ENERC_KCAL, self.kcal),
        ] {
            composition.set(tag, figure.map_or(Value::Missing, Value::Amount));
        }
        composition
    }

    /// The grams of a food that carry what one exchange carries, rounded to 5 g: proposed, for a
    /// person to confirm. None where the food's table does not say how much it has, or none.
    pub fn proposed(&self, food: &Composition) -> Option<f64> {
        let tag = self.carried_by.tag();
        let of_one = self.composition().get(tag).amount()?;
        let in_hundred = match (food.get(tag), tag) {
            (Value::Missing, Tag::CHOAVL) => {
                let fibre = food.get(Tag::FIBTG).amount().unwrap_or(0.0);
                food.get(Tag::CHOCDF).amount().map(|all| (all - fibre).max(0.0))
            }
            (value, _) => value.amount(),
        }?;
        let grams = (of_one / in_hundred * 100.0 / ROUNDED_TO).round() * ROUNDED_TO;
        (grams.is_finite() && in_hundred > 0.0 && grams <= MOST_GRAMS)
            .then(|| grams.max(ROUNDED_TO))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starch() -> Group {
        Group {
            id: Id::new(),
            names: Names::from([("en".into(), "Starch".into()), ("fr".into(), "Féculents".into())]),
            carried_by: Carrier::Carbohydrate,
            carbohydrate: Some(15.0),
            protein: Some(3.0),
            fat: Some(1.0),
            alcohol: None,
            kcal: Some(80.0),
            foods: Vec::new(),
        }
    }

    fn food(values: &[(Tag, f64)]) -> Composition {
        let mut food = Composition::default();
        values.iter().for_each(|(tag, amount)| food.set(*tag, Value::Amount(*amount)));
        food
    }

    #[test]
    fn an_exchange_of_a_food_carries_what_the_group_does_rounded_to_5_g() {
        assert_eq!(starch().proposed(&food(&[(Tag::CHOAVL, 48.0)])), Some(30.0));
        assert_eq!(starch().proposed(&food(&[(Tag::CHOCDF, 31.0), (Tag::FIBTG, 2.0)])), Some(50.0));
        assert_eq!(starch().proposed(&food(&[(Tag::CHOAVL, 99.9)])), Some(15.0));
        assert_eq!(starch().proposed(&food(&[(Tag::PROCNT, 10.0)])), None);
        assert_eq!(starch().proposed(&food(&[(Tag::CHOAVL, 0.0)])), None);
        assert_eq!(starch().proposed(&food(&[(Tag::CHOAVL, 0.1)])), None);
    }

    #[test]
    fn what_a_system_does_not_say_is_missing_and_not_zero() {
        let composition = Group { fat: None, ..starch() }.composition();
        assert_eq!(composition.get(Tag::FAT), Value::Missing);
        assert_eq!(composition.get(Tag::PROCNT), Value::Amount(3.0));
        assert_eq!(starch().name_in("de"), "Starch");
    }
}
