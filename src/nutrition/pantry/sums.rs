//! The sums of every nutrient over what somebody eats.
//!
//! Two nutrients are worked out food by food where a table does not have them but has what they are made
//! of, and count so many foods as derived: available carbohydrate (by difference less fibre; bases are
//! never mixed), and salt, 2.5 times its sodium (Regulation (EU) 1169/2011, annex I).

use std::collections::HashMap;

use super::{Ingredient, Pantry, RecipeKey};
use crate::nutrition::exact::Exact;
use crate::nutrition::foods::value::{Composition, Value};
use crate::nutrition::nutrients::Tag;
use crate::nutrition::totals::{Content, EnergyShares, Part as EnergyPart, Tally};

/// The sums over some foods, nutrient by nutrient.
#[derive(Clone, Debug, PartialEq)]
pub struct Sums(Vec<Tally>);

impl Default for Sums {
    fn default() -> Self {
        Self(vec![Tally::default(); Tag::COUNT])
    }
}

impl Sums {
    fn of_food(composition: &Composition, grams: Exact) -> Self {
        let of = |tag| {
            let (content, is_derived) = in_100g(composition, tag);
            let tally = Tally::of_food(content, grams);
            if is_derived { tally.as_derived() } else { tally }
        };
        Self(Tag::all().map(of).collect())
    }

    pub fn get(&self, tag: Tag) -> &Tally {
        &self.0[tag.index()]
    }

    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(one, more)| one.add(more));
    }

    pub fn scaled(&self, factor: Exact) -> Self {
        Self(self.0.iter().map(|tally| tally.scaled(factor)).collect())
    }

    /// The mean of so many days; counts are those of all days.
    pub fn mean<'s>(days: impl Iterator<Item = &'s Self>) -> Self {
        let mut sum = Self::default();
        let mut count = 0.0;
        for day in days {
            sum.add(day);
            count += 1.0;
        }
        if count > 1.0 { sum.scaled(Exact::of(1.0) / Exact::of(count)) } else { sum }
    }

    /// Over how many foods.
    pub fn foods(&self) -> u32 {
        self.get(Tag::ENERC_KCAL).of
    }

    /// What each part gives of the energy.
    pub fn shares(&self) -> EnergyShares {
        let protein = if self.get(Tag::PROCNT).is_unknown() { Tag::PROT625 } else { Tag::PROCNT };
        EnergyShares::of(|part| match part {
            EnergyPart::Protein => self.get(protein).amount,
            EnergyPart::Carbohydrate => self.get(Tag::CHOAVL).amount,
            EnergyPart::Polyols => self.get(Tag::POLYL).amount,
            EnergyPart::Fat => self.get(Tag::FAT).amount,
            EnergyPart::Alcohol => self.get(Tag::ALC).amount,
            EnergyPart::Fibre => self.get(Tag::FIBTG).amount,
            EnergyPart::OrganicAcids => self.get(Tag::OA).amount,
        })
    }
}

fn content(value: Value) -> Content {
    match value {
        Value::Amount(amount) => Content::Value(Exact::of(amount)),
        Value::LessThan(bound) => Content::LessThan(Exact::of(bound)),
        Value::Trace => Content::Trace,
        Value::Missing => Content::Missing,
    }
}

/// What 100 g of a food have of a nutrient: as the table says, else worked out from what it does say; and
/// whether it was.
fn in_100g(composition: &Composition, tag: Tag) -> (Content, bool) {
    let own = composition.get(tag);
    let derived = match (own, tag) {
        (Value::Missing, Tag::CHOAVL) => by_difference(composition),
        (Value::Missing, Tag::NACL) => of_sodium(composition),
        _ => None,
    };
    derived.map_or_else(|| (content(own), false), |content| (content, true))
}

/// Available carbohydrate: by difference less fibre, where both are known.
fn by_difference(composition: &Composition) -> Option<Content> {
    match (composition.get(Tag::CHOCDF), composition.get(Tag::FIBTG)) {
        (Value::Amount(all), Value::Amount(fibre)) => {
            let rest = Exact::of(all) - Exact::of(fibre);
            Some(Content::Value(if rest.nearest() < 0.0 { Exact::ZERO } else { rest }))
        }
        _ => None,
    }
}

