//! What foods usually weigh where their tables do not say it: densities, and one of a household
//! measure. The figures are those of the clinic's specification (nutrition.md §6, own typical values);
//! what it does not have is asked back.

use crate::nutrition::naming::Name;

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
const OF_ONE: [(&str, &[&str], f64); 12] = [
    ("pinch", &[], 0.5),
    ("slice", &["bread", "loaf", "toast", "pain"], 30.0),
    ("slice", &["ham", "jambon"], 45.0),
    ("handful", &NUTS, 30.0),
    ("square", &["chocolate", "chocolat"], 10.0),
    ("pot", &["yoghurt", "yogurt", "yaourt"], 125.0),
    ("pat", &["butter", "beurre", "margarine"], 10.0),
    ("lump", &["sugar", "sucre"], 5.0),
    ("plate", &["pasta", "rice", "spaghetti", "noodle", "pate", "riz"], 200.0),
    ("portion", &["cheese", "fromage"], 30.0),
    ("portion", &NUTS, 30.0),
    ("portion", &[], 100.0),
];

const NUTS: [&str; 14] = [
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
];

/// What is drunk.
const DRINKS: [&str; 25] = [
    "water", "eau", "beer", "biere", "cola", "coca", "soda", "tonic", "lemonade", "limonade",
    "juice", "jus", "drink", "boisson", "wine", "vin", "cider", "cidre", "milk", "lait", "tea",
    "the", "coffee", "cafe", "smoothie",
];

/// What else takes about as much room as it weighs.
const LIQUIDS: [&str; 22] = [
    "soup",
    "soupe",
    "potage",
    "veloute",
    "gazpacho",
    "stock",
    "broth",
    "bouillon",
    "consomme",
    "fumet",
    "sauce",
    "coulis",
    "vinegar",
    "vinaigre",
    "vinaigrette",
    "dressing",
    "yoghurt",
    "yogurt",
    "yaourt",
    "kefir",
    "compote",
    "puree",
];

/// What a drink or a soup is made of: a cup of coffee beans is no cup of coffee.
const NOT_YET_LIQUID: [&str; 21] = [
    "powder",
    "powdered",
    "poudre",
    "dehydrated",
    "deshydrate",
    "deshydratee",
    "instant",
    "soluble",
    "granules",
    "ground",
    "moulu",
    "moulue",
    "bean",
    "grain",
    "cube",
    "tablette",
    "condensed",
    "concentre",
    "concentree",
    "leaves",
    "feuilles",
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

/// Whether it takes about as much room as it weighs: a drink, a soup.
pub fn is_liquid(names: &Names<'_>) -> bool {
    let names: Vec<Name> = names.iter().map(|(language, name)| Name::of(name, language)).collect();
    let is_a = |name: &Name| name.is_a(&DRINKS) || name.is_a(&LIQUIDS);
    names.iter().any(is_a) && !names.iter().any(|name| name.has(&NOT_YET_LIQUID))
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

/// Grams of a portion of what is called so, where it is one of those that are known.
pub(super) fn portion_of(names: &Names<'_>) -> Option<f64> {
    let is_a =
        |kinds: &[&str]| names.iter().any(|(language, name)| Name::of(name, language).is_a(kinds));
    let known = OF_ONE.iter().find(|(measure, kinds, _)| *measure == "portion" && is_a(kinds));
    known.map(|(_, _, grams)| *grams)
}
