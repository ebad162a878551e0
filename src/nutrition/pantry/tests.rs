//! A thousand random recipes and days against an exact computation in fractions.

use std::collections::BTreeMap;

use super::*;
use crate::nutrition::foods::value::Value;
use crate::nutrition::nutrients::Tag;
use crate::nutrition::plans::model::{Day, Item, Meal};
use crate::nutrition::plans::sums::PlanSums;

const TAGS: [Tag; 6] =
    [Tag::ENERC_KCAL, Tag::PROCNT, Tag::CHOAVL, Tag::CHOCDF, Tag::FIBTG, Tag::VITC];

/// A fraction of whole numbers of any size the tests need, in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fraction {
    above: i128,
    below: i128,
}

fn divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { divisor(b, a % b) }
}

impl Fraction {
    fn new(above: i128, below: i128) -> Self {
        let common = divisor(above, below).max(1);
        Self { above: above / common, below: below / common }
    }

    fn plus(self, other: Self) -> Self {
        let common = divisor(self.below, other.below).max(1);
        let (left, right) = (other.below / common, self.below / common);
        Self::new(self.above * left + other.above * right, self.below * left)
    }

    fn times(self, other: Self) -> Self {
        let (one, two) =
            (divisor(self.above, other.below).max(1), divisor(other.above, self.below).max(1));
        let above = (self.above / one) * (other.above / two);
        Self::new(above, (self.below / two) * (other.below / one))
    }

    /// Whether a double is the nearest one: within half its last place, by whole numbers.
    fn is_nearest(self, value: f64) -> bool {
        let exact = self.above as f64 / self.below as f64;
        // Both parts fit a double here, so this division is off by two units at most.
        (exact - value).abs() <= exact.abs() * 4.0 * f64::EPSILON
    }
}

/// What the test itself adds up.
#[derive(Clone, Copy, Debug)]
struct Expected {
    amount: Fraction,
    bounds: Fraction,
    counts: [u32; 4],
}

const NOTHING: Expected = Expected {
    amount: Fraction { above: 0, below: 1 },
    bounds: Fraction { above: 0, below: 1 },
    counts: [0; 4],
};

impl Expected {
    fn plus(self, other: Self) -> Self {
        Self {
            amount: self.amount.plus(other.amount),
            bounds: self.bounds.plus(other.bounds),
            counts: std::array::from_fn(|at| self.counts[at] + other.counts[at]),
        }
    }

    fn times(self, factor: Fraction) -> Self {
        Self { amount: self.amount.times(factor), bounds: self.bounds.times(factor), ..self }
    }
}

/// xorshift: the same numbers at each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

fn id(bits: u128) -> Id {
    Id::at(1_700_000_000_000, bits)
}

/// A table of foods: in whole hundredths, so that both sides know the same decimals.
type Table = Vec<[(u8, i128); TAGS.len()]>;

fn table(dice: &mut Dice) -> Table {
    let cell = |dice: &mut Dice| (dice.below(5) as u8, i128::from(dice.below(9_999)));
    (0..20).map(|_| std::array::from_fn(|_| cell(dice))).collect()
}

fn value((state, hundredths): (u8, i128)) -> Value {
    let amount = hundredths as f64 / 100.0;
    match state {
        0 | 1 => Value::Amount(amount),
        2 => Value::LessThan(amount),
        3 => Value::Trace,
        _ => Value::Missing,
    }
}

/// What the table says of a nutrient, else what the two that available carbohydrate is made of do.
fn cell(row: &[(u8, i128); TAGS.len()], nth: usize) -> (u8, i128) {
    let is_known = |at: usize| row[at].0 < 2;
    match TAGS[nth] == Tag::CHOAVL && row[2].0 > 3 && is_known(3) && is_known(4) {
        true => (0, (row[3].1 - row[4].1).max(0)),
        false => row[nth],
    }
}

fn expected((state, hundredths): (u8, i128), grams: Fraction) -> Expected {
    let part = Fraction::new(hundredths, 10_000).times(grams);
    match state {
        0 | 1 => Expected { amount: part, counts: [0, 0, 0, 1], ..NOTHING },
        2 => Expected { bounds: part, counts: [1, 0, 0, 1], ..NOTHING },
        3 => Expected { counts: [0, 1, 0, 1], ..NOTHING },
        _ => Expected { counts: [0, 0, 1, 1], ..NOTHING },
    }
}

fn stocked(table: &Table) -> Pantry {
    let food = |(at, row): (usize, &[(u8, i128); TAGS.len()])| {
        let mut composition = Composition::default();
        TAGS.iter().zip(row).for_each(|(tag, cell)| composition.set(*tag, value(*cell)));
        let food = Food {
            name: format!("food {at}"),
            names: BTreeMap::new(),
            group: Vec::new(),
            citation: String::new(),
            composition,
        };
        (id(at as u128), food)
    };
    Pantry { foods: table.iter().enumerate().map(food).collect(), ..Pantry::default() }
}