/// Salt in g: sodium in mg, and salt weighs 2.5 times as much.
fn of_sodium(composition: &Composition) -> Option<Content> {
    let salt = |sodium| Exact::of(sodium) * Exact::of(0.0025);
    match composition.get(Tag::NA) {
        Value::Amount(sodium) => Some(Content::Value(salt(sodium))),
        Value::LessThan(bound) => Some(Content::LessThan(salt(bound))),
        Value::Trace => Some(Content::Trace),
        Value::Missing => None,
    }
}

/// Sums of recipes that were worked out already: whole ones.
#[derive(Default)]
pub struct Cooked(HashMap<RecipeKey, Sums>);

impl Pantry {
    /// So many grams of that, or so many exchanges. What the pantry does not have is a food of which
    /// nothing is known.
    pub fn sums(&self, what: Ingredient, grams: f64, cooked: &mut Cooked) -> Sums {
        match what {
            Ingredient::Exchange(id) => {
                let unknown = Composition::default();
                let of_one = self.exchanges.get(&id).map_or(&unknown, |group| &group.composition);
                // Foods are known by 100 g, a group by one exchange.
                Sums::of_food(of_one, Exact::of(grams) * Exact::of(100.0))
            }
            Ingredient::Food(id) => {
                let unknown = Composition::default();
                let composition = self.foods.get(&id).map_or(&unknown, |food| &food.composition);
                Sums::of_food(composition, Exact::of(grams))
            }
            Ingredient::Recipe(key) => {
                let Some(recipe) = self.recipes.get(&key) else { return Sums::default() };
                let weight = Exact::of(recipe.weight_g());
                let whole = self.whole(key, cooked);
                match weight.nearest() > 0.0 {
                    true => whole.scaled(Exact::of(grams) / weight),
                    false => whole.scaled(Exact::ZERO),
                }
            }
        }
    }

    /// A recipe whole, everything that goes in.
    pub fn whole(&self, key: RecipeKey, cooked: &mut Cooked) -> Sums {
        if let Some(known) = cooked.0.get(&key) {
            return known.clone();
        }
        let mut sum = Sums::default();
        if let Some(recipe) = self.recipes.get(&key) {
            for part in &recipe.parts {
                sum.add(&self.sums(part.what, part.grams, cooked));
            }
        }
        cooked.0.insert(key, sum.clone());
        sum
    }

    /// The nutrients of which some food here says something.
    pub fn known(&self) -> Vec<Tag> {
        let says = |tag: &Tag| {
            let foods = self.foods.values().map(|food| &food.composition);
            let groups = self.exchanges.values().map(|group| &group.composition);
            foods.chain(groups).any(|food| in_100g(food, *tag).0 != Content::Missing)
        };
        Tag::all().filter(says).collect()
    }
}

/// Writes `[{nutrient,unit,amount,upper?,less_than,traces,missing,of,derived?}]` of these nutrients. By hand and
/// without formatting: a plan of 210 items has ten thousand of them.
pub fn write_totals(json: &mut Vec<u8>, sums: &Sums, tags: &[Tag]) {
    json.push(b'[');
    for (place, tag) in tags.iter().enumerate() {
        if place > 0 {
            json.push(b',');
        }
        write_total(json, *tag, sums.get(*tag));
    }
    json.push(b']');
}

fn write_total(json: &mut Vec<u8>, tag: Tag, tally: &Tally) {
    let nutrient = tag.nutrient();
    for text in ["{\"nutrient\":\"", nutrient.name, "\",\"unit\":\"", nutrient.unit.symbol(), "\""]
    {
        json.extend_from_slice(text.as_bytes());
    }
    json.extend_from_slice(b",\"amount\":");
    match tally.is_unknown() {
        true => json.extend_from_slice(b"null"),
        false => number(json, tally.amount.nearest()),
    }
    if let Some(upper) = tally.upper() {
        json.extend_from_slice(b",\"upper\":");
        number(json, upper.nearest());
    }
    let counts = [
        (",\"less_than\":", tally.less_than),
        (",\"traces\":", tally.traces),
        (",\"missing\":", tally.missing),
        (",\"of\":", tally.of),
    ];
    for (name, count) in counts {
        json.extend_from_slice(name.as_bytes());
        number(json, count);
    }
    if tally.derived > 0 {
        json.extend_from_slice(b",\"derived\":");
        number(json, tally.derived);
    }
    json.push(b'}');
}

/// A number as JSON has it. Writing into memory does not fail.
fn number(json: &mut Vec<u8>, value: impl serde::Serialize) {
    let _ = serde_json::to_writer(json, &value);
}
