//! Body lengths: centimetres, metres, millimetres, feet and inches.

use super::number;
use super::weight::{split, without};
use crate::ui::language::Language;

/// Centimetres of an inch (1959: exact).
const INCH_CM: f64 = 2.54;
const INCHES_OF_A_FOOT: f64 = 12.0;

const FEET: [&str; 5] = ["feet", "foot", "pieds", "ft", "'"];
const INCHES: [&str; 7] = ["inches", "inch", "pouces", "pouce", "in", "\"", "''"];
const CENTIMETRES: [&str; 7] =
    ["centimetres", "centimeters", "centimètres", "centimetre", "centimeter", "centimètre", "cm"];
const MILLIMETRES: [&str; 4] = ["millimetres", "millimeters", "millimètres", "mm"];
const METRES: [&str; 7] = ["metres", "meters", "mètres", "metre", "meter", "mètre", "m"];

/// Centimetres, as digits with a point.
pub fn read(language: Language, typed: &str) -> Option<String> {
    let text = number::unbroken(&typed.to_lowercase());
    let value = |text: &str| number::read(language, text)?.parse::<f64>().ok();
    let bare = |units: &[&str]| Some(without(&text, units)).filter(|bare| bare.len() < text.len());
    if let Some(centimetres) = bare(&CENTIMETRES).filter(|text| !text.contains('m')) {
        return number::read(language, centimetres);
    }
    if let Some(millimetres) = bare(&MILLIMETRES) {
        return Some(number::shortest(value(millimetres)? / 10.0));
    }
    if let Some(inches) = bare(&INCHES).filter(|text| split(text, &FEET).is_none()) {
        return Some(number::shortest(value(inches)? * INCH_CM));
    }
    if let Some((feet, rest)) = split(&text, &FEET) {
        let inches = match without(rest, &INCHES) {
            "" => 0.0,
            inches => value(inches).filter(|inches| (0.0..INCHES_OF_A_FOOT).contains(inches))?,
        };
        let feet = if number::is_digits(feet) { value(feet)? } else { return None };
        return Some(number::shortest((feet * INCHES_OF_A_FOOT + inches) * INCH_CM));
    }
    match split(&text, &METRES) {
        None => number::read(language, &text),
        Some((metres, "")) => Some(number::shortest(value(metres)? * 100.0)),
        // "1m75"; "1m5" may be 1.05 or 1.5.
        Some((metres, rest)) => {
            let centimetres = without(rest, &CENTIMETRES);
            let is_clear = number::is_digits(metres)
                && number::is_digits(centimetres)
                && (centimetres.len() == 2 || centimetres.len() < rest.len());
            let centimetres = if is_clear { value(centimetres)? } else { return None };
            (centimetres < 100.0)
                .then(|| value(metres))
                .flatten()
                .map(|m| number::shortest(m * 100.0 + centimetres))
        }
    }
}
