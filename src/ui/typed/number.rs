//! Numbers by their language: which sign is the decimal one, and which only parts thousands.

use crate::ui::language::Language;

/// The most digits that any field means.
const MOST_DIGITS: usize = 18;

/// The digits of a number that was typed, with a point: `1,200` is `1200` in English and `1.200` in
/// French. None for what is no number.
pub fn read(language: Language, typed: &str) -> Option<String> {
    let (sign, rest) = signed(typed.trim());
    let digits = unsigned(language, rest)?;
    Some(format!("{sign}{digits}"))
}

/// The same where a text with three digits behind its only point or comma may as well mean
/// thousands: none then, unless the language says which. Nobody writes a nought as the last of three
/// decimals, so `1.200` asks in both languages.
pub fn counted(language: Language, typed: &str) -> Option<String> {
    let is_foreign = language == Language::French && typed.contains('.');
    let may_group = may_be_thousands(language, typed) && (is_foreign || typed.ends_with('0'));
    if may_group { None } else { read(language, typed) }
}

/// The text with halves and quarters as decimals: `74½`, `74 1/2`, `¾`.
pub fn unbroken(typed: &str) -> String {
    const PARTS: [(&str, &str); 6] =
        [("½", "5"), ("1/2", "5"), ("¼", "25"), ("1/4", "25"), ("¾", "75"), ("3/4", "75")];
    let found = PARTS.iter().find_map(|(sign, part)| Some((typed.find(sign)?, *sign, *part)));
    let Some((at, sign, part)) = found else { return typed.to_owned() };
    let (before, behind) = (&typed[..at], &typed[at + sign.len()..]);
    let is_apart = !sign.contains('/') || !before.ends_with(|c: char| !c.is_whitespace());
    if !is_apart || behind.starts_with(|c: char| c.is_ascii_digit() || c == '/') {
        return typed.to_owned();
    }
    let whole = before.trim_end();
    let nought = if whole.ends_with(|c: char| c.is_ascii_digit()) { "" } else { "0" };
    let before = if nought.is_empty() { whole } else { before };
    format!("{before}{nought}.{part}{behind}")
}

/// The same of what is counted or weighed in whole numbers: three digits behind a sign are never its
/// decimals. It may carry one of these units.
pub fn whole(language: Language, typed: &str, units: &[&str]) -> Option<String> {
    let bare = without_unit(typed, units);
    if may_be_thousands(language, &bare) { None } else { read(language, &bare) }
}

/// A number that may carry one of these units.
pub fn with_unit(language: Language, typed: &str, units: &[&str]) -> Option<String> {
    read(language, &without_unit(typed, units))
}

fn without_unit(typed: &str, units: &[&str]) -> String {
    let lower = typed.to_lowercase();
    let bare = units.iter().find_map(|unit| lower.strip_suffix(unit)).unwrap_or(&lower);
    bare.trim().to_owned()
}

/// Whether the only point or comma may part thousands, and the language does not say that it does.
fn may_be_thousands(language: Language, typed: &str) -> bool {
    let is_said = language == Language::English && typed.contains(',');
    looks_grouped(typed) && !is_said
}

/// Whether one point or comma stands before exactly three digits, and behind one to three that do
/// not begin with a zero: `1.250` and `12,500`.
pub fn looks_grouped(typed: &str) -> bool {
    let bare = typed.trim_start_matches(['-', '+']).trim();
    let mut parts = bare.split(['.', ',']);
    let (Some(whole), Some(part), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    is_digits(part)
        && part.len() == 3
        && is_digits(whole)
        && whole.len() <= 3
        && !whole.starts_with('0')
}

/// The shortest digits of a value, at most two behind the point.
pub fn shortest(value: f64) -> String {
    shortest_of(2, value)
}

/// The shortest digits of a value, at most so many behind the point.
pub fn shortest_of(decimals: usize, value: f64) -> String {
    let text = format!("{value:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The sign, and what stands behind it.
pub fn signed(typed: &str) -> (&'static str, &str) {
    match typed.strip_prefix('-') {
        Some(rest) => ("-", rest.trim_start()),
        None => ("", typed.strip_prefix('+').unwrap_or(typed).trim_start()),
    }
}

pub fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn unsigned(language: Language, typed: &str) -> Option<String> {
    let (points, commas) = (typed.matches('.').count(), typed.matches(',').count());
    let decimal = match (points, commas) {
        (0, 0) => None,
        // The one that stands last is the decimal sign, and stands once.
        (_, 1) if points > 0 && typed.rfind(',') > typed.rfind('.') => Some(','),
        (1, _) if commas > 0 && typed.rfind('.') > typed.rfind(',') => Some('.'),
        (1, 0) => Some('.'),
        (0, 1) if language == Language::English && looks_grouped(typed) => None,
        (0, 1) => Some(','),
        (_, 0) | (0, _) => None,
        _ => return None,
    };
    let (whole, part) = match decimal.and_then(|sign| typed.rsplit_once(sign)) {
        Some((whole, part)) => (whole, part),
        None => (typed, ""),
    };
    let whole = match whole {
        "" if !part.is_empty() => "0".to_owned(),
        grouped => ungrouped(grouped)?,
    };
    // "01,200" is neither a decimal nor thousands as anybody writes them.
    let is_odd = part.len() == 3 && whole.len() > 1 && whole.starts_with('0');
    let is_wrong = !part.is_empty() && !is_digits(part);
    if is_odd || is_wrong || whole.len() + part.len() > MOST_DIGITS {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    Some(if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") })
}

/// The digits of a whole number whose thousands one kind of sign may part.
fn ungrouped(typed: &str) -> Option<String> {
    if is_digits(typed) {
        return Some(typed.to_owned());
    }
    let sign = typed.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(sign, ' ' | '\'' | '.' | ',') {
        return None;
    }
    let groups: Vec<&str> = typed.split(sign).collect();
    let (first, others) = groups.split_first()?;
    let is_grouped = is_digits(first)
        && first.len() <= 3
        && !first.starts_with('0')
        && others.iter().all(|group| group.len() == 3 && is_digits(group));
    is_grouped.then(|| groups.concat())
}
