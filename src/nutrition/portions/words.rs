//! The measures and number words of English and French, folded: no accents, lower case.

use super::measure::Measure;
use crate::text::fold;

/// A measure: its key, what it is, and what people call it, longest names first among their like.
pub(super) struct Word {
    pub key: &'static str,
    pub measure: Measure,
    pub names: &'static [&'static str],
}

const fn mass(names: &'static [&'static str], grams: f64) -> Word {
    Word { key: "", measure: Measure::Mass(grams), names }
}

const fn volume(key: &'static str, names: &'static [&'static str], ml: f64) -> Word {
    Word { key, measure: Measure::Volume(ml), names }
}

const fn household(key: &'static str, names: &'static [&'static str], grams: f64) -> Word {
    Word { key, measure: Measure::Household(key, grams), names }
}

/// Every measure.
pub(super) static MEASURES: &[Word] = &[
    mass(&["kilograms", "kilogram", "kilogrammes", "kilogramme", "kilos", "kilo", "kg"], 1000.0),
    mass(&["milligrams", "milligram", "milligrammes", "milligramme", "mg"], 0.001),
    mass(&["grams", "gram", "grammes", "gramme", "grs", "gr", "g"], 1.0),
    mass(&["ounces", "ounce", "onces", "once", "oz"], 28.35),
    mass(&["pounds", "pound", "lbs", "lb"], 453.6),
    mass(&["livres", "livre"], 500.0),
    volume("", &["litres", "litre", "liters", "liter", "l"], 1000.0),
    volume("", &["decilitres", "decilitre", "deciliters", "deciliter", "dl"], 100.0),
    volume("", &["centilitres", "centilitre", "centiliters", "centiliter", "cl"], 10.0),
    volume("", &["millilitres", "millilitre", "milliliters", "milliliter", "ml", "cc"], 1.0),
    volume("", &["fluid ounces", "fluid ounce", "fl oz", "fl. oz", "fl. oz."], 29.57),
    volume(
        "tablespoon",
        &[
            "cuilleres a soupe",
            "cuillere a soupe",
            "cuilleree a soupe",
            "cuillerees a soupe",
            "cuil. a soupe",
            "cuil a soupe",
            "c. a soupe",
            "c a soupe",
            "c. a s.",
            "c. a s",
            "c a s",
            "c.a.s.",
            "c.a.s",
            "cas",
            "cs",
            "tablespoons",
            "tablespoon",
            "tbsps",
            "tbsp.",
            "tbsp",
            "tbs",
        ],
        15.0,
    ),
    volume(
        "teaspoon",
        &[
            "cuilleres a cafe",
            "cuillere a cafe",
            "cuillerees a cafe",
            "cuilleree a cafe",
            "cuilleres a the",
            "cuillere a the",
            "cuil. a cafe",
            "cuil a cafe",
            "c. a cafe",
            "c a cafe",
            "c. a c.",
            "c. a c",
            "c a c",
            "c.a.c.",
            "c.a.c",
            "cac",
            "cc.",
            "teaspoons",
            "teaspoon",
            "tsps",
            "tsp.",
            "tsp",
        ],
        5.0,
    ),
    volume(
        "dessert spoon",
        &[
            "cuilleres a dessert",
            "cuillere a dessert",
            "dessert spoons",
            "dessert spoon",
            "dessertspoons",
            "dessertspoon",
        ],
        10.0,
    ),
    volume("wine glass", &["wine glasses", "wine glass", "verres a vin", "verre a vin"], 125.0),
    volume("glass", &["glasses", "glass", "verres", "verre"], 200.0),
    volume("cup", &["us cups", "us cup", "cups", "cup", "tasses us", "tasse us"], 240.0),
    volume("mug", &["mugs", "mug", "grandes tasses", "grande tasse"], 250.0),
    volume("espresso", &["espressos", "espresso"], 40.0),
    volume("tasse", &["tasses", "tasse"], 200.0),
    volume("bowl", &["bowls", "bowl", "bols", "bol"], 300.0),
    volume("ladle", &["ladles", "ladle", "louches", "louche"], 150.0),
    volume(
        "soup plate",
        &["soup plates", "soup plate", "assiettes creuses", "assiette creuse"],
        250.0,
    ),
    volume("can", &["cans", "can", "canettes", "canette"], 330.0),
    volume(
        "small bottle",
        &["small bottles", "small bottle", "petites bouteilles", "petite bouteille"],
        500.0,
    ),
    household("pinch", &["pinches", "pinch", "pincees", "pincee"], 0.5),
    household("slice", &["slices", "slice", "tranches", "tranche", "rondelles", "rondelle"], 30.0),
    household("handful", &["handfuls", "handful", "poignees", "poignee"], 30.0),
    household("square", &["squares", "square", "carres", "carre"], 10.0),
    household("pot", &["pots", "pot"], 125.0),
    household("pat", &["pats", "pat", "noisettes", "noisette", "noix"], 10.0),
    household("lump", &["lumps", "lump", "cubes", "cube", "morceaux", "morceau"], 5.0),
    household(
        "plate",
        &["plates", "plate", "platefuls", "plateful", "assiettes", "assiette"],
        200.0,
    ),
    household("portion", &["portions", "portion", "servings", "serving"], 100.0),
    household("fillet", &["fillets", "fillet", "filets", "filet"], 120.0),
    household("leaf", &["leaves", "leaf", "feuilles", "feuille"], 5.0),
    household("clove", &["cloves", "clove", "gousses", "gousse"], 4.0),
    Word {
        key: "piece",
        measure: Measure::Piece,
        names: &["pieces", "piece", "pcs", "pc", "unites", "unite", "units", "unit"],
    },
];

/// Words for numbers.
pub(super) static NUMBERS: &[(&str, f64)] = &[
    ("un demi", 0.5),
    ("une demi", 0.5),
    ("une demie", 0.5),
    ("half a", 0.5),
    ("half an", 0.5),
    ("a half", 0.5),
    ("half", 0.5),
    ("demi", 0.5),
    ("demie", 0.5),
    ("a quarter", 0.25),
    ("quarter", 0.25),
    ("un quart", 0.25),
    ("a", 1.0),
    ("an", 1.0),
    ("one", 1.0),
    ("un", 1.0),
    ("une", 1.0),
    ("two", 2.0),
    ("deux", 2.0),
    ("three", 3.0),
    ("trois", 3.0),
    ("four", 4.0),
    ("quatre", 4.0),
    ("five", 5.0),
    ("cinq", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("sept", 7.0),
    ("eight", 8.0),
    ("huit", 8.0),
    ("nine", 9.0),
    ("neuf", 9.0),
    ("ten", 10.0),
    ("dix", 10.0),
    ("douze", 12.0),
    ("twelve", 12.0),
];

/// What stands between a measure and its food.
pub(super) static LINKS: &[&str] =
    &["of the ", "of ", "de la ", "de l'", "du ", "des ", "de ", "d'"];

/// Whether a portion's name, in either language, is one of this measure's.
pub(super) fn names(key: &str, portion: &str) -> bool {
    let portion = fold(portion);
    let is_name = |name: &&str| {
        portion.strip_prefix(*name).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    !key.is_empty() && MEASURES.iter().any(|word| word.key == key && word.names.iter().any(is_name))
}
