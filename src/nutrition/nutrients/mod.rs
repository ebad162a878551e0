//! Nutrients: what a food can have, with unit, printed decimals and names.
//!
//! The tags are those of INFOODS where it has one. What a food table measures otherwise is a nutrient of
//! its own, never the same one by another way: retinol equivalents beside retinol activity equivalents,
//! available carbohydrate beside carbohydrate by difference.

mod table;

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

pub use table::{NUTRIENTS, Tag};

/// A nutrient: how it is measured, printed and called.
#[derive(Debug, PartialEq, Eq)]
pub struct Nutrient {
    pub tag: Tag,
    /// As the tables and the API write it.
    pub name: &'static str,
    pub unit: Unit,
    /// Printed behind the point; nothing is rounded before it is printed.
    pub decimals: u8,
    pub group: Group,
    pub english: &'static str,
    pub french: &'static str,
}

/// The unit of a nutrient's amounts, per 100 g of the edible part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Kcal,
    Kj,
    G,
    Mg,
    Ug,
}

impl Unit {
    /// As it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Kcal => "kcal",
            Self::Kj => "kJ",
            Self::G => "g",
            Self::Mg => "mg",
            Self::Ug => "µg",
        }
    }

    /// That amount in another unit, where both weigh something or both are energy.
    pub fn convert(self, amount: f64, to: Self) -> Option<f64> {
        // Whole ratios: one multiplication or one division, and so the nearest number.
        let in_smallest = |unit| match unit {
            Self::G => Some(1e6),
            Self::Mg => Some(1e3),
            Self::Ug => Some(1.0),
            Self::Kcal | Self::Kj => None,
        };
        match (self, to) {
            (from, same) if from == same => Some(amount),
            (Self::Kcal, Self::Kj) => Some(amount * KJ_PER_KCAL),
            (Self::Kj, Self::Kcal) => Some(amount / KJ_PER_KCAL),
            (from, to) => {
                let (from, to) = (in_smallest(from)?, in_smallest(to)?);
                Some(if from > to { amount * (from / to) } else { amount / (to / from) })
            }
        }
    }

    /// The unit that is written so, in whatever case and with either letter for micro.
    pub fn written(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "kcal" => Some(Self::Kcal),
            "kj" => Some(Self::Kj),
            "g" => Some(Self::G),
            "mg" => Some(Self::Mg),
            "µg" | "μg" | "ug" | "mcg" => Some(Self::Ug),
            _ => None,
        }
    }
}

/// Kilojoules of a thermochemical kilocalorie, by definition.
pub const KJ_PER_KCAL: f64 = 4.184;

/// A heading over nutrients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Energy,
    Macronutrients,
    Carbohydrates,
    Fats,
    Minerals,
    Vitamins,
    Other,
}

impl Group {
    /// In the order of display.
    pub const ALL: [Self; 7] = [
        Self::Energy,
        Self::Macronutrients,
        Self::Carbohydrates,
        Self::Fats,
        Self::Minerals,
        Self::Vitamins,
        Self::Other,
    ];

    /// Its nutrients in the order of display.
    pub fn nutrients(self) -> impl Iterator<Item = &'static Nutrient> {
        NUTRIENTS.iter().filter(move |nutrient| nutrient.group == self)
    }
}

impl Tag {
    /// All, in the order of display.
    pub fn all() -> impl Iterator<Item = Self> {
        NUTRIENTS.iter().map(|nutrient| nutrient.tag)
    }

    /// The place in the order of display.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// What it stands for.
    pub fn nutrient(self) -> &'static Nutrient {
        &NUTRIENTS[self.index()]
    }

    /// As the tables and the API write it.
    pub fn name(self) -> &'static str {
        self.nutrient().name
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Tag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl FromStr for Tag {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        NUTRIENTS.iter().find(|nutrient| nutrient.name == name).map(|found| found.tag).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_is_read_back_and_stands_at_its_place() {
        for (place, nutrient) in NUTRIENTS.iter().enumerate() {
            assert_eq!(nutrient.tag.index(), place);
            assert_eq!(nutrient.name.parse(), Ok(nutrient.tag));
            assert!(!nutrient.english.is_empty() && !nutrient.french.is_empty());
        }
        assert_eq!("PROT".parse::<Tag>(), Err(()));
        let grouped: usize = Group::ALL.iter().map(|group| group.nutrients().count()).sum();
        assert_eq!(grouped, Tag::COUNT);
    }

    #[test]
    fn units_of_weight_become_one_another_and_energy_does_too() {
        assert_eq!(Unit::Ug.convert(70.0, Unit::Mg), Some(0.07));
        assert_eq!(Unit::G.convert(0.3, Unit::Mg), Some(300.0));
        assert_eq!(Unit::Kcal.convert(1.0, Unit::Kj), Some(4.184));
        assert_eq!(Unit::Kcal.convert(1.0, Unit::G), None);
        assert_eq!(Unit::written("μg"), Some(Unit::Ug));
    }
}
