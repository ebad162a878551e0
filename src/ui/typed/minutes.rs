//! Durations: minutes, hours, and hours with minutes.

use super::number;
use crate::ui::language::Language;

const HOURS: [&str; 8] = ["hours", "hour", "heures", "heure", "hrs", "hr", "h", ":"];
/// An "m" alone is of minutes behind hours, else of metres or months.
const MINUTES: [&str; 8] = ["minutes", "minute", "mins", "min.", "min", "mn", "'", "m"];
const HALVES: [&str; 3] = ["et demie", "et demi", "and a half"];

/// `45`, `45 min`, `1 h`, `1h30`, `1:30`, `1 h 30 min`, `1½ h` in minutes.
pub fn read(language: Language, typed: &str) -> Option<String> {
    let lower = number::unbroken(&typed.to_lowercase());
    let in_hours = |text: &str| HOURS.iter().find_map(|unit| Some((text.find(unit)?, *unit)));
    let units = &MINUTES[..if in_hours(&lower).is_some() { 8 } else { 7 }];
    let text = units.iter().find_map(|unit| lower.strip_suffix(unit)).unwrap_or(&lower).trim();
    let Some((at, unit)) = in_hours(text) else {
        return number::whole(language, text, &[]);
    };
    let (whole, rest) = (text[..at].trim(), text[at + unit.len()..].trim());
    let is_half = HALVES.contains(&rest);
    if rest.is_empty() || is_half {
        if unit == ":" || may_be_minutes(whole) || is_half && !number::is_digits(whole) {
            return None;
        }
        let hours: f64 = number::read(language, whole)?.parse().ok()?;
        return Some(number::shortest((hours + if is_half { 0.5 } else { 0.0 }) * 60.0));
    }
    let is_clock = number::is_digits(whole) && number::is_digits(rest) && rest.len() == 2;
    let (whole, rest): (u32, u32) = match is_clock {
        true => (whole.parse().ok()?, rest.parse().ok()?),
        false => return None,
    };
    (rest < 60 && whole < 100).then(|| (whole * 60 + rest).to_string())
}

/// Whether what stands behind the point of hours may be minutes: "1.30 h" is an hour and a half to its
/// writer, and 78 minutes to a reckoner. Halves and quarters are only hours.
fn may_be_minutes(hours: &str) -> bool {
    let part = hours.rsplit_once(['.', ',']).map_or("", |(_, part)| part);
    match part.len() {
        0 => false,
        1 => matches!(part, "1" | "2" | "3" | "4"),
        2 => !matches!(part, "00" | "25" | "75"),
        _ => true,
    }
}
