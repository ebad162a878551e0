//! The sums of every nutrient over what somebody eats.

use std::collections::HashMap;

use super::{Ingredient, Pantry, RecipeKey};
use crate::nutrition::exact::Exact;
use crate::nutrition::foods::value::{Composition, Value};
use crate::nutrition::nutrients::Tag;
use crate::nutrition::totals::{Content, EnergyShares, Part as EnergyPart, Tally};

/// The sums over some foods: of each nutrient, and of available carbohydrate, which tables that have
/// carbohydrate by difference do not have themselves.
#[derive(Clone, Debug, PartialEq)]
pub struct Sums {
    each: Vec<Tally>,
    /// As the table has it, else by difference less fibre; never both added up as they stand.
    pub available: Tally,
}

impl Default for Sums {
    fn default() -> Self {
        Self { each: vec![Tally::default(); Tag::COUNT], available: Tally::default() }
    }
}

impl Sums {
    fn of_food(composition: &Composition, grams: Exact) -> Self {
        let of = |content| Tally::of_food(content, grams);
        Self {
            each: Tag::all().map(|tag| of(content(composition.get(tag)))).collect(),
            available: of(available(composition)),
        }
    }

    pub fn get(&self, tag: Tag) -> &Tally {
        &self.each[tag.index()]
    }

    pub fn add(&mut self, other: &Self) {
        self.each.iter_mut().zip(&other.each).for_each(|(one, more)| one.add(more));
        self.available.add(&other.available);
    }

    pub fn scaled(&self, factor: Exact) -> Self {
        Self {
            each: self.each.iter().map(|tally| tally.scaled(factor)).collect(),
            available: self.available.scaled(factor),
        }
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
        self.available.of
    }

    /// What each part gives of the energy.
    pub fn shares(&self) -> EnergyShares {
        let protein = if self.get(Tag::PROCNT).is_unknown() { Tag::PROT625 } else { Tag::PROCNT };
        EnergyShares::of(|part| match part {
            EnergyPart::Protein => self.get(protein).amount,
            EnergyPart::Carbohydrate => self.available.amount,
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

/// Available carbohydrate: the table's own, else by difference less fibre, where both are known.
fn available(composition: &Composition) -> Content {
    match (composition.get(Tag::CHOAVL), composition.get(Tag::CHOCDF), composition.get(Tag::FIBTG))
    {
        (Value::Missing, Value::Amount(all), Value::Amount(fibre)) => {
            let rest = Exact::of(all) - Exact::of(fibre);
            Content::Value(if rest.nearest() < 0.0 { Exact::ZERO } else { rest })
        }
        (own, _, _) => content(own),
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
            foods.chain(groups).any(|composition| composition.get(*tag) != Value::Missing)
        };
        Tag::all().filter(says).collect()
    }
}

/// Writes `[{nutrient,unit,amount,upper?,less_than,traces,missing,of}]` of these nutrients. By hand and
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
    json.push(b'}');
}

/// A number as JSON has it. Writing into memory does not fail.
fn number(json: &mut Vec<u8>, value: impl serde::Serialize) {
    let _ = serde_json::to_writer(json, &value);
}
