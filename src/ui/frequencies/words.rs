//! The questions of the frequency questionnaire and their answers in words.

use crate::ui::language::say;

/// A kind of food: its code, what it is called, what a portion of it is.
pub(super) type Question = (&'static str, &'static str, &'static str);

/// The questions by the groups of the form.
pub(super) const GROUPS: [(&str, &[Question]); 3] = [
    (
        say("Plants"),
        &[
            ("vegetables", say("Vegetables and salad"), say("A portion: two handfuls, 80 g")),
            (
                "fruit",
                say("Fruit, fresh or frozen"),
                say("A portion: one piece, or a handful of berries"),
            ),
            ("potatoes", say("Potatoes"), say("A portion: two of the size of an egg")),
            (
                "whole_grains",
                say("Whole-grain bread, oats, brown rice"),
                say("A portion: a slice, or four spoons cooked"),
            ),
            (
                "white_bread",
                say("White bread, pasta, rice"),
                say("A portion: a slice, or four spoons cooked"),
            ),
            ("legumes", say("Lentils, beans, chickpeas"), say("A portion: four spoons cooked")),
            ("nuts", say("Nuts, seeds"), say("A portion: a small handful, 30 g")),
        ],
    ),
    (
        say("From animals"),
        &[
            ("milk", say("Milk, yoghurt"), say("A portion: a glass or a pot")),
            ("cheese", say("Cheese"), say("A portion: two thumbs, 30 g")),
            ("eggs", say("Eggs in any form"), say("A portion: one egg")),
            ("fish", say("Fish and seafood"), say("A portion: the palm of a hand, 100 g")),
            ("poultry", say("Poultry"), say("A portion: the palm of a hand, 100 g")),
            ("red_meat", say("Beef, pork, lamb"), say("A portion: the palm of a hand, 100 g")),
            ("processed_meat", say("Ham, sausage, bacon"), say("A portion: two slices, 50 g")),
        ],
    ),
    (
        say("Fats, sweets and drinks"),
        &[
            ("fats", say("Butter, oil, cream"), say("A portion: a spoon")),
            (
                "sweets",
                say("Sweets, cakes, biscuits"),
                say("A portion: a bar, a slice, three biscuits"),
            ),
            (
                "fast_food",
                say("Fried food, pizza, burgers, crisps"),
                say("A portion: a meal, or a bag"),
            ),
            ("sweet_drinks", say("Sweet drinks and juice"), say("A portion: a glass, 200 ml")),
            (
                "water",
                say("Water, tea or coffee without sugar"),
                say("A portion: a glass or a cup"),
            ),
            ("alcohol", say("Alcohol"), say("A portion: a small beer, a glass of wine")),
        ],
    ),
];

/// How often, in words.
pub(super) fn often(code: &str) -> &'static str {
    match code {
        "never" => say("Never"),
        "monthly" => say("One to three times a month"),
        "weekly_1" => say("Once a week"),
        "weekly_2_4" => say("Two to four times a week"),
        "weekly_5_6" => say("Five or six times a week"),
        "daily_1" => say("Once a day"),
        "daily_2_3" => say("Two or three times a day"),
        _ => say("Four times a day or more"),
    }
}
