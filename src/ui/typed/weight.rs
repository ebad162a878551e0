//! Body weights: kilograms, grams, pounds and stones.

use super::number;
use crate::ui::language::Language;

/// Kilograms of a pound (international avoirdupois pound, 1959: exact).
const POUND_KG: f64 = 0.453_592_37;
const POUNDS_OF_A_STONE: f64 = 14.0;
const OUNCES_OF_A_POUND: f64 = 16.0;

const KILOGRAMS: [&str; 8] =
    ["kilogrammes", "kilogramme", "kilograms", "kilogram", "kilos", "kilo", "kgs", "kg"];
const GRAMS: [&str; 6] = ["grammes", "gramme", "grams", "gram", "gr", "g"];
const STONES: [&str; 3] = ["stones", "stone", "st"];
/// « Livres » are no unit of bodies: half a kilogram to some, and a pound to others.
const POUNDS: [&str; 4] = ["pounds", "pound", "lbs", "lb"];
/// Grams of an ounce, as foods are weighed.
const OUNCE_G: f64 = 28.35;
const OUNCES: [&str; 4] = ["ounces", "ounce", "onces", "oz"];

/// Kilograms, as digits with a point.
pub fn read(language: Language, typed: &str) -> Option<String> {
    let text = number::unbroken(&typed.to_lowercase());
    let value = |text: &str| number::read(language, text)?.parse::<f64>().ok();
    if let Some((stones, rest)) = split(&text, &STONES) {
        let pounds = match without(rest, &POUNDS) {
            "" => 0.0,
            pounds => value(pounds)?,
        };
        let is_whole = number::is_digits(stones) || rest.is_empty();
        let pounds = is_whole
            .then(|| value(stones))
            .flatten()
            .filter(|_| (0.0..POUNDS_OF_A_STONE).contains(&pounds))
            .map(|stones| stones * POUNDS_OF_A_STONE + pounds)?;
        return Some(number::shortest(pounds * POUND_KG));
    }
    if let Some((pounds, rest)) = split(&text, &POUNDS) {
        let ounces = match without(rest, &OUNCES) {
            "" => 0.0,
            ounces => value(ounces).filter(|ounces| (0.0..OUNCES_OF_A_POUND).contains(ounces))?,
        };
        return Some(number::shortest((value(pounds)? + ounces / OUNCES_OF_A_POUND) * POUND_KG));
    }
    if let Some((kilograms, rest)) = split(&text, &KILOGRAMS) {
        return match without(rest, &GRAMS) {
            "" => number::read(language, kilograms),
            // "72 kg 500": grams, in threes.
            grams
                if grams.len() == 3 && number::is_digits(grams) && number::is_digits(kilograms) =>
            {
                Some(format!("{kilograms}.{grams}"))
            }
            _ => None,
        };
    }
    match without(&text, &GRAMS) {
        same if same == text => number::read(language, &text).filter(|digits| !is_height(digits)),
        // A newborn's grams are all kept.
        grams => Some(number::shortest_of(3, value(grams)? / 1000.0)),
    }
}

/// Whether a weight without its unit may be a height: nobody but the newborn weighs 1.65 kg.
fn is_height(digits: &str) -> bool {
    let value = digits.parse::<f64>().unwrap_or_default();
    digits.contains('.') && (1.0..2.5).contains(&value)
}

/// Grams of a food, as digits with a point. Three digits behind its only sign may be thousands.
pub fn grams(language: Language, typed: &str) -> Option<String> {
    let text = number::unbroken(&typed.to_lowercase());
    let in_grams = |bare: &str, of_one: f64| {
        let is_grouped = language == Language::English && bare.contains(',');
        let value = number::read(language, bare)?.parse::<f64>().ok()?;
        let is_clear = !(is_grouped && number::looks_grouped(bare));
        is_clear.then(|| number::shortest(value * of_one))
    };
    let bare = |units: &[&str]| Some(without(&text, units)).filter(|bare| bare.len() < text.len());
    if let Some(kilograms) = bare(&KILOGRAMS) {
        return in_grams(kilograms, 1000.0);
    }
    if let Some(ounces) = bare(&OUNCES).filter(|text| !text.ends_with("fl")) {
        return in_grams(ounces, OUNCE_G);
    }
    number::whole(language, &text, &GRAMS)
}

/// What stands before and behind the first of these units.
pub fn split<'t>(text: &'t str, units: &[&str]) -> Option<(&'t str, &'t str)> {
    let (at, unit) = units.iter().find_map(|unit| text.find(unit).map(|at| (at, unit)))?;
    Some((text[..at].trim(), text[at + unit.len()..].trim()))
}

/// The text without one of these units at its end.
pub fn without<'t>(text: &'t str, units: &[&str]) -> &'t str {
    units.iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text).trim()
}
