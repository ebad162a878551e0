//! What a food's table does not have itself and its other values make up.

use std::collections::BTreeMap;

use super::*;
use crate::nutrition::foods::value::Value;
use crate::nutrition::nutrients::Tag;

fn id(bits: u128) -> Id {
    Id::at(1_700_000_000_000, bits)
}

fn food_of(cells: &[(Tag, Value)]) -> Food {
    let mut composition = Composition::default();
    cells.iter().for_each(|(tag, value)| composition.set(*tag, *value));
    let names = BTreeMap::new();
    Food { name: String::new(), names, group: Vec::new(), citation: String::new(), composition }
}

#[test]
fn available_carbohydrate_is_taken_from_the_difference_where_fibre_is_known() {
    let of = |cells: &[(Tag, Value)]| {
        let mut pantry = Pantry::default();
        pantry.foods.insert(id(1), food_of(cells));
        let sums = pantry.sums(Ingredient::Food(id(1)), 50.0, &mut Default::default());
        let tally = sums.get(Tag::CHOAVL);
        (tally.amount.nearest(), tally.missing, tally.derived)
    };
    let (difference, fibre) =
        ((Tag::CHOCDF, Value::Amount(20.0)), (Tag::FIBTG, Value::Amount(4.0)));
    assert_eq!(of(&[difference, fibre]), (8.0, 0, 1));
    assert_eq!(of(&[difference]), (0.0, 1, 0));
    assert_eq!(of(&[(Tag::CHOAVL, Value::Amount(15.0)), difference, fibre]), (7.5, 0, 0));
    assert_eq!(of(&[(Tag::CHOCDF, Value::Amount(1.0)), fibre]), (0.0, 0, 1));
}

#[test]
fn salt_is_known_by_its_sodium_food_by_food() {
    let mut pantry = Pantry::default();
    let sodium = |value| food_of(&[(Tag::NA, value)]);
    pantry.foods.insert(id(1), sodium(Value::Amount(492.0)));
    pantry
        .foods
        .insert(id(2), food_of(&[(Tag::NACL, Value::Amount(1.23)), (Tag::NA, Value::Missing)]));
    pantry.foods.insert(id(3), sodium(Value::LessThan(4.0)));
    pantry.foods.insert(id(4), sodium(Value::Trace));
    pantry.foods.insert(id(5), food_of(&[(Tag::ENERC_KCAL, Value::Amount(1.0))]));
    // The table's own goes before what its sodium comes to.
    pantry
        .foods
        .insert(id(6), food_of(&[(Tag::NACL, Value::Amount(3.0)), (Tag::NA, Value::Amount(1.0))]));
    let of = |ids: &[u128]| {
        let mut sum = Sums::default();
        let mut cooked = Default::default();
        ids.iter()
            .for_each(|at| sum.add(&pantry.sums(Ingredient::Food(id(*at)), 100.0, &mut cooked)));
        *sum.get(Tag::NACL)
    };
    let both = of(&[1, 2]);
    assert_eq!((both.amount.nearest(), both.missing, both.derived, both.of), (2.46, 0, 1, 2));
    let bound = of(&[2, 3]);
    assert_eq!((bound.upper().unwrap().nearest(), bound.less_than, bound.derived), (1.24, 1, 1));
    assert_eq!((of(&[4]).traces, of(&[5]).missing, of(&[5]).derived), (1, 1, 0));
    assert_eq!((of(&[6]).amount.nearest(), of(&[6]).derived), (3.0, 0));
    assert!(pantry.known().contains(&Tag::NACL));
    let mut json = Vec::new();
    let mut cooked = Default::default();
    write_totals(
        &mut json,
        &pantry.sums(Ingredient::Food(id(1)), 100.0, &mut cooked),
        &[Tag::NACL],
    );
    let told = r#"[{"nutrient":"NACL","unit":"g","amount":1.23,"less_than":0,"traces":0,"missing":0,"of":1,"derived":1}]"#;
    assert_eq!(String::from_utf8(json).unwrap(), told);
}
