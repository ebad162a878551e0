//! Amounts as people type them.

mod slips;

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
const SLICE: Measure = Measure::Household("slice");

#[test]
fn an_amount_is_read_in_both_languages() {
    for (text, count, measure, food) in [
        ("2 tbsp olive oil", 2.0, SPOON, "olive oil"),
        ("150 g riz cuit", 150.0, GRAM, "riz cuit"),
        ("150g rice", 150.0, GRAM, "rice"),
        ("１５０ g rice", 150.0, GRAM, "rice"),
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
        ("une pincée de sel", 1.0, Measure::Household("pinch"), "sel"),
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
        ("1 gousse d’ail", 1.0, Measure::Household("clove"), "ail"),
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
fn a_number_with_two_readings_is_told_from_a_clear_one() {
    // text, clear in English, in French
    for (text, english, french) in [
        ("1.500 g rice", false, false),
        ("2-3 apples", false, false),
        ("150–200 g de riz", false, false),
        ("2 à 3 pommes", false, false),
        ("2 to 3 apples", false, false),
        ("1,500 g rice", true, false),
        ("1,500 kg rice", true, true),
        ("1 500 g de riz", true, true),
        ("0.125 l milk", true, true),
        ("1.5 kg rice", true, true),
        ("1.250,5 g de riz", true, true),
        ("1 pomme", true, true),
    ] {
        assert_eq!(read(text, true).is_clear, english, "{text}");
        assert_eq!(read(text, false).is_clear, french, "{text}");
    }
    for (text, is_english, count) in [
        ("1 500 g riz", false, 1500.0),
        ("1\u{202f}500 g riz", true, 1500.0),
        ("1,500 g riz", true, 1500.0),
        ("1 234,5 g riz", false, 1234.5),
        ("1.250,5 g riz", false, 1250.5),
        ("0,125 g riz", true, 0.125),
    ] {
        reads(text, is_english, count, GRAM, "riz");
    }
}

#[test]
fn a_word_is_the_measure_that_it_is_in_its_language_and_of_its_food() {
    let pat = Measure::Household("pat");
    for (text, is_english, count, measure, food) in [
        ("1 cc de miel", false, 1.0, TEASPOON, "miel"),
        ("1 cc honey", true, 1.0, Measure::Volume(1.0), "honey"),
        ("1 cs de miel", false, 1.0, SPOON, "miel"),
        ("2 c.à s. d’huile", false, 2.0, SPOON, "huile"),
        ("1 c.à c. de sucre", false, 1.0, TEASPOON, "sucre"),
        ("1 tsp. salt", true, 1.0, TEASPOON, "salt"),
        ("1 L. whole milk", true, 1.0, LITRE, "whole milk"),
        ("10 noix de cajou", false, 10.0, Measure::Piece, "noix de cajou"),
        ("1 noix de beurre", false, 1.0, pat, "beurre"),
        ("20 noisettes", false, 20.0, Measure::Piece, "noisettes"),
        ("1 demi de bière", false, 1.0, Measure::Volume(250.0), "bière"),
        ("un demi de bière", false, 1.0, Measure::Volume(250.0), "bière"),
        ("une demi-pomme", false, 0.5, Measure::Piece, "pomme"),
        ("une douzaine d’œufs", false, 12.0, Measure::Piece, "œufs"),
        ("a dozen eggs", true, 12.0, Measure::Piece, "eggs"),
    ] {
        reads(text, is_english, count, measure, food);
    }
    let coffee = read("1 espresso", true).named();
    assert_eq!(
        (coffee.food.as_str(), coffee.amount.map(|of| of.measure)),
        ("espresso", Some(Measure::Piece))
    );
}

#[track_caller]
fn grams(text: &str, food: &Weighed<'_>) -> Option<f64> {
    read(text, true).amount.and_then(|amount| amount.grams(food))
}

#[test]
fn a_food_is_weighed_by_its_own_portions_first() {
    let own = Weighed {
        portions: vec![
            Portion { name: "tranche", grams: 45.0, is_default: true },
            Portion { name: "Tablespoon", grams: 12.0, is_default: false },
        ],
        ..Weighed::default()
    };
    let bare = Weighed::default();
    assert_eq!(grams("2 slices ham", &own), Some(90.0));
    assert_eq!(grams("2 tbsp something", &own), Some(24.0));
    assert_eq!(grams("2 ham", &own), None);
    assert_eq!(grams("2 ham", &bare), None);
    assert_eq!(grams("2 portions ham", &own), Some(90.0));
    assert_eq!(grams("1 kg", &own), Some(1000.0));
    let dense = |density| Weighed { density: Some(density), ..Weighed::default() };
    assert_eq!(grams("200 ml milk", &dense(1.03)), Some(206.0));
    assert_eq!(grams("1 tbsp oil", &dense(0.92)), Some(10.0));
    assert_eq!(grams("1 tbsp honey", &dense(1.42)), Some(21.3));
    assert_eq!(grams("1 tbsp flour", &dense(0.55)), Some(8.25));
}

#[test]
fn a_household_measure_weighs_what_it_does_of_its_foods_and_of_others_nobody_knows() {
    for (text, language, name, weighs) in [
        ("2 slices", "en", "Wholemeal bread", Some(60.0)),
        ("2 slices", "fr", "Jambon blanc", Some(90.0)),
        ("1 slice", "en", "Apple pie", None),
        ("1 handful", "fr", "Noix de cajou", Some(30.0)),
        ("1 handful", "en", "Spinach, raw", None),
        ("1 filet", "fr", "Huile d'olive", None),
        ("1 fillet", "fr", "Citron", None),
        ("1 morceau", "fr", "Sucre blanc", Some(5.0)),
        ("1 morceau", "fr", "Pain blanc", None),
        ("1 lump", "fr", "Fromage bleu", None),
        ("1 leaf", "en", "Lettuce, raw", None),
        ("1 can", "en", "Tuna, raw", None),
        ("1 can", "en", "Ginger beer", Some(330.0)),
        ("2 canettes", "fr", "Jus de pomme", Some(660.0)),
        ("1 pinch", "en", "Salt", Some(0.5)),
        ("1 portion", "fr", "Haricots verts", Some(100.0)),
        ("1 cup", "en", "Wheat flour", Some(132.0)),
        ("2 tbsp", "fr", "Sucre blanc", Some(25.5)),
        ("1 tbsp", "fr", "Miel", Some(21.3)),
        ("1 tbsp", "en", "Olive oil", Some(10.0)),
        ("1 glass", "en", "Whole milk", Some(206.0)),
        ("1 l", "fr", "Lait demi-écrémé", Some(1030.0)),
        ("1 l", "fr", "Lait en poudre", None),
        ("1 l", "fr", "Jus de pomme", Some(1000.0)),
        ("10", "en", "Broccoli, raw", None),
    ] {
        let food = Weighed { names: vec![(language, name)], ..Weighed::default() };
        assert_eq!(grams(&format!("{text} x"), &food), weighs, "{text} of {name}");
    }
}

#[test]
fn a_portion_that_holds_many_is_not_counted_by_the_piece() {
    // names of the portion, whether the food may be counted by it
    for (names, food, is_one) in [
        (["medium", "moyenne"], "Apple, raw", true),
        (["pot", "pot"], "Greek yoghurt", true),
        (["cup", "tasse"], "Coffee, black", true),
        (["halves ×2", "noix"], "Walnuts", true),
        (["lump", "morceau"], "Sugar", true),
        (["piece", "morceau"], "Coconut, fresh", false),
        (["bowl", "bol"], "Strawberries", false),
        (["tbsp", "c. à soupe"], "Raisins", false),
        (["punnet", "barquette"], "Raspberries", false),
        (["cup", "bol"], "Cabbage, raw", false),
    ] {
        let portion = |name| Portion { name, grams: 10.0, is_default: true };
        let food = Weighed {
            names: vec![("en", food)],
            portions: names.map(portion).into(),
            ..Weighed::default()
        };
        assert_eq!(grams("2 x", &food), is_one.then_some(20.0), "{food:?}");
    }
    let heaped = Portion { name: "tsp heaped", grams: 10.0, is_default: true };
    let honey =
        Weighed { names: vec![("en", "Honey")], portions: vec![heaped], ..Weighed::default() };
    assert_eq!(grams("1 tsp honey", &honey), Some(7.1));
}

#[test]
fn no_text_breaks_the_reader() {
    for text in ["½", "1/0 apple", "1//2", "× 2", "9999999999999999999 g", "１２ g", "é", "1 ½ ½ l"]
    {
        let _ = read(text, true);
        let _ = read(text, false);
    }
}