/// Adds recipes of foods, and of each recipe that came before; each with what it holds whole.
fn cook(
    dice: &mut Dice,
    table: &Table,
    pantry: &mut Pantry,
) -> Vec<(RecipeKey, [Expected; 6], Fraction)> {
    let mut made: Vec<(RecipeKey, [Expected; 6], Fraction)> = Vec::new();
    for number in 0..4 {
        let mut whole = [NOTHING; 6];
        let (mut parts, mut raw) = (Vec::new(), 0);
        for _ in 0..1 + dice.below(4) {
            let grams = 1 + dice.below(400) as i128;
            raw += grams;
            let inner = made.last().filter(|_| dice.below(3) == 0);
            let what = match inner {
                Some((key, holds, weight)) => {
                    let share =
                        Fraction::new(grams, 1).times(Fraction::new(weight.below, weight.above));
                    whole = std::array::from_fn(|at| whole[at].plus(holds[at].times(share)));
                    Ingredient::Recipe(*key)
                }
                None => {
                    let at = dice.below(table.len() as u64) as usize;
                    let row = &table[at];
                    let weighed = Fraction::new(grams, 1);
                    whole = std::array::from_fn(|nth| {
                        whole[nth].plus(expected(cell(row, nth), weighed))
                    });
                    Ingredient::Food(id(at as u128))
                }
            };
            parts.push(Part { what, grams: grams as f64 });
        }
        let cooked = (dice.below(2) == 0).then(|| 1 + dice.below(raw as u64 * 2) as i128);
        let key = (id(1_000 + number), 1);
        let recipe = Recipe {
            name: format!("recipe {number}"),
            servings: 3.0,
            yield_g: cooked.map(|grams| grams as f64),
            parts,
        };
        pantry.recipes.insert(key, recipe);
        made.push((key, whole, Fraction::new(cooked.unwrap_or(raw), 1)));
    }
    made
}

fn item(what: Ingredient, grams: f64, is_chosen: bool) -> Item {
    let (food, recipe) = match what {
        Ingredient::Food(id) => (Some(id), None),
        Ingredient::Recipe(key) => (None, Some(key)),
        Ingredient::Exchange(_) => unreachable!("only foods and recipes are drawn"),
    };
    Item {
        id: Id::new(),
        food_id: food,
        recipe_id: recipe.map(|(id, _)| id),
        recipe_version: recipe.map(|(_, version)| version),
        exchange_id: None,
        text: None,
        grams: Some(grams),
        count: None,
        portion_id: None,
        portion: None,
        note: None,
        alternative_of: None,
        is_chosen,
    }
}

#[track_caller]
fn agrees(sums: &Sums, expected: &[Expected; 6], what: &str) {
    for (tag, expected) in TAGS.iter().zip(expected) {
        let tally = sums.get(*tag);
        let counts = [tally.less_than, tally.traces, tally.missing, tally.of];
        assert_eq!(counts, expected.counts, "{what} {tag}");
        let amount = tally.amount.nearest();
        assert!(expected.amount.is_nearest(amount), "{what} {tag}: {amount} {:?}", expected.amount);
        if let Some(upper) = tally.upper() {
            let all = expected.amount.plus(expected.bounds);
            assert!(all.is_nearest(upper.nearest()), "{what} {tag}: upper");
        }
    }
}

#[test]
fn a_thousand_recipes_and_days_add_up_exactly() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for round in 0..1_000 {
        let table = table(&mut dice);
        let mut pantry = stocked(&table);
        let made = cook(&mut dice, &table, &mut pantry);
        let mut cooked = Default::default();
        for (key, whole, _) in &made {
            agrees(&pantry.whole(*key, &mut cooked), whole, "a recipe");
        }
        let mut day = [NOTHING; 6];
        let mut meal = Meal { name: "Lunch".into(), ..Meal::default() };
        for _ in 0..6 {
            let grams = 1 + dice.below(500) as i128;
            let is_chosen = dice.below(5) > 0;
            let (what, holds): (Ingredient, [Expected; 6]) = match dice.below(2) {
                0 => {
                    let at = dice.below(table.len() as u64) as usize;
                    let weighed = Fraction::new(grams, 1);
                    let holds = std::array::from_fn(|nth| expected(cell(&table[at], nth), weighed));
                    (Ingredient::Food(id(at as u128)), holds)
                }
                _ => {
                    let (key, whole, weight) = &made[dice.below(made.len() as u64) as usize];
                    let share =
                        Fraction::new(grams, 1).times(Fraction::new(weight.below, weight.above));
                    (Ingredient::Recipe(*key), std::array::from_fn(|nth| whole[nth].times(share)))
                }
            };
            meal.items.push(item(what, grams as f64, is_chosen));
            if is_chosen {
                day = std::array::from_fn(|nth| day[nth].plus(holds[nth]));
            }
        }
        let days = [Day { label: "Monday".into(), meals: vec![meal], ..Day::default() }];
        let kept = Pantry::of_json(&pantry.to_json().unwrap()).unwrap();
        assert_eq!(kept, pantry, "{round}: what a given plan keeps is the same");
        let worked = PlanSums::of(&days, &kept);
        agrees(&worked.days[0].sums, &day, "a day");
        agrees(&worked.mean, &day, "the mean of one day");
    }
}
