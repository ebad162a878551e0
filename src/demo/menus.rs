//! What the demo clinic's people eat, as it is typed: amounts and the names of the starter foods.

/// Lines of each meal of a day.
pub(super) type Menu = [&'static [&'static str]; 5];

/// A recipe: name, servings, cooked weight, what goes in, how.
type Recipe = (&'static str, f64, f64, &'static [&'static str], &'static str);

pub(super) const RECIPES: [Recipe; 5] = [
    (
        "Lentil soup",
        4.0,
        1500.0,
        &[
            "400 g lentils cooked",
            "200 g carrot raw",
            "1 onion raw",
            "2 tbsp olive oil",
            "150 g leek raw",
        ],
        "Soften the vegetables in the oil, add the lentils and a litre of water, simmer for half an hour.",
    ),
    (
        "Porridge with berries",
        1.0,
        380.0,
        &["50 g oat bran", "250 g milk 2", "80 g blueberries", "10 g honey"],
        "Simmer the bran in the milk for five minutes, put the berries and the honey on top.",
    ),
    (
        "Ratatouille",
        6.0,
        1400.0,
        &[
            "400 g aubergine raw",
            "400 g courgette raw",
            "500 g tomato raw",
            "2 onion raw",
            "40 g olive oil",
        ],
        "Faire revenir les légumes séparément, réunir, laisser mijoter une heure.",
    ),
    (
        "Salade de quinoa",
        2.0,
        600.0,
        &[
            "300 g quinoa cooked",
            "150 g cucumber raw",
            "100 g feta",
            "20 g olive oil",
            "15 g lemon juice",
        ],
        "Mélanger, servir frais.",
    ),
    (
        "Chicken with rice",
        2.0,
        650.0,
        &["240 g chicken breast cooked", "300 g brown rice cooked", "100 g broccoli cooked"],
        "Warm everything together.",
    ),
];

/// The names of days and meals in English and French, and when meals are.
pub(super) struct Week {
    pub days: [[&'static str; 2]; 7],
    pub meals: [([&'static str; 2], &'static str); 5],
}

pub(super) const WEEK: Week = Week {
    days: [
        ["Monday", "Lundi"],
        ["Tuesday", "Mardi"],
        ["Wednesday", "Mercredi"],
        ["Thursday", "Jeudi"],
        ["Friday", "Vendredi"],
        ["Saturday", "Samedi"],
        ["Sunday", "Dimanche"],
    ],
    meals: [
        (["Breakfast", "Petit-déjeuner"], "07:30"),
        (["Morning snack", "Collation"], "10:30"),
        (["Lunch", "Déjeuner"], "12:30"),
        (["Afternoon snack", "Goûter"], "17:00"),
        (["Dinner", "Dîner"], "19:30"),
    ],
};

/// Days that are planned.
pub(super) const MENUS: [Menu; 3] = [
    [
        &["1 porridge with berries", "1 cup black tea"],
        &["1 apple raw"],
        &["1 chicken with rice", "50 g lettuce raw", "1 tbsp olive oil"],
        &["1 pot yoghurt whole milk plain", "20 g walnuts"],
        &["1 lentil soup", "2 slices wholemeal bread"],
    ],
    [
        &["2 slices wholemeal bread", "10 g butter salted", "1 egg hard-boiled", "1 orange"],
        &["20 g almonds blanched"],
        &["1 salade de quinoa", "1 peach"],
        &["1 pot greek yoghurt", "100 g strawberries"],
        &["1 ratatouille", "1 fillet cod baked", "150 g potato baked flesh"],
    ],
    [
        &["30 g corn flakes", "200 g milk 2", "1 banana"],
        &["1 pear"],
        &[
            "180 g wholegrain pasta cooked",
            "100 g crushed tomatoes canned",
            "10 g parmesan grated",
            "A green salad",
        ],
        &["1 glass milk 2", "2 rusk"],
        &["1 omelette", "150 g green beans raw", "1 slice rye bread"],
    ],
];

/// Days as people told of them.
pub(super) const EATEN: [Menu; 2] = [
    [
        &["1 croissant", "1 cup coffee black", "2 lump sugar"],
        &["1 chocolate-croissant"],
        &["200 g lasagne with meat", "1 glass cola"],
        &["A biscuit"],
        &["2 slices pizza with extra cheese", "1 glass red wine"],
    ],
    [
        &["2 slices white bread", "20 g jam", "1 cup caffè latte"],
        &["1 banana"],
        &["150 g white rice cooked", "1 fillet salmon coho baked", "150 g broccoli cooked"],
        &["2 square milk chocolate"],
        &["1 plate pasta cooked", "30 g parmesan grated"],
    ],
];

/// Foods of exchange groups, by the English name of the group.
pub(super) const SWAPS: &[(&str, &[&str])] = &[
    (
        "Starch",
        &[
            "white bread",
            "wholemeal bread",
            "pasta cooked",
            "white rice cooked",
            "potato baked flesh",
            "lentils cooked",
        ],
    ),
    ("Fruit", &["apple raw", "banana", "orange", "pear", "strawberries", "kiwi"]),
    ("Milk, fat-free", &["skimmed milk", "yoghurt skimmed plain"]),
    ("Non-starchy vegetables", &["carrot raw", "tomato raw", "broccoli cooked", "courgette raw"]),
    ("Lean protein", &["chicken breast cooked", "cod baked", "turkey roast", "egg white raw"]),
    ("Fat", &["olive oil", "butter salted", "walnuts", "avocado"]),
];
