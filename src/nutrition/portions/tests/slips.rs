//! What is typed of a food and may be read otherwise than it is meant: understood, or asked back.

use super::*;

/// Texts that say how much in one way only to nobody, in either language.
const UNCLEAR: &[&str] = &[
    "5% minced beef",
    "5 % bœuf haché cuit",
    "2% milk",
    "2 % lait",
    "70% dark chocolate",
    "100% orange juice",
    "50 % pomme",
    "５％ beef",
    "12‰ salt",
    "2€ de frites",
    "2 € frites",
    "2$ chips",
    "1 £ apple",
    "3 ¥ rice",
    "€2 milk",
    "6\" baguette",
    "6” baguette",
    "2' apple",
    "2′ apple",
    "2) banana",
    "3) coffee black",
    "3. apple",
    "2, apple",
    "2: banane",
    "2- banane",
    "2 - banane",
    "2° banane",
    "2º banane",
    "2? eggs",
    "2 pommes ?",
    "2 pommes\u{a0}?",
    "150 g rice?",
    "2 apples (?)",
    "2+ pommes",
    "+2 pommes",
    "-2 apples",
    "2 = apples",
    "2 / apples",
    "2@apples",
    "2 & apples",
    "#2 apple",
    "8.30 coffee black",
    "10.30 apple",
    "12,15 banane",
    "9.00 apple",
    "19,45 pomme",
    "8:30 café",
    "0830 coffee",
    "1930 apple",
    "~150 g honey",
    "≈ 150 g honey",
    "<150 g honey",
    "about 2 apples",
    "around an apple",
    "approx. 200 g rice",
    "env. 150 g de miel",
    "environ deux pommes",
    "presque un litre de lait",
    "moins de 100 g de riz",
    "at least 2 eggs",
    "deux ou trois pommes",
    "two or three apples",
    "une dizaine d’amandes",
    "une vingtaine de cerises",
    "999999 g honey",
    "0 apples",
];

#[test]
fn a_sign_or_a_doubt_behind_a_number_is_asked_about() {
    for text in UNCLEAR {
        for is_english in [true, false] {
            assert!(!read(text, is_english).is_clear, "{text}: {:?}", read(text, is_english));
        }
    }
    for text in [
        "3-egg omelette",
        "2 (large) eggs",
        "200 ml 2% milk",
        "milk 2 % fat",
        "2 x apple",
        "2 ½ apples",
        "1.5 apples",
        "2,5 pommes",
        "4.50 apples",
        "12.5 apples",
        "8.30 g salt",
        "0830 g rice",
        "1200 rice",
        "1930 g riz",
        "- 2 apples",
        "• 200 g rice",
    ] {
        for is_english in [true, false] {
            assert!(read(text, is_english).is_clear, "{text}: {:?}", read(text, is_english));
        }
    }
}

#[test]
fn three_digits_behind_a_comma_are_of_thousands_in_english_and_asked_about_in_french() {
    for (text, english, french) in [
        ("1,250 apples", true, false),
        ("2,500 œufs", true, false),
        ("1,250", true, false),
        ("1.250 apples", false, false),
        ("1,500 tranches", true, false),
        ("0,125 pomme", true, true),
        ("1,250 kg pommes", true, true),
    ] {
        assert_eq!(read(text, true).is_clear, english, "{text}");
        assert_eq!(read(text, false).is_clear, french, "{text}");
    }
}

