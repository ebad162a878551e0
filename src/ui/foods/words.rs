//! Values, nutrients and groups in the reader's language.

use crate::nutrition::foods::starter::GROUPS;
use crate::nutrition::foods::value::Value;
use crate::nutrition::foods::view::CarbohydrateBasis;
use crate::nutrition::nutrients::{Group, Nutrient, Unit};
use crate::ui::language::{Language, say};

/// The code of the language, as names have it.
pub fn code(language: Language) -> &'static str {
    match language {
        Language::English => "en",
        Language::French => "fr",
    }
}

/// What the nutrient is called.
pub fn nutrient(nutrient: &'static Nutrient, language: Language) -> &'static str {
    match language {
        Language::English => nutrient.english,
        Language::French => nutrient.french,
    }
}

/// A value with the mark of what is not known of it: never an empty cell, never a zero that is none.
pub fn value(value: Value, nutrient: &Nutrient, language: Language) -> String {
    match value {
        Value::Amount(amount) => language.number(&digits(amount, nutrient.decimals)),
        Value::LessThan(upper) => format!("<\u{a0}{}", language.number(&upper.to_string())),
        Value::Trace => language.t(say("traces")).to_owned(),
        Value::Missing => language.t(say("unknown")).to_owned(),
    }
}

/// Rounded half away from zero; one that would read as zero keeps its digits.
fn digits(amount: f64, decimals: u8) -> String {
    let power = 10_f64.powi(i32::from(decimals));
    // The nearest decimal first: 0.25 of a table is not a little less.
    let scaled = amount * power;
    let near = format!("{scaled:.6}").parse::<f64>().unwrap_or(scaled);
    let rounded = near.round() / power;
    match rounded == 0.0 && amount > 0.0 {
        true => amount.to_string(),
        false => format!("{rounded:.*}", usize::from(decimals)),
    }
}

/// Grams, as short as they can be written.
pub fn grams(grams: f64, language: Language) -> String {
    let rounded = (grams * 10.0).round() / 10.0;
    format!("{}\u{a0}g", language.number(&rounded.to_string()))
}

/// The heading of a group of nutrients.
pub fn heading(group: Group) -> &'static str {
    match group {
        Group::Energy => say("Energy and water"),
        Group::Macronutrients => say("Macronutrients"),
        Group::Carbohydrates => say("Carbohydrates"),
        Group::Fats => say("Fats"),
        Group::Minerals => say("Minerals"),
        Group::Vitamins => say("Vitamins"),
        Group::Other => say("Others"),
    }
}

/// What carbohydrate means in a table.
pub fn basis(basis: CarbohydrateBasis) -> &'static str {
    match basis {
        CarbohydrateBasis::Available => say("available, polyols included"),
        CarbohydrateBasis::MonosaccharideEquivalents => say("available, as monosaccharides"),
        CarbohydrateBasis::ByDifference => say("by difference, fibre included"),
    }
}

/// A group of foods: those of the starter table are said in the reader's language.
pub fn group(path: &[String], language: Language) -> String {
    let said = |name: &String| match GROUPS.iter().any(|(_, known)| known == name) {
        true => language.t(name).to_owned(),
        false => name.clone(),
    };
    path.iter().map(said).collect::<Vec<_>>().join(" › ")
}

/// A unit behind an amount.
pub fn unit(unit: Unit) -> &'static str {
    unit.symbol()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nutrition::nutrients::Tag;

    #[test]
    fn what_is_not_known_is_said_and_nothing_reads_as_a_zero_that_is_none() {
        let say = |known, tag: Tag| value(known, tag.nutrient(), Language::English);
        assert_eq!(say(Value::Amount(0.25), Tag::FAT), "0.3");
        assert_eq!(say(Value::Amount(0.15), Tag::FAT), "0.2");
        assert_eq!(say(Value::Amount(0.0), Tag::FAT), "0.0");
        assert_eq!(say(Value::Amount(0.000_056), Tag::F4D0), "0.000056");
        assert_eq!(say(Value::LessThan(0.2), Tag::FAT), "<\u{a0}0.2");
        assert_eq!(say(Value::Trace, Tag::FAT), "traces");
        assert_eq!(say(Value::Missing, Tag::FAT), "unknown");
        assert_eq!(value(Value::Amount(1.5), Tag::FAT.nutrient(), Language::French), "1,5");
    }
}
