//! Amounts as people type them.

use super::*;

#[track_caller]
fn reads(text: &str, is_english: bool, count: f64, key_or_unit: Measure, food: &str) {
    let typed = read(text, is_english);
    let amount = typed.amount.unwrap_or_else(|| panic!("{text}: no amount"));
    assert!((amount.count - count).abs() < 1e-12, "{text}: {amount:?}");
    assert_eq!(amount.measure, key_or_unit, "{text}");
    assert_eq!(typed.food, food, "{text}");
}

const GRAM: Measure = Measure::Mass(1.0);
const SPOON: Measure = Measure::Volume(15.0);
const TEASPOON: Measure = Measure::Volume(5.0);
const LITRE: Measure = Measure::Volume(1000.0);
const SLICE: Measure = Measure::Household("slice", 30.0);

#[test]
fn an_amount_is_read_in_both_languages() {
    for (text, count, measure, food) in [
        ("2 tbsp olive oil", 2.0, SPOON, "olive oil"),
        ("150 g riz cuit", 150.0, GRAM, "riz cuit"),
        ("150g rice", 150.0, GRAM, "rice"),
        ("150 rice", 150.0, GRAM, "rice"),
        ("150rice", 150.0, GRAM, "rice"),
        ("rice 150", 150.0, GRAM, "rice"),
        ("12 almonds", 12.0, Measure::Piece, "almonds"),
        ("1 pomme", 1.0, Measure::Piece, "pomme"),
        ("½ cup", 0.5, Measure::Volume(240.0), ""),
        ("1,5 l", 1.5, LITRE, ""),
        ("1.5 l milk", 1.5, LITRE, "milk"),
        ("1/2 avocado", 0.5, Measure::Piece, "avocado"),
        ("1 1/2 cups of rice", 1.5, Measure::Volume(240.0), "rice"),
        ("1½ cup rice", 1.5, Measure::Volume(240.0), "rice"),
        ("2 c. à soupe d’huile d’olive", 2.0, SPOON, "huile d’olive"),
        ("2 c.à.s. d'huile", 2.0, SPOON, "huile"),
        ("2 càs huile", 2.0, SPOON, "huile"),
        ("1 cuillère à café de miel", 1.0, TEASPOON, "miel"),
        ("3 cuillères à soupe de lentilles", 3.0, SPOON, "lentilles"),
        ("2 tranches de pain complet", 2.0, SLICE, "pain complet"),
        ("deux tranches de jambon", 2.0, SLICE, "jambon"),
        ("une pincée de sel", 1.0, Measure::Household("pinch", 0.5), "sel"),
        ("half a cup of milk", 0.5, Measure::Volume(240.0), "milk"),
        ("an apple", 1.0, Measure::Piece, "apple"),
        ("2 x 125 g yoghurt", 250.0, GRAM, "yoghurt"),
        ("2×125 g yaourt", 250.0, GRAM, "yaourt"),
        ("0,5 kg pommes", 0.5, Measure::Mass(1000.0), "pommes"),
        ("8 oz steak", 8.0, Measure::Mass(28.35), "steak"),
        ("riz 150 g", 150.0, GRAM, "riz"),
        ("olive oil, 2 tbsp", 2.0, SPOON, "olive oil"),
        ("20 cl lait", 20.0, Measure::Volume(10.0), "lait"),
        ("10 walnuts", 10.0, Measure::Piece, "walnuts"),
        ("2 œufs", 2.0, Measure::Piece, "œufs"),
        ("1 gousse d’ail", 1.0, Measure::Household("clove", 4.0), "ail"),
        ("  3   slices   of  bread ", 3.0, SLICE, "bread"),
    ] {
        reads(text, true, count, measure, food);
        reads(text, false, count, measure, food);
    }
    reads("1,500 g flour", true, 1500.0, GRAM, "flour");
    reads("1,500 kg farine", false, 1.5, Measure::Mass(1000.0), "farine");
}

#[test]
fn a_food_without_an_amount_stays_whole() {
    for text in ["olive oil", "pommes de terre", "vitamin B12", "7up light", "", "0 g", "gâteau"] {
        let typed = read(text, true);
        let is_amount = typed.amount.is_some_and(|amount| amount.measure != Measure::Piece);
        assert!(!is_amount, "{text}: {typed:?}");
    }
    assert_eq!(read("un", false).amount, None);
    // A unit's letter at the beginning of a word is no unit.
    reads("2 gambas", false, 2.0, Measure::Piece, "gambas");
    reads("3 litchis", false, 3.0, Measure::Piece, "litchis");
}

#[test]
fn a_food_is_weighed_by_its_own_portions_first() {
    let own = [
        Portion { name: "tranche", grams: 45.0, is_default: true },
        Portion { name: "Tablespoon", grams: 12.0, is_default: false },
    ];
    let grams = |text: &str, portions: &[Portion<'_>], density| {
        read(text, true).amount.and_then(|amount| amount.grams(portions, density))
    };
    assert_eq!(grams("2 slices ham", &own, None), Some(90.0));
    assert_eq!(grams("2 slices ham", &[], None), Some(60.0));
    assert_eq!(grams("2 tbsp something", &own, None), Some(24.0));
    assert_eq!(grams("2 ham", &own, None), Some(90.0));
    assert_eq!(grams("2 ham", &[], None), None);
    assert_eq!(grams("200 ml milk", &[], Some(1.03)), Some(206.0));
    assert_eq!(grams("1 tbsp oil", &[], Some(0.92)), Some(10.0));
    assert_eq!(grams("1 tbsp honey", &[], Some(1.42)), Some(21.3));
    assert_eq!(grams("1 kg", &own, None), Some(1000.0));
}

#[test]
fn no_text_breaks_the_reader() {
    for text in ["½", "1/0 apple", "1//2", "× 2", "9999999999999999999 g", "１２ g", "é", "1 ½ ½ l"]
    {
        let _ = read(text, true);
        let _ = read(text, false);
    }
}