#[test]
fn numbers_are_read_in_words_dozens_and_halves() {
    let jug = Measure::Volume(250.0);
    for (text, count, measure, food) in [
        ("eleven almonds", 11.0, Measure::Piece, "almonds"),
        ("onze œufs", 11.0, Measure::Piece, "œufs"),
        ("seize amandes", 16.0, Measure::Piece, "amandes"),
        ("dix-sept amandes", 17.0, Measure::Piece, "amandes"),
        ("dix huit amandes", 18.0, Measure::Piece, "amandes"),
        ("vingt et une cerises", 21.0, Measure::Piece, "cerises"),
        ("twenty-five almonds", 25.0, Measure::Piece, "almonds"),
        ("trente g de riz", 30.0, GRAM, "riz"),
        ("thirty grams of rice", 30.0, GRAM, "rice"),
        ("2 dozen eggs", 24.0, Measure::Piece, "eggs"),
        ("5 dozen eggs", 60.0, Measure::Piece, "eggs"),
        ("2 douzaines d’œufs", 24.0, Measure::Piece, "œufs"),
        ("deux douzaines d’œufs", 24.0, Measure::Piece, "œufs"),
        ("a dozen of eggs", 12.0, Measure::Piece, "eggs"),
        ("half a dozen eggs", 6.0, Measure::Piece, "eggs"),
        ("une demi-douzaine d’œufs", 6.0, Measure::Piece, "œufs"),
        ("une demi douzaine d’œufs", 6.0, Measure::Piece, "œufs"),
        ("une pomme et demie", 1.5, Measure::Piece, "pomme"),
        ("1 pomme et demie", 1.5, Measure::Piece, "pomme"),
        ("an apple and a half", 1.5, Measure::Piece, "apple"),
        ("one and a half apples", 1.5, Measure::Piece, "apples"),
        ("2 and a half cups of rice", 2.5, Measure::Volume(240.0), "rice"),
        ("1 litre et demi", 1.5, LITRE, ""),
        ("1 litre et demi de lait", 1.5, LITRE, "lait"),
        ("2 tranches et demie de pain", 2.5, SLICE, "pain"),
        ("a cup and a half of milk", 1.5, Measure::Volume(240.0), "milk"),
        ("half of an apple", 0.5, Measure::Piece, "apple"),
        ("la moitié d’une pomme", 0.5, Measure::Piece, "pomme"),
        ("three quarters of a cup of milk", 0.75, Measure::Volume(240.0), "milk"),
        ("trois quarts de pomme", 0.75, Measure::Piece, "pomme"),
        ("un quart de litre de lait", 0.25, LITRE, "lait"),
        ("un demi-litre de lait", 0.5, LITRE, "lait"),
        ("un quart de pomme", 0.25, Measure::Piece, "pomme"),
        ("un quart de vin rouge", 1.0, jug, "vin rouge"),
        ("1 quart de vin rouge", 1.0, jug, "vin rouge"),
        ("un quart de rosé", 1.0, jug, "rosé"),
        ("deux quarts de cidre", 2.0, jug, "cidre"),
        ("1 kg 500 de pomme de terre crue", 1.5, Measure::Mass(1000.0), "pomme de terre crue"),
        ("1 kg 250 g de pommes", 1.25, Measure::Mass(1000.0), "pommes"),
        ("2 l 500 de lait", 2.5, LITRE, "lait"),
        ("１／２ pomme", 0.5, Measure::Piece, "pomme"),
        ("１，５ kg pommes", 1.5, Measure::Mass(1000.0), "pommes"),
        ("２ ｋｇ pommes", 2.0, Measure::Mass(1000.0), "pommes"),
        ("2 x apple", 2.0, Measure::Piece, "apple"),
        ("- 2 apples", 2.0, Measure::Piece, "apples"),
        ("55 pieces cherries", 55.0, Measure::Piece, "cherries"),
    ] {
        reads(text, true, count, measure, food);
        reads(text, false, count, measure, food);
        assert!(read(text, false).is_clear, "{text}");
    }
}

