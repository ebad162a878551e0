//! By what a food is counted: whether its usual portion is one of it, a part of one, or many; and
//! whether somebody takes so much at once.

use super::measure::{Portion, Weighed};
use super::usual::grams_of_one;
use super::words::names as is_named;
use crate::nutrition::naming::Name;
use crate::text::letters;

/// Words of portions of which one holds many, or a part of one: "3 strawberries" are not three bowls,
/// and "a pizza" is not a slice of it.
const OF_MANY: [&str; 38] = [
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
    "slice",
    "slices",
    "tranche",
    "tranches",
    "part",
    "parts",
    "wedge",
    "wedges",
    "square",
    "squares",
    "carre",
    "carres",
    "clove",
    "cloves",
    "gousse",
    "gousses",
    "stalk",
    "branche",
    "pat",
    "noisette",
    "scoop",
    "boule",
];

/// Words of portions that are cut off a whole fish: but a breast is one.
const FILLETS: [&str; 4] = ["fillet", "fillets", "filet", "filets"];
const BREASTS: [&str; 6] = ["breast", "blanc", "escalope", "fillet", "filet", "tenderloin"];

/// Words of portions that hold what comes in many where its name says so: "10 chips" are not ten bags.
const BAGS: [&str; 8] =
    ["portion", "portions", "serving", "servings", "bag", "bags", "sachet", "sachets"];

/// Words of portions that nobody counts to fifty, but weighs: "60 salmon" is grams, "60 prawns" is not
/// sure to be.
const WEIGHED: [&str; 36] = [
    "glass",
    "verre",
    "cup",
    "tasse",
    "mug",
    "pot",
    "portion",
    "serving",
    "can",
    "canette",
    "bottle",
    "bouteille",
    "demi",
    "fillet",
    "filet",
    "steak",
    "steaks",
    "pave",
    "patty",
    "chop",
    "chops",
    "cote",
    "cotelette",
    "cotelettes",
    "escalope",
    "lump",
    "morceau",
    "cheese",
    "fromage",
    "sachet",
    "bag",
    "scoop",
    "boule",
    "ladle",
    "louche",
    "pack",
];

/// Words of portions that are what somebody takes of a food.
const TAKEN: [&str; 32] = [
    "portion", "serving", "plate", "assiette", "pot", "glass", "verre", "tasse", "bowl", "bol",
    "can", "canette", "fillet", "filet", "steak", "pave", "patty", "chop", "cote", "escalope",
    "slice", "slices", "tranche", "tranches", "part", "parts", "wedge", "bag", "sachet", "demi",
    "mug", "ladle",
];
/// Less than this is no portion of its own: nobody's is one olive, or a slice of salami.
const LEAST_TAKEN: f64 = 25.0;
/// A whole one is a portion from here on: an apple, but no potato.
const LEAST_WHOLE: f64 = 100.0;
const WHOLES: [&str; 5] = ["medium", "moyen", "moyenne", "large", "grosse"];

/// The names of the portion by which a food is counted: it may have one in each language.
struct Counted(Vec<String>);

impl Counted {
    fn of(food: &Weighed<'_>) -> Option<Self> {
        let mut portions = food.portions.iter();
        let usual = portions.find(|portion| portion.is_default).or(food.portions.first())?;
        Some(Self::like(usual, food))
    }

    fn like(usual: &Portion<'_>, food: &Weighed<'_>) -> Self {
        let same = food.portions.iter().filter(|portion| portion.grams == usual.grams);
        Self(same.map(|portion| letters::key(portion.name)).collect())
    }

    fn says(&self, wanted: &[&str]) -> bool {
        self.0.iter().any(|name| letters::words(name).any(|word| wanted.contains(&word)))
    }

    /// Whether it holds many of the food, or a part of one.
    fn is_of_many(&self, food: &Weighed<'_>) -> bool {
        // A cup of coffee is one, a cup of spinach is not.
        let is_cupful = self.says(&["cup"]) && !self.says(&["tasse"]);
        let is_chunk = self.0.iter().any(|name| is_named("lump", name));
        let is_lump = grams_of_one("lump", &food.names).is_some();
        let is_fillet = self.says(&FILLETS) && !has(food, &BREASTS);
        let is_bag = self.says(&BAGS) && comes_in_many(food);
        self.says(&OF_MANY) || is_cupful || is_fillet || is_bag || is_chunk && !is_lump
    }
}

fn has(food: &Weighed<'_>, words: &[&str]) -> bool {
    food.names.iter().any(|(language, name)| Name::of(name, language).has(words))
}

/// Whether a food's name is in the plural: "Chips (French fries)", « Frites ».
fn comes_in_many(food: &Weighed<'_>) -> bool {
    food.names.iter().any(|(_, name)| {
        let key = letters::key(name);
        letters::words(&key).next().is_some_and(|word| word.len() >= 5 && word.ends_with('s'))
    })
}

/// Whether the portion by which a food is counted holds many of it, or a part of one.
pub(super) fn is_of_many(food: &Weighed<'_>) -> bool {
    Counted::of(food).is_some_and(|counted| counted.is_of_many(food))
}

/// Whether the food is counted by the piece, so that a bare number may be one of pieces.
pub(super) fn is_counted(food: &Weighed<'_>) -> bool {
    Counted::of(food).is_some_and(|counted| !counted.is_of_many(food) && !counted.says(&WEIGHED))
}

/// Whether somebody takes as much of the food as one of this portion holds.
pub(super) fn is_portion(usual: &Portion<'_>, food: &Weighed<'_>) -> bool {
    let named = Counted::like(usual, food);
    named.says(&TAKEN) && usual.grams >= LEAST_TAKEN
        || named.says(&WHOLES) && usual.grams >= LEAST_WHOLE
}
