//! The measures of English and French, folded: no accents, lower case.

use super::measure::Measure;
use crate::text::fold;
use crate::text::plural::is_same;

/// A measure: its key, what it is, and what people call it, longest names first among their like.
pub(super) struct Word {
    pub key: &'static str,
    pub measure: Measure,
    pub names: &'static [&'static str],
    /// The foods, as their names begin, of which alone it is a measure; any food where none is named.
    pub of: &'static [&'static str],
}

const fn mass(names: &'static [&'static str], grams: f64) -> Word {
    Word { key: "", measure: Measure::Mass(grams), names, of: &[] }
}

const fn volume(key: &'static str, names: &'static [&'static str], ml: f64) -> Word {
    Word { key, measure: Measure::Volume(ml), names, of: &[] }
}

const fn household(key: &'static str, names: &'static [&'static str]) -> Word {
    Word { key, measure: Measure::Household(key), names, of: &[] }
}

/// The measures that both languages have.
static MEASURES: &[Word] = &[
    mass(&["kilograms", "kilogram", "kilogrammes", "kilogramme", "kilos", "kilo", "kg"], 1000.0),
    mass(&["milligrams", "milligram", "milligrammes", "milligramme", "mg"], 0.001),
    mass(&["grams", "gram", "grammes", "gramme", "gms", "gm", "grs", "gr", "g"], 1.0),
    mass(&["ounces", "ounce", "onces", "once", "oz"], 28.35),
    mass(&["pounds", "pound", "lbs", "lb"], 453.6),
    mass(&["livres", "livre"], 500.0),
    volume("", &["litres", "litre", "liters", "liter", "l"], 1000.0),
    volume("", &["decilitres", "decilitre", "deciliters", "deciliter", "dl"], 100.0),
    volume("", &["centilitres", "centilitre", "centiliters", "centiliter", "cl"], 10.0),
    volume("", &["millilitres", "millilitre", "milliliters", "milliliter", "ml"], 1.0),
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
            "c.a soupe",
            "c.a.soupe",
            "c. a table",
            "c. a s.",
            "c. a s",
            "c a s",
            "c.a s.",
            "c.a s",
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
            "c.a cafe",
            "c.a.cafe",
            "c. a c.",
            "c. a c",
            "c a c",
            "c.a c.",
            "c.a c",
            "c.a.c.",
            "c.a.c",
            "cac",
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
    household("pinch", &["pinches", "pinch", "pincees", "pincee"]),
    household("slice", &["slices", "slice", "tranches", "tranche", "rondelles", "rondelle"]),
    household("handful", &["handfuls", "handful", "poignees", "poignee"]),
    household("square", &["squares", "square", "carres", "carre"]),
    household("pot", &["pots", "pot"]),
    household("pat", &["pats", "pat", "knobs", "knob"]),
    Word {
        key: "pat",
        measure: Measure::Household("pat"),
        names: &["noisettes", "noisette", "noix"],
        of: &["beurre", "margarine"],
    },
    household("lump", &["lumps", "lump", "cubes", "cube", "morceaux", "morceau"]),
    household("plate", &["plates", "plate", "platefuls", "plateful", "assiettes", "assiette"]),
    household("portion", &["portions", "portion", "servings", "serving"]),
    household("fillet", &["fillets", "fillet", "filets", "filet"]),
    household("leaf", &["leaves", "leaf", "feuilles", "feuille"]),
    household("clove", &["cloves", "clove", "gousses", "gousse"]),
    // « Un quart de vin » is a jug.
    Word {
        key: "quart",
        measure: Measure::Volume(250.0),
        names: &["quarts", "quart"],
        of: &["vin", "rose", "cidre"],
    },
    Word {
        key: "piece",
        measure: Measure::Piece,
        names: &["pieces", "piece", "pcs", "pc", "unites", "unite", "units", "unit"],
        of: &[],
    },
];

/// What is a measure in English alone, and in French.
static ENGLISH: &[Word] = &[volume("", &["cc"], 1.0)];
static FRENCH: &[Word] = &[
    volume("teaspoon", &["cc"], 5.0),
    Word {
        key: "demi",
        measure: Measure::Volume(250.0),
        names: &["demis", "demi"],
        of: &["biere", "panache"],
    },
];

/// Every measure of a language.
pub(super) fn measures(is_english: bool) -> impl Iterator<Item = &'static Word> {
    MEASURES.iter().chain(if is_english { ENGLISH } else { FRENCH })
}

/// What stands between a measure and its food.
static LINKS: &[&str] = &["of the ", "of ", "de la ", "de l'", "du ", "des ", "de ", "d'"];

/// Whether a word for quarters means jugs here: « un quart de vin », « trois quarts de rosé ».
pub(super) fn is_jug(word: &str, rest: &str) -> bool {
    let is_quart = word.ends_with("quart") || word.ends_with("quarts");
    let jug = MEASURES.iter().find(|measure| measure.key == "quart");
    is_quart && jug.is_some_and(|jug| is_of(jug, rest))
}

/// Whether the word measures what stands behind it: « noix » is one of butter alone.
pub(super) fn is_of(word: &Word, rest: &str) -> bool {
    let food = fold(linked(rest));
    let first = food.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    word.of.is_empty() || word.of.iter().any(|of| is_same(of, first))
}

/// The food without what links it to its measure.
pub(super) fn linked(text: &str) -> &str {
    let end_of =
        |link: &str| text.char_indices().nth(link.chars().count()).map_or(text.len(), |(at, _)| at);
    let link = LINKS.iter().find(|link| fold(&text[..end_of(link)]) == **link);
    link.map_or(text, |link| &text[end_of(link)..])
}

/// Whether a portion's name, in either language, is one of this measure's; a heaped spoon is none.
pub(super) fn names(key: &str, portion: &str) -> bool {
    let portion = fold(portion);
    let is_name = |name: &&str| {
        portion.strip_prefix(*name).is_some_and(|rest| {
            let is_heaped = rest.contains("heap") || rest.contains("bombee");
            !rest.starts_with(char::is_alphanumeric) && !is_heaped
        })
    };
    let mut known = MEASURES.iter().chain(FRENCH).filter(|word| word.key == key);
    !key.is_empty() && known.any(|word| word.names.iter().any(is_name))
}

/// What stands behind a word at the beginning, compared without accents. An abbreviation may have its
/// point.
pub(super) fn after<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let end =
        ends.by_ref().take(word.chars().count() + 4).find(|end| fold(&text[..*end]) == word)?;
    let rest = &text[end..];
    let pointless = rest.strip_prefix('.').unwrap_or(rest);
    if pointless.is_empty() || pointless.starts_with(' ') {
        return Some(pointless.trim_start());
    }
    word.ends_with(['\'', '-']).then(|| rest.trim_start())
}