/// A food with one portion that has a name in each language.
fn counted_by<'f>(name: &'f str, portion: [&'f str; 2], grams: f64) -> Weighed<'f> {
    let one = |name| Portion { name, grams, is_default: true };
    Weighed { names: vec![("en", name)], portions: portion.map(one).into(), ..Weighed::default() }
}

#[test]
fn a_whole_thing_is_no_slice_of_it() {
    for (text, name, portion, of_one, weighs) in [
        ("1 x", "Pizza, thin", ["slices", "parts"], 100.0, None),
        ("half a x", "Pizza, thin", ["slices", "parts"], 100.0, None),
        ("2 slices x", "Pizza, thin", ["slices", "parts"], 100.0, Some(200.0)),
        ("1 piece x", "Pizza, thin", ["slices", "parts"], 100.0, None),
        ("1 x", "Pineapple", ["slices", "tranches"], 60.0, None),
        ("1 x", "Apple pie", ["slice", "part"], 120.0, None),
        ("1 x", "Gruyère", ["piece", "part"], 30.0, None),
        ("1 x", "Brie", ["wedge", "part"], 30.0, None),
        ("1 x", "Dark chocolate", ["square", "carré"], 10.0, None),
        ("3 squares x", "Dark chocolate", ["square", "carré"], 10.0, Some(30.0)),
        ("1 x", "Garlic, raw", ["clove", "gousse"], 3.0, None),
        ("2 cloves x", "Garlic, raw", ["clove", "gousse"], 3.0, Some(6.0)),
        ("1 x", "Celery, raw", ["stalk", "branche"], 40.0, None),
        ("1 x", "Butter", ["pat", "noisette"], 10.0, None),
        ("1 x", "Vanilla ice cream", ["scoop", "boule"], 60.0, None),
        ("1 x", "Salmon, raw", ["fillet", "filet"], 120.0, None),
        ("2 fillets x", "Salmon, raw", ["fillet", "filet"], 120.0, Some(240.0)),
        ("2 x", "Chicken breast, cooked", ["fillet", "filet"], 120.0, Some(240.0)),
        ("10 x", "Chips (French fries)", ["portion", "portion"], 150.0, None),
        ("2 portions x", "Chips (French fries)", ["portion", "portion"], 150.0, Some(300.0)),
        ("2 x", "Gratin", ["portion", "portion"], 200.0, Some(400.0)),
        ("2 x", "Apple, raw", ["medium", "moyenne"], 150.0, Some(300.0)),
        ("1 x", "Beer", ["glass", "demi"], 250.0, Some(250.0)),
    ] {
        assert_eq!(grams(text, &counted_by(name, portion, of_one)), weighs, "{text} of {name}");
    }
}

#[test]
fn a_portion_is_what_somebody_takes_and_no_piece() {
    for (name, portion, of_one, weighs) in [
        ("Almonds, blanched", ["pieces", "pièces"], 1.3, Some(30.0)),
        ("Cashew nuts", ["pieces", "pièces"], 1.7, Some(30.0)),
        ("Walnuts", ["halves ×2", "noix"], 4.0, Some(30.0)),
        ("Olives, green", ["pieces", "pièces"], 3.0, None),
        ("Cherries", ["pieces", "pièces"], 8.0, None),
        ("Raisins", ["tbsp", "c. à soupe"], 15.0, None),
        ("Salami", ["slices", "tranches"], 7.5, None),
        ("Potato, raw", ["medium", "moyennes"], 75.0, None),
        ("Egg, raw", ["medium", "moyen"], 50.0, None),
        ("Apple, raw", ["medium", "moyenne"], 150.0, Some(150.0)),
        ("Pasta, cooked", ["plate", "assiette"], 180.0, Some(180.0)),
        ("Yoghurt", ["pot", "pot"], 125.0, Some(125.0)),
        ("Ham, cooked", ["slice", "tranche"], 45.0, Some(45.0)),
        ("Cod, raw", ["fillet", "filet"], 120.0, Some(120.0)),
        ("Strawberries", ["bowl", "bol"], 125.0, Some(125.0)),
        ("Gruyère", ["piece", "part"], 30.0, Some(30.0)),
    ] {
        let food = counted_by(name, portion, of_one);
        assert_eq!(grams("1 portion", &food), weighs, "{name}");
        let two = weighs.map(|one| 2.0 * one);
        assert_eq!(grams("2 servings", &food), two, "{name}");
    }
}

#[test]
fn a_bare_number_is_grams_but_of_what_is_counted() {
    for (text, name, portion, of_one, weighs) in [
        ("49 x", "Cherries", ["pieces", "pièces"], 8.0, Some(392.0)),
        ("100 x", "Cherries", ["pieces", "pièces"], 8.0, None),
        ("55 pieces x", "Cherries", ["pieces", "pièces"], 8.0, Some(440.0)),
        ("50 x", "Egg, raw", ["medium", "moyen"], 50.0, None),
        ("60 x", "Mussels", ["pieces", "pièces"], 5.0, None),
        ("60 x", "Walnuts", ["halves ×2", "noix"], 4.0, None),
        ("x 120", "Prawns", ["pieces", "pièces"], 8.0, None),
        ("120 x", "Salmon, raw", ["fillet", "filet"], 120.0, Some(120.0)),
        ("200 x", "Whole milk", ["glass", "verre"], 200.0, Some(200.0)),
        ("60 x", "White bread", ["slice", "tranche"], 30.0, Some(60.0)),
        ("60 x", "Sugar", ["lump", "morceau"], 5.0, Some(60.0)),
        ("100 g x", "Cherries", ["pieces", "pièces"], 8.0, Some(100.0)),
    ] {
        assert_eq!(grams(text, &counted_by(name, portion, of_one)), weighs, "{text} of {name}");
    }
    let amount = |text| read(text, true).amount.unwrap();
    let apple = counted_by("Apple, raw", ["medium", "moyenne"], 150.0);
    assert_eq!(amount("60").beside(false, 150.0).grams(&apple), None);
    assert_eq!(amount("150").beside(false, 150.0).grams(&apple), Some(150.0));
    assert_eq!(amount("60").beside(true, 150.0).grams(&apple), Some(60.0));
}

#[test]
fn room_weighs_what_it_does_of_drinks_and_soups_and_of_others_nobody_knows() {
    for (text, language, name, weighs) in [
        ("1 cup", "en", "Lettuce, raw", None),
        ("2 cups", "en", "Spinach, raw", None),
        ("1 cup", "en", "Corn flakes", None),
        ("1 bol", "fr", "Granola", None),
        ("1 cup", "en", "Almonds, blanched", None),
        ("1 l", "fr", "Champignons de Paris crus", None),
        ("2 dl", "fr", "Épinards crus", None),
        ("1 verre", "fr", "Amandes mondées", None),
        ("1 tbsp", "en", "Cocoa", None),
        ("1 tbsp", "en", "Milk powder", None),
        ("1 cup", "en", "Coffee beans", None),
        ("1 tasse", "fr", "Café moulu", None),
        ("1 bol", "fr", "Soupe déshydratée", None),
        ("1 cup", "en", "Ice cream", None),
        ("1 bol", "fr", "Soupe de légumes", Some(300.0)),
        ("1 louche", "fr", "Potage", Some(150.0)),
        ("1 cup", "en", "Chicken stock", Some(240.0)),
        ("2 tbsp", "en", "Tomato sauce", Some(30.0)),
        ("1 tbsp", "fr", "Vinaigre de cidre", Some(15.0)),
        ("1 cup", "en", "Black tea", Some(240.0)),
        ("20 cl", "fr", "Vin blanc sec", Some(200.0)),
        ("1 cup", "en", "Greek yoghurt", Some(240.0)),
    ] {
        let food = Weighed { names: vec![(language, name)], ..Weighed::default() };
        assert_eq!(grams(&format!("{text} x"), &food), weighs, "{text} of {name}");
    }
}
