//! What foods usually weigh where their tables do not say it: densities, and one of a household
//! measure. The figures are those of the clinic's specification (nutrition.md §6, own typical values);
//! what it does not have is asked back.

use super::measure::Weighed;
use super::words::names as is_named;
use crate::nutrition::naming::Name;
use crate::text::letters;

/// Grams in a millilitre, by what a food is.
const DENSITIES: [(&[&str], f64); 7] = [
    (&["water", "eau"], 1.0),
    (&["milk", "lait"], 1.03),
    (&["oil", "huile"], 0.92),
    (&["honey", "miel"], 1.42),
    (&["cream", "creme"], 1.0),
    (&["flour", "farine"], 0.55),
    (&["sugar", "sucre"], 0.85),
];

/// What is of another density than its name says.
const OTHERWISE: [&str; 18] = [
    "powder",
    "powdered",
    "dry",
    "dried",
    "condensed",
    "evaporated",
    "ice",
    "icing",
    "whipped",
    "poudre",
    "deshydrate",
    "concentre",
    "glace",
    "glacee",
    "fouettee",
    "sec",
    "cheese",
    "fromage",
];

/// Grams of one of a household measure, by what a food is; of anything where nothing is named.
const OF_ONE: [(&str, &[&str], f64); 11] = [
    ("pinch", &[], 0.5),
    ("slice", &["bread", "loaf", "toast", "pain"], 30.0),
    ("slice", &["ham", "jambon"], 45.0),
    (
        "handful",
        &[
            "nut",
            "walnut",
            "hazelnut",
            "almond",
            "cashew",
            "peanut",
            "pistachio",
            "pecan",
            "noix",
            "noisette",
            "amande",
            "cacahuete",
            "arachide",
            "pistache",
        ],
        30.0,
    ),
    ("square", &["chocolate", "chocolat"], 10.0),
    ("pot", &["yoghurt", "yogurt", "yaourt"], 125.0),
    ("pat", &["butter", "beurre", "margarine"], 10.0),
    ("lump", &["sugar", "sucre"], 5.0),
    ("plate", &["pasta", "rice", "spaghetti", "noodle", "pate", "riz"], 200.0),
    ("portion", &["cheese", "fromage"], 30.0),
    ("portion", &[], 100.0),
];

/// What is drunk.
const DRINKS: [&str; 25] = [
    "water", "eau", "beer", "biere", "cola", "coca", "soda", "tonic", "lemonade", "limonade",
    "juice", "jus", "drink", "boisson", "wine", "vin", "cider", "cidre", "milk", "lait", "tea",
    "the", "coffee", "cafe", "smoothie",
];

/// Words of portions of which one holds many, or a part of one: "3 strawberries" are not three bowls.
const OF_MANY: [&str; 16] = [
    "bowl",
    "bol",
    "punnet",
    "barquette",
    "handful",
    "poignee",
    "plate",
    "assiette",
    "tbsp",
    "tsp",
    "tablespoon",
    "teaspoon",
    "soupe",
    "cafe",
    "cuillere",
    "cuilleree",
];

/// Names by the codes of their languages.
type Names<'n> = [(&'n str, &'n str)];

/// Grams in a millilitre of a food that is called so.
pub fn density(names: &Names<'_>) -> Option<f64> {
    let names: Vec<Name> = names.iter().map(|(language, name)| Name::of(name, language)).collect();
    if names.iter().any(|name| name.has(&OTHERWISE)) {
        return None;
    }
    let known = DENSITIES.iter().find(|(kinds, _)| names.iter().any(|name| name.is_a(kinds)));
    known.map(|(_, density)| *density)
}

/// Whether it is drunk.
pub(super) fn is_drink(names: &Names<'_>) -> bool {
    names.iter().any(|(language, name)| Name::of(name, language).is_a(&DRINKS))
}

/// Grams of one of that measure of a food that is called so.
pub(super) fn grams_of_one(key: &str, names: &Names<'_>) -> Option<f64> {
    let is_a = |kinds: &[&str]| {
        kinds.is_empty()
            || names.iter().any(|(language, name)| Name::of(name, language).is_a(kinds))
    };
    let known = OF_ONE.iter().find(|(measure, kinds, _)| *measure == key && is_a(kinds));
    known.map(|(_, _, grams)| *grams)
}

/// Whether the portion by which a food is counted holds many of it, or a part of one. It may have a
/// name in each language.
pub(super) fn is_of_many(food: &Weighed<'_>) -> bool {
    let usual = food.portions.iter().find(|portion| portion.is_default).or(food.portions.first());
    let Some(usual) = usual else { return false };
    let same = food.portions.iter().filter(|portion| portion.grams == usual.grams);
    let names: Vec<String> = same.map(|portion| letters::key(portion.name)).collect();
    let says = |wanted: &[&str]| {
        names.iter().any(|name| letters::words(name).any(|word| wanted.contains(&word)))
    };
    // A cup of coffee is one, a cup of spinach is not.
    let is_cupful = says(&["cup"]) && !says(&["tasse"]);
    let is_chunk = names.iter().any(|name| is_named("lump", name));
    let is_lump = grams_of_one("lump", &food.names).is_some();
    says(&OF_MANY) || is_cupful || is_chunk && !is_lump
}
